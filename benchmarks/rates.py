"""`python -m benchmarks.rates`: how long the rates of a city of 20,000 requests take, on both databases."""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Engine, insert

from benchmarks.city import BATCH, NOW, City
from benchmarks.support import ROOT
from bot.house import open_house
from handlers.rates.actions import of_unit
from handlers.rates.records import Days
from handlers.units.records import Unit
from storage.cases import cases
from storage.clocks import clocks
from storage.engines import reader_engine, writer_engine
from storage.schema import upgrade
from storage.units import Units
from storage.vault import Vault
from storage.work import Work
from tests.postgres import Server

REQUESTS, RUNS, MOST = 20_000, 7, 1.0
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
STATES = {"closed": 70, "working": 8, "finished": 6, "merged": 5, "assigned": 5, "declined": 3, "review": 3}
_VAULT = Vault(b"benchmark master key, 32 bytes!!")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rates", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many requests")
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="one database only")
    wanted = parser.parse_args()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the server does
    kept = True
    for kind in [wanted.only] if wanted.only else ["sqlite", "postgres"]:
        for name, span in measure(kind, wanted.requests).items():
            kept &= span < MOST
            print(f"{kind}: {name:<44} {span * 1000:8.1f} ms  {'ok' if span < MOST else 'MISSED'}", flush=True)
    return 0 if kept else 1


def measure(kind: str = "sqlite", count: int = REQUESTS) -> dict[str, float]:
    """The median seconds of each question: the statement alone, then the report with its parts."""
    with _database(kind) as url:
        city = City(count)
        _build(url, city)
        engine = reader_engine(url)
        found = {f"rows of the city, {count:,} requests": _median(engine, city.root, alone=True)}
        for name, unit in (("city", city.root), ("street", city.streets[0]), ("community", city.communities[0])):
            found[f"rates of a {name} with the units below it"] = _median(engine, unit)
        engine.dispose()
    return found


def _median(engine: Engine, unit: Unit, *, alone: bool = False) -> float:
    house, spans = open_house(), []
    for _ in range(RUNS):
        with engine.begin() as conn:
            work, start = Work(conn, _VAULT, house), time.perf_counter()
            if alone:
                work.rates.rows(unit.path, YEAR.starts, YEAR.ends, NOW)
            else:
                of_unit(work, unit, YEAR, NOW)
            spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def _build(url: str, city: City) -> None:
    """Requests of this year, each with the clocks that it would have by now."""
    engine = writer_engine(url)
    upgrade(engine)
    rows = [_request(row, city.chance) for row in city.cases()]
    with engine.begin() as conn:
        Units(conn, _VAULT).add(city.units())
        for first in range(0, len(rows), BATCH):
            some = rows[first : first + BATCH]
            conn.execute(insert(cases), some)
            conn.execute(insert(clocks), [clock for row in some for clock in _clocks(row, city.chance)])
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _request(row: dict[str, object], chance: Random) -> dict[str, object]:
    state = chance.choices(list(STATES), list(STATES.values()))[0]
    opened = NOW - timedelta(minutes=chance.randrange(150 * 24 * 60))
    answer = {"granted": "yes", "satisfied": "good"} if state == "closed" else {}
    counts = {"returned": 1} if chance.random() < 0.05 else {}
    facts = {"category": "water", "urgency": "week", **answer}
    over = opened + timedelta(days=4) if state in ("closed", "merged", "declined") else None
    return row | {
        "flow": "request",
        "state": state,
        "opened_at": opened,
        "moved_at": opened,
        "closed_at": over,
        "facts": facts,
        "category": "water",
        "counts": counts,
    }


def _clocks(row: dict[str, object], chance: Random) -> Iterator[dict[str, object]]:
    """Six a request, as the flow starts them."""
    opened = row["opened_at"]
    assert isinstance(opened, datetime)
    for name, hours in (("review", 7), ("sign", 4), ("contact", 9), ("window", 18), ("settle", 120), ("rate", 72)):
        met = opened + timedelta(hours=hours * chance.uniform(0.1, 1.1))
        yield {
            "case_id": row["id"],
            "name": name,
            "started_at": opened,
            "due_at": opened + timedelta(hours=hours),
            "met_at": met if row["state"] != "review" else None,
        }


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """An empty database that goes afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
            yield f"sqlite:///{Path(folder) / 'rates.db'}"
        return
    server = Server()
    try:
        yield server.create("rates")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
