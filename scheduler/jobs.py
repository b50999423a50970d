"""What the ticks do: ask what is due, let the rooms act, each in its own small transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog

from handlers import front
from handlers.cases.anchors import anchor
from handlers.cases.records import Clock
from handlers.cases.ringing import ring, ringing
from storage.work import Work

log = structlog.get_logger()

T = TypeVar("T")
BATCH = 20


class Runner(Protocol):
    """What jobs need of the desk."""

    def now(self) -> datetime: ...

    async def read(self, run: Callable[[Work], T]) -> T: ...

    async def job(self, run: Callable[[Work], T]) -> T: ...


async def sweep(desk: Runner) -> int:
    """Let every due clock ring, in small batches; returns how many did."""
    rung = 0
    while True:
        now = desk.now()
        due = await desk.read(partial(_due, now))
        done = sum([await _ring(desk, clock, now) for clock in due])
        rung += done
        # A batch of which none can ring would come again at once: it waits for the next sweep.
        if len(due) < BATCH or not done:
            return rung


def _due(now: datetime, work: Work) -> Sequence[Clock]:
    return work.clocks.due(now, ringing(), BATCH)


async def _ring(desk: Runner, clock: Clock, now: datetime) -> bool:
    """One clock; one that fails is reported and does not stop the others."""
    try:
        return await desk.job(lambda work: ring_now(work, clock, now))
    except Exception:
        log.exception("a clock could not ring", case=clock.case_id, clock=clock.name)
        return False


def ring_now(work: Work, clock: Clock, now: datetime) -> bool:
    news = ring(work, clock, now)
    front.react(work)
    return news is not None


async def anchor_day(desk: Runner) -> bool:
    """Anchor yesterday's histories, once a day."""
    now = desk.now()
    return await desk.job(lambda work: anchor(work, now))


async def tidy(desk: Runner) -> None:
    """Forget what was uploaded and never entered: it holds people's words and phones."""
    past = desk.now() - timedelta(hours=1)
    await desk.job(lambda work: work.orders.forget(past))
