"""Clocks: deadlines as rows. What is due is found here; each is claimed by a conditional update."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    column,
    false,
    insert,
    or_,
    select,
    table,
    tuple_,
    update,
)

from handlers.cases.records import Clock
from storage.base import Id, Moment, metadata
from storage.hot import Hot


class clock_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), index=True)
    name: Named[str] = Column(String)
    started_at: Named[datetime] = Column(Moment)
    due_at: Named[datetime] = Column(Moment)
    met_at: Named[datetime | None] = Column(Moment)
    stopped_at: Named[datetime | None] = Column(Moment)
    rung_at: Named[datetime | None] = Column(Moment)
    next_at: Named[datetime | None] = Column(Moment)
    told_from: Named[datetime | None] = Column(Moment)


clocks = Table("clocks", metadata, clock_columns)
_running = clocks.c.met_at.is_(None) & clocks.c.stopped_at.is_(None)
Index("ix_clocks_due", clocks.c.due_at, clocks.c.case_id, sqlite_where=_running, postgresql_where=_running)
_alarmed = _running & clocks.c.next_at.is_not(None)
Index("ix_clocks_alarm", clocks.c.next_at, sqlite_where=_alarmed, postgresql_where=_alarmed)
Index("ix_clocks_next", clocks.c.case_id, clocks.c.due_at, sqlite_where=_running, postgresql_where=_running)

_columns = (
    clocks.c.case_id,
    clocks.c.name,
    clocks.c.started_at,
    clocks.c.due_at,
    clocks.c.met_at,
    clocks.c.stopped_at,
    clocks.c.rung_at,
    clocks.c.id,
    clocks.c.next_at,
    clocks.c.told_from,
)
_of_cases = select(*_columns).where(clocks.c.case_id.in_(bindparam("ids", expanding=True))).order_by(clocks.c.due_at)
_cases = table("cases", column("id"), column("flow"))  # its file builds on this one
_due = (
    select(*_columns)
    .join(_cases, _cases.c.id == clocks.c.case_id)
    .where(_running, clocks.c.rung_at.is_(None), clocks.c.due_at <= bindparam("now", type_=Moment))
    .order_by(clocks.c.due_at, clocks.c.id)
    .limit(bindparam("most"))
)
_ring = (
    update(clocks)
    .where(clocks.c.id == bindparam("clock"), clocks.c.rung_at.is_(None), _running)
    .where(clocks.c.due_at <= bindparam("now", type_=Moment))  # it may have been extended since it was read
    .values(rung_at=bindparam("now", type_=Moment))
)
_start = Hot(insert(clocks), "case_id", "name", "started_at", "due_at", "next_at")
_alarming = (
    select(*_columns)
    .where(_alarmed, clocks.c.next_at <= bindparam("now", type_=Moment))
    .order_by(clocks.c.next_at, clocks.c.id)
    .limit(bindparam("most"))
)


class Clocks:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def start(self, clocks_: Sequence[Clock]) -> None:
        if clocks_:
            _start.many(self._conn, [_row(clock) for clock in clocks_])

    def meet(self, case_id: int, names: Iterable[str], at: datetime) -> None:
        self._end(case_id, names, {"met_at": at})

    def stop(self, case_id: int, names: Iterable[str], at: datetime) -> None:
        self._end(case_id, names, {"stopped_at": at})

    def extend(self, case_id: int, name: str, due_at: datetime) -> None:
        """Let a running clock run longer; what it rang before is forgotten, and it is looked at anew."""
        this = (clocks.c.case_id == case_id) & (clocks.c.name == name) & _running
        self._conn.execute(update(clocks).where(this).values(due_at=due_at, rung_at=None, next_at=clocks.c.started_at))

    def of(self, ids: Iterable[int]) -> Mapping[int, tuple[Clock, ...]]:
        """The clocks of each case, the earliest due first."""
        found: dict[int, tuple[Clock, ...]] = {}
        for row in self._conn.execute(_of_cases, {"ids": list(ids)}):
            found[row[0]] = (*found.get(row[0], ()), _clock(row))
        return found

    def due(
        self, now: datetime, ringing: Mapping[str, Sequence[str]], most: int = 20, after: Clock | None = None
    ) -> Sequence[Clock]:
        """Running clocks of these names, by flow, whose time has come and that have not rung; the longest due first,
        `after` one that was found before: what could not be done stands in nobody's way."""
        wanted = [(_cases.c.flow == flow) & clocks.c.name.in_(names) for flow, names in ringing.items()]
        query = _due.where(or_(false(), *wanted))
        if after:
            query = query.where(tuple_(clocks.c.due_at, clocks.c.id) > (after.due_at, after.id))
        return [_clock(row) for row in self._conn.execute(query, {"now": now, "most": most})]

    def get(self, clock_id: int) -> Clock | None:
        row = self._conn.execute(select(*_columns).where(clocks.c.id == clock_id)).first()
        return _clock(row) if row else None

    def alarming(self, now: datetime, most: int = 20, after: Clock | None = None) -> Sequence[Clock]:
        """Running clocks that are to be looked at for reminders, the longest due first, `after` one found before."""
        query = _alarming
        if after:
            query = query.where(tuple_(clocks.c.next_at, clocks.c.id) > (after.next_at, after.id))
        return [_clock(row) for row in self._conn.execute(query, {"now": now, "most": most})]

    def look_again(self, clock_id: int, next_at: datetime | None) -> None:
        self._conn.execute(update(clocks).where(clocks.c.id == clock_id).values(next_at=next_at))

    def put_off(self, clock_id: int, until: datetime) -> None:
        """Look again later at what could not be told now; nothing of it is forgotten."""
        this = (clocks.c.id == clock_id) & _running & clocks.c.next_at.is_not(None)
        self._conn.execute(update(clocks).where(this).values(next_at=until))

    def begin_at(self, now: datetime) -> None:
        """Let what runs be looked at from now on: what ran out before is no news."""
        self._conn.execute(update(clocks).where(_running).values(next_at=now, told_from=now))

    def ring(self, clock_id: int, now: datetime) -> bool:
        """Claim a due clock; False where another process was first or the clock was met meanwhile."""
        return self._conn.execute(_ring, {"clock": clock_id, "now": now}).rowcount == 1

    def _end(self, case_id: int, names: Iterable[str], values: Mapping[str, datetime]) -> None:
        wanted = tuple(names)
        if not wanted:
            return
        query = update(clocks).where(clocks.c.case_id == case_id, _running).values(values)
        if "*" not in wanted:
            query = query.where(clocks.c.name.in_(wanted))
        self._conn.execute(query)


def _clock(row: Any) -> Clock:
    return Clock(*row)


def _row(clock: Clock) -> dict[str, object]:
    """A new clock is looked at by the next sweep, which knows what is to be reminded of."""
    return {
        "case_id": clock.case_id,
        "name": clock.name,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "next_at": clock.started_at,
    }
