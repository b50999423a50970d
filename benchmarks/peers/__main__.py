"""`python -m benchmarks.peers`: a three-step dialog over the webhook, ours beside three others, in one run."""

import argparse
import asyncio
import os
import platform
import sqlite3
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

import uvloop

from benchmarks.peers import places, wire
from benchmarks.peers.people import Bot, Street
from benchmarks.peers.places import DURABLE, OURS, PLAIN, PTB

NAMES = {
    OURS: "weiyuan serve",
    PLAIN: "(a) aiogram, ORM, state in memory",
    DURABLE: "(b) aiogram, ORM, inbox and outbox",
    PTB: "(c) python-telegram-bot, ORM",
}
TIMES = {PLAIN: 3.0, DURABLE: 10.0, PTB: 3.0}
"""How many dialogs a second ours must do for each one of theirs, at 32 people."""
PEOPLE = (1, 32, 128)
JUDGED_AT = 32
READS, READING = 1.0, 6.0
"""How long people look at an answer who do not press as fast as they can, and for how long they begin new dialogs."""
MOST_P99 = 50.0  # ms
A_SECOND = 400  # residents that are kept ready for each second
LIBRARIES = ("aiogram", "python-telegram-bot", "SQLAlchemy", "aiosqlite", "aiohttp", "httpx", "uvicorn", "uvloop")


@dataclass
class Found:
    """What rounds of one bot with so many people gave."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def line(self) -> str:
        p50, p99, work = (statistics.median(one) for one in (self.p50, self.p99, self.work))
        return (
            f"{self.rate:7,.0f} dialogs/s   step p50 {p50:7.1f}  p99 {p99:7.1f} ms   processor {work:5.1f} ms a dialog"
        )


Table = dict[tuple[str, int, float], Found]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(NAMES), default=list(NAMES), help="leave the others out")
    parser.add_argument("--people", nargs="*", type=int, default=list(PEOPLE), help="how many talk at once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a round begins new dialogs")
    wanted = parser.parse_args()
    say(about())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        table = runner.run(measure(wanted.only, wanted.people, wanted.rounds, wanted.seconds))
    order = list(NAMES)
    for (name, people, reads), found in sorted(table.items(), key=lambda one: (*one[0][:0:-1], order.index(one[0][0]))):
        say(f"{people:4} people{' who read' if reads else '':<9}  {NAMES[name]:<36}{found.line()}")
    return judged(table)


async def measure(names: Sequence[str], people: Sequence[int], rounds: int, seconds: float) -> Table:
    """Each bot in turn in every round, so that a slow minute of the machine hits all."""
    street, table = Street(), Table()
    server, port = await wire.serve(street.hear)
    residents = int(A_SECOND * seconds * rounds * len(people) + JUDGED_AT * READING * rounds) + 200
    with places.started(names, port, residents) as bots:
        for bot in bots:
            await places.ready(bot)
            await street.round(bot, 16, 0.7)
        for _ in range(rounds):
            for count in people:
                for bot in bots:
                    await one(street, bot, count, seconds, table)
            for bot in bots:
                await one(street, bot, JUDGED_AT, READING, table, READS)
    server.close()
    return table


async def one(street: Street, bot: Bot, people: int, seconds: float, table: Table, reads: float = 0.0) -> None:
    before = places.worked(bot)
    timing, rate = await street.round(bot, people, seconds, reads)
    work = places.worked(bot) - before
    found = table.setdefault((bot.name, people, reads), Found())
    found.rates.append(rate)
    found.p50.append(timing.percentile(50))
    found.p99.append(timing.percentile(99))
    found.work.append(work / (len(timing.spans) / 3) * 1000)


def judged(table: Table) -> int:
    ours = table.get((OURS, JUDGED_AT, 0.0))
    if ours is None:
        return 0
    p99 = statistics.median(ours.p99)
    marks = [bound(f"a step's p99 at {JUDGED_AT} people", f"{p99:.1f} ms", "<= 50 ms", p99 <= MOST_P99)]
    for name, least in TIMES.items():
        theirs = table.get((name, JUDGED_AT, 0.0))
        if theirs:
            ratio = statistics.median(a / b for a, b in zip(ours.rates, theirs.rates, strict=True))
            marks.append(bound(f"ours / {NAMES[name]}", f"{ratio:.1f}x", f">= {least:.0f}x", ratio >= least))
    return 0 if all(marks) else 1


def bound(name: str, found: str, limit: str, kept: bool) -> bool:
    say(f"{name:<52}{found:>12}  {limit}  {'ok' if kept else 'MISSED'}")
    return kept


def about() -> str:
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    kinds = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, load {load}\n"
        f"{kinds}\nWAL, synchronous=FULL for all; every bot a process of its own on uvloop, those who talk and the Bot "
        "API another"
    )


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
