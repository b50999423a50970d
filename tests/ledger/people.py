"""Members with balances, on a bare database: the shortest way to entries in the tests of the ledger."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from handlers.kit.scores import ScoreType
from handlers.ledger.actions import enter
from handlers.ledger.records import Balance, Entry, Kind, New
from handlers.people.records import Person
from storage.work import Work
from tests.cast import CITY, PLACES

NOW: Final = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAY: Final = date(2026, 3, 2)
SIGNS: Final = {ScoreType.ASSIGNED: -1, ScoreType.DEDUCTED: -1}


def founded(work: Work, people: int = 1) -> list[int]:
    """Members' ids."""
    work.units.add(PLACES)
    return [work.people.add(Person(0, CITY, f"党员{n}", f"党员{n}")) for n in range(people)]


def held(work: Work, person: int, cycle: str = "2026", kind: Kind = Kind.POINTS) -> Balance:
    return work.ledger.held(kind, person, cycle, CITY)


def new(source: str, delta: int = 100, type_: ScoreType = ScoreType.STAR, rule: str = "volunteer") -> New:
    return New(
        rule, type_, delta, source, DAY, "演武-0012", f"proof of {source}", 7, {"quantity": 100, "kind": "errand"}
    )


def entered(work: Work, person: int, source: str, delta: int = 100, cycle: str = "2026") -> Entry:
    found = enter(work, held(work, person, cycle), new(source, delta), NOW)
    assert found, source
    return found


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
