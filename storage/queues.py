"""The short lists of the chat, over every flow: what is mine, what waits for somebody, what waits for me."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, false, func, or_, select

from handlers.cases.records import Case
from storage.cases import CASE, case_of, cases
from storage.clocks import clocks

_due = (
    select(func.min(clocks.c.due_at))
    .where(clocks.c.case_id == cases.c.id, clocks.c.met_at.is_(None), clocks.c.stopped_at.is_(None))
    .correlate(cases)
    .scalar_subquery()
)
_at_rest = case((cases.c.closed_at.is_(None), 0), else_=1)


class Queues:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def own(self, person_id: int, most: int = 50) -> Sequence[Case]:
        """What a person needs, asked or typed, newest first, what is under way before what is at rest."""
        mine = (cases.c.asker_id == person_id) | (cases.c.needer_id == person_id) | (cases.c.typist_id == person_id)
        return self._rows(select(*CASE).where(mine).order_by(_at_rest, cases.c.id.desc()).limit(most))

    def held(self, person_id: int, seat_ids: Collection[int], most: int = 50) -> Sequence[Case]:
        """What a person has taken on, by hand or by a seat, what is under way first."""
        by_hand = (cases.c.holder_kind == "person") & (cases.c.holder_id == person_id)
        by_seat = (cases.c.holder_kind == "seat") & cases.c.holder_id.in_(list(seat_ids))
        return self._rows(
            select(*CASE).where(by_hand | by_seat).order_by(_at_rest, cases.c.id.desc()).limit(most)
        )

    def open(self, states: Mapping[str, Collection[str]], paths: Iterable[str], most: int = 50) -> Sequence[Case]:
        """What anybody may claim at or below these units: what was given back first, then the oldest."""
        query = select(*CASE).where(_in_states(states), _under(paths))
        return self._rows(query.order_by(cases.c.priority.desc(), cases.c.id).limit(most))

    def waiting(
        self,
        by_place: Sequence[tuple[str, str, Collection[str]]],
        held: Mapping[str, Collection[str]],
        person_id: int,
        seat_ids: Collection[int],
        most: int = 200,
    ) -> Sequence[Case]:
        """Cases that wait for somebody, the nearest deadline first: by (flow, unit path, states) of their seats,
        and by flow the states in which whoever holds a case has something to do."""
        places = [
            and_(cases.c.flow == flow, cases.c.unit_path.startswith(path), cases.c.state.in_(list(states)))
            for flow, path, states in by_place
        ]
        by_hand = (cases.c.holder_kind == "person") & (cases.c.holder_id == person_id)
        by_seat = (cases.c.holder_kind == "seat") & cases.c.holder_id.in_(list(seat_ids))
        mine = and_(or_(by_hand, by_seat), _in_states(held))
        query = select(*CASE).where(or_(false(), *places, mine))
        return self._rows(query.order_by(_due.is_(None), _due, cases.c.moved_at).limit(most))

    def _rows(self, query: Any) -> Sequence[Case]:
        return [case_of(row) for row in self._conn.execute(query)]


def _in_states(states: Mapping[str, Collection[str]]) -> Any:
    return or_(false(), *(and_(cases.c.flow == flow, cases.c.state.in_(list(some))) for flow, some in states.items()))


def _under(paths: Iterable[str]) -> Any:
    return or_(false(), *(cases.c.unit_path.startswith(path) for path in paths))
