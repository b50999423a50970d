"""A small town to break things in: people, seats, a desk on a file or a server, and what must always hold of it."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from bot.clock import Clock
from bot.desk import Desk, open_desk
from bot.desk.base import Task
from bot.house import open_house
from handlers.cases.actions import Move, take
from handlers.cases.chain import GENESIS, first_break
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person, Post
from handlers.units.records import Level, Unit
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.accounts import accounts
from storage.cases import cases
from storage.engines import writer_engine
from storage.messages import inbox, messages
from storage.schema import upgrade
from storage.vault import Vault
from storage.work import Work

T = TypeVar("T")
MASTER = b"faults master key of 32 bytes!!!"
COMMUNITY, GRID = 2, 3
SOON = 20.0  # seconds that nothing here may take longer than
LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class Town:
    desk: Desk
    clock: Clock
    url: str

    def run(self, run: Callable[[Work], T], *, job: bool = False) -> T:
        result: T = self.desk.submit(Task(run, ""), job=job).result(SOON)
        return result

    def read(self, run: Callable[[Work], T]) -> T:
        return self.desk.read_now(run)


def lite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'weiyuan.db'}"


def migrate(url: str) -> None:
    engine = writer_engine(url)
    upgrade(engine)
    engine.dispose()


@contextmanager
def opened(url: str, clock: Clock | None = None) -> Iterator[Town]:
    """A desk over a database that is there."""
    clock = clock or Clock()
    desk = open_desk(url, Vault(MASTER), open_house(), clock)
    try:
        yield Town(desk, clock, url)
    finally:
        desk.close()


@contextmanager
def founded(url: str) -> Iterator[Town]:
    """A desk over a new database with a community, a grid and a secretary (account `secretary`)."""
    migrate(url)
    with opened(url) as town:
        town.run(_found)
        yield town


def _found(work: Work) -> None:
    work.units.add(
        [
            Unit(1, "14", "长治市", Level.CITY, None, 1, "/1/", None),
            Unit(COMMUNITY, "1404", "演武社区居委会", Level.COMMUNITY, 1, 1, "/1/2/", COMMUNITY),
            Unit(GRID, "g1", "一号网格", Level.GRID, COMMUNITY, 1, "/1/2/3/", COMMUNITY),
        ]
    )
    settle(work, "secretary", Role.COMMUNITY_SECRETARY, unit=COMMUNITY)


def settle(
    work: Work, name: str, role: Role | None = None, *, unit: int = GRID, channels: Iterable[str] = ("web",)
) -> int:
    """Somebody with accounts of this name on these channels, and a seat where a role is given."""
    person = Person(0, 1, f"{name}真名", name, "13800001234", "1号楼2单元", unit_id=unit)
    person_id = work.people.add(person)
    for channel in channels:
        work.accounts.open(person_id, channel, name, Clock().now())
    if role:
        work.people.add_post(Post(work.people.seat(role, unit), person_id, LONG_AGO))
    return person_id


def actor(work: Work, name: str, clock: Clock, channel: str = "web") -> Actor:
    found = work.accounts.who(channel, name, clock.now().astimezone(SHANGHAI).date(), clock.now()).actor
    assert found, name
    return found


def open_wish(town: Town, asker: str) -> tuple[int, int]:
    """(case, version) of a wish of this account's person, approved and waiting to be claimed."""

    def run(work: Work) -> tuple[int, int]:
        now = town.clock.now()
        draft = Wanted("想要一辆轮椅", WishKind.THING, 300, (who := actor(work, asker, town.clock)).person_id)
        case = submit(work, who, draft, now).case
        news = take(work, actor(work, "secretary", town.clock), Move(case.id, "approve"), now)
        return news.case.id, news.case.version

    return town.run(run)


def open_wishes(town: Town, count: int, prefix: str = "asker") -> list[tuple[int, int]]:
    for n in range(count):
        town.run(partial(settle, name=f"{prefix}{n}"))
    return [open_wish(town, f"{prefix}{n}") for n in range(count)]


def helpers(town: Town, count: int, prefix: str = "helper") -> list[str]:
    names = [f"{prefix}{n}" for n in range(count)]
    for name in names:
        town.run(partial(settle, name=name, role=Role.VOLUNTEER))
    return names


def claim(helper: str, wish: tuple[int, int], message_id: str = "") -> Incoming:
    case_id, version = wish
    press = Press("cases.take", case_id, version, "claim")
    return Incoming("web", helper, message_id or f"claim-{helper}-{case_id}", Kind.PRESS, press=press)


def said(account: str, message_id: str, text: str, channel: str = "web") -> Incoming:
    return Incoming(channel, account, message_id, Kind.TEXT, text)


def received(work: Work, channel: str, ids: Iterable[str]) -> set[str]:
    """Which of these messages are in the inbox."""
    wanted = set(ids)
    found = work.conn.execute(select(inbox.c.message_id).where(inbox.c.channel == channel))
    return wanted & {row[0] for row in found}


def numbers(work: Work, account_id: int) -> Sequence[int]:
    query = select(messages.c.number).where(messages.c.account_id == account_id).order_by(messages.c.number)
    return list(work.conn.execute(query).scalars())


def sound(work: Work) -> None:
    """What must hold of every database, whatever happened to it."""
    counted = {}
    query = select(messages.c.account_id, func.count(), func.min(messages.c.number), func.max(messages.c.number))
    for account_id, count, least, most in work.conn.execute(query.group_by(messages.c.account_id)):
        assert (least, most) == (1, count), f"account {account_id}: numbers {least}..{most}, {count} messages"
        counted[account_id] = count
    for account_id, last in work.conn.execute(select(accounts.c.id, accounts.c.last_no)):
        assert counted.get(account_id, 0) == last, f"account {account_id}: last_no {last}"
    stands = {
        id_: (version, head)
        for id_, version, head in work.conn.execute(select(cases.c.id, cases.c.version, cases.c.head))
    }
    chains = work.history.events(stands)
    for case_id, (version, head) in stands.items():
        events = chains.get(case_id, ())
        assert version == len(events), f"case {case_id}: version {version}, {len(events)} events"
        assert first_break(events) is None, f"case {case_id}: broken chain"
        assert head == (events[-1].hash if events else GENESIS), f"case {case_id}: head"


@contextmanager
def held_up(town: Town) -> Iterator[None]:
    """Keep the writer busy, so that all that is handed in meanwhile falls into one batch."""
    go, busy = threading.Event(), threading.Event()

    def wait(_: Work) -> None:
        busy.set()
        assert go.wait(SOON)

    town.desk.submit(Task(wait, ""))
    assert busy.wait(SOON)
    yield
    go.set()


def later(clock: Clock, seconds: float) -> None:
    clock.move(timedelta(seconds=seconds))
