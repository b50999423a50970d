"""Queries about wishes over the kernel's tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, case, exists, func, select

from handlers.cases.records import Case
from handlers.wishes.records import BUSY_STATES, LIVE_STATES, Standing
from storage.accounts import accounts
from storage.base import Moment
from storage.cases import CASE, case_of, cases
from storage.clocks import clocks
from storage.history import case_events
from storage.people import persons

_live = (
    select(*CASE)
    .where(cases.c.flow == "wish", cases.c.needer_id == bindparam("needer"), cases.c.state.in_(LIVE_STATES))
    .order_by(cases.c.id)
)
_load = (
    select(func.count())
    .select_from(cases)
    .where(
        cases.c.flow == "wish",
        cases.c.holder_kind == "person",
        cases.c.holder_id == bindparam("person"),
        cases.c.state.in_(BUSY_STATES),
    )
)
_other = cases.alias("other")
_standing = (
    select(
        cases.c.id,
        persons.c.household_id,
        exists().where(accounts.c.person_id == cases.c.asker_id, accounts.c.retired_at.is_(None)),
        _load.correlate(None).scalar_subquery(),
        select(func.count())
        .select_from(_other)
        .where(
            _other.c.flow == "wish",
            _other.c.needer_id == cases.c.needer_id,
            _other.c.id != cases.c.id,
            _other.c.state.in_(LIVE_STATES),
        )
        .correlate(cases)
        .scalar_subquery(),
        select(func.count())
        .select_from(case_events)
        .where(
            case_events.c.actor_id == bindparam("person"),
            case_events.c.step == "claim",
            case_events.c.occurred_at > bindparam("since", type_=Moment),
        )
        .correlate(None)
        .scalar_subquery(),
    )
    .join(persons, persons.c.id == cases.c.needer_id)
    .where(cases.c.id.in_(bindparam("ids", expanding=True)))
)
_open = (
    select(*CASE)
    .where(cases.c.flow == "wish", cases.c.state == "open")
    .where(cases.c.unit_path.startswith(bindparam("path", type_=String)))
    .order_by(cases.c.priority.desc(), cases.c.id)
    .limit(bindparam("most"))
)


class Wishes:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def live(self, needer_id: int) -> Sequence[Case]:
        """The wishes of a person that are still under way."""
        return self._rows(_live, needer=needer_id)

    def load(self, person_id: int) -> int:
        """How many wishes a helper has claimed and not yet fulfilled."""
        return self._conn.execute(_load, {"person": person_id}).scalar_one() or 0

    def loads(self, person_ids: Iterable[int]) -> Mapping[int, int]:
        query = (
            select(cases.c.holder_id, func.count())
            .where(
                cases.c.flow == "wish",
                cases.c.holder_kind == "person",
                cases.c.holder_id.in_(list(person_ids)),
                cases.c.state.in_(BUSY_STATES),
            )
            .group_by(cases.c.holder_id)
        )
        return {person_id or 0: count for person_id, count in self._conn.execute(query)}

    def standing(self, person_id: int, case_ids: Iterable[int], since: datetime) -> Mapping[int, Standing]:
        """What guards need to know of a person before each of these wishes, in one query."""
        rows = self._conn.execute(_standing, {"person": person_id, "ids": list(case_ids), "since": since})
        return {
            id_: Standing(home, bool(seen), load or 0, live or 0, claims or 0)
            for id_, home, seen, load, live, claims in rows
        }

    def open(self, path: str, most: int = 50) -> Sequence[Case]:
        """Wishes to claim at or below a unit: released ones first, then the oldest."""
        return self._rows(_open, path=path, most=most)

    def of_person(self, person_id: int, most: int = 50) -> Sequence[Case]:
        """Wishes a person needs, asked or typed, newest first, those under way before those at rest."""
        mine = (cases.c.asker_id == person_id) | (cases.c.needer_id == person_id) | (cases.c.typist_id == person_id)
        at_rest = case((cases.c.closed_at.is_(None), 0), else_=1)
        query = select(*CASE).where(cases.c.flow == "wish", mine).order_by(at_rest, cases.c.id.desc()).limit(most)
        return self._rows(query)

    def held_by(self, person_id: int, most: int = 50) -> Sequence[Case]:
        """What a helper has taken on, the unfulfilled first."""
        held = (cases.c.holder_kind == "person") & (cases.c.holder_id == person_id)
        at_rest = case((cases.c.state.in_(BUSY_STATES), 0), else_=1)
        query = select(*CASE).where(cases.c.flow == "wish", held).order_by(at_rest, cases.c.id.desc()).limit(most)
        return self._rows(query)

    def in_states(self, states: Iterable[str], paths: Iterable[str], most: int = 200) -> Sequence[Case]:
        """Wishes in these states at or below any of these units: the nearest deadline first, then the oldest."""
        places = [cases.c.unit_path.startswith(path) for path in paths]
        if not places:
            return []
        here = places[0]
        for place in places[1:]:
            here = here | place
        due = (
            select(func.min(clocks.c.due_at))
            .where(clocks.c.case_id == cases.c.id, clocks.c.met_at.is_(None), clocks.c.stopped_at.is_(None))
            .correlate(cases)
            .scalar_subquery()
        )
        query = select(*CASE).where(cases.c.flow == "wish", cases.c.state.in_(list(states)), here)
        return self._rows(query.order_by(due.is_(None), due, cases.c.moved_at).limit(most))

    def _rows(self, query: Any, **values: object) -> Sequence[Case]:
        return [case_of(row) for row in self._conn.execute(query, values)]
