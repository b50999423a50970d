"""The tables of rankings; the statement of a tally: who is counted, what they stood at, their places."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    cast,
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
from handlers.rankings.records import Area, Group, Month, Tally
from handlers.units.records import OrgLevel
from storage.base import Id, Moment, metadata
from storage.ledger import balances, entries
from storage.people import posts, seats
from storage.points import exemptions
from storage.units import party_orgs, units


class ranking_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"))
    month: Named[date] = Column(Date)
    sets: Named[str]
    made_at: Named[datetime] = Column(Moment)
    ranked: Named[int] = Column(Integer, server_default="0")
    exempt: Named[int] = Column(Integer, server_default="0")


class standing_columns(TypedColumns):
    ranking_id: Named[int] = Column(Id, ForeignKey("rankings.id"), primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), primary_key=True)
    rules: Named[str]
    unit_id: Named[int] = Column(Id)
    org_id: Named[int] = Column(Id)
    role: Named[str]
    begins: Named[int] = Column(BigInteger)
    base: Named[int] = Column(BigInteger)
    star: Named[int] = Column(BigInteger)
    assigned: Named[int] = Column(BigInteger)
    deducted: Named[int] = Column(BigInteger)
    resets: Named[int] = Column(Integer)
    total: Named[int] = Column(BigInteger)
    gained: Named[int] = Column(BigInteger)
    hours: Named[int] = Column(BigInteger)
    band: Named[str] = Column(String)
    place: Named[int] = Column(Integer)
    among: Named[int] = Column(Integer)


rankings = Table("rankings", metadata, ranking_columns, UniqueConstraint("unit_id", "month"))
standings = Table("standings", metadata, standing_columns)
_TYPES = (ScoreType.BASE, ScoreType.STAR, ScoreType.ASSIGNED, ScoreType.DEDUCTED, ScoreType.RESET)
_KEPT = (balances.c.base, balances.c.star, balances.c.assigned, balances.c.deducted, balances.c.resets)


def ranked(tally: Tally, group: Group) -> Select[Any]:
    """The lines of all for whom a set counts at the month's end, as `points.rules.total` and `star` say.

    From kept balances: what took effect afterwards is taken off, few rows as a tally comes soon.
    """
    summed = _summed(_counted(tally, group), group.rules)
    line = summed.c
    return select(
        literal(tally.ranking_id, BigInteger).label("ranking_id"),
        literal(group.rules.code).label("rules"),
        *(line.person_id, line.unit_id, line.org_id, line.role, line.begins),
        *(line.base, line.star, line.assigned, line.deducted, line.resets, line.total, line.gained, line.hours),
        _band(line.total, line.starts, group).label("band"),
        func.rank().over(order_by=line.total.desc()).label("place"),
        func.rank().over(partition_by=line.org_id, order_by=line.total.desc()).label("among"),
    )


def exempted(tally: Tally) -> Select[int]:
    """How many are counted, but exempt at the month's end."""
    day = tally.month.last
    exempt = posts.c.person_id.in_(select(exemptions.c.person_id).where(*_valid(day)))
    return select(func.count()).select_from(_FIRST).where(exempt, *_first_seat(tally))


# A group's members are ranked in their branch.
_group = party_orgs.alias("member_group")
_branch = func.coalesce(_group.c.parent_id, seats.c.org_id)
_FIRST = posts.join(seats, seats.c.id == posts.c.seat_id).join(units, units.c.id == seats.c.unit_id)


def _counted(tally: Tally, group: Group) -> Any:
    """One row a member with the columns as they were when the month was over."""
    day, later, before = tally.month.last, _later(tally.month), standings.alias("before")
    kept = and_(
        balances.c.kind == Kind.POINTS,
        balances.c.person_id == posts.c.person_id,
        balances.c.cycle == group.cycle.key,
    )
    last = and_(
        before.c.ranking_id == tally.before,
        before.c.person_id == posts.c.person_id,
        before.c.rules == group.rules.code,
    )
    joined = _FIRST.outerjoin(_group, and_(_group.c.id == seats.c.org_id, _group.c.level == OrgLevel.GROUP))
    joined = joined.outerjoin(balances, kept).outerjoin(later, later.c.balance_id == balances.c.id)
    hours, source = _hours(joined.outerjoin(before, last), tally.month, group)
    columns = [
        (func.coalesce(column, 0) - func.coalesce(later.c[f"later_{type_}"], 0)).label(column.name)
        for type_, column in zip(_TYPES, _KEPT, strict=True)
    ]
    exempt = exists().where(exemptions.c.person_id == posts.c.person_id, *_valid(day))
    return (
        select(
            *(posts.c.person_id, seats.c.unit_id, _branch.label("org_id"), seats.c.role, posts.c.starts),
            literal(hundredths(group.rules.initial), BigInteger).label("begins"),
            *columns,
            _opened(tally.month, group, before).label("opened"),
            hours.label("hours"),
        )
        .select_from(source)
        .where(*_first_seat(tally), _of(group.areas, units, seats), not_(exempt))
        .subquery()
    )


def _opened(month: Month, group: Group, before: Any) -> ColumnElement[int]:
    """What the columns came to when the month began: as the month before says, else by the entries up to then."""
    if month.first == group.cycle.first:
        return literal(0, BigInteger)
    said = before.c.base + before.c.star + before.c.assigned + before.c.deducted
    # Not in the condition: else SQLite would go through the months before, for each balance, by the index of moments.
    until = func.coalesce(func.sum(case((entries.c.at < month.starts, entries.c.delta), else_=0)), 0)
    here = (entries.c.balance_id == balances.c.id, entries.c.type != ScoreType.RESET)
    summed = select(until).where(*here).correlate(balances).scalar_subquery()
    return case((before.c.person_id.is_not(None), said), else_=summed)


def _hours(source: Any, month: Month, group: Group) -> tuple[Any, Any]:
    """The hours of the cycle at the month's end, where the set asks for any."""
    if group.rules.reach is None:
        return literal(0, Integer), source
    kept, later = balances.alias("kept_hours"), _later(month)
    own = and_(kept.c.kind == Kind.HOURS, kept.c.person_id == posts.c.person_id, kept.c.cycle == group.cycle.key)
    joined = source.outerjoin(kept, own).outerjoin(later, later.c.balance_id == kept.c.id)
    return func.coalesce(kept.c.base, 0) - func.coalesce(later.c[f"later_{ScoreType.BASE}"], 0), joined


def _later(month: Month) -> Any:
    """By balance: what each type came to after the month."""
    balance = cast(entries.c.balance_id, Id)  # else SQLite would go through every entry there ever was
    sums = [
        func.sum(case((entries.c.type == type_, entries.c.delta), else_=0)).label(f"later_{type_}") for type_ in _TYPES
    ]
    query = select(balance.label("balance_id"), *sums).where(entries.c.at >= month.ends)
    return query.group_by(balance).subquery()


def _summed(rows: Any, rules: PointSet) -> Any:
    moved = rows.c.base + rows.c.star + rows.c.assigned + rows.c.deducted
    whole = rows.c.begins + moved
    if rules.floor is not None:
        floor = hundredths(rules.floor)
        whole = case((whole < floor, floor), else_=whole)
    total = case((rows.c.resets > 0, 0), else_=whole)
    return select(*rows.c, total.label("total"), (moved - rows.c.opened).label("gained")).subquery()


def _band(total: ColumnElement[int], starts: ColumnElement[date], group: Group) -> ColumnElement[str]:
    """The highest star that is reached; none for who has served too short."""
    bands = sorted(group.rules.bands, key=lambda band: band.least, reverse=True)
    reached = [(total >= hundredths(band.least), literal(band.code)) for band in bands]
    return case((starts > group.since, literal("")), *reached, else_=literal(""))


def _first_seat(tally: Tally) -> Sequence[ColumnElement[bool]]:
    """Members under the unit at the month's end, each by the seat held longest of those that any set counts for."""
    day, areas = tally.month.last, [area for group in tally.groups for area in group.areas]
    other, seat, place = posts.alias("other"), seats.alias("other_seat"), units.alias("other_place")
    source = other.join(seat, seat.c.id == other.c.seat_id).join(place, place.c.id == seat.c.unit_id)
    earlier = tuple_(other.c.starts, other.c.id) < tuple_(posts.c.starts, posts.c.id)
    before = (
        exists()
        .select_from(source)
        .where(other.c.person_id == posts.c.person_id, earlier, _held(other, day), _of(areas, place, seat))
    )
    several = (
        select(posts.c.person_id).group_by(posts.c.person_id).having(func.count() > 1).correlate(None)
    )  # most have one seat
    only = or_(posts.c.person_id.not_in(several), not_(before))
    return (_under(units.c.path, tally.path), _held(posts, day), _of(areas, units, seats), only)


def _held(post: Any, day: date) -> ColumnElement[bool]:
    return and_(post.c.starts <= day, or_(post.c.ends.is_(None), post.c.ends >= day))


def _of(areas: Sequence[Area], place: Any, seat: Any) -> ColumnElement[bool]:
    return or_(literal(False), *(_inside(area, place, seat) for area in areas))


def _inside(area: Area, place: Any, seat: Any) -> ColumnElement[bool]:
    found = [seat.c.role.in_([str(role) for role in area.roles])]
    if area.path:
        found.append(_under(place.c.path, area.path))
    return and_(*found, *(not_(_under(place.c.path, path)) for path in area.without))


def _valid(day: date) -> Sequence[ColumnElement[bool]]:
    return (exemptions.c.starts <= day, or_(exemptions.c.ends.is_(None), exemptions.c.ends >= day))


def _under(path: ColumnElement[str], above: str) -> ColumnElement[bool]:
    # Written out, not bound: only a pattern that is known when the statement is planned is a range of an index.
    return path.like(bindparam(None, f"{above}%", type_=String, literal_execute=True, unique=True))
