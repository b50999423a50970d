"""What a resident wants, on short messages as they come in a chat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.routing.intents import intent
from handlers.routing.records import Intent
from tests.routing.test_subjects import SAID, URGENT

CHAT = {
    Intent.REQUEST: (
        "楼道灯坏了三天了",
        "小区门口路灯不亮",
        "楼上天天半夜吵得睡不着",
        "我家停水了",
        "垃圾桶满了没人清",
        "电梯又坏了，老人下不了楼",
        "隔壁装修太吵",
        "广场舞声音太大",
        "想申请低保",
        "想给我妈办残疾证",
        "物业收了钱不管事",
        "邻居占了楼道放鞋柜",
        "楼下饭店油烟太大",
        "暖气不热",
        "有人在楼道给电动车充电",
        "孩子没学上怎么解决",
        "老板拖欠工资",
        "有人被困在电梯里",
        "着火了",
        "我家对门着火了快来人",
        "电动车充电没地方",
        "手机没信号",
        "医院乱收费",
        "我们组的分红到底怎么分的，要求公开账目",
        "帮我妈办老年证",
        "希望小区装监控",
        "希望能在小区装个健身器材",
        "村里水渠塌了",
        "路灯坏了找谁",
        "路口车太多，孩子过马路危险",
        "快递总是放驿站不送上门",
        "楼上漏水到我家",
        "我退休金没发",
        "我想反映村干部的问题",
        "下水道堵了，臭得不行",
        "小区里老鼠多",
        "野狗咬人",
        "树枝挡光",
        "小区西门的栏杆断了",
        "二楼平台漏水没人管",
        "晚上烧烤摊烟太大",
        "我妈的高龄补贴停了",
        "厂里三个月没发工资",
        "等不亮",
        "路等坏了",
        "下水到堵了",
        "楼顶漏谁",
        "没水了",
        "没电了",
        "水管漏了",
        "路灯不亮了",
    ),
    Intent.UNSURE: (
        "心里不痛快",
        "我有件事",
        "帮我看看",
        "心里难受",
        "有事想说",
        "我是三号楼的",
        "我家水管漏了",
        "电视收不到台",
    ),
    Intent.QUESTION: (
        "谁管我们楼",
        "办老年证要带什么",
        "几点上班",
        "社区电话是多少",
        "医保在哪里交",
        "高龄补贴什么条件",
        "请问居委会在哪",
        "周末有没有活动吗",
        "低保怎么申请",
        "我们村民警是谁",
        "网格员是谁",
        "路灯归谁管",
        "老年证丢了怎么补办",
        "明天有没有体检活动",
        "租房补贴需要什么材料",
        "社区几点下班",
        "婴儿打针在哪打",
        "养老认证怎么弄",
    ),
    Intent.THANKS: (
        "谢谢",
        "谢谢大家",
        "辛苦了",
        "好的",
        "收到",
        "好的，谢谢您",
        "太感谢了，轮椅收到了",
        "嗯嗯",
        "ok",
        "知道了",
        "谢谢李师傅，灯修好了",
        "好",
        "👌好的",
        "满意",
    ),
    Intent.GREETING: (
        "在不",
        "在吗",
        "你好",
        "您好，在吗？",
        "早上好",
        "喂",
        "书记好",
        "社区你好",
        "您好!",
    ),
    Intent.HOWTO: (
        "怎么提",
        "怎么用",
        "怎么提心愿",
        "这个怎么用啊",
        "你是谁",
        "你能干什么",
        "怎么发照片",
        "怎么许愿",
        "帮助",
        "能帮我做什么",
        "怎么评价",
        "人工",
        "我要找人",
        "我要投诉",
        "我想反映问题",
        "怎么催",
        "怎么撤",
        "这个怎么弄",
    ),
    Intent.PROGRESS: (
        "到哪一步了",
        "办得怎样",
        "我的心愿怎么样了",
        "上次说的路灯修了没有",
        "有消息吗",
        "有人接了吗",
        "什么时候能修好",
        "我提的那个事办了没有",
        "还要等多久",
        "审核好了吗",
        "进度",
        "怎么没人理我",
        "我那单到哪了",
        "催一下",
        "怎么还没人来",
        "还没修好吗",
    ),
    Intent.GIVE_UP: (
        "算了",
        "不要了",
        "不提了",
        "算了不要了",
        "我不想要了",
        "不用了谢谢",
        "取消",
        "撤回吧",
    ),
    Intent.NUMBER: (
        "300",
        "300元",
        "13",
        "2026-11-22",
        "1 1 .",
    ),
    Intent.NOISE: (
        "。。。",
        "😂😂",
        "？",
        "哈哈哈",
        "....",
        "[微笑]",
        "👍",
        "啊",
    ),
    Intent.WISH: (
        "想要一台电风扇",
        "想要一把轮椅，带老伴下楼晒太阳",
        "我想要个书包",
        "家里灯泡坏了，想请人换一下",
        "想找个人陪我说说话",
        "想请人帮我妈理发",
        "能不能帮我家打扫一下卫生",
        "孩子数学跟不上，想找人辅导",
        "想学用智能手机",
        "想要一床厚被子",
        "老花镜",
        "电饭煲",
        "一桶油",
        "想和老邻居一起过个生日",
        "陪我去医院看病",
        "上门量血压",
        "帮忙搬个柜子",
        "水龙头漏水，想请师傅上门修一下",
        "有没有不用的婴儿车",
        "想坐一次高铁",
        "腿脚不好，想有人帮忙买菜",
        "你好，我想要一个收音机",
        "想吃一顿饺子",
        "眼睛看不清，想要个放大镜",
        "孙女想要一套彩笔",
        "希望有人教我用微信",
        "家里纱窗破了想换",
        "奶奶想看一次升国旗",
        "想听听戏",
        "想要副拐杖，楼道黑怕摔",
        "我妈生日快到了，想热闹热闹",
        "老人家一个人，想有人来家里聊聊",
        "想找个师傅修收音机",
        "孩子想要一个新书包上学用",
        "家里没电视，想要一台旧电视机",
        "冬天冷，想要一条电热毯",
        "给老伴买副护膝",
        "想要一副护膝",
        "电热水壶",
        "能不能帮忙接送孩子",
        "我腿脚不方便，谁能帮我取一下药",
        "阳台的灯不亮了，够不着",
        "门锁拧不动",
        "想要一盏小夜灯",
        "配着去医院",
        "想找人陪去医院",
        "理发",
        "替楼上老人提个心愿，想要个收音机",
        "想有人教教智能电视怎么开",
        "耳朵背了，能给配个助听器不",
    ),
}
PAIRS = [(wanted, text) for wanted, texts in CHAT.items() for text in texts]


@pytest.mark.parametrize(("wanted", "text"), PAIRS)
def test_intent(wanted: Intent, text: str) -> None:
    assert intent(text) is wanted


def test_every_intent_has_its_sentences() -> None:
    assert set(CHAT) == set(Intent)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_is_unsure(text: str) -> None:
    assert intent(text) is Intent.UNSURE


@pytest.mark.parametrize("text", URGENT)
def test_danger_is_never_a_wish(text: str) -> None:
    assert intent(text) is Intent.REQUEST


def test_what_concerns_everybody_is_no_wish() -> None:
    taken = [text for key, text in SAID if intent(text) is Intent.WISH]
    assert not taken


@pytest.mark.parametrize("wanted", [Intent.WISH, Intent.REQUEST])
def test_a_greeting_changes_nothing(wanted: Intent) -> None:
    for text in CHAT[wanted]:
        assert intent(f"您好，{text}") is wanted
        assert intent(f"刘书记好！{text}") is wanted


def test_signs_wide_or_narrow_are_one() -> None:
    for wanted, text in PAIRS:
        assert intent(text.replace("，", ",").replace("？", "?")) is wanted


def test_a_long_complaint_is_a_request() -> None:
    assert intent("各位领导好！" + "我们这条街的事说了很多次，一直没有结果，大家都很着急。" * 6) is Intent.REQUEST


@given(st.text())
def test_any_text_has_an_intent(text: str) -> None:
    assert intent(text) is intent(text)


@given(st.lists(st.sampled_from([text for _, text in PAIRS]), min_size=1, max_size=30))
def test_any_mixture_has_an_intent(texts: list[str]) -> None:
    assert intent("，".join(texts)) in Intent
