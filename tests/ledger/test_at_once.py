"""Many turns at the same moment, on every thread of a desk and on two desks: each thing counts once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from typing import TypeVar

import pytest

from bot.commands.check import verify
from bot.desk.base import Task
from handlers.cases.anchors import anchor
from handlers.ledger.actions import enter, reverse
from handlers.ledger.records import Kind
from handlers.points.actions import count
from handlers.points.records import Deed
from storage.work import Work
from tests.faults.support import SOON, Town, opened
from tests.ledger.busy import CAP, ITEMS, counting
from tests.ledger.people import DAY, NOW, founded, held, later, new

MANY = 50
T = TypeVar("T")


@contextmanager
def desks(url: str) -> Iterator[Sequence[Town]]:
    """Two processes may share PostgreSQL; a file of SQLite has one."""
    with ExitStack() as stack:
        yield [stack.enter_context(opened(url)) for _ in range(1 if url.startswith("sqlite") else 2)]


@pytest.fixture
def towns(database_url: str) -> Iterator[Sequence[Town]]:
    with desks(database_url) as found:
        found[0].run(lambda work: founded(work, 2))
        yield found


def at_once(towns: Sequence[Town], acts: Sequence[Callable[[Work], T]]) -> list[T]:
    """All at the same time; what each has found."""
    waiting = [towns[n % len(towns)].desk.submit(Task(act, f"person {n}")) for n, act in enumerate(acts)]
    return [one.result(SOON) for one in waiting]


def whole(towns: Sequence[Town]) -> None:
    assert towns[0].read(verify).findings == ()


def test_fifty_sources_of_one_award_are_one_entry(towns: Sequence[Town]) -> None:
    """Nobody has a balance yet: fifty open it, and one enters."""
    found = at_once(towns, [lambda work: enter(work, held(work, 1), new("case:12"), NOW)] * MANY)
    assert sum(one is not None for one in found) == 1
    balance = towns[0].read(lambda work: work.ledger.balance(Kind.POINTS, 1, "2026"))
    assert balance
    assert (balance.seq, balance.star) == (1, 100)
    whole(towns)


def test_fifty_awards_all_count(towns: Sequence[Town]) -> None:
    def award(n: int) -> Callable[[Work], object]:
        return lambda work: enter(work, held(work, 1 + n % 2), new(f"case:{n}", n), NOW)

    assert all(at_once(towns, [award(n) for n in range(MANY)]))
    kept = towns[0].read(lambda work: work.ledger.balances(Kind.POINTS, [1, 2], "2026"))
    assert [(one.seq, one.star) for one in kept.values()] == [(25, sum(range(0, 50, 2))), (25, sum(range(1, 50, 2)))]
    whole(towns)


def test_an_entry_is_taken_back_once_by_fifty(towns: Sequence[Town]) -> None:
    entry = towns[0].run(lambda work: enter(work, held(work, 1), new("case:12"), NOW))
    assert entry
    found = at_once(towns, [lambda work: reverse(work, entry.id, 9, NOW)] * MANY)
    assert sum(one is not None for one in found) == 1
    balance = towns[0].read(lambda work: work.ledger.balance(Kind.POINTS, 1, "2026"))
    assert balance
    assert (balance.seq, balance.star) == (2, 0)
    whole(towns)


def test_a_cap_is_not_passed_by_fifty(towns: Sequence[Town]) -> None:
    study = ITEMS[0]
    assert study.cap == Fraction(CAP, 100)

    def learn(n: int) -> Callable[[Work], object]:
        deed = Deed(study.code, f"class:{n}", DAY)
        return lambda work: count(work, counting(1, DAY), deed, NOW)

    at_once(towns, [learn(n) for n in range(MANY)])
    balance = towns[0].read(lambda work: work.ledger.balance(Kind.POINTS, 1, "2026"))
    assert balance
    assert (balance.seq, balance.base) == (MANY, CAP)
    whole(towns)


def test_a_day_is_anchored_once(towns: Sequence[Town]) -> None:
    towns[0].run(lambda work: enter(work, held(work, 1), new("case:12"), NOW))
    found = at_once(towns, [lambda work: anchor(work, later(1))] * 8)
    assert found.count(True) == 1
    (one,) = towns[0].read(lambda work: work.anchors.all())
    assert [(id_, seq) for id_, seq, _ in one.balances] == [(1, 1)]
    whole(towns)
