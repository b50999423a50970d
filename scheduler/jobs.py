"""What the ticks do: ask what is due, let the rooms act, each in its own small transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeAlias, TypeVar

import structlog

from handlers import front
from handlers.cases.anchors import anchor
from handlers.cases.records import Clock
from handlers.cases.ringing import ring, ringing
from handlers.digests.handing import hand_out as hand_digests
from handlers.digests.making import Made, keep, make
from handlers.duties.actions import missing, owe
from handlers.duties.records import Owed
from handlers.reminders.actions import sound
from handlers.reminders.handing import hand_out
from storage.letters import KNOWN
from storage.work import Work

log = structlog.get_logger()

T = TypeVar("T")
Hand: TypeAlias = Callable[[Work, int, datetime], int]
BATCH = 20
# What could not be done is tried again after this long, and holds up nothing else until then.
AGAIN = timedelta(minutes=15)
LONGEST = 60.0  # seconds that the others wait for one

CODES_KNOWN = timedelta(days=1)  # they are good for minutes or hours, and guesses are counted for as long
FEW = 500  # rows forgotten between two people


class Runner(Protocol):
    """What jobs need of the desk."""

    def now(self) -> datetime: ...

    async def read(self, run: Callable[[Work], T]) -> T: ...

    async def job(self, run: Callable[[Work], T], key: str = "") -> T: ...


async def tick(desk: Runner) -> int:
    """All that is due now: clocks ring, people are reminded, digests are made. How much was done."""
    return await sweep(desk) + await remind(desk) + await fulfil(desk)


async def sweep(desk: Runner) -> int:
    """Let every due clock ring, in small batches; returns how many did. One that can't waits for the next sweep."""
    rung, now, last = 0, desk.now(), None
    while due := await desk.read(partial(_due, now, last)):
        # All at once: the desk commits as many together as fit between two people.
        rung += sum(await asyncio.gather(*(_ring(desk, clock) for clock in due)))
        last = due[-1]
    return rung


async def remind(desk: Runner) -> int:
    """Let every alarm that is due sound, then hand out what waits for each person: many in one message."""
    sounded, now, last = 0, desk.now(), None
    while due := await desk.read(partial(_alarming, now, last)):
        sounded += sum(await asyncio.gather(*(_sound(desk, clock) for clock in due)))
        last = due[-1]
    await _hand_all(desk, hand_out, await desk.read(lambda work: work.reminders.people()))
    return sounded


async def fulfil(desk: Runner) -> int:
    """Every duty that is due: its digest is counted beside the turns, kept in one small transaction, and handed out
    with the others that wait for the same person. How many duties were done."""
    await _plan(desk)
    done, now, last = 0, desk.now(), None
    while owed := await desk.read(partial(_owed, now, last)):
        done += sum([await _fulfil(desk, one) for one in owed])
        last = owed[-1]
    await _hand_all(desk, hand_digests, await desk.read(lambda work: work.digests.people()))
    return done


async def _plan(desk: Runner) -> None:
    """Rows that nobody has yet: looked for beside the turns, for a new rule may owe one to a thousand seats."""
    try:
        rows = await _in_time(desk.read(lambda work: missing(work, desk.now())))
        for first in range(0, len(rows), BATCH):
            await _in_time(desk.job(partial(_owe, rows[first : first + BATCH])))
    except Exception:
        log.exception("duties could not be planned")


def _owe(rows: Sequence[Owed], work: Work) -> int:
    return owe(work, rows)


async def _fulfil(desk: Runner, owed: Owed) -> bool:
    """One duty; one that fails is tried again later and holds up no other."""
    now = desk.now()
    try:
        made = await _in_time(desk.read(lambda work: make(work, owed, now)))
        await _in_time(desk.job(lambda work: keep_now(work, made, now)))
    except Exception:
        log.exception("a duty could not be done", duty=owed.duty, seat=owed.seat_id)
        await _put_off(desk, lambda work: work.duties.put_off(owed.id, now + AGAIN))
        return False
    return True


def keep_now(work: Work, made: Made, now: datetime) -> None:
    keep(work, made, now)
    front.react(work)


def _due(now: datetime, last: Clock | None, work: Work) -> Sequence[Clock]:
    return work.clocks.due(now, ringing(), BATCH, last)


def _alarming(now: datetime, last: Clock | None, work: Work) -> Sequence[Clock]:
    return work.clocks.alarming(now, BATCH, last)


def _owed(now: datetime, last: Owed | None, work: Work) -> Sequence[Owed]:
    return work.duties.due(now, BATCH, last)


async def _ring(desk: Runner, clock: Clock) -> bool:
    """One clock; one that fails is reported and does not stop the others."""
    now = desk.now()
    try:
        return await _in_time(desk.job(lambda work: ring_now(work, clock, now), f"case:{clock.case_id}"))
    except Exception:
        log.exception("a clock could not ring", case=clock.case_id, clock=clock.name)
        return False


async def _sound(desk: Runner, clock: Clock) -> int:
    """One clock; one that fails is put off, so that it neither stops the others nor is forgotten."""
    now = desk.now()
    try:
        return await _in_time(desk.job(lambda work: sound_now(work, clock, now), f"case:{clock.case_id}"))
    except Exception:
        log.exception("a reminder failed", case=clock.case_id, clock=clock.name)
        await _put_off(desk, lambda work: work.clocks.put_off(clock.id, now + AGAIN))
        return 0


async def _hand_all(desk: Runner, hand: Hand, people: Sequence[int]) -> None:
    for first in range(0, len(people), BATCH):
        await asyncio.gather(*(_hand(desk, hand, person) for person in people[first : first + BATCH]))


async def _hand(desk: Runner, hand: Hand, person_id: int) -> None:
    """To one person; where it fails, it waits for the next look and the others get theirs."""
    now = desk.now()
    try:
        await _in_time(desk.job(lambda work: hand(work, person_id, now), f"person:{person_id}"))
    except Exception:
        log.exception("could not be handed out", person=person_id)


async def _put_off(desk: Runner, act: Callable[[Work], None]) -> None:
    try:
        await _in_time(desk.job(act))
    except Exception:
        log.exception("could not be put off: it comes again with the next look")


async def _in_time(doing: Awaitable[T]) -> T:
    """What takes too long is waited for no longer: if it is done after all, whoever tries again finds it done."""
    return await asyncio.wait_for(doing, LONGEST)


def ring_now(work: Work, clock: Clock, now: datetime) -> bool:
    news = ring(work, clock, now)
    front.react(work)
    return news is not None


def sound_now(work: Work, clock: Clock, now: datetime) -> int:
    found = sound(work, clock.id, clock.case_id, now)
    front.react(work)
    return len(found)


async def anchor_day(desk: Runner) -> bool:
    """Anchor yesterday's histories, once a day."""
    now = desk.now()
    return await desk.job(lambda work: anchor(work, now))


async def tidy(desk: Runner) -> None:
    """Forget what was uploaded and never entered: it holds people's words and phones. And what is over: codes, wrong
    guesses, sessions, the keys of letters that nobody would send again."""
    now = desk.now()
    await desk.job(lambda work: work.orders.forget(now - timedelta(hours=1)))
    for forget in (_letters, _links, _sessions, _welcomes):
        while await desk.job(partial(forget, now)) >= FEW:
            pass


def _letters(now: datetime, work: Work) -> int:
    return work.letters.forget(now - KNOWN, FEW)


def _links(now: datetime, work: Work) -> int:
    return work.links.forget(now - CODES_KNOWN, FEW)


def _welcomes(now: datetime, work: Work) -> int:
    return work.kf.forget(now - CODES_KNOWN, FEW)


def _sessions(now: datetime, work: Work) -> int:
    return work.sessions.forget(now - CODES_KNOWN, FEW)
