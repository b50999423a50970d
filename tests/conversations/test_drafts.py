"""A wish being written: each part can be changed, nothing said is lost."""

from dataclasses import replace

import pytest

from tests.checks import text_of
from tests.play import Play


def test_each_part_can_be_changed(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅", "类别:物品"), ("王奶奶", "[改]", "要改哪一项"))
    assert play.labels("王奶奶") == ["改内容", "改类别", "改金额", "替别人提", "加照片", "不改了"]
    play.script(
        ("王奶奶", "[改类别]", "这是哪一类"),
        ("王奶奶", "[服务]", "类别:服务"),
        ("王奶奶", "[改]"),
        ("王奶奶", "[改金额]", "大概要多少钱"),
        ("王奶奶", "不清楚", "没看明白是多少钱"),
        ("王奶奶", "大概280块吧", "大约:280 元"),
        ("王奶奶", "[改]"),
        ("王奶奶", "[改内容]", "什么事"),
        ("王奶奶", "想要个助行器", "想要个助行器"),
        ("王奶奶", "[加照片]", "请发照片"),
        ("王奶奶", "📷", "想要个助行器"),
    )
    assert len(play.last("王奶奶").photos) == 1
    play.script(("王奶奶", "[提交]", "收到了"))
    facts = play.case().facts
    assert (facts["kind"], len(facts["photos"])) == ("service", 1)  # type: ignore[arg-type]


def test_changing_the_words_keeps_what_was_chosen(lite_play: Play) -> None:
    """A kind and a value that the asker set by hand are not guessed away by a typo put right."""
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[改]"), ("王奶奶", "[改金额]"), ("王奶奶", "280"))
    play.script(("王奶奶", "[改]"), ("王奶奶", "[改类别]"), ("王奶奶", "[服务]"), ("王奶奶", "[改]"))
    play.script(("王奶奶", "[改内容]"), ("王奶奶", "想要个轮椅,折叠的", "类别:服务"), ("王奶奶", "", "大约:280 元"))


def test_price_hint_does_not_refuse(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要一台301元的电饭锅")
    assert "一般不超过 300 元" in text_of(play.last("王奶奶"))
    play.script(("王奶奶", "[提交]", "收到了"), ("刘书记", "", "超过 300 元，请斟酌"))
    play.say("赵大妈", "想要一台300元的电饭锅")
    assert "一般不超过" not in text_of(play.last("赵大妈"))


def test_draft_survives(lite_play: Play) -> None:
    """Closing the page, asking for a list, an answer to something else: the draft stays."""
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    play.days(30)
    play.script(
        ("王奶奶", "我的", "还没有事"), ("王奶奶", "[说件事]", "想要个轮椅"), ("王奶奶", "[接着写]", "想要个轮椅")
    )
    play.script(("王奶奶", "[提交]", "收到了"))


def test_thoughts_in_pieces_make_one_draft(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "带老伴出去用", "带老伴出去用"), ("王奶奶", "[提交]"))
    assert "想要个轮椅\n带老伴出去用" in text_of(play.last("王奶奶"))


def test_photo_first_then_words(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "📷", "什么事"), ("王奶奶", "这种台灯", "这种台灯"), ("王奶奶", "[提交]", "收到了"))
    assert len(play.last("王奶奶").photos) == 1


def test_cancelled_draft_is_gone(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    press = play.button("王奶奶", "提交")
    play.script(("王奶奶", "[不提了]", "好，不提了"))
    (refusal,) = play.push("王奶奶", press)
    assert "这张草稿已经处理过了" in text_of(refusal)
    assert play.desk.read_now(lambda work: work.cases.by_no("演武-0001")) is None


def test_submitting_twice_makes_one_wish(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    press = play.button("王奶奶", "提交")
    play.push("王奶奶", press)
    (refusal,) = play.push("王奶奶", press)
    assert "已经处理过了" in text_of(refusal)
    assert play.desk.read_now(lambda work: work.cases.by_no("演武-0002")) is None


def test_too_long_loses_nothing(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    (refusal,) = play.say("王奶奶", "很长的话" * 600)
    assert "写得太长了" in text_of(refusal)
    play.script(("王奶奶", "[提交]", "想要个轮椅"))


def test_too_long_for_a_wish_is_said_before_it_is_lost(lite_play: Play) -> None:
    play = lite_play
    play.script(
        ("王奶奶", "想要个轮椅"), ("王奶奶", "想要个轮椅，" * 100, "写得太长了"), ("王奶奶", "[提交]", "收到了")
    )


@pytest.mark.parametrize("who", ["马主任"])
def test_no_home_is_told_plainly(lite_play: Play, who: str) -> None:
    """Before they try, and to a button of before."""
    (draft,) = lite_play.say(who, "想要个轮椅")
    assert "还不知道您住在哪个社区" in text_of(draft)
    assert "提交" not in lite_play.labels(who)
    (refusal,) = lite_play.push(who, replace(lite_play.button(who, "不提了"), name="intake.submit"))
    assert "还不知道您住在哪个社区" in text_of(refusal)


def test_leaving_a_question_keeps_the_draft(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[改]"), ("王奶奶", "[改内容]", "什么事"))
    lite_play.script(("王奶奶", "[不改了]", "想要个轮椅"), ("王奶奶", "[提交]", "收到了"))
