"""What happens beside the straight way: return, set aside, dispatch, replace, withdraw, limits."""

from collections.abc import Callable

import pytest

from tests.checks import text_of
from tests.play import Play
from tests.scenes import WISH, claimed, connected, fulfilled, opened, submitted


def test_sent_back_then_amended(play: Play) -> None:
    submitted(play)
    play.script(
        ("刘书记", "[退回]", "为什么？写一句话"),
        ("刘书记", "请写清楚要手推的还是电动的", "已退回"),
        ("王奶奶", "", "社区请您改一改"),
        ("王奶奶", "", "退回的话：请写清楚"),
        ("王奶奶", "[改好再提]", "想要什么"),
        ("王奶奶", "想要一个手推的轮椅", "改好了，社区再看一遍"),
        ("刘书记", "", "按退回的话改好了"),
        ("刘书记", "", "想要一个手推的轮椅"),
    )
    assert play.case().state == "review"
    assert play.clocks() == ["review"]
    assert "请写清楚" not in text_of(play.last("刘书记")), "what was put right is no longer held up"


def test_a_wish_for_everybody_becomes_a_request(play: Play) -> None:
    submitted(play)
    play.script(("刘书记", "[转诉求]", "新的诉求，请派人办"), ("王奶奶", "", "这件事报给社区了"))
    wish, request = play.case(), play.case("演武-0002")
    assert (wish.state, play.clocks()) == ("set_aside", [])
    assert (request.flow, request.state, request.asker_id) == ("request", "review", wish.asker_id)
    assert "想要个轮椅" in text_of(play.last("王奶奶"))


def test_what_was_a_wish_after_all_goes_back(play: Play) -> None:
    submitted(play)
    play.script(("刘书记", "[转诉求]"), ("刘书记", "演武-0002"), ("刘书记", "[是心愿]", "转回心愿了"))
    play.script(("王奶奶", "", "这还是算心愿"))
    assert (play.case().state, play.clocks()) == ("review", ["review"])
    assert (play.case("演武-0002").state, play.clocks("演武-0002")) == ("to_wish", [])


def test_going_back_keeps_one_wish_a_person(play: Play) -> None:
    """Neither by a button that stands there, nor by one of before."""
    submitted(play)
    play.script(("刘书记", "[转诉求]"))
    back = play.button("刘书记", "是心愿")
    submitted(play)
    play.say("刘书记", "演武-0002")
    assert "是心愿" not in play.labels("刘书记")
    (refusal,) = play.push("刘书记", back)
    assert "对方已经有一个心愿在办" in text_of(refusal)
    live = play.desk.read_now(lambda work: work.wishes.live(play.ids["王奶奶"]))
    assert [case.no for case in live] == ["演武-0003"]


def test_dispatched_to_somebody_who_suits(play: Play) -> None:
    opened(play, text="想请人修一下水龙头,一直漏水")
    (question,) = play.press("刘书记", "派给")
    assert question.buttons[0].text == "李师傅", "the one with the skill comes first"
    play.script(
        ("刘书记", "[李师傅]", "已派给李师傅"),
        ("李师傅", "", "社区请你帮这个忙"),
        ("王奶奶", "", "社区请李师傅来帮忙"),
    )
    assert play.case().helper_id == play.ids["李师傅"]


def test_only_those_offered_are_dispatched_to(play: Play) -> None:
    opened(play)
    question = play.button("刘书记", "派给")
    for who in ("周平", "钱阿姨", "王奶奶"):
        play.push("刘书记", question)
        answer = play.button("刘书记", "李师傅")
        value = answer.value.replace(str(play.ids["李师傅"]), str(play.ids[who]))
        (refusal,) = play.push("刘书记", type(answer)(answer.name, answer.case, answer.version, value))
        assert "请按上面的按钮选一个" in text_of(refusal)
    assert play.case().state == "open"


def test_second_wish_replaces_the_first(play: Play) -> None:
    opened(play)
    play.say("王奶奶", "还是想要一副好点的拐杖")
    (refusal,) = play.press("王奶奶", "提交")
    assert f"您已经有一个心愿在等：“{WISH}”" in text_of(refusal)
    play.script(("王奶奶", "[换成这个]", "收到了"))
    offered = [button.text for _, card in play.cards("王奶奶") for button in card.buttons]
    assert "换成这个" not in offered, "the draft is gone, and its button with it"
    assert (play.case().state, play.case("演武-0002").state) == ("withdrawn", "review")


def test_wish_under_way_is_not_replaced(play: Play) -> None:
    claimed(play)
    play.say("王奶奶", "还是想要一副好点的拐杖")
    (refusal,) = play.press("王奶奶", "提交")
    assert "正在办" in text_of(refusal)
    assert "换成这个" not in [button.text for button in refusal.buttons]
    play.press("王奶奶", "撤回")
    play.script(("王奶奶", "[提交]", "收到了"))


@pytest.mark.parametrize("scene", [submitted, opened, claimed, connected])
def test_withdrawn_at_any_stage(play: Play, scene: Callable[[Play], None]) -> None:
    scene(play)
    play.script(("王奶奶", "[撤回]", "撤回了"))
    case = play.case()
    assert (case.state, play.clocks(), case.closed_at is not None) == ("withdrawn", [], True)
    if case.helper_id:
        assert "对方撤回了这个心愿" in text_of(play.last("李师傅"))
    assert play.labels("王奶奶") == ["经过"]
    submitted(play)


def test_fulfilled_wish_is_not_withdrawn(play: Play) -> None:
    claimed(play)
    press = play.button("王奶奶", "撤回")
    play.script(("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("李师傅", "[先不]"))
    (refusal,) = play.push("王奶奶", press)
    assert "现在是“办好了，等回音”" in text_of(refusal)


def test_three_claims_are_enough(play: Play) -> None:
    askers = ("王奶奶", "赵大妈", "小吴", "陈书记")
    for who in askers:
        opened(play, who, f"{who}想要一本字大的菜谱")
    for _ in range(3):
        play.say("张敏", "接单")
        play.press("张敏", "①")
        play.press("张敏", "我来接")
    play.say("张敏", "接单")
    (card,) = play.press("张敏", "①")
    assert "我来接" not in [b.text for b in card.buttons], "no card offers what would be refused"
    (refusal,) = play.push("张敏", play.button("李师傅", "我来接"))
    assert "最多同时接 3 个" in text_of(refusal)


def test_own_wish_and_own_household(play: Play) -> None:
    opened(play, "李师傅", "想学做一道清汤面")
    assert "我来接" not in play.labels("李师傅")
    (refusal,) = play.push("李师傅", play.button("张敏", "我来接"))
    assert "这是您自己的心愿" in text_of(refusal)
    play.press("李师傅", "撤回")
    opened(play, "钱阿姨", "想要一台收音机")
    (refusal,) = play.push("李师傅", play.button("张敏", "我来接"))
    assert "你家里人的心愿" in text_of(refusal)


def test_another_community_gets_nothing(play: Play) -> None:
    opened(play)
    press = play.button("李师傅", "我来接")
    assert play.cards("周平") == []
    (list_,) = play.say("周平", "接单")
    assert "现在没有等人接的事" in text_of(list_)
    for who in ("周平", "冯书记"):
        (refusal,) = play.push(who, press)
        assert "这一步要由别人来办" in text_of(refusal)
        (refusal,) = play.say(who, "演武-0001")
        assert "轮椅" not in text_of(refusal)


def test_an_answer_counts_before_the_thanks_are_said(play: Play) -> None:
    """Who says it is done has said it: what may be added afterwards keeps nothing waiting."""
    fulfilled(play)
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]", "想对帮忙的人说句话吗"))
    assert (play.case().state, play.clocks()) == ("closed", [])
    play.days(8)
    assert play.case().state == "closed"
    play.script(("王奶奶", "谢谢", "已转告"), ("李师傅", "", "王奶奶对你说了句话"))
    assert "“谢谢”" in text_of(play.last("李师傅"))
    assert "说声谢谢" not in play.labels("王奶奶")
