"""The kernel's central table: how a case is read and moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from handlers.cases.records import Case, Clock, Holder, HolderKind, Standing
from storage.base import Id, Moment, metadata
from storage.clocks import clocks
from storage.hot import Hot
from storage.ties import Ties
from storage.units import units


class case_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    no: Named[str] = Column(String, unique=True)
    flow: Named[str]
    root_id: Named[int] = Column(Id)
    community_id: Named[int] = Column(Id)
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"))
    unit_path: Named[str]
    state: Named[str]
    version: Named[int] = Column(Integer)
    head: Named[str]
    asker_id: Named[int] = Column(Id)
    needer_id: Named[int] = Column(Id)
    typist_id: Named[int] = Column(Id, index=True)
    opened_at: Named[datetime] = Column(Moment)
    holder_kind: Named[str | None]
    holder_id: Named[int | None] = Column(Id)
    priority: Named[int] = Column(Integer)
    counts: Named[dict[str, int]] = Column(JSON)
    facts: Named[dict[str, Any]] = Column(JSON)
    category: Named[str | None]  # of the facts, where an index can reach it
    moved_at: Named[datetime] = Column(Moment)
    closed_at: Named[datetime | None] = Column(Moment)
    source: Named[str | None]
    external_no: Named[str | None]
    anchored: Named[int] = Column(Integer, server_default="0")


cases = Table("cases", metadata, case_columns, UniqueConstraint("source", "external_no"))
Index("ix_cases_place", cases.c.community_id, cases.c.flow, cases.c.state, cases.c.id)
Index("ix_cases_holder", cases.c.holder_kind, cases.c.holder_id, cases.c.state, cases.c.flow)
# Whose cases of a flow are under way: as narrow as that, or SQLite reads all of the flow.
Index("ix_cases_asker", cases.c.asker_id, cases.c.flow, cases.c.state)
Index("ix_cases_needer", cases.c.needer_id, cases.c.flow, cases.c.state)
# For the lists of `storage/lists.py`: what is under way at a place, all of a flow there, all in a state, all of a kind.
_prefix = {"unit_path": "text_pattern_ops"}  # a place is a prefix, whatever the database's language
_live, _kind = cases.c.closed_at.is_(None), cases.c.category.is_not(None)
Index(
    "ix_cases_live",
    *(cases.c.unit_path, cases.c.flow, cases.c.state, cases.c.category, cases.c.id),
    sqlite_where=_live,
    postgresql_where=_live,
    postgresql_ops=_prefix,
)
Index("ix_cases_flow", cases.c.flow, cases.c.unit_path, cases.c.id, postgresql_ops=_prefix)
Index("ix_cases_state", cases.c.state, cases.c.flow, cases.c.unit_path, cases.c.id, postgresql_ops=_prefix)
Index(
    "ix_cases_category",
    *(cases.c.category, cases.c.unit_path, cases.c.flow, cases.c.id),
    sqlite_where=_kind,
    postgresql_where=_kind,
    postgresql_ops=_prefix,
)
# For the rates and digests of a place and some days, however long it has been there.
_time = (cases.c.flow, cases.c.unit_path)
Index("ix_cases_opened", *_time, cases.c.opened_at, postgresql_ops=_prefix)
_over = cases.c.closed_at.is_not(None)
Index(
    "ix_cases_closed",
    *(*_time, cases.c.closed_at),
    sqlite_where=_over,
    postgresql_where=_over,
    postgresql_ops=_prefix,
)
CASE = (
    cases.c.id,
    cases.c.no,
    cases.c.flow,
    cases.c.root_id,
    cases.c.community_id,
    cases.c.unit_id,
    cases.c.unit_path,
    cases.c.state,
    cases.c.version,
    cases.c.head,
    cases.c.asker_id,
    cases.c.needer_id,
    cases.c.typist_id,
    cases.c.opened_at,
    cases.c.holder_kind,
    cases.c.holder_id,
    cases.c.priority,
    cases.c.counts,
    cases.c.facts,
    cases.c.moved_at,
    cases.c.closed_at,
    cases.c.source,
    cases.c.external_no,
)
_lock_one = select(*CASE).where(cases.c.id == bindparam("case")).with_for_update()
_by_ids = Hot(select(*CASE).where(cases.c.id.in_(bindparam("ids", expanding=True))), returns=CASE)
_community = units.alias("community")
_stood = (
    select(*CASE, clocks.c.name, clocks.c.started_at, clocks.c.due_at, units.c.name, _community.c.name)
    .join(units, units.c.id == cases.c.unit_id)
    .join(_community, _community.c.id == cases.c.community_id)
    .outerjoin(clocks, (clocks.c.case_id == cases.c.id) & clocks.c.met_at.is_(None) & clocks.c.stopped_at.is_(None))
    .where(cases.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(clocks.c.due_at)
)
_standing = Hot(_stood, returns=_stood.selected_columns)
_move = (
    update(cases)
    .where(cases.c.id == bindparam("b_case"), cases.c.version == bindparam("b_version"))
    .values(
        state=bindparam("state"),
        version=bindparam("b_version") + 1,
        head=bindparam("head"),
        asker_id=bindparam("asker_id"),
        holder_kind=bindparam("holder_kind"),
        holder_id=bindparam("holder_id"),
        priority=bindparam("priority"),
        counts=bindparam("counts"),
        facts=bindparam("facts"),
        category=bindparam("category"),
        moved_at=bindparam("moved_at"),
        closed_at=bindparam("closed_at"),
    )
)


_lock = Hot(_lock_one, returns=CASE)
_write = Hot(_move)
_open = Hot(
    insert(cases).returning(cases.c.id),
    *("no", "flow", "root_id", "community_id", "unit_id", "unit_path", "version", "needer_id", "typist_id"),
    *("opened_at", "source", "external_no", "state", "head", "asker_id", "holder_kind", "holder_id", "priority"),
    *("counts", "facts", "category", "moved_at", "closed_at"),
)
_set_head = Hot(update(cases).where(cases.c.id == bindparam("b_case")).values(head=bindparam("new_head")))


class Cases(Ties):
    def lock(self, case_id: int) -> Case | None:
        """The case, its row locked until the turn ends (on SQLite the whole turn is one writer's)."""
        rows = _lock.rows(self._conn, {"case": case_id})
        return case_of(rows[0]) if rows else None

    def get(self, ids: Iterable[int]) -> Mapping[int, Case]:
        wanted = list(set(ids))
        if not wanted:
            return {}
        return {row[0]: case_of(row) for row in _by_ids.rows(self._conn, {"ids": wanted})}

    def standing(self, ids: Iterable[int]) -> Mapping[int, Standing]:
        """Each case with its running clock that is due first and the names of its place, in one query."""
        found: dict[int, Standing] = {}
        for row in _standing.rows(self._conn, {"ids": list(set(ids))}):
            *values, name, started, due, place, community = row
            clock = Clock(values[0], name, started, due) if name else None
            found.setdefault(values[0], Standing(case_of(values), clock, place, community))
        return found

    def by_no(self, no: str) -> Case | None:
        row = self._conn.execute(select(*CASE).where(cases.c.no == no)).first()
        return case_of(row) if row else None

    def newest(self) -> str:
        """The number of the case that was opened last."""
        return self._conn.execute(select(cases.c.no).order_by(cases.c.id.desc()).limit(1)).scalar() or ""

    def open_of(self, asker_id: int) -> Sequence[Case]:
        """What somebody asked for that has not ended, the oldest first."""
        theirs = select(*CASE).where(cases.c.asker_id == asker_id, cases.c.closed_at.is_(None)).order_by(cases.c.id)
        return self.where(theirs)

    def held_by(self, person_id: int) -> Sequence[Case]:
        """What somebody has claimed, by themselves and not by a seat, and that has not ended."""
        theirs = select(*CASE).where(
            cases.c.holder_kind == "person", cases.c.holder_id == person_id, cases.c.closed_at.is_(None)
        )
        return self.where(theirs.order_by(cases.c.id))

    def where(self, query: "Select[Any]") -> Sequence[Case]:
        """Cases of a select over `CASE`, written by a room's own storage file."""
        return [case_of(row) for row in self._conn.execute(query)]

    def add(self, case: Case) -> Case:
        """Store a new case; its id is given here."""
        values = _values(case) | {
            "no": case.no,
            "flow": case.flow,
            "root_id": case.root_id,
            "community_id": case.community_id,
            "unit_id": case.unit_id,
            "unit_path": case.unit_path,
            "version": case.version,
            "needer_id": case.needer_id,
            "typist_id": case.typist_id,
            "opened_at": case.opened_at,
            "source": case.source,
            "external_no": case.external_no,
        }
        ((case_id,),) = _open.rows(self._conn, values)
        return replace(case, id=case_id)

    def set_head(self, case: Case, head: str) -> None:
        _set_head.count(self._conn, {"b_case": case.id, "new_head": head})

    def move(self, case: Case, version: int) -> bool:
        """Write the case as its next version; False where it has moved on from `version` meanwhile."""
        values = _values(case) | {"b_case": case.id, "b_version": version}
        return _write.count(self._conn, values) == 1


def case_of(row: Iterable[Any]) -> Case:
    values = list(row)
    kind, holder_id = values[14], values[15]
    holder = Holder(HolderKind(kind), holder_id) if kind else None
    return Case(*(*values[:14], holder, *values[16:]))


def _values(case: Case) -> dict[str, object]:
    return {
        "state": case.state,
        "head": case.head,
        "asker_id": case.asker_id,
        "holder_kind": str(case.holder.kind) if case.holder else None,
        "holder_id": case.holder.id if case.holder else None,
        "priority": case.priority,
        "counts": dict(case.counts),
        "facts": dict(case.facts),
        "category": case.facts.get("category"),
        "moved_at": case.moved_at or case.opened_at,
        "closed_at": case.closed_at,
    }
