"""`python -m benchmarks.ledger`: a recount of five million entries beside bare SQL, and how fast points are entered."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select

from benchmarks.support import ROOT
from bot.house import open_house
from handlers.kit.scores import ScoreType
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.actions import enter
from handlers.ledger.records import Kind, New
from handlers.people.records import Person
from storage.base import to_micros
from storage.engines import reader_engine, writer_engine
from storage.ledger import Ledger, balances, entries
from storage.people import persons
from storage.schema import upgrade
from storage.vault import Vault
from storage.work import Work
from tests.cast import CITY, PLACES
from tests.postgres import Server

ENTRIES, EACH, RUNS, TURNS = 5_000_000, 100, 3, 300
MOST: Final = 3.0  # times the bare SQL
BARE: Final = "SELECT balance_id, type, SUM(delta) FROM entries GROUP BY balance_id, type"
NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
KINDS = ("sqlite", "postgres")
_VAULT = Vault(b"benchmark master key, 32 bytes!!")
_TYPES: Final = (*(ScoreType.STAR,) * 6, ScoreType.BASE, ScoreType.BASE, ScoreType.ASSIGNED, ScoreType.DEDUCTED)
_COLUMNS: Final = tuple(column.name for column in entries.c if column.name not in ("id", "reverses"))


@dataclass(frozen=True, slots=True)
class Found:
    """Median seconds of the bare SQL and of the recount, and entries a second: one a transaction, and in one."""

    count: int
    bare: float
    recount: float
    turns: float
    batch: float
    filled: float

    @property
    def ratio(self) -> float:
        return self.recount / self.bare

    def __str__(self) -> str:
        return (
            f"{self.count:,} entries (written in {self.filled:.0f} s): recount {self.recount:.2f} s, "
            f"bare SQL {self.bare:.2f} s, {self.ratio:.2f}x; "
            f"entering {self.turns:,.0f}/s, {self.batch:,.0f}/s in one transaction"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="how many entries")
    parser.add_argument("--only", choices=KINDS, help="one database only")
    wanted = parser.parse_args()
    kept = True
    for kind in [wanted.only] if wanted.only else KINDS:
        found = measure(kind, wanted.entries)
        kept &= found.ratio <= MOST
        print(f"{kind}: {found}  <= {MOST:.0f}x  {'ok' if found.ratio <= MOST else 'MISSED'}", flush=True)
    return 0 if kept else 1


def measure(kind: str = "sqlite", count: int = ENTRIES) -> Found:
    """Fill, then recount and ask the bare SQL in turn, so that a slow minute of the machine hits both."""
    with _database(kind) as url:
        writer = writer_engine(url)
        upgrade(writer)
        began = time.perf_counter()
        _fill(writer, count)
        filled = time.perf_counter() - began
        turns, batch = _entering(writer)
        reader = reader_engine(url)
        spans = [(_timed(reader, _bare), _timed(reader, _recount)) for _ in range(RUNS)]
        reader.dispose()
        writer.dispose()
    bare, recount = (statistics.median(each) for each in zip(*spans, strict=True))
    return Found(count, bare, recount, turns, batch, filled)


def _bare(conn: Connection) -> None:
    assert conn.exec_driver_sql(BARE).fetchall()


def _recount(conn: Connection) -> None:
    assert not Ledger(conn).unlike(), "what is kept is what was entered"


def _timed(engine: Engine, run: Callable[[Connection], None]) -> float:
    with engine.begin() as conn:
        began = time.perf_counter()
        run(conn)
        return time.perf_counter() - began


def _entering(engine: Engine) -> tuple[float, float]:
    """Entries a second: each in a transaction of its own, then all in one."""
    house, began = open_house(), time.perf_counter()
    for n in range(TURNS):
        with engine.begin() as conn:
            _enter(Work(conn, _VAULT, house), n)
    turns = TURNS / (time.perf_counter() - began)
    began = time.perf_counter()
    with engine.begin() as conn:
        work = Work(conn, _VAULT, house)
        for n in range(TURNS, TURNS * 5):
            _enter(work, n)
    return turns, TURNS * 4 / (time.perf_counter() - began)


def _enter(work: Work, n: int) -> None:
    balance = work.ledger.held(Kind.POINTS, 1 + n % 10, "2026", CITY)
    assert enter(work, balance, New("served", ScoreType.STAR, 100, f"entered:{n}", NOW.date()), NOW)


def _fill(engine: Engine, count: int) -> None:
    """Entries in the order of time, so that those of a balance lie far apart; their chains are made up."""
    owners = max(count // EACH, 10)
    with engine.begin() as conn:
        work = Work(conn, _VAULT, open_house())
        work.units.add(PLACES)
        work.people.add(Person(0, CITY, "党员", "党员"))
        one = conn.execute(select(persons)).mappings().one()
        conn.execute(insert(persons), [{**one, "id": n, "code": None} for n in range(2, owners + 1)])
        conn.execute(insert(balances), [_balance(n, owners, count) for n in range(1, owners + 1)])
        _copy(conn, count, owners)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _balance(n: int, owners: int, count: int) -> dict[str, Any]:
    """What its entries come to: entry m is of balance m % owners + 1, and of a type by its place there."""
    seq = len(range(n - 1, count, owners))
    found: dict[str, Any] = {"id": n, "root_id": CITY, "kind": "points", "person_id": n, "cycle": "2026", "seq": seq}
    whole, rest = divmod(seq, len(_TYPES))
    for type_ in set(_TYPES):
        found[type_] = 100 * (whole * _TYPES.count(type_) + _TYPES[:rest].count(type_))
    return {**found, "head": f"{n:064x}"}


def _rows(count: int, owners: int) -> Iterator[tuple[Any, ...]]:
    day, at = date(2026, 3, 2).isoformat(), to_micros(NOW)
    facts = '{"quantity":100,"kind":"errand"}'
    for n in range(count):
        seq, balance = divmod(n, owners)
        hash_ = f"{n:064x}"
        yield (
            *(balance + 1, seq + 1, "served", str(_TYPES[seq % len(_TYPES)]), 100, f"case:{n}", "演武-0012", day),
            *(at + n, 7, "", facts, "effective", hash_, hash_),
        )


def _copy(conn: Connection, count: int, owners: int) -> None:
    """As fast as each driver can."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    cursor: Any = conn.connection.cursor()
    if conn.dialect.name == "sqlite":
        marks = ", ".join("?" * len(_COLUMNS))
        cursor.executemany(f"INSERT INTO entries ({names}) VALUES ({marks})", _rows(count, owners))  # noqa: S608  # ours
        return
    with cursor.copy(f"COPY entries ({names}) FROM STDIN") as out:
        for row in _rows(count, owners):
            out.write_row(row)


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """An empty database that goes afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
            yield f"sqlite:///{Path(folder) / 'ledger.db'}"
        return
    server = Server()
    try:
        yield server.create("ledger")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
