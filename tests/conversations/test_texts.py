"""What anybody may type at any time: greetings, lists, numbers, nothing, too much, and what is meant to break."""

import pytest

from handlers.kit.turns import Incoming, Kind, Press
from tests.checks import lines_of, text_of
from tests.play import Play
from tests.scenes import claimed, opened, submitted

HOSTILE = {
    "emoji": "👵🏽想要🪑👨‍👩‍👧‍👦",
    "right to left": "想要\u202e椅轮\u202c个一\u200f",
    "html": "<script>alert(1)</script><b>轮椅</b>&amp;",
    "template": "{{ 7 * 7 }}{% for x in y %}{{ config }}{% endfor %}",
    "marks of cards": "轮椅\x1e状态\x1f假的\x1e\x1e",
    "control": "轮\x00椅\x07\x1b[31m\x7f",
    "sql": "'; DROP TABLE cases; --",
    "format": "%s %d {0} {name} $1 :param",
    "one sign": "…",
    "lone surrogate": "轮椅\ud83d",
}


@pytest.mark.parametrize("greeting", ["你好", "您好!", "在吗", "帮助", "怎么用。", "HELLO", "/start"])
def test_greetings(lite_play: Play, greeting: str) -> None:
    (card,) = lite_play.say("王奶奶", greeting)
    assert card.title == "王奶奶，您好！"
    assert [b.text for b in card.buttons] == ["说件事", "我的"]


def test_each_is_greeted_with_what_they_come_for(lite_play: Play) -> None:
    wanted = {
        "李师傅": ["等人接的", "我的", "我的积分", "说件事"],
        "刘书记": ["待办", "工作台", "等人接的", "说件事", "我的"],
    }
    for who, labels in wanted.items():
        (card,) = lite_play.say(who, "你好")
        assert [b.text for b in card.buttons] == labels


def test_opening_the_chat_greets(lite_play: Play) -> None:
    lite_play.turn("王奶奶", Kind.OPEN)
    assert "您好" in text_of(lite_play.last("王奶奶"))


def test_lists_by_word(play: Play) -> None:
    claimed(play)
    play.script(
        ("王奶奶", "我的", "我的（1）"),
        ("王奶奶", "进度", "① 想要个轮椅"),
        ("李师傅", "我的任务", "已认领，待对接"),
        ("刘书记", "待办", "都办完了"),
        ("王奶奶", "待办", "没有等你的事"),
        ("张敏", "有什么心愿", "现在没有等人接"),
    )


def test_waiting_list_is_by_deadline(play: Play) -> None:
    submitted(play, "王奶奶")
    play.days(1)
    submitted(play, "赵大妈", "想要一本大字的菜谱")
    (list_,) = play.say("刘书记", "待办")
    assert [line[:2] for line in list_.body.splitlines()] == ["① ", "② "]
    assert "轮椅" in list_.body.splitlines()[0]


def test_case_number(play: Play) -> None:
    opened(play)
    play.script(("王奶奶", "演武-0001", "公示中，等人接"), ("李师傅", "演武-0001", "公示中"))
    play.script(("王奶奶", "演武-9999", "没有找到这一件"), ("赵大妈", "演武-0001", "没有找到这一件"))


def test_stale_button_shows_the_present_state(play: Play) -> None:
    submitted(play)
    press = play.button("刘书记", "通过公示")
    play.press("王奶奶", "撤回")
    (refusal,) = play.push("刘书记", press)
    assert "现在是“已撤回”" in text_of(refusal)
    assert refusal.state == "演武-0001 · 已撤回"


def test_duplicate_message_is_answered_once(play: Play) -> None:
    message = Incoming("web", "王奶奶", "same", Kind.TEXT, "想要个轮椅")
    first = play.send(message)
    again = play.send(message)
    assert again.duplicate
    assert not first.duplicate
    assert again.account_id == first.account_id
    assert list(again.bubbles) == list(first.bubbles)
    assert len(play.cards("王奶奶")) == 1


def test_duplicate_press_acts_once(play: Play) -> None:
    opened(play)
    message = Incoming("web", "李师傅", "same", Kind.PRESS, press=play.button("李师傅", "我来接"))
    assert list(play.send(message).bubbles) == list(play.send(message).bubbles)
    assert play.case().version == 3


def test_duplicate_refusal_is_repeated(play: Play) -> None:
    opened(play)
    press = play.button("张敏", "我来接")
    play.press("李师傅", "我来接")
    message = Incoming("web", "张敏", "same", Kind.PRESS, press=press)
    assert list(play.send(message).bubbles) == list(play.send(message).bubbles)


def test_stranger_is_told_whom_to_ask(play: Play) -> None:
    for text in ("想要个轮椅", "我的", "演武-0001"):
        answer = play.send(Incoming("web", "陌生人", f"s{text}", Kind.TEXT, text))
        assert [b.card.name for b in answer.bubbles if b.card] == ["people/stranger"]
    press = Press("cases.take", 1, 1, "approve")
    answer = play.send(Incoming("web", "陌生人", "press", Kind.PRESS, press=press))
    assert [b.card.name for b in answer.bubbles if b.card] == ["people/stranger"]


@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u202e", "\x00\x01"])
def test_nothing_said(lite_play: Play, text: str) -> None:
    (refusal,) = lite_play.say("王奶奶", text)
    assert "没看到内容" in text_of(refusal)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_stay_words(lite_play: Play, text: str) -> None:
    _hostile(lite_play, text)


def test_hostile_words_on_either_database(play: Play) -> None:
    _hostile(play, "".join(HOSTILE.values()))


def _hostile(play: Play, text: str) -> None:
    play.say("赵大妈", text)
    assert play.last("赵大妈")
    play.say("王奶奶", f"想要一个轮椅 {text}")
    shown = play.last("王奶奶")
    assert shown.title == "您的心愿，这样写对吗？"
    for mark in "\u202e\u200f\x00\x07\x1b\x1e\x1f\x7f":
        assert mark not in text_of(shown)
    if "{{" in text:
        assert "{{ 7 * 7 }}" in shown.body
    play.press("王奶奶", "提交")
    play.courier()
    play.press("刘书记", "退回")
    play.say("刘书记", text)
    play.courier()
    assert play.case().state == "returned"


def test_five_thousand_characters(play: Play) -> None:
    (refusal,) = play.say("王奶奶", "轮椅" * 2500)
    assert "5000 个字" in text_of(refusal)


def test_a_text_of_many_lines_keeps_to_twelve(lite_play: Play) -> None:
    lite_play.say("王奶奶", "\n".join(f"{n} 想要" for n in range(8)))
    lite_play.press("王奶奶", "提交")
    (number, _), *_ = lite_play.cards("王奶奶")
    assert number
    lite_play.say("赵大妈", "\n".join(f"第 {n} 样" for n in range(40)))
    assert len(lines_of(lite_play.last("赵大妈"))) <= 12
