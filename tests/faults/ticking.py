"""The neighbourhood with as many tick loops as one likes, a clock that may jump either way, and what must then hold."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import select

from bot.desk import Desk, open_desk
from bot.house import open_house
from handlers.digests.records import Digest
from handlers.duties.records import Owed
from handlers.kit.worktime import SHANGHAI
from scheduler.agenda import next_moment
from scheduler.jobs import Runner, fulfil, remind, sweep
from storage.duties import duties
from storage.outbox import outbox
from storage.reminders import reminders
from storage.vault import Vault
from storage.work import Work
from tests.duties.recount import Row, expected
from tests.play import Play
from tests.requests.scenes import dispatched, reported

BEGINS = datetime(2026, 2, 27, 8, 30, tzinfo=SHANGHAI)  # a Friday; the Saturday after it is worked, and a month ends

Look: TypeAlias = Callable[[Runner], Awaitable[int]]


class Ticking:
    """Time goes by on several schedulers at once: on PostgreSQL each with a desk of its own."""

    def __init__(self, play: Play, url: str, loops: int) -> None:
        self.play = play
        self.desks: list[Desk] = [self.play.desk]
        for _ in range(loops - 1):
            alone = url.startswith("sqlite")  # one process holds the file
            clock = self.play.clock
            self.desks.append(self.play.desk if alone else open_desk(url, Vault(b"1" * 32), open_house(), clock))
        self.begun = self.latest = BEGINS

    def close(self) -> None:
        for desk in self.desks[1:]:
            if desk is not self.play.desk:
                desk.close()
        self.play.close()

    def cases(self, number: int) -> None:
        for n in range(number):
            (dispatched if n % 2 else reported)(self.play, f"三号楼的{n}号灯坏了")

    def tick(self, times: int = 1) -> None:
        """Every look of every scheduler, all at once."""

        for _ in range(times):
            self.look(sweep, remind, fulfil)

    def look(self, *looks: Look) -> None:
        async def go() -> None:
            await asyncio.gather(*[look(desk) for desk in self.desks for look in looks])

        asyncio.run(go())
        if fulfil in looks:
            self.latest = max(self.latest, self.play.now)

    def jump(self, span: timedelta) -> None:
        """Somebody sets the clock."""
        self.play.clock.begin_at(self.play.now + span)

    def until(self, moment: datetime) -> None:
        """From event to event, as the machine's own clock would bring them."""
        while due := self.play.desk.read_now(lambda work: next_moment(work, moment)):
            self.jump(max(due - self.play.now, timedelta()))
            self.tick()
            self.play.courier()
        self.jump(max(moment - self.play.now, timedelta()))
        self.tick()
        self.play.courier()

    def holds(self) -> None:
        """Nothing twice, nothing lost, nobody told twice."""
        self.play.desk.read_now(self._holds)

    def _holds(self, work: Work) -> None:
        once(_owed(work))
        assert _owed(work) == sorted(expected(work, self.begun, self.latest))
        sounded = work.reminders.sounded()
        once([(one.clock_id, one.due_at, one.kind) for one in sounded])
        assert all(one.done_at >= one.at for one in sounded)
        climbed = [one.case_id for one in sounded if one.kind.rung and one.told]
        steps = [event.case_id for _, chain in work.history.all_chains() for event in chain if event.step == "escalate"]
        assert sorted(steps) == sorted(climbed)
        assert not work.clocks.alarming(self.play.now)
        assert not work.reminders.people()
        assert not work.digests.people()
        self._told(work)

    def _told(self, work: Work) -> None:
        rows = work.conn.execute(select(reminders.c.person_id, *list(reminders.c)[2:6])).all()
        once([tuple(row) for row in rows])
        messages = work.conn.execute(select(outbox.c.audience, outbox.c.key, outbox.c.args)).all()
        named = [(to, one) for to, key, args in messages if key.startswith("digest:") for one in split(args["digests"])]
        once(named)
        assert len(named) == sum(len(work.sittings.of(one.seat_id, BEGINS.date())) for one in self.digests(work))

    def digests(self, work: Work) -> Sequence[Digest]:
        owed = work.duties.all()
        found = work.digests.of_seats({one.seat_id for one in owed}, len(owed))
        once([one.duty_id for one in found])
        return found

    def owed(self) -> Sequence[Owed]:
        return self.play.do(lambda work: work.duties.all())

    def notices(self, prefix: str) -> list[tuple[str, datetime]]:
        """(to whom, when) of the notices whose key begins so."""
        query = select(outbox.c.audience, outbox.c.created_at).where(outbox.c.key.like(f"{prefix}%"))
        return [(to, at) for to, at in self.play.do(lambda work: work.conn.execute(query).all())]


def once(found: Sequence[object]) -> None:
    assert not {one: n for one, n in Counter(found).items() if n > 1}


def split(text: object) -> list[str]:
    return str(text).split(",")


def _owed(work: Work) -> list[Row]:
    rows = work.conn.execute(select(duties)).all()
    return sorted(Row(row.duty, row.seat_id, row.first, row.last, row.due_at.astimezone(SHANGHAI)) for row in rows)


@contextmanager
def ticking(url: str, loops: int = 2) -> Iterator[Ticking]:
    """The neighbourhood as it begins, looked at once."""
    found = Ticking(Play(url, BEGINS), url, loops)
    found.tick()
    try:
        yield found
    finally:
        found.close()


@contextmanager
def taken_up(url: str, when: datetime) -> Iterator[Ticking]:
    """What another process has left behind, not looked at yet."""
    found = Ticking(Play(url, when, settled=True), url, 1)
    try:
        yield found
    finally:
        found.close()
