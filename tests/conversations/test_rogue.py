"""Presses that no card ever offered: refused in plain words, never a turn that fails, never a database error."""

import pytest

from bot.desk import StoreUnavailable
from handlers.kit.turns import Press
from tests.checks import text_of
from tests.play import Play
from tests.scenes import fulfilled, opened, submitted

MADE_UP = [
    "cases.take|1|1|nothing",
    "cases.take|1|1|release",
    "cases.take|1|1|submit",
    "cases.take|1|99|approve",
    "cases.take|-1|1|approve",
    "cases.take|404|1|approve",
    "cases.take|99999999999999999999|1|approve",
    "cases.take|1|99999999999999999999|approve",
    "cases.show|99999999999999999999|0|",
    "cases.answer|1|1|",
    "cases.answer|1|1|approve:x:y",
    "cases.answer|1|2|dispatch:person:99999999999999999999",
    "cases.answer|1|2|dispatch:person:李",
    "cases.nothing|1|1|",
    "wishes.nothing|0|0|",
    "intake.submit|0|0|",
    "intake.kind|0|0|",
    "people.nothing|0|0|",
    "front.nothing|0|0|",
    "a|0|0|||||",
]


def _parsed(text: str) -> Press | None:
    """The press, or none where the edge already refuses it."""
    try:
        return Press.parse(text)
    except ValueError:
        return None


@pytest.mark.parametrize("text", MADE_UP)
def test_made_up_presses_are_refused(lite_play: Play, text: str) -> None:
    opened(lite_play)
    before = lite_play.case()
    press = _parsed(text)
    for who in ("王奶奶", "刘书记", "李师傅"):
        assert press is None or len(lite_play.push(who, press)) == 1
    assert lite_play.case() == before


def test_no_made_up_press_reaches_the_database_raw(play: Play) -> None:
    opened(play)
    troubles = []
    for text in MADE_UP:
        press = _parsed(text)
        try:
            if press:
                play.push("刘书记", press)
        except (AssertionError, StoreUnavailable) as error:
            troubles.append((text, str(error).splitlines()[0]))
    assert troubles == []


PARTS = ["kind:nonsense", "edit", "edit:nonsense", "self", "replace", "nothing", "flow:nonsense", "category:nonsense"]
PARTS += ["place:99999999999999999999", "place:x", "group:x", "group:all:999999", "group:clean:x", "value:x", "name"]
PARTS += ["value:99999999999", "join:1", "again:1", "other", "fresh", "theirs", "add", "another", "back", "cancel"]


@pytest.mark.parametrize("value", PARTS)
def test_made_up_parts_of_a_draft(lite_play: Play, value: str) -> None:
    verb, _, rest = value.partition(":")
    lite_play.say("王奶奶", "想要个轮椅")
    draft = lite_play.button("王奶奶", "提交").value
    (card,) = lite_play.push("王奶奶", Press(f"intake.{verb}", value=f"{draft}:{rest}"))
    assert text_of(card)


def test_drafts_belong_to_their_conversation(lite_play: Play) -> None:
    lite_play.say("王奶奶", "想要个轮椅")
    press = lite_play.button("王奶奶", "提交")
    (refusal,) = lite_play.push("赵大妈", press)
    assert "这张草稿已经处理过了" in text_of(refusal)


def test_nobody_answers_for_the_asker(play: Play) -> None:
    fulfilled(play)
    press = play.button("王奶奶", "已实现")
    for who in ("李师傅", "张敏", "刘书记", "小吴", "赵大妈", "周平"):
        (refusal,) = play.push(who, press)
        assert "由别人来办" in text_of(refusal)
    assert play.case().state == "fulfilled"


def test_a_question_is_answered_in_its_kind(play: Play) -> None:
    submitted(play)
    play.press("刘书记", "退回")
    (refusal,) = play.photo("刘书记")
    assert "要一句话" in text_of(refusal)
    fine = play.say("刘书记", "请写清楚")
    assert "已退回" in text_of(fine[0])


def test_a_photo_is_asked_for_again(play: Play) -> None:
    opened(play)
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"))
    play.script(("李师傅", "送到了", "这一步要一张照片"), ("李师傅", "📷", "想说一句经过吗"), ("李师傅", "[先不]"))
    assert play.case().state == "fulfilled"
    assert play.caller("李师傅").conversation.notes == {}


def test_wrong_word_for_a_choice(play: Play) -> None:
    fulfilled(play)
    play.press("王奶奶", "已实现")
    play.script(("王奶奶", "非常满意", "请按上面的按钮选一个"), ("王奶奶", "满意", "想对帮忙的人说句话吗"))
