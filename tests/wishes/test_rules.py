"""What a wish says, whom it suits: pure functions on our own sentences."""

import pytest

from handlers.intake.doors import name_and_door
from handlers.wishes.records import Helper, WishKind
from handlers.wishes.rules import best, guess_kind, guess_value, over, suits

SAID = {
    WishKind.THING: [
        "想要个轮椅,带老伴出去走走",
        "孙女想要一个新书包",
        "想要一台洗衣机,手洗不动了",
        "缺一床厚被子",
        "能不能有个血压计",
        "想要一副拐杖,下楼陪老伴",
        "想要一本大字的菜谱",
        "想要一盏能夹在床头的灯",
        "做饭的锅漏了,想换一口",
        "能帮忙弄辆轮椅吗",
        "帮我换一副老花镜",
        "希望有人能送我一台电风扇",
        "灯泡坏了,想要个新的",
    ],
    WishKind.SERVICE: [
        "厨房的水龙头一直漏,请人修一下",
        "想请人上门理个发",
        "家里灯管坏了,够不着,请人换一下",
        "请人帮忙把冰箱搬下楼",
        "孩子数学跟不上,想请人辅导",
        "窗户擦不动了,请人打扫一下",
        "能不能上门量个血压",
        "不会用手机挂号,请人教我",
        "我想找人帮我换一下厨房的水龙头，拧不动",
        "找个师傅换纱窗",
        "麻烦来个人把电视挂墙上",
        "谁能帮我拧一下煤气罐的阀门",
        "想找个会电脑的教教我",
        "帮我把柜子挪一下",
        "厨房的水龙头坏了",
        "马桶堵了",
    ],
    WishKind.COMPANY: [
        "一个人过生日,想有人陪我吃顿饭",
        "想有人每周来聊聊天",
        "想去看看新修的公园,没人带",
        "儿子在外地,心里孤单",
        "想找人下棋",
    ],
    WishKind.FACILITY: [
        "楼道的灯坏了半个月",
        "小区门口装个监控吧",
        "单元门关不上",
        "井盖松了,走上去响",
        "楼道天窗坏了,一下雨就漏",
        "健身器材断了一根",
        "小区里多划几个停车位",
    ],
}


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind, texts in SAID.items() for text in texts])
def test_first_guess(text: str, kind: WishKind) -> None:
    assert guess_kind(text) is kind


@pytest.mark.parametrize(
    ("value", "hint"), [(None, False), (0, False), (299, False), (300, False), (301, True), (999_999, True)]
)
def test_more_than_three_hundred_is_hinted_at(value: int | None, hint: bool) -> None:
    assert over(value, 300) is hint


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("想要一台301元的电饭锅", 301),
        ("大概 300 块", 300),
        ("99.9元包邮", 99),
        ("想要3双袜子,30块", 30),
        ("想要41码的鞋", None),
        ("住501,想要轮椅", None),
        ("", None),
    ],
)
def test_yuan_somebody_named(text: str, value: int | None) -> None:
    assert guess_value(text) == value


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("王桂兰 3号楼2单元501", ("王桂兰", "3号楼2单元501")),
        ("王桂兰,3号楼2单元501", ("王桂兰", "3号楼2单元501")),
        ("王桂兰、3-2-501 ", ("王桂兰", "3-2-501")),
        ("欧阳修远 平房5号", ("欧阳修远", "平房5号")),
        ("王桂兰", ("王桂兰", "")),
        ("3号楼2单元501", None),
        ("Wang 501", None),
        ("", None),
        ("王", None),
    ],
)
def test_name_and_door(text: str, parts: tuple[str, str] | None) -> None:
    assert name_and_door(text) == parts


def test_skills_that_suit() -> None:
    assert suits("水龙头漏水", ("水电",))
    assert suits("想有人陪我聊聊天", ("陪伴",))
    assert not suits("水龙头漏水", ("陪伴", "辅导"))
    assert not suits("水龙头漏水", ())
    assert not suits("水龙头漏水", ("没有这一项",))


def test_who_is_told_first() -> None:
    """A fitting skill, then the same grid, then the smaller load; who was entered first breaks ties."""
    grid = "/1/2/3/4/"
    far_skilled = Helper(9, ("水电",), "/1/2/3/5/", 2)
    near_busy = Helper(2, (), "/1/2/3/4/6/", 2)
    near_free = Helper(3, (), "/1/2/3/4/", 0)
    near_too = Helper(4, ("陪伴",), "/1/2/3/4/", 0)
    far_free = Helper(1, (), "/1/2/3/5/", 0)
    nowhere = Helper(5, (), "", 0)
    found = best("水龙头漏水", grid, [far_free, near_busy, nowhere, near_too, far_skilled, near_free], 6)
    assert [helper.person_id for helper in found] == [9, 3, 4, 2, 1, 5]
    assert [helper.person_id for helper in best("水龙头漏水", grid, [far_free, far_skilled], 1)] == [9]
