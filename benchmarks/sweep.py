"""`python -m benchmarks.sweep`: what people wait while ten thousand clocks are looked at."""

import argparse
import asyncio
import gc
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from random import Random
from unittest.mock import patch

from sqlalchemy import func, select

from benchmarks.street import ROOT, Row, Street, clock_row, event_row, hours, next_id, write
from benchmarks.support import PEOPLE, Town, press, settle, text, town
from bot.desk.base import Task
from bot.turns import Answer
from handlers.kit.spans import Span
from handlers.kit.turns import Incoming, Press
from handlers.kit.worktime import SHANGHAI
from handlers.units.records import Level, Unit
from scheduler.jobs import tick
from storage.cases import cases
from storage.clocks import clocks
from storage.history import case_events
from storage.outbox import outbox
from storage.reminders import alarms
from storage.work import Work

CLOCKS, MOST, QUIET = 10_000, 100.0, 15.0
PAUSE = 1.0  # seconds between two messages of one person
MS = 1000
MORNING = datetime(2026, 3, 11, 10, tzinfo=SHANGHAI)  # a Wednesday in office hours


@dataclass(slots=True)
class Talk:
    """What people waited for their answers, in seconds."""

    spans: list[float] = field(default_factory=list)
    over: bool = False

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.spans, n=100, method="inclusive")
        return f"p50 {cuts[49] * MS:.1f}  p99 {cuts[98] * MS:.1f}  max {self.most * MS:.1f} ms"

    @property
    def most(self) -> float:
        return max(self.spans)

    @property
    def usual(self) -> float:
        return statistics.median(self.spans)


@dataclass(frozen=True, slots=True)
class Found:
    quiet: Talk
    busy: Talk
    took: float
    jobs: Mapping[str, tuple[int, float, float]]
    sounded: int
    told: int
    notices: int

    @property
    def extra(self) -> float:
        """How much longer the longest wait is during the sweep, in milliseconds: a busy machine has its own pauses."""
        return (self.busy.most - self.quiet.most) * MS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=__doc__)
    parser.add_argument("--clocks", type=int, default=CLOCKS, help="how many fall due at once")
    wanted = parser.parse_args()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the server does
    found = measure(wanted.clocks)
    for line in lines(found):
        print(line)
    return 0 if found.extra < MOST else 1


def lines(found: Found) -> list[str]:
    return [
        f"load {' '.join(f'{one:.1f}' for one in os.getloadavg())}",
        f"answers without a sweep ({len(found.quiet.spans)}): {found.quiet}",
        f"answers during a sweep ({len(found.busy.spans)}): {found.busy}",
        f"the sweep: {found.took:.1f} s, {found.sounded:,} alarms, {found.told:,} told, {found.notices:,} notices",
        *(
            f"    {name:<12} x{number:<6,} {total:6.1f} s, the longest {most * MS:.1f} ms"
            for name, (number, total, most) in found.jobs.items()
        ),
        f"the longest wait is longer by {found.extra:.1f} ms",
    ]


def measure(number: int = CLOCKS) -> Found:
    with town() as place:
        place.clock.begin_at(MORNING)
        city = Unit(ROOT, "14", "长治市", Level.CITY, None, ROOT, "/1/", None)
        street = Street(city)
        place.run(street.found)
        asyncio.run(_ticked(place))  # the first look gives every seat its duties
        place.run(lambda work: _fill(work, street, place, number))
        return asyncio.run(_measured(place))


async def _ticked(place: Town) -> int:
    return await tick(place.desk)


def _fill(work: Work, street: Street, place: Town, number: int) -> None:
    """Clocks of which a half has just run out, a quarter soon will, and a quarter climbs to the next rung."""
    calendar, first, now = place.desk.house.calendar, next_id(work), place.clock.now()
    due = (
        now,
        now,
        calendar.due(now, Span.parse("10 working_hours")),
        calendar.before(now, Span.parse("4 working_hours")),
    )
    opened = now - hours(24 * 7)
    rows = [street.request(first + n, "working", opened) for n in range(number)]
    write(work, cases, rows)
    write(work, case_events, (event_row(row, 1, "submit", opened, 1, "") for row in rows))
    write(work, clocks, _clocks(rows, due, now, opened))


def _clocks(rows: list[Row], due: tuple[datetime, ...], now: datetime, opened: datetime) -> Iterator[Row]:
    for n, row in enumerate(rows):
        yield clock_row(row, "settle", opened, due[n % len(due)], next_at=now)


async def _measured(place: Town) -> Found:
    quiet = await _while(place, "quiet", asyncio.sleep(QUIET))
    before, began = await place.desk.read(_counts), time.perf_counter()
    with _timed_jobs(place) as jobs:
        busy = await _while(place, "busy", tick(place.desk))
    took = time.perf_counter() - began
    after = await place.desk.read(_counts)
    return Found(quiet, busy, took, jobs, *(b - a for a, b in zip(before, after, strict=True)))


async def _while(place: Town, mark: str, what: Awaitable[object]) -> Talk:
    """32 people talk until something else is over."""
    talk = Talk()
    talkers = [asyncio.create_task(_talker(place, f"{mark}{n}", talk)) for n in range(PEOPLE)]
    await what
    talk.over = True
    await asyncio.gather(*talkers)
    return talk


async def _talker(place: Town, name: str, talk: Talk) -> None:
    """One person after the other: a wish is typed and submitted, then one looks at what one has."""
    await asyncio.sleep(PAUSE * place_of(name))
    for k in count():
        who = f"{name}-{k}"
        await place.desk.write(partial(_settled, who))
        draft = await _say(place, text(who, f"{who}-1", "想要个轮椅,带老伴出去走走"), talk)
        card = draft.bubbles[-1].card
        assert card, "words are answered with a draft"
        await _say(place, press(who, f"{who}-2", Press("intake.submit", value=str(card.args["draft"]))), talk)
        await _say(place, text(who, f"{who}-3", "我的"), talk)
        if talk.over:
            return


def place_of(name: str) -> float:
    """Where in a second somebody begins, so that not all speak at once."""
    return Random(name).random()  # noqa: S311  # a pause


def _settled(name: str, work: Work) -> None:
    settle(work, name)


async def _say(place: Town, incoming: Incoming, talk: Talk) -> Answer:
    began = time.perf_counter()
    answer = await place.desk.answer(incoming)
    talk.spans.append(time.perf_counter() - began)
    await asyncio.sleep(PAUSE)
    return answer


@contextmanager
def _timed_jobs(place: Town) -> Iterator[dict[str, tuple[int, float, float]]]:
    """How many jobs of each kind ran, how long they took in all and the longest: of the writer's own time, which other
    programs on this machine do not change."""
    found: dict[str, tuple[int, float, float]] = {}
    submit = place.desk.submit

    def timed(name: str, run: Callable[[Work], object], work: Work) -> object:
        began = time.thread_time()
        try:
            return run(work)
        finally:
            span = time.thread_time() - began
            number, total, most = found.get(name, (0, 0.0, 0.0))
            found[name] = (number + 1, total + span, max(most, span))

    def noted(task: Task, *, job: bool = False) -> "Future[object]":
        if job:
            task.run = partial(timed, _named(task.run), task.run)
        return submit(task, job=job)

    with patch.object(place.desk, "submit", noted):
        yield found


def _named(run: Callable[[Work], object]) -> str:
    inner = run.func if isinstance(run, partial) else run
    return inner.__qualname__.split(".")[0].strip("_")


def _counts(work: Work) -> tuple[int, int, int]:
    """Alarms that had their turn, those of which somebody was told, notices."""
    told = select(func.count()).select_from(alarms).where(alarms.c.told != "")
    queries = (select(func.count()).select_from(alarms), told, select(func.count()).select_from(outbox))
    first, second, third = (work.conn.execute(query).scalar_one() for query in queries)
    return first, second, third


if __name__ == "__main__":
    sys.exit(main())
