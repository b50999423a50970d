"""What hangs on a case: ties to other cases, petitions, and the frames that RETURN pops."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    JSON,
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
    insert,
    select,
    update,
)

from handlers.cases.records import Frame, Holder, HolderKind, Link, LinkKind, Petition
from storage.base import Id, Moment, metadata


class link_columns(TypedColumns):
    kind: Named[str] = Column(String, primary_key=True)
    parent_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    child_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    lead: Named[bool] = Column(Boolean)


class petition_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), index=True)
    kind: Named[str]
    asked_by: Named[int] = Column(Id)
    asked_at: Named[datetime] = Column(Moment)
    until: Named[date | None] = Column(Date)
    decided_by: Named[int | None] = Column(Id)
    decided_at: Named[datetime | None] = Column(Moment)
    granted: Named[bool | None] = Column(Boolean)


class frame_columns(TypedColumns):
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    depth: Named[int] = Column(Integer, primary_key=True)
    state: Named[str]
    holder_kind: Named[str | None]
    holder_id: Named[int | None] = Column(Id)
    left: Named[dict[str, int]] = Column(JSON)


case_links = Table("case_links", metadata, link_columns)
# As wide as the key, or SQLite would rather look through all links of a kind.
Index("ix_case_links_child", case_links.c.child_id, case_links.c.kind, case_links.c.parent_id)
petitions = Table("petitions", metadata, petition_columns)
case_frames = Table("case_frames", metadata, frame_columns)


class Ties:
    """The part of `Cases` that reads and writes these."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def push(self, case_id: int, depth: int, frame: Frame) -> None:
        holder = frame.holder
        values = {
            "case_id": case_id,
            "depth": depth,
            "state": frame.state,
            "holder_kind": str(holder.kind) if holder else None,
            "holder_id": holder.id if holder else None,
            "left": dict(frame.left),
        }
        self._conn.execute(insert(case_frames).values(values))

    def pop(self, case_id: int) -> Frame | None:
        """Take the newest frame off a case."""
        query = (
            select(
                case_frames.c.depth,
                case_frames.c.state,
                case_frames.c.holder_kind,
                case_frames.c.holder_id,
                case_frames.c.left,
            )
            .where(case_frames.c.case_id == case_id)
            .order_by(case_frames.c.depth.desc())
        )
        row = self._conn.execute(query).first()
        if row is None:
            return None
        depth, state, kind, holder_id, left = row
        gone = (case_frames.c.case_id == case_id) & (case_frames.c.depth == depth)
        self._conn.execute(case_frames.delete().where(gone))
        return Frame(state, Holder(HolderKind(kind), holder_id or 0) if kind else None, left)

    def link(self, link: Link) -> None:
        values = {
            "kind": str(link.kind),
            "parent_id": link.parent_id,
            "child_id": link.child_id,
            "lead": link.lead,
        }
        self._conn.execute(insert(case_links).values(values))

    def unlink(self, link: Link) -> None:
        same = (case_links.c.kind == str(link.kind)) & (case_links.c.parent_id == link.parent_id)
        self._conn.execute(case_links.delete().where(same & (case_links.c.child_id == link.child_id)))

    def links(self, case_id: int) -> Sequence[Link]:
        """All ties of a case, whichever end it is."""
        columns = (case_links.c.kind, case_links.c.parent_id, case_links.c.child_id, case_links.c.lead)
        mine = (case_links.c.parent_id == case_id) | (case_links.c.child_id == case_id)
        rows = self._conn.execute(select(*columns).where(mine).order_by(case_links.c.child_id))
        return [Link(LinkKind(kind), parent, child, lead) for kind, parent, child, lead in rows]

    def ask(self, petition: Petition) -> int:
        values = {
            "case_id": petition.case_id,
            "kind": petition.kind,
            "asked_by": petition.asked_by,
            "asked_at": petition.asked_at,
            "until": petition.until,
        }
        return self._conn.execute(insert(petitions).values(values).returning(petitions.c.id)).scalar_one()

    def decide(self, petition_id: int, by: int, at: datetime, granted: bool) -> bool:
        """False where it was decided before."""
        undecided = (petitions.c.id == petition_id) & petitions.c.decided_at.is_(None)
        values = {"decided_by": by, "decided_at": at, "granted": granted}
        return self._conn.execute(update(petitions).where(undecided).values(values)).rowcount == 1

    def petitions(self, case_id: int) -> Sequence[Petition]:
        query = select(
            petitions.c.id,
            petitions.c.case_id,
            petitions.c.kind,
            petitions.c.asked_by,
            petitions.c.asked_at,
            petitions.c.until,
            petitions.c.decided_by,
            petitions.c.decided_at,
            petitions.c.granted,
        ).where(petitions.c.case_id == case_id)
        return [Petition(*row) for row in self._conn.execute(query.order_by(petitions.c.id))]
