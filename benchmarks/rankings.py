"""`python -m benchmarks.rankings`: the month's ranking of 80,000 members, beside plain SQL with the same windows."""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, Engine, Table, insert, select, text

from benchmarks.support import ROOT
from bot.house import open_house
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.rankings.actions import tally
from handlers.rankings.records import Month
from handlers.units.records import Level, Unit
from storage.engines import writer_engine
from storage.hot import Hot
from storage.ledger import balances, entries
from storage.people import persons, posts, seats
from storage.ranking_queries import rankings, standings
from storage.schema import upgrade
from storage.units import Units
from storage.vault import Vault
from storage.work import Work
from tests.postgres import Server

MEMBERS, COMMUNITIES, BRANCHES, ROUNDS, MOST = 80_000, 160, 3, 5, 1.5
MONTH, NOW = date(2026, 3, 1), datetime(2026, 4, 1, 8, 0, 30, tzinfo=SHANGHAI)
LATE = 400  # entries between the end of the month and the tally
CITY = Unit(1, "14", "长治市", Level.CITY, None, 1, "/1/", None)
_VAULT = Vault(b"benchmark master key, 32 bytes!!")
# What a clerk with a prompt would write to fill the same lines: everybody's kept balance, what the month has brought
# beside the month before, the same two windows. Who is exempt, has two seats or moved after midnight it leaves out.
PLAIN = """
INSERT INTO standings (ranking_id, person_id, rules, unit_id, org_id, role, begins, base, star, assigned, deducted,
                       resets, total, gained, hours, band, place, among)
SELECT :ranking, person_id, 'hongdong', unit_id, org_id, role, 10000, base, star, assigned, deducted, resets,
       total, gained, 0, '', RANK() OVER (ORDER BY total DESC), RANK() OVER (PARTITION BY org_id ORDER BY total DESC)
FROM (
    SELECT p.person_id, s.unit_id, s.org_id, s.role,
           coalesce(b.base, 0) AS base, coalesce(b.star, 0) AS star, coalesce(b.assigned, 0) AS assigned,
           coalesce(b.deducted, 0) AS deducted, coalesce(b.resets, 0) AS resets,
           CASE WHEN b.resets > 0 THEN 0
                ELSE 10000 + coalesce(b.base + b.star + b.assigned + b.deducted, 0) END AS total,
           coalesce(b.base + b.star + b.assigned + b.deducted, 0)
               - coalesce(m.base + m.star + m.assigned + m.deducted, 0) AS gained
    FROM posts p
    JOIN seats s ON s.id = p.seat_id
    JOIN units u ON u.id = s.unit_id
    LEFT JOIN balances b ON b.kind = 'points' AND b.person_id = p.person_id AND b.cycle = '2026'
    LEFT JOIN standings m ON m.ranking_id = :before AND m.person_id = p.person_id AND m.rules = 'hongdong'
    WHERE u.path LIKE '/1/%' AND s.role IN ('party_member', 'volunteer', 'group_leader', 'committee_member')
      AND p.starts <= '2026-03-31' AND (p.ends IS NULL OR p.ends >= '2026-03-31')
) AS members
"""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, the medians of rounds in turn; the ratio is the median of each round's own."""

    plain: float
    tally: float
    ratio: float

    @property
    def good(self) -> bool:
        return self.ratio <= MOST

    def __str__(self) -> str:
        return f"plain SQL {self.plain * 1000:.0f} ms, with a tally {self.tally * 1000:.0f} ms, {self.ratio:.2f} times"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rankings", description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS, help="how many are ranked")
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="one database only")
    wanted = parser.parse_args()
    gc.collect()
    gc.freeze()
    kept = True
    for kind in [wanted.only] if wanted.only else ["sqlite", "postgres"]:
        cost = measure(kind, wanted.members)
        kept &= cost.good
        print(f"{kind}: {wanted.members:,} members: {cost}  {'ok' if cost.good else 'MISSED'}", flush=True)
    return 0 if kept else 1


def measure(kind: str = "sqlite", members: int = MEMBERS) -> Cost:
    """Both in turn, so that a slow minute of the machine hits both; each written down, then wiped away."""
    with _database(kind) as url:
        engine = writer_engine(url)
        _build(engine, members)
        with engine.begin() as conn:  # the month before, as it would lie there
            tally(Work(conn, _VAULT, open_house()), CITY, Month(MONTH).before, NOW)
        _tidy(engine)
        found = [(_plain(engine, members), _tallied(engine, members)) for _ in range(ROUNDS)]
        engine.dispose()
    plain, tallied = zip(*found, strict=True)
    ratio = statistics.median(ours / theirs for theirs, ours in found)
    return Cost(statistics.median(plain), statistics.median(tallied), ratio)


def _plain(engine: Engine, members: int) -> float:
    with engine.begin() as conn:
        values = {"unit_id": CITY.id, "month": MONTH, "sets": "hongdong", "made_at": NOW}
        before = conn.execute(select(rankings.c.id).where(rankings.c.month == Month(MONTH).before)).scalar_one()
        ranking = conn.execute(insert(rankings).values(values).returning(rankings.c.id)).scalar_one()
    began = time.perf_counter()
    with engine.begin() as conn:
        conn.execute(text(PLAIN), {"ranking": ranking, "before": before})
    span = time.perf_counter() - began
    _wipe(engine, members)
    return span


def _tallied(engine: Engine, members: int) -> float:
    house, began = open_house(), time.perf_counter()
    with engine.begin() as conn:
        tally(Work(conn, _VAULT, house), CITY, MONTH, NOW)
    span = time.perf_counter() - began
    _wipe(engine, members)
    return span


def _wipe(engine: Engine, members: int) -> None:
    with engine.begin() as conn:
        made = conn.execute(select(rankings.c.id).where(rankings.c.month == MONTH)).scalar_one()
        assert conn.execute(standings.delete().where(standings.c.ranking_id == made)).rowcount == members
        conn.execute(rankings.delete().where(rankings.c.id == made))
    _tidy(engine)


def _tidy(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")


def _build(engine: Engine, members: int) -> None:
    """A city of branches; of each member a balance, and in the month two entries."""
    upgrade(engine)
    chance = Random(7)  # noqa: S311  # invented members
    people = range(1, members + 1)
    with engine.begin() as conn:
        Units(conn, _VAULT).add([CITY, *_communities()])
        _write(conn, seats, ({"id": n, **_seat(n)} for n in range(COMMUNITIES * BRANCHES)))
        _write(conn, persons, ({"id": n, "root_id": 1} for n in people))
        _write(conn, posts, (_post(n, chance) for n in people))
        kept = [_balance(n, chance) for n in people]
        _write(conn, balances, kept)
        lines = [one for row in kept for one in _entries(row, chance)]
        _write(conn, entries, sorted(lines, key=lambda one: str(one["at"])))  # a ledger grows by the day
    _tidy(engine)


def _write(conn: Connection, table: Table, rows: Iterable[Row]) -> None:
    some = list(rows)
    Hot(insert(table), *some[0]).many(conn, some)


def _communities() -> list[Unit]:
    return [
        Unit(100 + n, f"c{n}", f"第{n}社区居委会", Level.COMMUNITY, 1, 1, f"/1/{100 + n}/", 100 + n)
        for n in range(COMMUNITIES)
    ]


def _seat(number: int) -> Row:
    return {"role": str(Role.PARTY_MEMBER), "unit_id": 100 + number // BRANCHES, "org_id": number + 1}


def _post(person: int, chance: Random) -> Row:
    seat = person % (COMMUNITIES * BRANCHES)
    return {"id": person, "seat_id": seat, "person_id": person, "starts": date(2015 + chance.randrange(11), 1, 1)}


def _balance(person: int, chance: Random) -> Row:
    lost = chance.choice((0, 0, 0, 0, -300, -500))
    sums = {"base": 0, "star": 100 * chance.randrange(40), "assigned": 0, "deducted": lost, "resets": 0}
    about = {"root_id": 1, "kind": "points", "person_id": person, "cycle": "2026", "seq": 12, "head": "0" * 64}
    return {"id": person, **about, **sums, "resets": int(chance.random() < 0.001)}


def _entries(balance: Row, chance: Random) -> Iterator[Row]:
    """Two in the month, two in the months before, of a few one more after it."""
    begins = datetime(2026, 3, 1, tzinfo=SHANGHAI)
    hours = [chance.randrange(31 * 24) for _ in range(2)] + [-chance.randrange(59 * 24) for _ in range(2)]
    number = balance["id"]
    assert isinstance(number, int)
    for seq, hour in enumerate([*hours, *([31 * 24 + 5] if number <= LATE else [])], 1):
        at = begins + timedelta(hours=hour)
        yield {
            **{"balance_id": number, "seq": seq, "rule": "volunteer", "type": "star", "delta": 100},
            **{"source": f"bench:{number}:{seq}", "occasion": "", "occurred_on": at.date(), "at": at, "by": 0},
            **{"evidence": "", "facts": {}, "state": "effective", "reverses": None, "prev": "", "hash": ""},
        }


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """An empty database that goes afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
            yield f"sqlite:///{Path(folder) / 'rankings.db'}"
        return
    server = Server()
    try:
        yield server.create("rankings")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
