"""What digests count, the digests that were made, who is to be told of them, and who wants none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    and_,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from handlers.digests.records import Digest, Life, Month
from handlers.duties.records import Build
from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind
from handlers.lists.watch import Remit
from handlers.summons.records import Light
from storage import watch
from storage.base import Id, InsertOnce, Moment, metadata
from storage.cases import cases
from storage.clocks import clocks
from storage.history import case_events


class digest_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    duty_id: Named[int] = Column(Id, ForeignKey("duties.id"), unique=True)
    duty: Named[str]
    title: Named[str]
    build: Named[str]
    seat_id: Named[int] = Column(Id, ForeignKey("seats.id"), index=True)
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"))
    kind: Named[str]
    first: Named[date] = Column(Date)
    last: Named[date] = Column(Date)
    made_at: Named[datetime] = Column(Moment)
    late: Named[bool] = Column(Boolean)
    figures: Named[dict[str, Any]] = Column(JSON)


class note_columns(TypedColumns):
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), primary_key=True)
    digest_id: Named[int] = Column(Id, ForeignKey("digests.id"), primary_key=True)
    handed_at: Named[datetime | None] = Column(Moment)


class unwanted_columns(TypedColumns):
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), primary_key=True)
    duty: Named[str] = Column(String, primary_key=True)


class light_columns(TypedColumns):
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), primary_key=True)
    month: Named[date] = Column(Date, primary_key=True)
    light: Named[str]
    met: Named[int] = Column(Id)
    of: Named[int] = Column(Id)


digests = Table("digests", metadata, digest_columns)
notes = Table("digest_notes", metadata, note_columns)
unwanted = Table("digests_unwanted", metadata, unwanted_columns)
lights = Table("lights", metadata, light_columns)
_waiting = notes.c.handed_at.is_(None)
Index("ix_digest_notes_waiting", notes.c.person_id, sqlite_where=_waiting, postgresql_where=_waiting)
_DIGEST = (
    digests.c.id,
    digests.c.duty_id,
    digests.c.duty,
    digests.c.title,
    digests.c.build,
    digests.c.seat_id,
    digests.c.unit_id,
    digests.c.kind,
    digests.c.first,
    digests.c.last,
    digests.c.made_at,
    digests.c.late,
    digests.c.figures,
)
_refuse = InsertOnce(unwanted, unwanted.c.person_id, ("person_id", "duty"), ("person_id", "duty"))
_running = clocks.c.met_at.is_(None) & clocks.c.stopped_at.is_(None)
_LIFE = (cases.c.id, cases.c.flow, cases.c.unit_path, cases.c.state, cases.c.category, cases.c.counts)
_TIMES = (cases.c.opened_at, cases.c.closed_at)
# Written out, not bound: only a pattern that is known when the statement is planned is a range of an index.
_under = cases.c.unit_path.like(bindparam("pattern", type_=String, literal_execute=True))
_start, _end = bindparam("start", type_=Moment), bindparam("end", type_=Moment)
_of_flows = cases.c.flow.in_(bindparam("flows", expanding=True))
_nearest = (
    select(func.min(clocks.c.due_at))
    .where(clocks.c.case_id == cases.c.id, _running)
    .correlate(cases)
    .scalar_subquery()
    .label("due")
)


class Digests:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def live(self, remit: Remit) -> Sequence[Life]:
        """What is under way on a desk, each with the nearest of its deadlines."""
        query = select(*_LIFE, *_TIMES, _nearest).where(*_on(remit), cases.c.closed_at.is_(None))
        return [Life(*row) for row in self._conn.execute(query, _of(remit))]

    def moved(self, remit: Remit, start: datetime, end: datetime) -> Sequence[Life]:
        """What was opened or closed there between two moments."""
        # Two ranges of two indexes; with OR between them SQLite would read every case there ever was.
        opened, closed = (
            select(cases.c.id).where(*_on(remit), moment.between(_start, _end))
            for moment in (cases.c.opened_at, cases.c.closed_at)
        )
        query = select(*_LIFE, *_TIMES).where(cases.c.id.in_(opened.union(closed)))
        rows = self._conn.execute(query, {**_of(remit), "start": start, "end": end})
        return [Life(*row) for row in rows]

    def steps(
        self, remit: Remit, names: Iterable[str], start: datetime, end: datetime
    ) -> Sequence[tuple[str, int, int, int]]:
        """(step, case, number of its event, who did it) of steps of these names, in their order."""
        query = (
            select(case_events.c.step, case_events.c.case_id, case_events.c.seq, case_events.c.actor_id)
            .join(cases, cases.c.id == case_events.c.case_id)
            .where(*_on(remit), case_events.c.step.in_(list(names)), case_events.c.occurred_at.between(_start, _end))
            .order_by(case_events.c.occurred_at, case_events.c.case_id)
        )
        rows = self._conn.execute(query, {**_of(remit), "start": start, "end": end})
        return [(step, case_id, seq, actor) for step, case_id, seq, actor in rows]

    def needing(self, remit: Remit, now: datetime) -> Sequence[int]:
        """What a desk should look at today, the nearest deadline first."""
        return self._by_deadline(watch.needing(remit, now))

    def due_between(self, remit: Remit, since: datetime, before: datetime) -> Sequence[int]:
        return self._by_deadline(watch.due(remit, since, before))

    def held(self, remit: Remit) -> int:
        """How many cases under way lie on a desk."""
        here = select(cases.c.id).where(cases.c.id.in_(watch.held(remit)), cases.c.closed_at.is_(None)).subquery()
        return self._conn.execute(select(func.count()).select_from(here)).scalar_one()

    def _by_deadline(self, found: Select[int]) -> Sequence[int]:
        due = (
            select(func.min(clocks.c.due_at))
            .where(clocks.c.case_id == cases.c.id, _running)
            .correlate(cases)
            .scalar_subquery()
        )
        query = select(cases.c.id).where(cases.c.id.in_(found)).order_by(due.is_(None), due, cases.c.id)
        return self._conn.execute(query).scalars().all()

    def keep(self, one: Digest) -> int:
        """Store a digest as it was made; returns its id."""
        period = one.period
        values = {
            "duty_id": one.duty_id,
            "duty": one.duty,
            "title": one.title,
            "build": str(one.build),
            "seat_id": one.seat_id,
            "unit_id": one.unit_id,
            "kind": str(period.kind),
            "first": period.first,
            "last": period.last,
            "made_at": one.made_at,
            "late": one.late,
            "figures": dict(one.figures),
        }
        return self._conn.execute(insert(digests).values(values).returning(digests.c.id)).scalar_one()

    def get(self, ids: Iterable[int]) -> Mapping[int, Digest]:
        rows = self._conn.execute(select(*_DIGEST).where(digests.c.id.in_(list(ids))))
        return {row[0]: _digest(row) for row in rows}

    def of_seats(self, seat_ids: Iterable[int], most: int = 60) -> Sequence[Digest]:
        """The papers of these seats, the newest first."""
        query = select(*_DIGEST).where(digests.c.seat_id.in_(list(seat_ids))).order_by(digests.c.id.desc()).limit(most)
        return [_digest(row) for row in self._conn.execute(query)]

    def note(self, digest_id: int, people: Iterable[int]) -> None:
        """Whom to tell of a paper; they are told of all that wait for them in one message."""
        rows = [{"person_id": person, "digest_id": digest_id} for person in people]
        if rows:
            self._conn.execute(insert(notes), rows)

    def people(self) -> Sequence[int]:
        """All for whom a paper waits."""
        query = select(notes.c.person_id).where(_waiting).group_by(notes.c.person_id)
        return self._conn.execute(query.order_by(func.min(notes.c.digest_id))).scalars().all()

    def take(self, person_id: int, now: datetime) -> Sequence[int]:
        """The papers that wait for somebody, handed out herewith."""
        here = (notes.c.person_id == person_id, _waiting)
        found = self._conn.execute(select(notes.c.digest_id).where(*here).order_by(notes.c.digest_id).with_for_update())
        ids = found.scalars().all()
        self._conn.execute(update(notes).where(*here, notes.c.digest_id.in_(ids)).values(handed_at=now))
        return ids

    def unwanted(self, person_ids: Iterable[int]) -> Mapping[int, frozenset[str]]:
        """The duties of which these people want to hear nothing."""
        found: dict[int, frozenset[str]] = {}
        query = select(unwanted.c.person_id, unwanted.c.duty).where(unwanted.c.person_id.in_(list(person_ids)))
        for person, duty in self._conn.execute(query):
            found[person] = found.get(person, frozenset()) | {duty}
        return found

    def want(self, person_id: int, duty: str, *, wanted: bool) -> None:
        if wanted:
            here = (unwanted.c.person_id == person_id, unwanted.c.duty == duty)
            self._conn.execute(unwanted.delete().where(*here))
        else:
            _refuse(self._conn, {"person_id": person_id, "duty": duty})

    def light(self, months: Sequence[Month]) -> Sequence[Month]:
        """Keep communities' lights of a month, each once; returns those that are new."""
        if not months:
            return []
        new = (sqlite if self._conn.dialect.name == "sqlite" else postgresql).insert(lights)
        rows = [asdict(one) | {"light": str(one.light)} for one in months]
        query = new.values(rows).on_conflict_do_nothing().returning(lights.c.unit_id, lights.c.month)
        entered = {(unit, month) for unit, month in self._conn.execute(query)}
        return [one for one in months if (one.unit_id, one.month) in entered]

    def lights(self, unit_ids: Iterable[int]) -> Sequence[Month]:
        """The lights of communities, month by month."""
        columns = (lights.c.unit_id, lights.c.month, lights.c.light, lights.c.met, lights.c.of)
        query = select(*columns).where(lights.c.unit_id.in_(list(unit_ids))).order_by(lights.c.month, lights.c.unit_id)
        return [Month(unit, month, Light(light), met, of) for unit, month, light, met, of in self._conn.execute(query)]


def _on(remit: Remit) -> Sequence[ColumnElement[bool]]:
    """What keeps the rows of cases to those on a desk."""
    found: list[ColumnElement[bool]] = [_of_flows, _under]
    if remit.barred:
        found.append(or_(cases.c.category.is_(None), cases.c.category.not_in(remit.barred)))
    if remit.held is not None:
        holders = [and_(cases.c.holder_kind == str(one.kind), cases.c.holder_id == one.id) for one in remit.held]
        found.append(or_(false(), *holders))
    return found


def _of(remit: Remit) -> Mapping[str, object]:
    return {"pattern": f"{remit.path}%", "flows": list(remit.flows)}


def _digest(row: Any) -> Digest:
    id_, duty_id, duty, title, build, seat, unit, kind, first, last, made_at, late, figures = row
    period = Period(first, last, PeriodKind(kind))
    return Digest(id_, duty_id, duty, title, Build(build), seat, unit, period, made_at, late, figures)
