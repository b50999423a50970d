"""Alarms that have sounded, reminders on their way to people, and who claimed and did not come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from handlers.kit.roles import Role
from handlers.reminders.records import Kind, Reminder, Sounded
from storage.base import Id, InsertOnce, Moment, metadata
from storage.clocks import clocks


class alarm_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    clock_id: Named[int] = Column(Id, ForeignKey("clocks.id"))
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), index=True)
    due_at: Named[datetime] = Column(Moment)
    kind: Named[str]
    at: Named[datetime] = Column(Moment)
    done_at: Named[datetime] = Column(Moment)
    told: Named[str] = Column(String, server_default="")


class reminder_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"))
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"))
    clock: Named[str]
    kind: Named[str]
    due_at: Named[datetime] = Column(Moment)
    handed_at: Named[datetime | None] = Column(Moment)


class no_show_columns(TypedColumns):
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    version: Named[int] = Column(Id, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    at: Named[datetime] = Column(Moment)


# Never twice for one deadline; one that was moved is another.
alarms = Table("alarms", metadata, alarm_columns, UniqueConstraint("clock_id", "due_at", "kind"))
reminders = Table("reminders", metadata, reminder_columns)
no_shows = Table("no_shows", metadata, no_show_columns)
_waiting = reminders.c.handed_at.is_(None)
Index("ix_reminders_waiting", reminders.c.person_id, sqlite_where=_waiting, postgresql_where=_waiting)
_record = InsertOnce(
    alarms,
    alarms.c.id,
    ("clock_id", "due_at", "kind"),
    ("clock_id", "case_id", "due_at", "kind", "at", "done_at"),
)
_ALARM = (
    alarms.c.clock_id,
    alarms.c.case_id,
    alarms.c.due_at,
    alarms.c.kind,
    alarms.c.at,
    alarms.c.done_at,
    alarms.c.told,
    alarms.c.id,
)


class Reminders:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def record(self, one: Sounded) -> int | None:
        """Claim an alarm of a deadline; none where it has had its turn."""
        values = {
            "clock_id": one.clock_id,
            "case_id": one.case_id,
            "due_at": one.due_at,
            "kind": str(one.kind),
            "at": one.at,
            "done_at": one.done_at,
        }
        return _record(self._conn, values)

    def told(self, alarm_id: int, told: str) -> None:
        if told:
            self._conn.execute(update(alarms).where(alarms.c.id == alarm_id).values(told=told))

    def sounded(self, case_id: int | None = None) -> Sequence[Sounded]:
        """What has had its turn, of one case or of all, in its order."""
        query = select(*_ALARM).order_by(alarms.c.done_at, alarms.c.id)
        query = query if case_id is None else query.where(alarms.c.case_id == case_id)
        return [
            Sounded(clock, case, due, Kind(kind), at, done, told, id_)
            for clock, case, due, kind, at, done, told, id_ in self._conn.execute(query)
        ]

    def climbed(self, case_id: int) -> Sequence[Role]:
        """The rungs that a case has gone up to for clocks that still run."""
        running = (clocks.c.met_at.is_(None), clocks.c.stopped_at.is_(None))
        query = (
            select(alarms.c.told)
            .join(clocks, clocks.c.id == alarms.c.clock_id)
            .where(alarms.c.case_id == case_id, alarms.c.told.not_in(("", "holder")), *running)
        )
        return [Role(told) for told in self._conn.execute(query).scalars()]

    def add(self, rows: Sequence[Reminder]) -> None:
        """Reminders that wait to be handed out; their ids are given here."""
        values = [
            {
                "person_id": one.person_id,
                "case_id": one.case_id,
                "clock": one.clock,
                "kind": str(one.kind),
                "due_at": one.due_at,
            }
            for one in rows
        ]
        if values:
            self._conn.execute(insert(reminders), values)

    def people(self) -> Sequence[int]:
        """All for whom something waits, the longest first."""
        query = select(reminders.c.person_id).where(_waiting).group_by(reminders.c.person_id)
        return self._conn.execute(query.order_by(func.min(reminders.c.id))).scalars().all()

    def waiting(self, person_id: int, most: int) -> Sequence[Reminder]:
        columns = (
            reminders.c.id,
            reminders.c.person_id,
            reminders.c.case_id,
            reminders.c.clock,
            reminders.c.kind,
            reminders.c.due_at,
        )
        query = select(*columns).where(reminders.c.person_id == person_id, _waiting).order_by(reminders.c.id)
        rows = self._conn.execute(query.limit(most).with_for_update())
        return [Reminder(id_, person, case, clock, Kind(kind), due) for id_, person, case, clock, kind, due in rows]

    def handed(self, ids: Iterable[int], now: datetime) -> None:
        self._conn.execute(update(reminders).where(reminders.c.id.in_(list(ids)), _waiting).values(handed_at=now))

    def no_show(self, person_id: int, case_id: int, version: int, at: datetime) -> None:
        values = {"person_id": person_id, "case_id": case_id, "version": version, "at": at}
        self._conn.execute(insert(no_shows).values(values))

    def no_shows(self, people: Iterable[int], since: datetime) -> Mapping[int, int]:
        """How often each of these people claimed and did not come."""
        query = (
            select(no_shows.c.person_id, func.count())
            .where(no_shows.c.person_id.in_(list(people)), no_shows.c.at >= since)
            .group_by(no_shows.c.person_id)
        )
        return {row[0]: row[1] for row in self._conn.execute(query)}
