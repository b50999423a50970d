"""Daily anchors: what was written of each day, and the heads of the cases and balances that it covers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Named,
    Table,
    TypedColumns,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from handlers.cases.records import Anchor, Head
from storage.base import Id, Moment, metadata
from storage.cases import cases
from storage.hot import Hot
from storage.ledger import balances


class anchor_columns(TypedColumns):
    day: Named[date] = Column(Date, primary_key=True)
    at: Named[datetime] = Column(Moment)
    prev: Named[str]
    hash: Named[str]


class anchor_head_columns(TypedColumns):
    day: Named[date] = Column(Date, ForeignKey("anchors.day"), primary_key=True)
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    seq: Named[int] = Column(Integer)
    head: Named[str]


class anchor_balance_columns(TypedColumns):
    day: Named[date] = Column(Date, ForeignKey("anchors.day"), primary_key=True)
    balance_id: Named[int] = Column(Id, ForeignKey("balances.id"), primary_key=True)
    seq: Named[int] = Column(Integer)
    head: Named[str]


anchors = Table("anchors", metadata, anchor_columns)
anchor_heads = Table("anchor_heads", metadata, anchor_head_columns)
anchor_balances = Table("anchor_balances", metadata, anchor_balance_columns)

_add = Hot(
    {
        "sqlite": sqlite.insert(anchors).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(anchors).on_conflict_do_nothing(),
    },
    *(column.name for column in anchors.c),
)


class Anchors:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def grown_cases(self) -> tuple[Head, ...]:
        """The head of each history that grew since it was last anchored, found by its mark."""
        query = select(cases.c.id, cases.c.version, cases.c.head).where(cases.c.anchored < cases.c.version)
        return tuple((id_, seq, head) for id_, seq, head in self._conn.execute(query.order_by(cases.c.id)))

    def grown_balances(self) -> tuple[Head, ...]:
        """The same of the balances."""
        query = select(balances.c.id, balances.c.seq, balances.c.head).where(balances.c.anchored < balances.c.seq)
        return tuple((id_, seq, head) for id_, seq, head in self._conn.execute(query.order_by(balances.c.id)))

    def last(self) -> tuple[date, str] | None:
        """The day and hash of the newest."""
        return next(iter(self.published(1)), None)

    def published(self, most: int, before: date | None = None) -> Sequence[tuple[date, str]]:
        """(day, hash), the newest first: what anybody may copy and keep."""
        query = select(anchors.c.day, anchors.c.hash).order_by(anchors.c.day.desc()).limit(most)
        query = query.where(anchors.c.day < before) if before else query
        return [(day, hash_) for day, hash_ in self._conn.execute(query)]

    def add(self, anchor: Anchor) -> bool:
        """Write an anchor and mark what it covers; False where another process has written that day meanwhile."""
        if not _add.count(self._conn, {"day": anchor.day, "at": anchor.at, "prev": anchor.prev, "hash": anchor.hash}):
            return False
        self._cover(anchor_heads, cases, anchor.day, anchor.cases)
        self._cover(anchor_balances, balances, anchor.day, anchor.balances)
        return True

    def _cover(self, heads: Table, grown: Table, day: date, rows: Sequence[Head]) -> None:
        if not rows:
            return
        _, of, _, _ = heads.c
        self._conn.execute(
            insert(heads), [{"day": day, of.name: id_, "seq": seq, "head": head} for id_, seq, head in rows]
        )
        mark = update(grown).where(grown.c.id == bindparam("b_id")).values(anchored=bindparam("b_seq"))
        self._conn.execute(mark, [{"b_id": id_, "b_seq": seq} for id_, seq, _ in rows])

    def all(self) -> Sequence[Anchor]:
        """Every anchor in order, with the heads that it covers."""
        of_cases, of_balances = self._heads(anchor_heads), self._heads(anchor_balances)
        query = select(anchors.c.day, anchors.c.at, anchors.c.prev, anchors.c.hash).order_by(anchors.c.day)
        return [
            Anchor(day, at, prev, hash_, tuple(of_cases.pop(day, ())), tuple(of_balances.pop(day, ())))
            for day, at, prev, hash_ in self._conn.execute(query)
        ]

    def _heads(self, table: Table) -> dict[date, list[Head]]:
        found: dict[date, list[Head]] = {}
        for day, *head in self._conn.execute(select(*table.c)):
            found.setdefault(day, []).append(_head(head))
        return found

    def mismarked_cases(self) -> Sequence[int]:
        """Those whose mark says otherwise than the anchors: the next anchor might pass them over."""
        return self._mismarked(cases, anchor_heads)

    def mismarked_balances(self) -> Sequence[int]:
        return self._mismarked(balances, anchor_balances)

    def _mismarked(self, grown: Table, heads: Table) -> Sequence[int]:
        _, of, seq, _ = heads.c
        newest = select(of.label("id"), func.max(seq).label("seq")).group_by(of).subquery()
        query = select(grown.c.id).outerjoin(newest, newest.c.id == grown.c.id).order_by(grown.c.id)
        return list(self._conn.execute(query.where(grown.c.anchored != func.coalesce(newest.c.seq, 0))).scalars())


def _head(row: Sequence[Any]) -> Head:
    id_, seq, head = row
    return id_, seq, head
