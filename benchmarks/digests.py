"""`python -m benchmarks.digests`: the papers of a street with 30 communities and 20,000 requests a month."""

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from benchmarks.month import LAST, NOW, month
from benchmarks.street import ROOT, Street
from benchmarks.support import ROOT as FOLDER
from bot.house import open_house
from bot.papers.rendering import Form, Renderer
from bot.texts import page
from bot.web.digests import shown
from handlers.digests.drawing import drawn
from handlers.digests.making import Made, keep, make
from handlers.digests.reading import read
from handlers.duties.records import Owed
from handlers.duties.rules import due_at
from handlers.kit.house import House
from handlers.kit.papers import Paper
from handlers.kit.periods import Period
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from handlers.people.records import Actor
from handlers.units.records import Level, Unit
from storage.engines import reader_engine, writer_engine
from storage.schema import upgrade
from storage.units import Units
from storage.vault import Vault
from storage.work import Work
from tests.postgres import Server

TRIES = 3  # other programs on this machine make some of them slow
REQUESTS, MOST_SECONDS, MOST_MB = 20_000, 2.0, 300.0
# Which duty, whose, each how long.
ASKED: Mapping[str, tuple[str, Role, PeriodKind]] = {
    "street: ranking": ("duty.n03", Role.STREET_OFFICE, PeriodKind.MONTH),
    "street: circular": ("duty.n05", Role.STREET_OFFICE, PeriodKind.MONTH),
    "street: today": ("duty.n11", Role.STREET_OFFICE, PeriodKind.DAY),
    "community: week": ("duty.n01", Role.COMMUNITY_SECRETARY, PeriodKind.WEEK),
    "community: dispatch": ("duty.n02", Role.COMMUNITY_SECRETARY, PeriodKind.HALF_MONTH),
    "grid member: today": ("duty.n04", Role.GRID_MEMBER, PeriodKind.DAY),
}
DAYS: Mapping[PeriodKind, date] = {PeriodKind.DAY: NOW.date(), PeriodKind.WEEK: date(2026, 3, 29)}
T = TypeVar("T")
_VAULT = Vault(b"benchmark master key, 32 bytes!!")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of each part, and how far the memory of a fresh process grew for all of them."""

    made: float
    kept: float
    drawn: float
    paged: float
    grown: float
    figures: int
    files: Mapping[str, float]
    child: float

    @property
    def digest(self) -> float:
        return self.made + self.kept

    @property
    def good(self) -> bool:
        slowest = max(self.digest, self.drawn + self.paged)
        return slowest < MOST_SECONDS and self.grown < MOST_MB and self.child < MOST_MB

    def __str__(self) -> str:
        files = "  ".join(f"{form} {span:.2f}" for form, span in self.files.items())
        return (
            f"made {self.made:.2f}  kept {self.kept:.2f}  drawn {self.drawn:.2f}  page {self.paged:.2f} s"
            f"  +{self.grown:.0f} MB  figures {self.figures / 1000:.0f} kB  {files} s  child {self.child:.0f} MB"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digests", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many requests a month")
    parser.add_argument("--months", type=int, default=1, help="how many months of them there are")
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="one database only")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        print(json.dumps(asdict(_one(*wanted.one))))
        return 0
    kept = True
    for kind in [wanted.only] if wanted.only else ["sqlite", "postgres"]:
        for name, cost in measure(kind, wanted.requests, wanted.months).items():
            kept &= cost.good
            print(f"{kind}: {name:<20} {cost}  {'ok' if cost.good else 'MISSED'}", flush=True)
    return 0 if kept else 1


def measure(kind: str = "sqlite", count: int = REQUESTS, months: int = 1) -> dict[str, Cost]:
    """Each paper in a process of its own, so that its memory is its own."""
    with _database(kind) as url:
        street = _build(url, count, months)
        _owe(url, street)
        return {name: _measured(url, name) for name in ASKED}


def _measured(url: str, name: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.digests", "--one", url, name]
    done = subprocess.run(command, cwd=FOLDER, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ourselves
    return Cost(**json.loads(done.stdout))


def _one(url: str, name: str) -> Cost:
    """Make, keep, draw and render one paper, as the server does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the server does
    house, writer, reader = open_house(), writer_engine(url), reader_engine(url)
    owed = _read(reader, house, lambda work: _owed(work, name))
    _read(reader, house, lambda work: work.units.all())  # the first statement of a process pays for its imports
    before = _peak()
    tries = [_timed(lambda: _read(reader, house, lambda work: make(work, owed, NOW))) for _ in range(TRIES)]
    made, making = min(tries, key=lambda one: one[1])
    kept, keeping = _timed(lambda: _kept(writer, house, made))
    actor = _read(reader, house, lambda work: _reader(work, owed))
    paper, drawing = _timed(lambda: _read(reader, house, lambda work: drawn(work, actor, read(work, actor, kept), NOW)))
    html, paging = _timed(lambda: page("digest.html", paper=paper, digest=kept, shown=shown))
    assert html
    grown = _peak() - before
    files, child = asyncio.run(_rendered(paper))
    figures = len(json.dumps(made.figures, default=str))
    return Cost(making, keeping, drawing, paging, grown, figures, files, child)


def _read(engine: Engine, house: House, run: Callable[[Work], T]) -> T:
    with engine.connect() as conn:
        return run(Work(conn, _VAULT, house))


def _kept(engine: Engine, house: House, made: Made) -> int:
    with engine.begin() as conn:
        found = keep(Work(conn, _VAULT, house), made, NOW)
    assert found, "a paper that says something is kept"
    return found


async def _rendered(paper: Paper) -> tuple[Mapping[str, float], float]:
    """Seconds a file, those of the start of the process apart, and how large that process became."""
    renderer, spans = Renderer(), {}
    began = time.perf_counter()
    await renderer.render(Paper("", ""), Form.DOCX)
    spans["start"] = time.perf_counter() - began
    for form in Form if paper.charts else (Form.XLSX, Form.DOCX):
        began = time.perf_counter()
        await renderer.render(paper, form)
        spans[str(form)] = time.perf_counter() - began
    largest = max((_size(child.pid or 0) for child in multiprocessing.active_children()), default=0.0)
    renderer.close()
    return spans, largest


def _size(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _peak() -> float:
    return _size(os.getpid())


def _timed(run: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    found = run()
    return found, time.perf_counter() - began


def _build(url: str, count: int, months: int) -> Street:
    engine, street = writer_engine(url), Street(Unit(ROOT, "14", "长治市", Level.CITY, None, ROOT, "/1/", None))
    upgrade(engine)
    with engine.begin() as conn:
        Units(conn, _VAULT).add([street.city])
        work = Work(conn, _VAULT, open_house())
        street.found(work)
        month(work, street, count, months)
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()
    return street


def _owe(url: str, street: Street) -> None:
    """Each duty of the month, by hand: the plan would only begin today."""
    engine, house = writer_engine(url), open_house()
    with engine.begin() as conn:
        work = Work(conn, _VAULT, house)
        for duty, role, kind in ASKED.values():
            unit = next(street.units[number] for of, number in street.seats if of is role)
            period = Period.of(kind, DAYS.get(kind, LAST))
            work.duties.owe(Owed(duty, street.seats[role, unit.id], period, due_at(period, house)))
    engine.dispose()


def _owed(work: Work, name: str) -> Owed:
    return next(one for one in work.duties.all() if one.duty == ASKED[name][0])


def _reader(work: Work, owed: Owed) -> Actor:
    """Whoever fills the seat."""
    (person,) = work.sittings.of(owed.seat_id, NOW.date())
    return Actor(person, person, ROOT, "", seats=work.people.held(person, NOW.date()))


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """An empty database that goes afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=FOLDER) as folder:
            yield f"sqlite:///{Path(folder) / 'digests.db'}"
        return
    server = Server()
    try:
        yield server.create("digests")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
