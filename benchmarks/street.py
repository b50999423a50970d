"""A street with 30 communities, its offices and grid members in post; rows of its requests, written in bulk."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Table, insert, select

from handlers.kit.roles import Role
from handlers.people.records import Person, Post
from handlers.units.records import Level, Unit
from storage.cases import cases
from storage.clocks import clocks
from storage.history import case_events
from storage.hot import Hot
from storage.work import Work

ROOT, STREET, FIRST = 1, 10, 100
COMMUNITIES, GRIDS, RESIDENTS = 30, 4, 300
CATEGORIES = ("lamp", "water", "heat", "noise", "lift", "green", "garbage", "parking")
_LONG_AGO = date(2020, 1, 1)
_CASE = tuple(c.name for c in cases.c if c.name not in ("source", "external_no", "anchored"))
_INTO: Mapping[Table, Hot] = {
    cases: Hot(insert(cases), *_CASE),
    clocks: Hot(insert(clocks), *(c.name for c in clocks.c if c.name != "id")),
    case_events: Hot(insert(case_events), *(c.name for c in case_events.c)),
}

Row = dict[str, object]


@dataclass
class Street:
    """Where everything is; `seats`: who is in post where. `chance` is seeded, so that each run writes the same."""

    city: Unit
    number: int = COMMUNITIES
    chance: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311  # invented cases
    seats: dict[tuple[Role, int], int] = field(default_factory=dict)
    residents: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.unit = _below(self.city, STREET, Level.STREET, "金都街道办事处")
        self.communities = [
            _below(self.unit, FIRST + n, Level.COMMUNITY, f"第{n}社区居委会") for n in range(self.number)
        ]
        first = FIRST + self.number
        self.grids = [
            _below(above, first + GRIDS * n + k, Level.GRID, f"第{k}网格")
            for n, above in enumerate(self.communities)
            for k in range(GRIDS)
        ]

    @property
    def units(self) -> dict[int, Unit]:
        return {one.id: one for one in (self.unit, *self.communities, *self.grids)}

    def found(self, work: Work) -> None:
        """Units, people and posts; the city is there."""
        work.units.add([self.unit, *self.communities, *self.grids])
        self._fill(work, Role.STREET_OFFICE, [self.unit])
        self._fill(work, Role.COMMUNITY_SECRETARY, self.communities)
        self._fill(work, Role.BRANCH_SECRETARY, self.communities)
        self._fill(work, Role.GRID_MEMBER, self.grids)
        for n in range(RESIDENTS):
            home = self.grids[n % len(self.grids)]
            name = f"住户{n}"
            self.residents.append(work.people.add(Person(0, ROOT, name, name, "13800000000", "1号楼", unit_id=home.id)))

    def _fill(self, work: Work, role: Role, units: Sequence[Unit]) -> None:
        for unit in units:
            person = work.people.add(
                Person(0, ROOT, f"{unit.id}号", f"{unit.id}号", "13800000000", "", unit_id=unit.id)
            )
            self.seats[role, unit.id] = work.people.seat(role, unit.id)
            work.people.add_post(Post(self.seats[role, unit.id], person, _LONG_AGO))

    def request(self, case_id: int, state: str, opened: datetime, closed: datetime | None = None) -> Row:
        """One of a grid's requests, on the desk of its grid member."""
        grid = self.chance.choice(self.grids)
        category = self.chance.choice(CATEGORIES)
        asker = self.chance.choice(self.residents)
        return {
            "id": case_id,
            "no": f"金都-{case_id:05d}",
            "flow": "request",
            "root_id": ROOT,
            "community_id": grid.community_id,
            "unit_id": grid.id,
            "unit_path": grid.path,
            "state": state,
            "version": 1,
            "head": "0" * 64,
            "asker_id": asker,
            "needer_id": asker,
            "typist_id": asker,
            "opened_at": opened,
            "holder_kind": "seat",
            "holder_id": self.seats[Role.GRID_MEMBER, grid.id],
            "priority": 0,
            "counts": {},
            "facts": {"category": category, "urgency": "week"},
            "category": category,
            "moved_at": closed or opened,
            "closed_at": closed,
        }


def write(work: Work, table: Table, rows: Iterable[Row]) -> None:
    _INTO[table].many(work.conn, list(rows))


def next_id(work: Work) -> int:
    """The first number that no case has."""
    return (work.conn.execute(select(cases.c.id).order_by(cases.c.id.desc()).limit(1)).scalar() or 0) + 1


def clock_row(case: Row, name: str, started: datetime, due: datetime, **also: datetime | None) -> Row:
    row: Row = {"case_id": case["id"], "name": name, "started_at": started, "due_at": due}
    return row | {key: also.get(key) for key in ("met_at", "stopped_at", "rung_at", "next_at", "told_from")}


def event_row(case: Row, seq: int, step: str, at: datetime, actor: int, frm: str = "working") -> Row:
    row: Row = {"case_id": case["id"], "seq": seq, "step": step, "actor_id": actor, "seat_id": None, "frm": frm}
    row |= {"to": case["state"], "occurred_at": at, "recorded_at": at, "body": {}}
    return row | {"prev": "0" * 64, "hash": "0" * 64}


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def _below(above: Unit, id_: int, level: Level, name: str) -> Unit:
    community = id_ if level is Level.COMMUNITY else above.community_id
    return Unit(id_, f"s{id_}", name, level, above.id, ROOT, f"{above.path}{id_}/", community)
