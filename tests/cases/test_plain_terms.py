"""The words of the office stay in the office: who asked, and who helps, reads plain ones."""

import pytest

from handlers.cases.registry import rooms
from handlers.cases.story import story
from handlers.kit import speech
from tests.checks import text_of
from tests.play import Play

TERMS = ("销号", "评单")


def fulfilled(play: Play) -> None:
    play.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    play.script(("李师傅", "轮椅送到了"))


@pytest.mark.parametrize("answer", ["满意", "不满意"])
def test_residents_read_plain_words_and_the_office_its_own(lite_play: Play, answer: str) -> None:
    play = lite_play
    fulfilled(play)
    play.script(("王奶奶", "", "办好了，等回音"), ("刘书记", "", "待评单"))
    play.script(("王奶奶", "[已实现]"), ("王奶奶", f"[{answer}]"), ("王奶奶", "[先不]", "办完了"))
    said = [text_of(card) for who in ("王奶奶", "李师傅") for _, card in play.cards(who)]
    assert not [one for one in said if any(term in one for term in TERMS)]
    play.script(("刘书记", "演武-0001", "已销号"))


def test_a_history_is_told_in_the_reader_s_words(lite_play: Play) -> None:
    fulfilled(lite_play)
    lite_play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"))
    told = {}
    for who in ("王奶奶", "刘书记"):
        actor = lite_play.caller(who).actor
        assert actor
        lines = lite_play.desk.read_now(lambda work, a=actor: story(work, a, lite_play.case(), lite_play.now))  # type: ignore[misc]  # mypy can't infer a lambda's defaults
        told[who] = "".join(f"{one.what}{one.state}" for one in lines)
    assert not any(term in told["王奶奶"] for term in TERMS)
    assert all(term in told["刘书记"] for term in TERMS)


def test_every_such_word_has_a_plain_one() -> None:
    flows = [room.flow for room in rooms() if room.name in ("wishes", "requests")]
    terms = {state.name for flow in flows for state in flow.states}
    terms |= {clock.label for flow in flows for clock in flow.clocks} | {s.done for flow in flows for s in flow.steps}
    for term in terms:
        assert not any(one in speech.plainly(term) for one in TERMS), term
