"""Notices that wait for their readers to be found, and for their hour."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Index,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    insert,
    select,
    update,
)

from handlers.kit.notices import Notice
from storage.base import Id, Moment, metadata, word
from storage.hot import Hot


class outbox_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    key: Named[str] = Column(String, unique=True)
    audience: Named[str]
    card: Named[str]
    case_id: Named[int | None] = Column(Id)
    version: Named[int] = Column(Integer)
    args: Named[dict[str, Any]] = Column(JSON)
    created_at: Named[datetime] = Column(Moment)
    due_at: Named[datetime] = Column(Moment)
    state: Named[str] = Column(String, server_default="waiting")
    tries: Named[int] = Column(Integer, server_default="0")


outbox = Table("outbox", metadata, outbox_columns)
_waiting = outbox.c.state == word("waiting")
Index("ix_outbox_waiting", outbox.c.due_at, sqlite_where=_waiting, postgresql_where=_waiting)
_NOTICE = (
    outbox.c.key,
    outbox.c.audience,
    outbox.c.card,
    outbox.c.case_id,
    outbox.c.version,
    outbox.c.args,
    outbox.c.created_at,
    outbox.c.due_at,
    outbox.c.id,
    outbox.c.tries,
)
_due = Hot(
    select(*_NOTICE)
    .where(_waiting, outbox.c.due_at <= bindparam("now", type_=Moment))
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most")),
    returns=_NOTICE,
)
_claim = Hot(update(outbox).where(outbox.c.id == bindparam("b_id"), _waiting).values(state=bindparam("to")))
_put = Hot(insert(outbox), "key", "audience", "card", "case_id", "version", "args", "created_at", "due_at")


class Outbox:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.filled = False

    def put(self, notices: Sequence[Notice]) -> None:
        rows = [
            {
                "key": n.key,
                "audience": n.audience,
                "card": n.card,
                "case_id": n.case_id,
                "version": n.version,
                "args": dict(n.args),
                "created_at": n.created_at,
                "due_at": n.due_at,
            }
            for n in notices
        ]
        if rows:
            self.filled = True
            _put.many(self._conn, rows)

    def waits(self, start: str) -> bool:
        """Whether a notice whose key begins so has not been told yet."""
        those = outbox.c.key.startswith(start, autoescape=True)
        return self._conn.execute(select(outbox.c.id).where(_waiting, those).limit(1)).first() is not None

    def due(self, now: datetime, most: int = 20) -> Sequence[Notice]:
        return [Notice(*row) for row in _due.rows(self._conn, {"now": now, "most": most})]

    def claim(self, notice: Notice, to: str = "told") -> bool:
        """Take a notice off the waiting list; False where another courier was first."""
        return _claim.count(self._conn, {"b_id": notice.id, "to": to}) == 1

    def put_off(self, notice: Notice, until: datetime, tries: int) -> None:
        values = {"due_at": until, "tries": tries}
        self._conn.execute(update(outbox).where(outbox.c.id == notice.id, _waiting).values(values))
