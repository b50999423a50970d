"""One matter told by several: joined while it is under way, linked where it comes back."""

from datetime import timedelta

from handlers.kit.turns import Press
from tests.checks import text_of
from tests.play import Play

LAMP = "3号楼的路灯坏了"


def _accepted(play: Play, who: str = "王奶奶", text: str = LAMP) -> None:
    play.script((who, text), (who, "[提交]"), ("刘书记", "[派小吴]"))


def _settled(play: Play) -> None:
    _accepted(play)
    play.script(("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", "[先不]"))


def test_who_meets_the_same_joins(play: Play) -> None:
    _accepted(play)
    play.script(("赵大妈", "3号楼门口路灯坏了，黑得很"), ("赵大妈", "[提交]", "这件事已有人提"))
    card = play.last("赵大妈")
    assert "演武-0001" in card.body
    assert "1 户在等" in card.body
    assert [b.text for b in card.buttons] == ["我也遇到", "不是这件", "不提了"]
    play.script(("赵大妈", "[我也遇到]", "有消息一样告诉您"))
    assert play.case("演武-0002").state == "merged"
    assert "draft" not in play.caller("赵大妈").conversation.notes


def test_nothing_personal_is_shown_of_the_other(lite_play: Play) -> None:
    _accepted(lite_play, text="3号楼2单元501门口的路灯坏了，我是王桂兰，电话13835500001")
    lite_play.script(("赵大妈", "3号楼路灯坏了"), ("赵大妈", "[提交]", "这件事已有人提"))
    shown = text_of(lite_play.last("赵大妈"))
    assert not any(secret in shown for secret in ("王桂兰", "13835500001", "2单元501", "王奶奶"))


def test_another_one_is_entered_anew(lite_play: Play) -> None:
    _accepted(lite_play)
    lite_play.script(("赵大妈", "3号楼门口路灯坏了"), ("赵大妈", "[提交]"), ("赵大妈", "[不是这件]", "收到了"))
    assert lite_play.case("演武-0002").state == "review"


def test_others_are_not_mentioned(lite_play: Play) -> None:
    """Another kind of matter, another community, something not yet accepted."""
    play = lite_play
    _accepted(play)
    play.script(("赵大妈", "1号楼停水了"), ("赵大妈", "[提交]", "收到了"))
    play.script(("周平", "小区路灯坏了"), ("周平", "[提交]", "收到了"))
    play.script(("何叔", "1号楼停水了"), ("何叔", "[提交]", "收到了"))


def test_two_that_may_be_meant_are_numbered(lite_play: Play) -> None:
    play = lite_play
    _accepted(play)
    play.script(("钱阿姨", "1号楼的路灯坏了"), ("钱阿姨", "[提交]"), ("钱阿姨", "[不是这件]"), ("刘书记", "[派小赵]"))
    play.script(("赵大妈", "路灯坏了"), ("赵大妈", "[提交]", "② "))
    assert play.labels("赵大妈") == ["①我也遇到", "②我也遇到", "都不是", "不提了"]
    play.script(("赵大妈", "[①我也遇到]", "演武-0002"))


def test_one_joins_once(lite_play: Play) -> None:
    """Who waits for it already is offered a look at it; a button of before says so."""
    play = lite_play
    _accepted(play)
    play.script(("王奶奶", LAMP), ("王奶奶", "[提交]", "您提过"))
    assert play.labels("王奶奶") == ["看这件", "不是这件", "不提了"]
    join = Press("intake.join", value=play.button("王奶奶", "不是这件").value + ":1")
    play.push("王奶奶", join)
    play.script(("王奶奶", "", "您已经在等这件事了"), ("王奶奶", "[看这件]", "演武-0001"))


def test_over_meanwhile(lite_play: Play) -> None:
    play = lite_play
    _accepted(play)
    play.script(("赵大妈", LAMP), ("赵大妈", "[提交]"), ("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"))
    play.script(("小吴", "换了灯泡"), ("赵大妈", "[我也遇到]", "刚刚有了结果"))


def test_only_what_was_offered_can_be_joined(lite_play: Play) -> None:
    play = lite_play
    _accepted(play)
    play.script(("赵大妈", "1号楼停水了"), ("赵大妈", "[提交]"), ("张敏", LAMP), ("张敏", "[提交]"))
    press = play.button("张敏", "我也遇到")
    other = type(press)(press.name, value=f"{press.value.partition(':')[0]}:{play.case('演武-0002').id}")
    (refusal,) = play.push("张敏", other)
    assert "这个按钮太旧了" in text_of(refusal)


def test_what_was_settled_lately_has_come_back(play: Play) -> None:
    _settled(play)
    play.later(timedelta(days=20))
    play.script(("张敏", "3号楼路灯又坏了"), ("张敏", "[提交]", "前不久办过一次"))
    assert play.labels("张敏") == ["又出现了", "是新的事", "不提了"]
    play.script(("张敏", "[又出现了]", "收到了"))
    assert play.case("演武-0002").facts["rebound_of"] == play.case().id


def test_or_it_is_new(lite_play: Play) -> None:
    _settled(lite_play)
    lite_play.script(("张敏", "3号楼路灯又坏了"), ("张敏", "[提交]"), ("张敏", "[是新的事]", "收到了"))
    assert "rebound_of" not in lite_play.case("演武-0002").facts


def test_long_ago_is_forgotten(lite_play: Play) -> None:
    _settled(lite_play)
    lite_play.later(timedelta(days=120))
    lite_play.script(("张敏", "3号楼路灯又坏了"), ("张敏", "[提交]", "收到了"))
