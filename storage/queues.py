"""The short lists of the chat, over every flow: what is mine, what waits for somebody, what waits for me."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union,
)

from handlers.cases.records import Case
from handlers.kit.roles import Role
from handlers.lists.rules import Wait
from storage.accounts import accounts
from storage.base import Moment
from storage.cases import CASE, case_of, cases
from storage.clocks import clocks
from storage.hot import Hot
from storage.people import posts, seats
from storage.units import units

_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)  # when a case is due that no clock runs on
_due = (
    select(func.min(clocks.c.due_at))
    .where(clocks.c.case_id == cases.c.id, clocks.c.met_at.is_(None), clocks.c.stopped_at.is_(None))
    .correlate(cases)
    .scalar_subquery()
)
_nearest: Final = func.coalesce(_due, literal(_NEVER, Moment))
_at_rest = case((cases.c.closed_at.is_(None), 0), else_=1)
_can_answer = exists().where(accounts.c.person_id == cases.c.asker_id, accounts.c.retired_at.is_(None))
_person: BindParameter[int] = bindparam("person")
_newest_first = select(*CASE).order_by(_at_rest, cases.c.id.desc()).limit(bindparam("most"))
_own = Hot(
    _newest_first.where(
        (cases.c.asker_id == _person) | (cases.c.needer_id == _person) | (cases.c.typist_id == _person)
    ),
    returns=CASE,
)
_in_hand = and_(cases.c.holder_kind == "person", cases.c.holder_id == _person)
_in_seat = and_(cases.c.holder_kind == "seat", cases.c.holder_id.in_(bindparam("seats", expanding=True)))
_by_hand = Hot(_newest_first.where(_in_hand), returns=CASE)
_held = Hot(_newest_first.where(or_(_in_hand, _in_seat)), returns=CASE)


class Queues:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def own(self, person_id: int, most: int = 50) -> Sequence[Case]:
        """What a person needs, asked or typed, newest first, what is under way before what is at rest."""
        return [case_of(row) for row in _own.rows(self._conn, {"person": person_id, "most": most})]

    def held(self, person_id: int, seat_ids: Collection[int], most: int = 50) -> Sequence[Case]:
        """What a person has taken on, by hand or by a seat, what is under way first."""
        wanted = {"person": person_id, "seats": list(seat_ids), "most": most}
        return [case_of(row) for row in (_held if seat_ids else _by_hand).rows(self._conn, wanted)]

    def open(self, states: Mapping[str, Collection[str]], paths: Collection[str], most: int = 50) -> Sequence[Case]:
        """What anybody may claim at or below these units: what was given back first, then the oldest."""
        places = [(flow, some, path) for flow, some in states.items() for path in paths]
        if not places:
            return ()
        order = (cases.c.priority.desc(), cases.c.id)
        parts = [
            select(cases.c.id)
            .where(cases.c.flow == flow, cases.c.state.in_(list(some)), _under(cases.c.unit_path, path))
            .order_by(*order)
            .limit(most)
            .subquery()
            for flow, some, path in places
        ]
        return self._rows(_among([select(part.c.id) for part in parts]).order_by(*order).limit(most))

    def waiting(
        self,
        waits: Sequence[Wait],
        held: Mapping[str, Collection[str]],
        person_id: int,
        seat_ids: Collection[int],
        most: int = 200,
    ) -> Sequence[Case]:
        """Cases that wait for somebody, the nearest deadline first: what waits at the places of their seats,
        and by flow the states in which whoever holds a case has something to do.

        Each part is a query of its own, so that each goes by its own index.
        """
        parts = [select(cases.c.id).where(*_waits(wait)) for wait in waits]
        parts += [select(cases.c.id).where(holds, _in_states(held)) for holds in _holds(person_id, seat_ids)]
        return self._rows(_among(parts).order_by(_nearest, cases.c.moved_at, cases.c.id).limit(most))

    def in_post(self, path: str, roles: Collection[Role], day: date) -> Sequence[tuple[Role, str]]:
        """(role, unit path) of the seats of these roles at or below a unit that somebody fills on a day."""
        query = (
            select(seats.c.role, units.c.path)
            .join(units, units.c.id == seats.c.unit_id)
            .join(posts, posts.c.seat_id == seats.c.id)
            .where(seats.c.role.in_([str(role) for role in roles]), _under(units.c.path, path))
            .where(posts.c.starts <= day, or_(posts.c.ends.is_(None), posts.c.ends >= day))
            .order_by(units.c.path, seats.c.role)
            .distinct()
        )
        return [(Role(role), unit_path) for role, unit_path in self._conn.execute(query)]

    def _rows(self, query: Select[Any]) -> Sequence[Case]:
        return [case_of(row) for row in self._conn.execute(query)]


def _among(parts: Sequence[Select[int]]) -> Select[Any]:
    found = union(*parts).subquery("found")
    return select(*CASE).join(found, found.c.id == cases.c.id)


def _under(path: Any, top: str) -> ColumnElement[bool]:
    """Written out, not bound: only then the database knows a range of an index in it."""
    pattern = bindparam("below", f"{top}%", String, unique=True, literal_execute=True)
    found: ColumnElement[bool] = path.like(pattern)
    return found


def _waits(wait: Wait) -> Iterator[ColumnElement[bool]]:
    yield cases.c.flow == wait.flow
    yield cases.c.state.in_(list(wait.states))
    yield _under(cases.c.unit_path, wait.path)
    if wait.only is not None:
        yield cases.c.category.in_(wait.only)
    if wait.barred:
        yield or_(cases.c.category.is_(None), cases.c.category.not_in(wait.barred))
    if wait.covered:
        yield not_(or_(*(_under(cases.c.unit_path, path) for path in wait.covered)))
    if wait.unheard:
        yield not_(_can_answer)


def _holds(person_id: int, seat_ids: Collection[int]) -> Sequence[ColumnElement[bool]]:
    by_hand = and_(cases.c.holder_kind == "person", cases.c.holder_id == person_id)
    by_seat = and_(cases.c.holder_kind == "seat", cases.c.holder_id.in_(list(seat_ids)))
    return [by_hand, by_seat] if seat_ids else [by_hand]


def _in_states(states: Mapping[str, Collection[str]]) -> ColumnElement[bool]:
    """Any of the states first, which an index knows, then those of each flow."""
    pairs = (and_(cases.c.flow == flow, cases.c.state.in_(list(some))) for flow, some in states.items())
    return and_(cases.c.state.in_(sorted({one for some in states.values() for one in some})), or_(false(), *pairs))
