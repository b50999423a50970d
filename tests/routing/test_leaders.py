"""Complaints about those who lead or staff a community, and what only sounds like one."""

import pytest

from handlers.routing.subjects import against_leaders, guess_category

AGAINST = (
    "我要举报刘书记",
    "投诉网格员",
    "举报村委会主任贪污",
    "刘书记收了我的钱不办事",
    "小赵收钱才给办",
    "网格员小赵收红包",
    "社区主任优亲厚友，低保都给了亲戚",
    "村干部吃拿卡要",
    "居委会推三阻四，跑了五趟",
    "居委会的人骂我",
    "村委会不作为",
    "社区干部态度恶劣",
    "社区工作人员态度很差",
    "便民大厅工作人员故意刁难人",
    "网格员打人",
    "书记要钱才盖章",
    "主任偏袒楼上那家",
    "网格员威胁我不许往上反映",
    "书记以权谋私，把活给了自己小舅子",
    "村支书贪了修路款",
    "街道干部互相推诿",
    "社区不办事，光踢皮球",
    "网格员态度不好",
    "反映一下，村长骂人",
    "刘书记是不是收了物业的钱",
    "被网格员骂了一顿",
    "希望社区干部不要推诿",
)
NOT_AGAINST = (
    "请书记帮忙修灯",
    "投诉楼上噪音",
    "网格员小赵很好",
    "网格员态度很好，谢谢",
    "书记您好，楼上天天打人骂人",
    "刘书记，楼下饭店老板骂人",
    "请网格员来看看，有人打人",
    "找书记反映过，物业还是收了钱不办事",
    "投诉居委会门口的垃圾没人收",
    "举报楼下麻将馆，请主任管管",
    "班主任打人",
    "医院主任医师态度差",
    "物业工作人员态度恶劣",
    "银行工作人员推诿",
    "网格员是谁",
    "书记电话多少",
    "希望书记帮忙查查物业乱收费",
    "有人骂网格员",
    "网格员被人打了",
    "网格员从来不推诿，点赞",
    "书记没收过一分钱，是个好人",
    "社区什么时候收卫生费",
    "小赵帮我修好了灯",
    "老干部活动室没开门",
    "隔壁收废品的要钱太多",
    "楼道灯坏了，告诉网格员一声",
    "网格员来看过了，楼上还是骂人",
)


@pytest.mark.parametrize("text", AGAINST)
def test_it_goes_past_them(text: str) -> None:
    assert against_leaders(text)
    guess = guess_category(text)
    assert (guess.best, guess.sure) == ("conduct", True)


@pytest.mark.parametrize("text", NOT_AGAINST)
def test_whoever_is_asked_or_praised_is_not_complained_of(text: str) -> None:
    assert not against_leaders(text)


@pytest.mark.parametrize("text", ["书记家的事我说不清", "跑了几趟都刁难我", "网格员那个事怎么说"])
def test_what_may_be_one_can_be_chosen(text: str) -> None:
    guess = guess_category(text)
    assert guess.best == "conduct" or "conduct" in guess.keys[:4]
