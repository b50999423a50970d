"""`python -m benchmarks.million`: how long lists and searches take among a million cases, on both databases."""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, event

from benchmarks.city import FLOWS, FREQUENT, NOW, RARE, City, build
from benchmarks.support import ROOT, Timing
from handlers.cases.records import Holder, HolderKind
from handlers.units.records import Unit
from storage.engines import reader_engine, writer_engine
from storage.lists import After, Filter, Lists, Order
from storage.schema import upgrade
from storage.search import Search
from storage.vault import Vault
from tests.postgres import Server

CASES, RUNS, WARM = 1_000_000, 200, 5
MOST_P99 = 100.0
KINDS = ("sqlite", "postgres")
SEEN = tuple(FLOWS)

Query = Callable[[Connection, Unit, Random], object]


@dataclass(frozen=True)
class Found:
    """A query's latencies in one scope, and its statements."""

    name: str
    timing: Timing
    statements: int
    rows: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases")
    parser.add_argument("--only", choices=KINDS, help="one database only")
    wanted = parser.parse_args()
    return 0 if million(wanted.cases, [wanted.only] if wanted.only else KINDS) else 1


def million(count: int, kinds: Sequence[str]) -> bool:
    """Build and measure; whether each query stayed below the bound."""
    kept = True
    for kind in kinds:
        with _database(kind) as url:
            vault, city = Vault(b"benchmark master key, 32 bytes!!"), City(count)
            writer = writer_engine(url)
            upgrade(writer)
            took = build(writer, vault, city)
            writer.dispose()
            print(f"{kind}: {count:,} cases written in {took:.0f} s")
            kept &= measure(url, vault, city)
    return kept


def measure(url: str, vault: Vault, city: City) -> bool:
    engine, kept = reader_engine(url), True
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)  # a page leaves some 600 objects in circles: let each collection be a short one
    print(f"  {os.cpu_count()} cores, load {' '.join(f'{one:.2f}' for one in os.getloadavg())}")
    for name, query in queries(vault).items():
        for scope, units in scopes(city).items():
            found = _timed(engine, f"{scope}: {name}", query, units)
            p50, p99 = found.timing.percentile(50), found.timing.percentile(99)
            kept &= p99 < MOST_P99
            mark = "ok" if p99 < MOST_P99 else "MISSED"
            figures = f"p50 {p50:6.1f}  p99 {p99:6.1f} ms  {found.statements} statement(s)  {found.rows:6.1f} rows"
            print(f"  {found.name:<48} {figures}  {mark}", flush=True)
    engine.dispose()
    return kept


def scopes(city: City) -> Mapping[str, Sequence[Unit]]:
    return {"community": city.communities, "street": city.streets, "city": [city.root]}


def queries(vault: Vault) -> Mapping[str, Query]:
    """What a staff page asks, each for a unit."""

    def page(**also: Any) -> Query:
        return lambda conn, unit, _: Lists(conn).page(Filter(unit.path, SEEN, **also))

    def searched(words: str, **also: Any) -> Query:
        def run(conn: Connection, unit: Unit, _: Random) -> object:
            ids = Search(conn, vault).hits(words, unit.path, flows=SEEN)
            return Lists(conn).page(Filter(unit.path, SEEN, ids=ids, **also))

        return run

    def found(words: str) -> Query:
        return lambda conn, unit, _: Search(conn, vault).find(words, unit.path)

    late = {"late_before": NOW}
    return {
        "by deadline": page(),
        "newest": page(order=Order.NEW),
        "oldest": page(order=Order.OLD),
        "by deadline, a frequent state": page(states=("open",)),
        "by deadline, a rare state": page(states=("returned",)),
        "newest, two states": page(states=("open", "review"), order=Order.NEW),
        "newest, a rare state": page(states=("returned",), order=Order.NEW),
        "newest, struck off": page(states=("closed",), order=Order.NEW),
        "newest, a rare end": page(states=("declined",), order=Order.NEW),
        "newest, a rare flow": lambda conn, unit, _: Lists(conn).page(Filter(unit.path, ("whistle",), order=Order.NEW)),
        "by deadline, a frequent category": page(category="roads"),
        "by deadline, a rare category": page(category="bees"),
        "newest, a frequent category": page(category="roads", order=Order.NEW),
        "newest, a rare category": page(category="bees", order=Order.NEW),
        "newest, open and a rare category": page(states=("open",), category="bees", order=Order.NEW),
        "what a seat holds": _held,
        "late, by deadline": page(**late),
        "late, newest": page(**late, order=Order.NEW),
        "late, a rare state": page(**late, states=("returned",)),
        "third page by deadline": _third(Filter("", SEEN)),
        "third page, newest": _third(Filter("", SEEN, order=Order.NEW)),
        "third page, newest of a category": _third(Filter("", SEEN, category="trees", order=Order.NEW)),
        "search, a frequent word": found(FREQUENT),
        "search, a rare word": found(RARE),
        "search, two frequent words": found(f"{FREQUENT} 水电"),
        "list of a frequent word": searched(FREQUENT, order=Order.NEW),
        "list of a rare word": searched(RARE, order=Order.NEW),
        "list of a frequent word, open, by deadline": searched(FREQUENT, states=("open",)),
        "counts by state": lambda conn, unit, _: Lists(conn).counts(unit.path, SEEN),
        "counts of what is late": lambda conn, unit, _: Lists(conn).late(unit.path, SEEN, NOW),
    }


def _held(conn: Connection, unit: Unit, chance: Random) -> object:
    """A grid's seat, wherever it lies below."""
    holder = Holder(HolderKind.SEAT, 332 + chance.randrange(1200))
    return Lists(conn).page(Filter("/1/", SEEN, holder=holder, order=Order.NEW))


def _third(wanted: Filter) -> Query:
    """The page after two others; only the last is measured, so its place is remembered for each unit."""
    places: dict[int, After | None] = {}

    def run(conn: Connection, unit: Unit, _: Random) -> object:
        here = replace(wanted, path=unit.path)
        if unit.id not in places:
            rows = Lists(conn).page(replace(here, most=100))
            places[unit.id] = After.row(rows[-1]) if rows else None
        return Lists(conn).page(replace(here, after=places[unit.id]))

    return run


def _timed(engine: Engine, name: str, query: Query, units: Sequence[Unit]) -> Found:
    chance, timing, rows = Random(3), Timing(), Counter[str]()  # noqa: S311  # which unit is asked about
    began = time.perf_counter()
    for n in range(-WARM, RUNS):
        unit = units[chance.randrange(len(units))]
        with engine.begin() as conn:
            if n < 0 or "third" in name:
                query(conn, unit, chance)
            start = time.perf_counter()
            answer = query(conn, unit, chance)
            span = time.perf_counter() - start
        if n >= 0:
            timing.spans.append(span)
            rows["rows"] += len(answer) if isinstance(answer, (Sequence, Mapping)) else 0
    timing.took = time.perf_counter() - began
    with engine.begin() as conn:
        query(conn, units[0], chance)
        with counted(conn) as statements:
            query(conn, units[0], chance)
    return Found(name, timing, len(statements), rows["rows"] / RUNS)


@contextmanager
def counted(conn: Connection) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(conn, "before_cursor_execute", note)


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """An empty database that goes afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
            yield f"sqlite:///{Path(folder) / 'million.db'}"
        return
    server = Server()
    try:
        yield server.create("million")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
