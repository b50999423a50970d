"""The form of the fullest cards: at most 12 lines, the empty ones between paragraphs too, and at most 4 facts."""

from datetime import date

import pytest

from handlers.cases.actions import Move, take
from handlers.kit.rulesets import Rule, RuleBook, RuleSet
from storage.work import Work
from tests.play import MONDAY, Play
from tests.scenes import submitted

WHOLE = ("王奶奶", "刘书记", "李师傅")


def closed(play: Play) -> None:
    """A wish with a price, brought with a word about it, answered with thanks."""
    play.script(("王奶奶", "想要一台299元的电饭锅"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    play.script(("李师傅", "送到了,教会了怎么用"), ("王奶奶", "[已实现]"), ("王奶奶", "[满意]"))
    play.script(("王奶奶", "谢谢李师傅!"))


@pytest.mark.parametrize("who", WHOLE)
def test_twelve_lines_as_they_are_sent(lite_play: Play, who: str) -> None:
    closed(lite_play)
    for _, card in lite_play.cards(who):
        head = [line for line in (card.title, card.state) if line]
        lines = [*head, *(f"{label}:{value}" for label, value in card.facts), *card.body.splitlines()]
        assert len(lines) <= 12, "\n".join(lines)


@pytest.mark.parametrize("who", WHOLE)
def test_four_facts(lite_play: Play, who: str) -> None:
    closed(lite_play)
    for _, card in lite_play.cards(who):
        assert len(card.facts) <= 4, card.facts


def test_a_secretary_is_sent_to_call_only_who_cannot_answer(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要一台收音机"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    play.courier()
    told = next(card.body for _, card in reversed(play.cards("刘书记")) if "有照片" in card.body)
    assert "回话" in told
    assert "代记回音" not in told


def test_a_rule_is_in_force_from_its_day_here(lite_play: Play) -> None:
    """At one in the night of the day a rule begins, it holds: in Asia/Shanghai, not in UTC."""
    rule = RuleSet("new", "新", date(2026, 3, 5), (), {"wish.connect": Rule("9 days", "[D] 样例")})
    submitted(lite_play)
    night = MONDAY.replace(day=5, hour=1)

    def act(work: Work) -> None:
        work.house = type(work.house)(work.house.calendar, RuleBook((*work.house.rules.sets, rule)))
        for who, step in (("刘书记", "approve"), ("李师傅", "claim")):
            actor = work.accounts.who("web", who, night.date(), night).actor
            assert actor
            take(work, actor, Move(1, step), night)
        clock = next(one for one in work.clocks.of([1])[1] if one.name == "connect")
        assert (clock.due_at - clock.started_at).days == 9

    lite_play.do(act)
