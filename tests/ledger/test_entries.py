"""An entry is written once, with its balance; what was wrong is taken back once, by another."""

import pytest

from handlers.kit.refusals import Refusal
from handlers.kit.scores import ScoreType
from handlers.ledger.actions import enter, reverse, reverse_source
from handlers.ledger.chain import digest, first_break, opening
from handlers.ledger.records import EntryState, Kind
from storage.work import Work
from tests.databases import HouseDb
from tests.ledger.people import NOW, entered, founded, held, new


def sums(work: Work, person: int) -> tuple[int, ...]:
    one = held(work, person)
    return one.base, one.star, one.assigned, one.deducted, one.resets


def test_each_type_has_its_column(house_db: HouseDb) -> None:
    with house_db.work() as work:
        (person,) = founded(work)
        for n, (type_, delta) in enumerate(
            [("base", 50), ("star", 200), ("assigned", -30), ("deducted", -500), ("reset", 1), ("star", 25)]
        ):
            assert enter(work, held(work, person), new(f"case:{n}", delta, ScoreType(type_)), NOW)
    with house_db.work() as work:
        assert sums(work, person) == (50, 225, -30, -500, 1)
        assert not work.ledger.unlike()


def test_what_comes_back_is_what_went_in(house_db: HouseDb) -> None:
    """On each database: dates, moments, JSON, so that the hash can be made again."""
    with house_db.work() as work:
        (person,) = founded(work)
        entry = entered(work, person, "case:12", 150)
    with house_db.work() as work:
        balance = held(work, person)
        (kept,) = work.ledger.of(balance.id)
        assert kept == entry
        assert digest(kept) == kept.hash == balance.head
        assert kept.prev == opening(balance)
        assert first_break(balance, [kept]) is None


def test_the_same_source_counts_once(house_db: HouseDb) -> None:
    with house_db.work() as work:
        (person,) = founded(work)
        entered(work, person, "case:12")
        assert enter(work, held(work, person), new("case:12", 900), NOW) is None
        assert enter(work, held(work, person), new("case:12", 40, rule="donation"), NOW), "another rule"
        assert sums(work, person)[1] == 140


def test_the_same_source_counts_once_over_the_years(house_db: HouseDb) -> None:
    """A case that comes up again and is confirmed again next year was worth its points once; hours are apart."""
    with house_db.work() as work:
        one, other = founded(work, 2)
        entered(work, one, "case:12")
        assert enter(work, held(work, one, "2027"), new("case:12"), NOW) is None
        assert enter(work, held(work, one, "2026", Kind.HOURS), new("case:12"), NOW)
        assert enter(work, held(work, other, "2027"), new("case:12"), NOW)
        assert held(work, one, "2027").seq == 0


def test_an_entry_is_taken_back_once(house_db: HouseDb) -> None:
    with house_db.work() as work:
        (person,) = founded(work)
        entry = entered(work, person, "case:12", 150)
        entered(work, person, "case:13")
        back = reverse(work, entry.id, 9, NOW, "why")
        assert back
        assert (back.delta, back.state, back.reverses, back.by) == (-150, EntryState.REVERSAL, entry.id, 9)
        assert reverse(work, entry.id, 9, NOW) is None
        assert sums(work, person)[1] == 100
        with pytest.raises(Refusal, match="ledger/reversal"):
            reverse(work, back.id, 9, NOW)
        with pytest.raises(Refusal, match="ledger/unknown"):
            reverse(work, 999, 9, NOW)
        assert enter(work, held(work, person), new("case:12"), NOW) is None, "what was taken back is not entered anew"


def test_a_reset_is_taken_back(house_db: HouseDb) -> None:
    with house_db.work() as work:
        (person,) = founded(work)
        entry = enter(work, held(work, person), new("case:5", 1, ScoreType.RESET), NOW)
        assert entry
        assert sums(work, person)[4] == 1
        assert reverse(work, entry.id, 9, NOW)
        assert sums(work, person) == (0, 0, 0, 0, 0)


def test_all_that_something_gave_is_taken_back_together(house_db: HouseDb) -> None:
    with house_db.work() as work:
        one, other = founded(work, 2)
        entered(work, one, "case:12", 150)
        entered(work, other, "case:12", 70)
        entered(work, one, "case:13", 5)
        assert enter(work, held(work, one, kind=Kind.HOURS), new("case:12", 200), NOW)
        assert len(reverse_source(work, "case:12", 9, NOW)) == 3
        assert not reverse_source(work, "case:12", 9, NOW)
        assert (sums(work, one)[1], sums(work, other)[1], held(work, one, kind=Kind.HOURS).star) == (5, 0, 0)


def fails(work: Work, person: int) -> None:
    entered(work, person, "case:2")
    raise Refusal("ledger/unknown")


def test_an_action_that_fails_leaves_neither_entry_nor_sum(house_db: HouseDb) -> None:
    with house_db.work() as work:
        (person,) = founded(work)
        entered(work, person, "case:1")
    with pytest.raises(Refusal):
        house_db.run(lambda work: fails(work, person))
    with house_db.work() as work:
        assert (held(work, person).seq, sums(work, person)[1]) == (1, 100)
        assert not work.ledger.there("case:2")
        assert not work.ledger.unlike()
