"""A small town on a real disk: people, seats, wishes to claim; and a few ways to measure."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.clock import Clock
from bot.desk import Desk, open_desk
from bot.desk.base import Task
from bot.house import open_house
from handlers.cases.actions import Move, take
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person, Post
from handlers.units.records import Level, Unit
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.engines import writer_engine
from storage.schema import upgrade
from storage.vault import Vault
from storage.work import Work

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
PEOPLE = 32
GRID = 3
LONG_AGO = date(2020, 1, 1)


@dataclass(slots=True)
class Timing:
    """Latencies in seconds of a run, and how long the run took."""

    spans: list[float] = field(default_factory=list)
    took: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.spans) / self.took

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.spans, n=100, method="inclusive")[percent - 1] * 1000


@dataclass(frozen=True)
class Town:
    desk: Desk
    clock: Clock
    file: Path

    def run(self, run: Callable[[Work], T]) -> T:
        result: T = self.desk.submit(Task(run, "")).result()
        return result


@contextmanager
def town() -> Iterator[Town]:
    """A desk over a fresh database on the disk that holds the project (a temp folder may be in memory)."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        file = Path(folder) / "weiyuan.db"
        url = f"sqlite:///{file}"
        engine = writer_engine(url)
        upgrade(engine)
        engine.dispose()
        clock = Clock()
        desk = open_desk(url, Vault(b"benchmark master key, 32 bytes!!"), open_house(), clock)
        try:
            made = Town(desk, clock, file)
            made.run(found_town)
            yield made
        finally:
            desk.close()


def found_town(work: Work) -> None:
    """A city with one community, one grid and its secretary."""
    work.units.add(
        [
            Unit(1, "14", "长治市", Level.CITY, None, 1, "/1/", None),
            Unit(2, "1404", "演武社区居委会", Level.COMMUNITY, 1, 1, "/1/2/", 2),
            Unit(GRID, "g1", "一号网格", Level.GRID, 2, 1, "/1/2/3/", 2),
        ]
    )
    settle(work, "secretary", Role.COMMUNITY_SECRETARY, 2)


def settle(work: Work, name: str, role: Role | None = None, unit: int = GRID) -> int:
    """Somebody with a web account of this name, and a seat where a role is given."""
    person = Person(0, 1, f"{name}真名", name, "13800001234", "1号楼2单元", unit_id=unit)
    person_id = work.people.add(person)
    work.accounts.open(person_id, "web", name, datetime.now(SHANGHAI))
    if role:
        work.people.add_post(Post(work.people.seat(role, unit), person_id, LONG_AGO))
    return person_id


def actor(work: Work, name: str, now: datetime) -> Actor:
    found = work.accounts.who("web", name, now.astimezone(SHANGHAI).date(), now).actor
    assert found, name
    return found


def settle_many(place: Town, prefix: str, count: int, role: Role | None = None) -> None:
    for first in range(0, count, 50):
        numbers = range(first, min(first + 50, count))
        place.run(partial(_settle_these, [f"{prefix}{n}" for n in numbers], role))


def _settle_these(names: Sequence[str], role: Role | None, work: Work) -> None:
    for name in names:
        settle(work, name, role)


def open_wishes(place: Town, prefix: str, count: int) -> Sequence[tuple[int, int]]:
    """(case, version) of this many wishes, approved and waiting to be claimed, each of another resident."""

    def one(name: str, work: Work) -> tuple[int, int]:
        now = place.clock.now()
        asker = actor(work, name, now)
        draft = Wanted("想要一辆轮椅,带老伴出去走走", WishKind.THING, 300, asker.person_id)
        case = submit(work, asker, draft, now).case
        news = take(work, actor(work, "secretary", now), Move(case.id, "approve"), now)
        work.news.clear()  # notices would only fill the outbox before the clock starts
        return news.case.id, news.case.version

    settle_many(place, prefix, count)
    return [place.run(partial(one, f"{prefix}{n}")) for n in range(count)]


def press(account: str, message_id: str, what: Press) -> Incoming:
    return Incoming("web", account, message_id, Kind.PRESS, press=what)


def text(account: str, message_id: str, words: str) -> Incoming:
    return Incoming("web", account, message_id, Kind.TEXT, words)


def together(count: int, one: Callable[[int, Timing], Awaitable[None]]) -> Timing:
    """Run `count` callers at once on an event loop, as the server does; each notes its own latencies."""
    timing = Timing()

    async def all_of_them() -> None:
        began = time.perf_counter()
        await asyncio.gather(*(one(n, timing) for n in range(count)))
        timing.took = time.perf_counter() - began

    asyncio.run(all_of_them())
    return timing
