"""What is no matter of its own is answered kindly, and begins nothing."""

import pytest

from handlers.directory.records import Draft as Entry
from tests.cast import YANWU
from tests.checks import text_of
from tests.play import Play
from tests.scenes import submitted

SAID = {
    "谢谢": "不客气",
    "怎么提": "想要一个血压仪",
    "到哪一步了": "您还没有事在办",
    "300": "这个数是指什么",
    "算了": "您没有正在写的事",
    "测试": "没看明白",
    "晚上好": "您好",
}


@pytest.mark.parametrize(("text", "answer"), SAID.items(), ids=SAID.keys())
def test_answered_without_a_draft(lite_play: Play, text: str, answer: str) -> None:
    (card,) = lite_play.say("王奶奶", text)
    assert answer in text_of(card)
    assert "说件事" in [button.text for button in card.buttons]
    assert "draft" not in lite_play.caller("王奶奶").conversation.notes


def test_how_it_works_has_an_example_of_each(lite_play: Play) -> None:
    (card,) = lite_play.say("王奶奶", "怎么提")
    assert "血压仪" in card.body
    assert "路灯坏了" in card.body


@pytest.mark.parametrize("text", ["催一下", "怎么还没人来", "修好了吗", "还没好吗"])
def test_the_impatient_see_their_case(lite_play: Play, text: str) -> None:
    submitted(lite_play)
    lite_play.script(("王奶奶", "路灯坏了"), ("王奶奶", text, "演武-0001 物品心愿"))
    assert text not in str(lite_play.caller("王奶奶").conversation.notes["draft"])


@pytest.mark.parametrize("text", ["0001", "1", "演武1", "演武 0001", "看看0001吧", "演武-0001"])
def test_a_number_is_a_case(lite_play: Play, text: str) -> None:
    submitted(lite_play)
    lite_play.script(("王奶奶", "路灯坏了"), ("王奶奶", text, "演武-0001 物品心愿"))
    lite_play.script(("刘书记", text, "演武-0001"))
    said = lite_play.say("赵大妈", text)
    assert "轮椅" not in text_of(said[0])


@pytest.mark.parametrize("text", ["人工", "我要找人", "我要投诉", "我想反映问题", "怎么催", "怎么撤"])
def test_a_bare_phrase_gets_help(lite_play: Play, text: str) -> None:
    (card,) = lite_play.say("王奶奶", text)
    assert "写一句话" in text_of(card)
    assert "draft" not in lite_play.caller("王奶奶").conversation.notes


def test_somebody_to_call_where_that_is_written_down(lite_play: Play) -> None:
    entry = Entry("值班电话", "白天有人接", (), "03550000000")
    lite_play.do(lambda work: work.directory.add(YANWU, entry, lite_play.ids["刘书记"], lite_play.now))
    lite_play.script(("王奶奶", "人工", "值班电话"))


def test_a_question_is_no_part_of_the_draft(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "网格员是谁", "这里归他们管"))
    play.script(("王奶奶", "带老伴出去用"), ("王奶奶", "[接着写]"), ("王奶奶", "[提交]"))
    assert "网格员" not in text_of(play.last("王奶奶"))


def test_progress_shows_what_is_mine(lite_play: Play) -> None:
    submitted(lite_play)
    lite_play.script(("王奶奶", "我的事到哪一步了", "演武-0001"))


def test_a_kind_word_leaves_the_draft(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "谢谢", "还没提交"), ("王奶奶", "带老伴出去用", "带老伴出去用"))
    play.script(("王奶奶", "怎么提"), ("王奶奶", "[看草稿]", "想要个轮椅"), ("王奶奶", "[提交]", "收到了"))


def test_a_number_alone_may_be_the_price(lite_play: Play) -> None:
    lite_play.script(
        ("王奶奶", "想要个收音机"), ("王奶奶", "300", "大约要多少钱吗"), ("王奶奶", "[是金额]", "大约:300 元")
    )


def test_giving_up_is_asked_about(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "算了", "这件不提了吗"))
    assert play.labels("王奶奶") == ["不提了", "接着写"]
    play.script(
        ("王奶奶", "[接着写]", "这样写对吗"), ("王奶奶", "不要了", "这件不提了吗"), ("王奶奶", "[不提了]", "好，不提了")
    )
    assert "draft" not in play.caller("王奶奶").conversation.notes


def test_giving_up_twice_is_meant(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "算了"), ("王奶奶", "不提了", "好，不提了"))
