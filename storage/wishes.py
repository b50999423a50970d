"""Queries about wishes over the kernel's tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, select

from handlers.cases.records import Case
from handlers.wishes.records import BUSY_STATES, LIVE_STATES, Standing
from storage.accounts import accounts
from storage.base import Moment
from storage.cases import CASE, case_of, cases
from storage.history import case_events
from storage.hot import Hot
from storage.people import persons

_live = Hot(
    select(*CASE)
    .where(cases.c.flow == "wish", cases.c.needer_id == bindparam("needer"), cases.c.state.in_(LIVE_STATES))
    .order_by(cases.c.id),
    returns=CASE,
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
_standing = Hot(
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


class Wishes:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def live(self, needer_id: int) -> Sequence[Case]:
        """The wishes of a person that are still under way."""
        return [case_of(row) for row in _live.rows(self._conn, {"needer": needer_id})]

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
        rows = _standing.rows(self._conn, {"person": person_id, "ids": list(case_ids), "since": since})
        return {
            id_: Standing(home, bool(seen), load or 0, live or 0, claims or 0)
            for id_, home, seen, load, live, claims in rows
        }
