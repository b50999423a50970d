"""Append-only histories: events, sealed texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    func,
    insert,
    select,
)

from handlers.cases.records import Case, Event, Text
from storage.base import Id, Moment, metadata
from storage.cases import CASE, case_of, cases
from storage.hot import Hot
from storage.people import persons
from storage.vault import Vault


class event_columns(TypedColumns):
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    seq: Named[int] = Column(Integer, primary_key=True)
    step: Named[str]
    actor_id: Named[int] = Column(Id)
    seat_id: Named[int | None] = Column(Id)
    frm: Named[str]
    to: Named[str]
    occurred_at: Named[datetime] = Column(Moment)
    recorded_at: Named[datetime] = Column(Moment)
    body: Named[dict[str, Any]] = Column(JSON)
    prev: Named[str]
    hash: Named[str]


class text_columns(TypedColumns):
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    seq: Named[int] = Column(Integer, primary_key=True)
    key: Named[str] = Column(String, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"))
    sealed: Named[bytes | None] = Column(LargeBinary)


case_events = Table("case_events", metadata, event_columns)
Index("ix_case_events_doer", case_events.c.actor_id, case_events.c.step, case_events.c.occurred_at)
Index("ix_case_events_step", case_events.c.step, case_events.c.occurred_at)
case_texts = Table("case_texts", metadata, text_columns)

_event_columns = (
    case_events.c.case_id,
    case_events.c.seq,
    case_events.c.step,
    case_events.c.actor_id,
    case_events.c.seat_id,
    case_events.c.frm,
    case_events.c.to,
    case_events.c.occurred_at,
    case_events.c.recorded_at,
    case_events.c.body,
    case_events.c.prev,
    case_events.c.hash,
)
_add_event = Hot(insert(case_events), *(column.name for column in _event_columns))
_texts = Hot(
    select(case_texts.c.case_id, case_texts.c.seq, case_texts.c.key, case_texts.c.sealed, persons.c.wrapped)
    .join(persons, persons.c.id == case_texts.c.person_id)
    .where(case_texts.c.case_id.in_(bindparam("ids", expanding=True)))
    .order_by(case_texts.c.case_id, case_texts.c.seq)
)
_add_text = Hot(insert(case_texts), *(column.name for column in case_texts.c))
_key_of = Hot(select(persons.c.wrapped).where(persons.c.id == bindparam("person")))
_events = (
    select(*_event_columns)
    .where(case_events.c.case_id.in_(bindparam("ids", expanding=True)))
    .order_by(case_events.c.case_id, case_events.c.seq)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed text; without a wrapped key its person was erased."""

    seq: int
    key: str
    sealed: bytes | None
    wrapped: bytes | None


class History:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def append(self, event: Event) -> None:
        values = {
            "case_id": event.case_id,
            "seq": event.seq,
            "step": event.step,
            "actor_id": event.actor_id,
            "seat_id": event.seat_id,
            "frm": event.frm,
            "to": event.to,
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "body": dict(event.body),
            "prev": event.prev,
            "hash": event.hash,
        }
        _add_event.many(self._conn, [values])

    def events(self, ids: Iterable[int]) -> Mapping[int, tuple[Event, ...]]:
        found: dict[int, tuple[Event, ...]] = {}
        for row in self._conn.execute(_events, {"ids": list(ids)}):
            found[row[0]] = (*found.get(row[0], ()), Event(*row))
        return found

    def entered(self, case_id: int, occurred_at: datetime) -> datetime | None:
        """When what occurred at a moment was entered; later than that for a ledger of old."""
        here = (case_events.c.case_id == case_id, case_events.c.occurred_at == occurred_at)
        return self._conn.execute(select(func.max(case_events.c.recorded_at)).where(*here)).scalar()

    def doers(self, ids: Iterable[int], steps: Iterable[str]) -> Mapping[int, Mapping[str, frozenset[int]]]:
        """Who has ever done which of these steps, a case."""
        query = (
            select(case_events.c.case_id, case_events.c.step, case_events.c.actor_id)
            .where(case_events.c.case_id.in_(list(ids)), case_events.c.step.in_(list(steps)))
            .distinct()
        )
        found: dict[int, dict[str, frozenset[int]]] = {}
        for case_id, step, actor_id in self._conn.execute(query):
            by_step = found.setdefault(case_id, {})
            by_step[step] = by_step.get(step, frozenset()) | {actor_id}
        return found

    def write(self, texts: Sequence[Text], person_id: int) -> None:
        """Seal texts under a person's key. Of somebody erased only that there was one is kept, as of their others."""
        if not texts:
            return
        ((wrapped,),) = _key_of.rows(self._conn, {"person": person_id})
        rows = [
            {
                "case_id": text.case_id,
                "seq": text.seq,
                "key": text.key,
                "person_id": person_id,
                "sealed": self._sealed(wrapped, text),
            }
            for text in texts
        ]
        _add_text.many(self._conn, rows)

    def _sealed(self, wrapped: bytes | None, text: Text) -> bytes | None:
        return self._vault.seal_json(wrapped, {"text": text.text, "salt": text.salt}, "case_text") if wrapped else None

    def texts(self, ids: Iterable[int]) -> Mapping[int, tuple[Text, ...]]:
        """The texts of each case in the order written; erased ones are left out."""
        found: dict[int, tuple[Text, ...]] = {}
        for case_id, seq, key, sealed, wrapped in _texts.rows(self._conn, {"ids": list(ids)}):
            plain = self._vault.open_json(wrapped, sealed, "case_text")
            if plain:
                text = Text(case_id, seq, key, plain["text"], plain["salt"])
                found[case_id] = (*found.get(case_id, ()), text)
        return found

    def all_chains(self) -> Iterator[tuple[Case, tuple[Event, ...]]]:
        """Every case with its events, in batches that fit in memory."""
        last = 0
        while True:
            query = select(*CASE).where(cases.c.id > last).order_by(cases.c.id).limit(500)
            batch = [case_of(row) for row in self._conn.execute(query)]
            if not batch:
                return
            events = self.events([case.id for case in batch])
            for case in batch:
                yield case, events.get(case.id, ())
            last = batch[-1].id

    def kept(self, case_id: int) -> Sequence[Kept]:
        """The sealed texts of a case as they lie there, unopened."""
        query = select(case_texts.c.seq, case_texts.c.key, case_texts.c.sealed, persons.c.wrapped)
        query = query.join(persons, persons.c.id == case_texts.c.person_id).where(case_texts.c.case_id == case_id)
        return [Kept(*row) for row in self._conn.execute(query)]
