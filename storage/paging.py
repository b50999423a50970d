"""The statement of a list's page.

A page is looked for twice in the same statement. First among the few thousand cases that are next in its order:
where many cases fit, that is enough. Only where it is not, few cases fit, and they are all found by the index of
whatever narrows them most, then put in order. Neither way ever reads most of the table, and which of them is taken
depends on what is there, not on the database's guesses. For the same reason what is filtered by is written out in
the statement: bound values would have PostgreSQL plan once for the rare and the frequent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from storage.base import Moment
from storage.cases import CASE, cases
from storage.clocks import clocks
from storage.filters import After, Filter, Order
from storage.units import units

NEXT_CLOCKS, NEXT_CASES = 2_000, 4_000
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)  # when a case is due that no clock runs on
ALL: Final = 1 << 40
RUNNING: Final = clocks.c.met_at.is_(None) & clocks.c.stopped_at.is_(None)


def page(wanted: Filter, *, lite: bool) -> Select[Any]:
    """The page's cases as `Lists` reads them; a case comes once for each of its running clocks."""
    picked, community = _picked(wanted, lite=lite), units.alias("community")
    ids = cases.c.id.desc() if wanted.order is Order.NEW else cases.c.id
    return (
        select(*CASE, clocks.c.name, clocks.c.started_at, clocks.c.due_at, units.c.name, community.c.name)
        .select_from(picked)
        .join(cases, cases.c.id == picked.c.id)
        .join(units, units.c.id == cases.c.unit_id)
        .join(community, community.c.id == cases.c.community_id)
        .outerjoin(clocks, and_(clocks.c.case_id == cases.c.id, RUNNING))
        .order_by(picked.c.due, ids, clocks.c.due_at)
    )


def counts(wanted: Filter, *, lite: bool) -> Select[str, int]:
    """By state, how many are under way."""
    conditions = _fits(_column_of({"unit_path", "closed_at"}, lite=lite), wanted)
    return select(cases.c.state, func.count()).where(*conditions).group_by(cases.c.state)


def _picked(wanted: Filter, *, lite: bool) -> CTE:
    """The ids of the page with what they are ordered by."""
    if wanted.ids is not None:
        return _ordered(_few(wanted, None, lite=lite), wanted).cte("picked")
    ahead = _next_due(wanted, lite=lite) if wanted.order is Order.DUE else _next_by_id(wanted)
    near = _ordered(ahead, wanted).cte("near")
    enough = select(func.count() >= wanted.most).select_from(near).scalar_subquery()
    rest = _ordered(_few(wanted, enough, lite=lite), wanted).subquery("rest")
    return union_all(select(near).where(enough), select(rest)).cte("picked")


def _next_due(wanted: Filter, *, lite: bool) -> CTE:
    """Those that fit among the cases of the next few thousand clocks."""
    query = select(clocks.c.case_id, clocks.c.due_at).where(RUNNING)
    if wanted.late_before:
        query = query.where(clocks.c.due_at < wanted.late_before)
    if wanted.after:
        query = query.where(_later(clocks.c.due_at, clocks.c.case_id, wanted.after))
    ahead = _fenced(query.order_by(clocks.c.due_at, clocks.c.case_id).limit(_number(NEXT_CLOCKS)), "ahead")
    due = func.min(ahead.c.due_at, type_=Moment)
    first = select(ahead.c.case_id, due.label("due")).group_by(ahead.c.case_id).subquery("first")
    found = select(cases.c.id, first.c.due).select_from(first.join(cases, cases.c.id == first.c.case_id))
    if wanted.after:  # an earlier clock of the case may have put it on an earlier page
        found = found.where(first.c.due == _nearest(first.c.case_id))
    return found.where(*_fits(_column_of({"id"}, lite=lite), wanted, late=False)).cte("next")


def _next_by_id(wanted: Filter) -> CTE:
    """Those that fit among the next few thousand cases."""
    new = wanted.order is Order.NEW
    names = ("id", "unit_path", "flow", "state", "category", "holder_kind", "holder_id", "closed_at")
    query = select(*(cases.c[name] for name in names)).where(*_beyond(cases.c.id, wanted))
    ahead = query.order_by(cases.c.id.desc() if new else cases.c.id).limit(_number(NEXT_CASES)).subquery("ahead")
    found = select(ahead.c.id, literal(NEVER, Moment).label("due"))
    return found.where(*_fits(ahead.c.__getitem__, wanted)).cte("next")


def _few(wanted: Filter, enough: ColumnElement[bool] | None, *, lite: bool) -> CTE:
    """All that fit, by way of the index that narrows them most; nothing where the page is there already."""
    of = _column_of(_narrowest(wanted), lite=lite)
    query = _with_due(wanted, lite=lite).where(*_fits(of, wanted), *_beyond(of("id"), wanted))
    if enough is None:
        return _fenced(query, "few")
    if lite:  # it tests a WHERE like this on each row, but a LIMIT of nothing before the first
        return query.limit(case((enough, 0), else_=ALL)).cte("few")
    return _fenced(query.where(not_(enough)), "few")


def _with_due(wanted: Filter, *, lite: bool) -> Select[int, datetime]:
    """Cases with what they are ordered by. SQLite is quick at many small questions, PostgreSQL at one big one."""
    never = literal(NEVER, Moment)
    if wanted.order is not Order.DUE:
        return select(cases.c.id, never.label("due"))
    nearest = _nearest(cases.c.id) if lite else func.min(clocks.c.due_at)
    query = select(cases.c.id, func.coalesce(nearest, never, type_=Moment).label("due"))
    if lite:
        return query
    return query.outerjoin(clocks, and_(clocks.c.case_id == cases.c.id, RUNNING)).group_by(cases.c.id)


def _narrowest(wanted: Filter) -> set[str]:
    """The columns of the index that finds the fewest."""
    if wanted.ids is not None:
        return {"id"}
    if wanted.holder:
        return {"holder_kind", "holder_id", "state"}
    if wanted.live:
        return {"closed_at", "unit_path"}
    if wanted.category:
        return {"category", "unit_path"}
    return {"state", "flow", "unit_path"} if wanted.states else {"flow", "unit_path"}


def _column_of(shown: Iterable[str], *, lite: bool) -> Callable[[str], Any]:
    """SQLite keeps no statistics of its own: what should not lead it is hidden from its indexes, value unchanged."""

    def of(name: str) -> Any:
        column = cases.c[name]
        hidden = lite and name not in shown
        return UnaryExpression(column, operator=custom_op("+"), type_=column.type) if hidden else column

    return of


def _fits(of: Callable[[str], Any], wanted: Filter, *, late: bool = True) -> Iterator[ColumnElement[bool]]:
    yield of("unit_path").like(_text(f"{wanted.path}%"))
    yield of("flow").in_(_texts(wanted.flows))
    if wanted.states:
        yield of("state").in_(_texts(wanted.states))
    if wanted.category:
        yield of("category") == _text(wanted.category)
    if wanted.holder:
        yield of("holder_kind") == _text(str(wanted.holder.kind))
        yield of("holder_id") == _number(wanted.holder.id)
    if wanted.ids is not None:
        yield of("id").in_(wanted.ids)
    if wanted.live:
        yield of("closed_at").is_(None)
    if wanted.late_before and late:
        yield of("id").in_(select(clocks.c.case_id).where(RUNNING, clocks.c.due_at < wanted.late_before))


def _ordered(found: CTE, wanted: Filter) -> Select[int, datetime]:
    """The page itself, out of all that fit."""
    query, most = select(found.c.id, found.c.due), _number(wanted.most)
    if wanted.order is not Order.DUE:
        return query.order_by(found.c.id.desc() if wanted.order is Order.NEW else found.c.id).limit(most)
    if wanted.after:
        query = query.where(_later(found.c.due, found.c.id, wanted.after))
    return query.order_by(found.c.due, found.c.id).limit(most)


def _fenced(query: Select[*tuple[Any, ...]], name: str) -> CTE:
    """Worked out once and by itself."""
    return query.cte(name).prefix_with("MATERIALIZED")


def _beyond(id_: Any, wanted: Filter) -> Sequence[ColumnElement[bool]]:
    """Past the last page, in the order of ids."""
    if wanted.after is None or wanted.order is Order.DUE:
        return ()
    return (id_ < wanted.after.id if wanted.order is Order.NEW else id_ > wanted.after.id,)


def _later(due: Any, id_: Any, after: After) -> ColumnElement[bool]:
    at = after.due_at or NEVER
    return and_(due >= at, or_(due > at, id_ > after.id))


def _nearest(case_id: Any) -> Any:
    """When the first of a case's running clocks is due."""
    clock = clocks.alias("nearest")
    running = clock.c.met_at.is_(None) & clock.c.stopped_at.is_(None)
    return select(func.min(clock.c.due_at)).where(clock.c.case_id == case_id, running).scalar_subquery()


def _text(value: str) -> Any:
    return bindparam(None, value, String, unique=True, literal_execute=True)


def _texts(values: Sequence[str]) -> Any:
    return bindparam(None, list(values), String, unique=True, literal_execute=True, expanding=True)


def _number(value: int) -> Any:
    return bindparam(None, value, BigInteger, unique=True, literal_execute=True)
