"""Invitations, who came in through them, and who agreed to what. No link is stored: it is an id, signed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    func,
    insert,
    or_,
    select,
    update,
)

from handlers.invitations.records import Consent, Invitation, Join, Kind
from handlers.kit.roles import Role
from storage.base import Id, Moment, metadata
from storage.people import persons
from storage.units import units


class invitation_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    kind: Named[str]
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), index=True)
    role: Named[str | None] = Column(String)
    made_by: Named[int] = Column(Id, ForeignKey(persons.c.id))
    made_at: Named[datetime] = Column(Moment)
    until: Named[datetime] = Column(Moment)
    most: Named[int] = Column(Integer)
    uses: Named[int] = Column(Integer, server_default="0")
    revoked_at: Named[datetime | None] = Column(Moment)
    revoked_by: Named[int | None] = Column(Id)


class join_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    invitation_id: Named[int] = Column(Id, ForeignKey("invitations.id"), index=True)
    person_id: Named[int] = Column(Id, ForeignKey(persons.c.id), index=True)
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"))
    at: Named[datetime] = Column(Moment)
    entered: Named[bool] = Column(Boolean)
    seat_id: Named[int | None] = Column(Id)
    ended_at: Named[datetime | None] = Column(Moment)
    ended_by: Named[int | None] = Column(Id)


class consent_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey(persons.c.id), index=True)
    version: Named[int] = Column(Integer)
    given_at: Named[datetime] = Column(Moment)
    withdrawn_at: Named[datetime | None] = Column(Moment)


invitations = Table("invitations", metadata, invitation_columns)
invitation_joins = Table("invitation_joins", metadata, join_columns)
consents = Table("consents", metadata, consent_columns)

_invitation = select(
    invitations.c.id,
    invitations.c.kind,
    invitations.c.unit_id,
    units.c.path,
    invitations.c.role,
    invitations.c.made_by,
    invitations.c.made_at,
    invitations.c.until,
    invitations.c.most,
    invitations.c.uses,
    invitations.c.revoked_at,
).join(units, units.c.id == invitations.c.unit_id)
_join = select(
    invitation_joins.c.id,
    invitation_joins.c.invitation_id,
    invitation_joins.c.person_id,
    units.c.path,
    invitation_joins.c.at,
    invitation_joins.c.entered,
    invitation_joins.c.seat_id,
    invitation_joins.c.ended_at,
).join(units, units.c.id == invitation_joins.c.unit_id)


_OPEN_FIRST = (invitations.c.revoked_at.is_not(None), invitations.c.uses >= invitations.c.most, invitations.c.id.desc())


class Invitations:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def add(self, one: Invitation) -> int:
        """Store a new invitation; returns its id. `one.id` is ignored."""
        values = {
            "kind": str(one.kind),
            "unit_id": one.unit_id,
            "role": str(one.role) if one.role else None,
            "made_by": one.made_by,
            "made_at": one.made_at,
            "until": one.until,
            "most": one.most,
        }
        return self._conn.execute(insert(invitations).values(values).returning(invitations.c.id)).scalar_one()

    def get(self, ids: Iterable[int]) -> Mapping[int, Invitation]:
        rows = self._conn.execute(_invitation.where(invitations.c.id.in_(set(ids))))
        return {row[0]: _invitation_of(row) for row in rows}

    def under(self, paths: Sequence[str], most: int = 200) -> Sequence[Invitation]:
        """Those for units at or below any of these, the newest first."""
        if not paths:
            return []
        here = or_(*(units.c.path.startswith(path) for path in paths))
        rows = self._conn.execute(_invitation.where(here).order_by(*_OPEN_FIRST).limit(most))
        return [_invitation_of(row) for row in rows]

    def use(self, invitation_id: int, now: datetime) -> bool:
        """Count one use; False where it is revoked, over or used up. The row stays locked until the end."""
        still = (
            invitations.c.id == invitation_id,
            invitations.c.uses < invitations.c.most,
            invitations.c.revoked_at.is_(None),
            invitations.c.until > now,
        )
        query = update(invitations).where(*still).values(uses=invitations.c.uses + 1)
        return self._conn.execute(query).rowcount == 1

    def revoke(self, invitation_id: int, by: int, now: datetime) -> bool:
        """False where it was revoked before."""
        live = (invitations.c.id == invitation_id, invitations.c.revoked_at.is_(None))
        query = update(invitations).where(*live).values(revoked_at=now, revoked_by=by)
        return self._conn.execute(query).rowcount == 1

    def add_join(self, join: Join, unit_id: int) -> int:
        values = {
            "invitation_id": join.invitation_id,
            "person_id": join.person_id,
            "unit_id": unit_id,
            "at": join.at,
            "entered": join.entered,
            "seat_id": join.seat_id,
        }
        return self._conn.execute(insert(invitation_joins).values(values).returning(invitation_joins.c.id)).scalar_one()

    def moved(self, join_id: int, unit_id: int) -> None:
        """Who came in lives in another building than they had said."""
        self._conn.execute(update(invitation_joins).where(invitation_joins.c.id == join_id).values(unit_id=unit_id))

    def joins(self, ids: Iterable[int]) -> Mapping[int, Join]:
        rows = self._conn.execute(_join.where(invitation_joins.c.id.in_(set(ids))))
        return {row[0]: Join(*row) for row in rows}

    def joins_of(self, invitation_id: int) -> Sequence[Join]:
        """Who came in through an invitation, the latest first."""
        mine = _join.where(invitation_joins.c.invitation_id == invitation_id)
        return [Join(*row) for row in self._conn.execute(mine.order_by(invitation_joins.c.id.desc()))]

    def joins_by(self, person_ids: Iterable[int]) -> Sequence[Join]:
        """How these people came in, in that order."""
        theirs = _join.where(invitation_joins.c.person_id.in_(set(person_ids)))
        return [Join(*row) for row in self._conn.execute(theirs.order_by(invitation_joins.c.id))]

    def joined_since(self, invitation_id: int, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(invitation_joins)
            .where(invitation_joins.c.invitation_id == invitation_id, invitation_joins.c.at > since)
        )
        return self._conn.execute(query).scalar_one()

    def end(self, join_id: int, by: int, now: datetime) -> bool:
        """Note that somebody was asked to leave; False where that was noted before."""
        still = (invitation_joins.c.id == join_id, invitation_joins.c.ended_at.is_(None))
        query = update(invitation_joins).where(*still).values(ended_at=now, ended_by=by)
        return self._conn.execute(query).rowcount == 1

    def agree(self, person_id: int, version: int, now: datetime) -> None:
        self._conn.execute(insert(consents).values(person_id=person_id, version=version, given_at=now))

    def consent(self, person_id: int) -> Consent | None:
        """What somebody agreed to last, withdrawn or not; none for who was entered by the community."""
        query = (
            select(consents.c.person_id, consents.c.version, consents.c.given_at, consents.c.withdrawn_at)
            .where(consents.c.person_id == person_id)
            .order_by(consents.c.id.desc())
            .limit(1)
        )
        row = self._conn.execute(query).first()
        return Consent(*row) if row else None

    def withdraw(self, person_id: int, now: datetime) -> None:
        mine = (consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        self._conn.execute(update(consents).where(*mine).values(withdrawn_at=now))


def _invitation_of(row: Sequence[Any]) -> Invitation:
    id_, kind, unit, path, role, *rest = row
    return Invitation(id_, Kind(kind), unit, path, Role(role) if role else None, *rest)
