"""A city with any number of invented cases: 300 communities in 30 streets, written without going through turns."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice

from sqlalchemy import Connection, Engine, Table, insert, text

from handlers.units.records import Level, Unit
from storage.cases import cases
from storage.clocks import clocks
from storage.hot import Hot
from storage.search import WORDS, Search, case_search
from storage.units import Units
from storage.vault import Vault

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
STREETS, COMMUNITIES, GRIDS = 30, 300, 4
FLOWS = {"wish": 70, "request": 28, "whistle": 2}
LIVE = {"review": 10, "open": 40, "claimed": 25, "connected": 15, "fulfilled": 9, "returned": 1}
DONE = {"closed": 930, "withdrawn": 60, "declined": 10}
CATEGORIES = {"roads": 30, "water": 20, "heat": 15, "noise": 12, "lamps": 10, "lifts": 8, "trees": 4, "bees": 1}
FREQUENT, RARE = "灯泡", "琴弦"  # in a fifth of the texts, in one of several thousand
POOL, PER_TEXT = 20_000, 12
BATCH = 5_000
_CHARACTERS = "水电气暖楼道路车位树花草井盖门窗墙顶梯灯管线阀泵桶箱台椅桌床被衣米面油盐药杖轮表纸笔书包球琴棋画"


@dataclass
class City:
    """Where the cases are, and a seeded way to choose among them."""

    count: int
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # invented cases
    streets: list[Unit] = field(default_factory=list)
    communities: list[Unit] = field(default_factory=list)
    grids: list[Unit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = Unit(1, "14", "长治市", Level.CITY, None, 1, "/1/", None)
        self.streets = [self._below(self.root, 2 + n, Level.STREET) for n in range(STREETS)]
        first = 2 + STREETS
        self.communities = [
            self._below(self.streets[n % STREETS], first + n, Level.COMMUNITY) for n in range(COMMUNITIES)
        ]
        first += COMMUNITIES
        self.grids = [
            self._below(self.communities[n // GRIDS], first + n, Level.GRID) for n in range(COMMUNITIES * GRIDS)
        ]
        sizes = [self.chance.uniform(0.3, 2) for _ in self.communities]
        self._places = list(accumulate(size for size in sizes for _ in range(GRIDS)))

    def units(self) -> Sequence[Unit]:
        return [self.root, *self.streets, *self.communities, *self.grids]

    def cases(self) -> Iterator[dict[str, object]]:
        """Rows of the table, in the order of their ids; what is under way is mostly of late."""
        pick = self._picker()
        for id_ in range(1, self.count + 1):
            live = self.chance.random() < (0.4 if id_ > self.count * 0.9 else 0.011)
            grid = self.chance.choices(self.grids, cum_weights=self._places)[0]
            flow = pick(FLOWS)
            opened = NOW - timedelta(minutes=(self.count - id_) / 2 + 60)
            category = pick(CATEGORIES) if flow == "request" else None
            yield {
                "id": id_,
                "no": f"C{grid.community_id}-{id_:04d}",
                "flow": flow,
                "root_id": 1,
                "community_id": grid.community_id,
                "unit_id": grid.id,
                "unit_path": grid.path,
                "state": pick(LIVE if live else DONE),
                "version": 5,
                "head": f"{id_:064x}",
                "asker_id": id_ % 200_000 + 1,
                "needer_id": id_ % 200_000 + 1,
                "typist_id": id_ % 200_000 + 1,
                "opened_at": opened,
                "holder_kind": "seat",
                "holder_id": grid.id,
                "priority": 0,
                "counts": {},
                "facts": {"category": category} if category else {"kind": "thing", "value": 300},
                "category": category,
                "moved_at": opened,
                "closed_at": None if live else opened + timedelta(days=3),
            }

    def clocks(self, case: dict[str, object]) -> Iterator[dict[str, object]]:
        """What runs on a case that is under way: one clock, on some two; a tenth is late."""
        if case["closed_at"] is None:
            for _ in range(1 + (self.chance.random() < 0.1)):
                due = NOW + timedelta(seconds=self.chance.uniform(-1, 9) * 86_400)
                yield {"case_id": case["id"], "name": "review", "started_at": case["opened_at"], "due_at": due}

    def texts(self) -> Sequence[str]:
        """Invented words of two characters, some in every fifth text, most in hardly any."""
        words = [a + b for a in _CHARACTERS for b in _CHARACTERS if a != b]
        weights = list(accumulate(1 / (n + 2) for n in range(len(words))))
        self.chance.shuffle(words)
        said = [self.chance.choices(words, cum_weights=weights, k=PER_TEXT) for _ in range(POOL)]
        for n, one in enumerate(said):
            one[0] = RARE if n % (POOL // 2) == 1 else FREQUENT if n % 5 == 0 else one[0]
        return ["，".join((one[0], "".join(one[1:]))) for one in said]

    def _below(self, above: Unit, id_: int, level: Level) -> Unit:
        community = id_ if level is Level.COMMUNITY else above.community_id
        return Unit(id_, f"u{id_}", f"{level}{id_}", level, above.id, 1, f"{above.path}{id_}/", community)

    def _picker(self) -> Callable[[dict[str, int]], str]:
        ready = {id(one): (list(one), list(accumulate(one.values()))) for one in (FLOWS, LIVE, DONE, CATEGORIES)}

        def pick(shares: dict[str, int]) -> str:
            keys, weights = ready[id(shares)]
            return self.chance.choices(keys, cum_weights=weights)[0]

        return pick


def build(engine: Engine, vault: Vault, city: City) -> float:
    """Write the city into an empty, migrated database; how many seconds it took."""
    began = time.perf_counter()
    with engine.begin() as conn:
        Units(conn, vault).add(city.units())
        tables = (cases, clocks)
        definition = _without_indexes(conn, tables)
        _write(conn, Search(conn, vault), city)
        for index in (index for one in tables for index in one.indexes):
            index.create(conn)
        if definition:
            conn.exec_driver_sql(definition)
    _analyze(engine)
    return time.perf_counter() - began


def _write(conn: Connection, search: Search, city: City) -> None:
    texts = [search.marks(said, "/", "") for said in city.texts()]
    rows, into_cases, into_clocks = city.cases(), _into(cases), _into(clocks, "case_id", "name", "started_at", "due_at")
    into_search = Hot(insert(case_search), "case_id", "marks")
    while batch := list(islice(rows, BATCH)):
        into_cases.many(conn, batch)
        into_clocks.many(conn, [clock for case in batch for clock in city.clocks(case)])
        found = (
            (case["id"], search.marks(str(case["no"]), str(case["unit_path"]), str(case["flow"]))) for case in batch
        )
        into_search.many(
            conn, [{"case_id": id_, "marks": sorted(marks | city.chance.choice(texts))} for id_, marks in found]
        )


def _into(table: Table, *columns: str) -> Hot:
    return Hot(
        insert(table), *(columns or (c.name for c in table.c if c.name not in ("source", "external_no", "anchored")))
    )


def _without_indexes(conn: Connection, tables: Sequence[Table]) -> str:
    """Many rows are written faster before their indexes; how the index of words was made, where it was dropped."""
    for index in (index for one in tables for index in one.indexes):
        index.drop(conn)
    if conn.dialect.name == "sqlite":
        return ""
    found = conn.execute(text("SELECT indexdef FROM pg_indexes WHERE indexname = :name"), {"name": WORDS}).scalar_one()
    conn.exec_driver_sql(f"DROP INDEX {WORDS}")
    return str(found)


def _analyze(engine: Engine) -> None:
    """PostgreSQL does this by itself after a while."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")
