"""The statements of a tally: who is counted by which set at a month's end, what they stand at, and their places."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)

from handlers.kit.scores import PointSet, ScoreType, hundredths
from handlers.ledger.records import Kind
from handlers.rankings.records import Area, Group, Month
from handlers.units.records import Unit
from storage.ledger import balances, entries
from storage.people import posts, seats
from storage.points import exemptions
from storage.units import units

_TYPES = (ScoreType.BASE, ScoreType.STAR, ScoreType.ASSIGNED, ScoreType.DEDUCTED, ScoreType.RESET)
_KEPT = (balances.c.base, balances.c.star, balances.c.assigned, balances.c.deducted, balances.c.resets)


def ranked(ranking_id: int, unit: Unit, month: Month, group: Group, all_: Sequence[Group]) -> Select[Any]:
    """The lines of all under a unit for whom a set counts at the month's end, as `points.rules.total` and `star` say.

    From kept balances: what took effect afterwards is taken off, few rows as a tally comes soon.
    """
    summed = _summed(_counted(unit, month, group, all_), group.rules)
    line = summed.c
    return select(
        literal(ranking_id, BigInteger).label("ranking_id"),
        literal(group.rules.code).label("rules"),
        *(line.person_id, line.unit_id, line.org_id, line.role),
        *(line.base, line.star, line.assigned, line.deducted, line.resets, line.total, line.gained, line.hours),
        _band(line.total, line.starts, group).label("band"),
        func.rank().over(order_by=line.total.desc()).label("place"),
        func.rank().over(partition_by=line.org_id, order_by=line.total.desc()).label("among"),
    )


def exempted(unit: Unit, month: Month, all_: Sequence[Group]) -> Select[int]:
    """How many are counted under a unit, but exempt at the month's end."""
    here = (*_first_seat(unit, month.last, all_), _is_exempt(month.last))
    return select(func.count()).select_from(_FIRST).where(*here)


_FIRST = posts.join(seats, seats.c.id == posts.c.seat_id).join(units, units.c.id == seats.c.unit_id)


def _counted(unit: Unit, month: Month, group: Group, all_: Sequence[Group]) -> Any:
    """One row a member with the columns as they were when the month was over."""
    since = _since(unit, month)
    own = and_(
        balances.c.kind == Kind.POINTS,
        balances.c.person_id == posts.c.person_id,
        balances.c.cycle == group.cycle.key,
    )
    begins = {ScoreType.BASE: hundredths(group.rules.initial)}
    columns = [
        (func.coalesce(kept, 0) - func.coalesce(since.c[f"later_{type_}"], 0) + begins.get(type_, 0)).label(kept.name)
        for type_, kept in zip(_TYPES, _KEPT, strict=True)
    ]
    joined = _FIRST.outerjoin(balances, own).outerjoin(since, since.c.balance_id == balances.c.id)
    hours, source = _hours(joined, unit, month, group)
    return (
        select(
            *(posts.c.person_id, seats.c.unit_id, seats.c.org_id, seats.c.role, posts.c.starts),
            *columns,
            func.coalesce(since.c.gained, 0).label("gained"),
            hours.label("hours"),
        )
        .select_from(source)
        .where(*_first_seat(unit, month.last, all_), _of(group.areas, units, seats), not_(_is_exempt(month.last)))
        .subquery()
    )


def _hours(source: Any, unit: Unit, month: Month, group: Group) -> tuple[Any, Any]:
    """The hours of the cycle at the month's end, where the set asks for any."""
    if group.rules.reach is None:
        return literal(0, Integer), source
    kept, since = balances.alias("kept_hours"), _since(unit, month)
    own = and_(kept.c.kind == Kind.HOURS, kept.c.person_id == posts.c.person_id, kept.c.cycle == group.cycle.key)
    joined = source.outerjoin(kept, own).outerjoin(since, since.c.balance_id == kept.c.id)
    return func.coalesce(kept.c.base, 0) - func.coalesce(since.c[f"later_{ScoreType.BASE}"], 0), joined


def _since(unit: Unit, month: Month) -> Any:
    """By balance: what each type came to after the month, and what was gained in it."""
    later = entries.c.at >= month.ends
    sums = [
        func.sum(case((and_(later, entries.c.type == type_), entries.c.delta), else_=0)).label(f"later_{type_}")
        for type_ in _TYPES
    ]
    gained = func.sum(case((and_(not_(later), entries.c.type != ScoreType.RESET), entries.c.delta), else_=0))
    query = select(entries.c.balance_id, *sums, gained.label("gained")).where(entries.c.at >= month.starts)
    if unit.community_id is not None:  # of a whole city reading the month once is less than each balance
        here = select(posts.c.person_id).select_from(_FIRST).where(_under(units.c.path, unit.path))
        query = query.where(entries.c.balance_id.in_(select(balances.c.id).where(balances.c.person_id.in_(here))))
    return query.group_by(entries.c.balance_id).subquery()


def _summed(rows: Any, rules: PointSet) -> Any:
    whole = rows.c.base + rows.c.star + rows.c.assigned + rows.c.deducted
    if rules.floor is not None:
        floor = hundredths(rules.floor)
        whole = case((whole < floor, floor), else_=whole)
    return select(*rows.c, case((rows.c.resets > 0, 0), else_=whole).label("total")).subquery()


def _band(total: ColumnElement[int], starts: ColumnElement[date], group: Group) -> ColumnElement[str]:
    """The highest star that is reached; none for who has served too short."""
    bands = sorted(group.rules.bands, key=lambda band: band.least, reverse=True)
    reached = [(total >= hundredths(band.least), literal(band.code)) for band in bands]
    return case((starts > group.since, literal("")), *reached, else_=literal(""))


def _first_seat(unit: Unit, day: date, all_: Sequence[Group]) -> Sequence[ColumnElement[bool]]:
    """Members under a unit on a day, each by the seat held longest of those that any set counts for, anywhere."""
    areas = [area for group in all_ for area in group.areas]
    other, seat, place = posts.alias("other"), seats.alias("other_seat"), units.alias("other_place")
    source = other.join(seat, seat.c.id == other.c.seat_id).join(place, place.c.id == seat.c.unit_id)
    earlier = tuple_(other.c.starts, other.c.id) < tuple_(posts.c.starts, posts.c.id)
    before = (
        exists()
        .select_from(source)
        .where(other.c.person_id == posts.c.person_id, earlier, _held(other, day), _of(areas, place, seat))
    )
    return (_under(units.c.path, unit.path), _held(posts, day), _of(areas, units, seats), not_(before))


def _held(post: Any, day: date) -> ColumnElement[bool]:
    return and_(post.c.starts <= day, or_(post.c.ends.is_(None), post.c.ends >= day))


def _of(areas: Sequence[Area], place: Any, seat: Any) -> ColumnElement[bool]:
    return or_(literal(False), *(_inside(area, place, seat) for area in areas))


def _inside(area: Area, place: Any, seat: Any) -> ColumnElement[bool]:
    found = [seat.c.role.in_([str(role) for role in area.roles])]
    if area.path:
        found.append(_under(place.c.path, area.path))
    return and_(*found, *(not_(_under(place.c.path, path)) for path in area.without))


def _is_exempt(day: date) -> ColumnElement[bool]:
    ends = or_(exemptions.c.ends.is_(None), exemptions.c.ends >= day)
    return exists().where(exemptions.c.person_id == posts.c.person_id, exemptions.c.starts <= day, ends)


def _under(path: ColumnElement[str], above: str) -> ColumnElement[bool]:
    # Written out, not bound: only a pattern that is known when the statement is planned is a range of an index.
    return path.like(bindparam(None, f"{above}%", type_=String, literal_execute=True, unique=True))
