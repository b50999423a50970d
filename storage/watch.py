"""What lies on a desk, counted by place, state and holder in one statement; and which cases need an eye today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
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
    or_,
    select,
)

from handlers.cases.records import Holder, HolderKind
from handlers.lists.watch import MOST_TIMES, TO_JUDGE, TWICE, UNSIGNED, Board, Pile, Place, Remit
from handlers.routing.records import Urgency
from storage.cases import cases
from storage.clocks import clocks
from storage.ties import petitions
from storage.units import units

_mine = cases.alias("mine")  # so that a list that asks for these among its own cases does not mix them up


class Watch:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def board(self, remit: Remit, now: datetime) -> Board:
        """The heaps of a desk. Where only what somebody holds counts, the places are those where that lies."""
        heaps = _heaps(remit, now)
        total = select(func.count()).select_from(_mine).where(*_within(remit)).scalar_subquery()
        there = units.outerjoin(heaps, heaps.c.unit_id == units.c.id)
        query = select(units.c.id, units.c.name, units.c.level, units.c.path, *list(heaps.c)[1:], total)
        query = query.select_from(there).where(_at(remit, heaps)).order_by(units.c.path, units.c.id)
        return _board(self._conn.execute(query).all())


def needing(remit: Remit, now: datetime, among: Select[int] | None = None) -> Select[int]:
    """What an office should look at today: urgent, late, to decide about, gone round twice."""
    return _some(remit, among).where(_watched(remit, now))


def these(ids: Sequence[int], among: Select[int] | None) -> Select[int]:
    """Of these cases those that are among others; none: all of them."""
    found = select(_mine.c.id).where(_mine.c.id.in_(ids))
    return found if among is None else found.where(_mine.c.id.in_(among))


def due(remit: Remit, since: datetime | None, before: datetime, among: Select[int] | None = None) -> Select[int]:
    """What has its nearest deadline between two moments."""
    found = _some(remit, among).where(_deadline() < before)
    return found.where(_deadline() >= since) if since else found


def held(remit: Remit, among: Select[int] | None = None) -> Select[int]:
    """All that lies on the desk, what is over as well."""
    found = select(_mine.c.id).where(*_within(remit))
    return found if among is None else found.where(_mine.c.id.in_(among))


def _some(remit: Remit, among: Select[int] | None) -> Select[int]:
    return held(remit, among).where(_mine.c.closed_at.is_(None))


def _heaps(remit: Remit, now: datetime) -> CTE:
    """Of each unit: its cases under way by state and holder; what is urgent or asks for longer is a heap of its own."""
    asks = case((_asked(), _mine.c.id)).label("asked")
    urgent = case((_urgent(), _mine.c.id)).label("urgent")
    watched = case((_watched(remit, now), 1), else_=0).label("watched")
    columns = (_mine.c.unit_id, _mine.c.state, _mine.c.holder_kind, _mine.c.holder_id, asks, urgent, watched)
    found = select(*columns).where(*_within(remit), _mine.c.closed_at.is_(None)).cte("found")
    keys = list(found.c)[:6]
    counted = (func.count().label("number"), func.sum(found.c.watched).label("watched"))
    return select(*keys, *counted).group_by(*keys).cte("heaps")


def _within(remit: Remit) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_mine.c.flow.in_(remit.flows)]
    if remit.path != "/":  # of what somebody holds the place does not matter: the index of holders finds it
        found.append(_under(_mine.c.unit_path, remit.path))
    if remit.barred:
        found.append(or_(_mine.c.category.is_(None), _mine.c.category.not_in(remit.barred)))
    if remit.held is not None:
        holds = [and_(_mine.c.holder_kind == str(one.kind), _mine.c.holder_id == one.id) for one in remit.held]
        found.append(or_(false(), *holds))
    return found


def _at(remit: Remit, heaps: CTE) -> ColumnElement[bool]:
    if remit.held is not None:
        return heaps.c.unit_id.is_not(None)
    return or_(false(), *(_under(units.c.path, top) for top in remit.tops))


def _watched(remit: Remit, now: datetime) -> ColumnElement[bool]:
    often = [_mine.c.counts[name].as_integer() >= MOST_TIMES for name in TWICE]
    return or_(_mine.c.state.in_(TO_JUDGE), _urgent(), _asked(), *often, _deadline() < now)


def _urgent() -> ColumnElement[bool]:
    """突发, and nobody has set out for it."""
    return and_(_mine.c.state.in_(UNSIGNED), _mine.c.facts["urgency"].as_string() == str(Urgency.URGENT))


def _asked() -> ColumnElement[bool]:
    """Whether an extension waits for its answer."""
    waits = petitions.c.decided_at.is_(None)
    return exists().where(petitions.c.case_id == _mine.c.id, waits).correlate(_mine)


def _deadline() -> Any:
    """When the first of a case's running clocks is due."""
    clock = clocks.alias("deadline")
    running = clock.c.met_at.is_(None) & clock.c.stopped_at.is_(None)
    query = select(func.min(clock.c.due_at)).where(clock.c.case_id == _mine.c.id, running)
    return query.correlate(_mine).scalar_subquery()


def _under(path: Any, top: str) -> ColumnElement[bool]:
    """Written out, not bound: only then the database knows a range of an index in it."""
    pattern = bindparam("below", f"{top}%", String, unique=True, literal_execute=True)
    found: ColumnElement[bool] = path.like(pattern)
    return found


def _board(rows: Sequence[Any]) -> Board:
    places = {row[0]: Place(*row[:4]) for row in rows}
    piles = [_pile(*row[4:11]) for row in rows if row[4] is not None]
    return Board(list(places.values()), piles, rows[0][11] if rows else 0)


def _pile(
    state: str,
    kind: str | None,
    holder_id: int | None,
    asked: int | None,
    urgent: int | None,
    number: int,
    watched: int,
) -> Pile:
    holder = Holder(HolderKind(kind), holder_id or 0) if kind else None
    return Pile(state, holder, asked, urgent, number, int(watched))
