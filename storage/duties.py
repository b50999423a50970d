"""Duties: a row for each seat and period, so that none is done twice and none is forgotten."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    select,
    tuple_,
    update,
)

from handlers.duties.records import Owed
from handlers.kit.periods import Period
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from storage.base import Id, InsertOnce, Moment, metadata
from storage.people import posts, seats


class duty_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    duty: Named[str]
    seat_id: Named[int] = Column(Id, ForeignKey("seats.id"))
    kind: Named[str]
    first: Named[date] = Column(Date)
    last: Named[date] = Column(Date)
    due_at: Named[datetime] = Column(Moment)
    next_at: Named[datetime] = Column(Moment)
    done_at: Named[datetime | None] = Column(Moment)
    late: Named[bool] = Column(Boolean, server_default="0")
    count: Named[int] = Column(Integer, server_default="0")
    excuse: Named[str] = Column(String, server_default="")


duties = Table("duties", metadata, duty_columns, UniqueConstraint("duty", "seat_id", "first"))
_owed = duties.c.done_at.is_(None)
Index("ix_duties_owed", duties.c.next_at, sqlite_where=_owed, postgresql_where=_owed)
Index("ix_duties_seat", duties.c.seat_id, duties.c.duty, sqlite_where=_owed, postgresql_where=_owed)
_COLUMNS = (
    duties.c.duty,
    duties.c.seat_id,
    duties.c.kind,
    duties.c.first,
    duties.c.last,
    duties.c.due_at,
    duties.c.done_at,
    duties.c.late,
    duties.c.count,
    duties.c.excuse,
    duties.c.id,
)
_owe = InsertOnce(
    duties, duties.c.id, ("duty", "seat_id", "first"), ("duty", "seat_id", "kind", "first", "last", "due_at", "next_at")
)
_its = exists().where(duties.c.seat_id == seats.c.id, duties.c.duty == bindparam("duty"))
# What was entered while a clock was ahead does not count: a seat would owe nothing until that day has come.
_comes = _its.where(_owed, duties.c.due_at <= bindparam("due_at", type_=Moment))
_entered = _its.where(duties.c.first == bindparam("first", type_=Date))
_filled = exists().where(posts.c.seat_id == seats.c.id)
_without = select(seats.c.id).where(seats.c.role == bindparam("role"), _filled, ~_comes, ~_entered).order_by(seats.c.id)


class Duties:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def owe(self, one: Owed) -> bool:
        """Enter a row; False where there is one for this duty, seat and period."""
        values = {
            "duty": one.duty,
            "seat_id": one.seat_id,
            "kind": str(one.period.kind),
            "first": one.period.first,
            "last": one.period.last,
            "due_at": one.due_at,
            "next_at": one.due_at,
        }
        return _owe(self._conn, values) is not None

    def without(self, duty: str, role: Role, first: date, due_at: datetime) -> Sequence[int]:
        """The seats of a role, filled by somebody once, that have no row of a duty for the period that begins `first`,
        nor one that is owed by then."""
        values = {"duty": duty, "role": str(role), "first": first, "due_at": due_at}
        return self._conn.execute(_without, values).scalars().all()

    def due(self, now: datetime, most: int = 20, after: Owed | None = None) -> Sequence[Owed]:
        """What is owed now, the longest first, `after` one that was found before."""
        query = select(*_COLUMNS).where(_owed, duties.c.next_at <= now).order_by(duties.c.due_at, duties.c.id)
        if after:
            query = query.where(tuple_(duties.c.due_at, duties.c.id) > (after.due_at, after.id))
        return [_of(row) for row in self._conn.execute(query.limit(most))]

    def done(self, duty_id: int, now: datetime, *, late: bool, count: int, excuse: str) -> bool:
        """Claim a row; False where another process was first."""
        values = {"done_at": now, "late": late, "count": count, "excuse": excuse}
        query = update(duties).where(duties.c.id == duty_id, _owed, duties.c.due_at <= now).values(values)
        return self._conn.execute(query).rowcount == 1

    def put_off(self, duty_id: int, until: datetime) -> None:
        """Try again later; it was due when it was due."""
        self._conn.execute(update(duties).where(duties.c.id == duty_id, _owed).values(next_at=until))

    def next_at(self, until: datetime) -> datetime | None:
        """When the next one is due."""
        query = select(func.min(duties.c.next_at)).where(_owed, duties.c.next_at <= until)
        return self._conn.execute(query).scalar()

    def all(self) -> Sequence[Owed]:
        return [_of(row) for row in self._conn.execute(select(*_COLUMNS).order_by(duties.c.id))]


def _of(row: Any) -> Owed:
    duty, seat, kind, first, last, *rest = row
    return Owed(duty, seat, Period(first, last, PeriodKind(kind)), *rest)
