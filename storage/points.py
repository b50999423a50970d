"""Who is counted: members by their seats, and who is not ranked."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    delete,
    insert,
    or_,
    select,
    update,
)

from handlers.kit.roles import Role
from handlers.points.records import Exemption, Member
from storage.base import Id, metadata
from storage.people import persons, posts, seats
from storage.units import units
from storage.vault import Vault


class exemption_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    starts: Named[date] = Column(Date)
    ends: Named[date | None] = Column(Date)
    sealed: Named[bytes | None] = Column(LargeBinary)


exemptions = Table("exemptions", metadata, exemption_columns)
_PURPOSE = "exemption"
_EXEMPTION = (
    *(exemptions.c.id, exemptions.c.person_id, exemptions.c.starts, exemptions.c.ends),
    *(persons.c.wrapped, exemptions.c.sealed),
)
_MEMBER = (
    posts.c.person_id,
    persons.c.root_id,
    seats.c.role,
    units.c.path,
    units.c.community_id,
    seats.c.org_id,
    posts.c.starts,
)


class Points:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def memberships(self, person_id: int, day: date) -> Sequence[Member]:
        """A person's seats on a day, the longest held first: what sets may count for."""
        return self._members(day, posts.c.person_id == person_id)

    def members_under(self, path: str, day: date) -> Sequence[Member]:
        """Every seat at a unit or below it that somebody fills on a day, the longest held first."""
        return self._members(day, units.c.path.startswith(path))

    def _members(self, day: date, whose: ColumnElement[bool]) -> Sequence[Member]:
        query = (
            select(*_MEMBER)
            .join(seats, seats.c.id == posts.c.seat_id)
            .join(units, units.c.id == seats.c.unit_id)
            .join(persons, persons.c.id == posts.c.person_id)
            .where(whose, posts.c.starts <= day, or_(posts.c.ends.is_(None), posts.c.ends >= day))
            .order_by(posts.c.starts, posts.c.id)
        )
        return [_member(row) for row in self._conn.execute(query)]

    def exempted(self, people: Iterable[int], day: date) -> frozenset[int]:
        """Which of these people are not ranked on a day."""
        here = (exemptions.c.person_id.in_(set(people)), exemptions.c.starts <= day)
        query = select(exemptions.c.person_id).where(*here, or_(exemptions.c.ends.is_(None), exemptions.c.ends >= day))
        return frozenset(self._conn.execute(query).scalars())

    def exemptions(self, person_id: int) -> Sequence[Exemption]:
        """When a person is not ranked, the newest first; with why, for those who may know."""
        query = select(*_EXEMPTION).join(persons, persons.c.id == exemptions.c.person_id)
        here = query.where(exemptions.c.person_id == person_id)
        rows = self._conn.execute(here.order_by(exemptions.c.starts.desc(), exemptions.c.id.desc()))
        return [self._exemption(*row) for row in rows]

    def exempt(self, one: Exemption) -> int:
        """Store an exemption, why sealed under the person's key: who forgets the person forgets it."""
        wrapped = self._conn.execute(select(persons.c.wrapped).where(persons.c.id == one.person_id)).scalar_one()
        if wrapped is None:
            raise ValueError("this person was erased")
        sealed = self._vault.seal_json(wrapped, {"why": one.why}, _PURPOSE)
        values = {"person_id": one.person_id, "starts": one.starts, "ends": one.ends, "sealed": sealed}
        return self._conn.execute(insert(exemptions).values(values).returning(exemptions.c.id)).scalar_one()

    def end_exemption(self, exemption_id: int, last: date) -> None:
        """An exemption holds to this day, inside; nothing is left of one that had not begun by then."""
        here = exemptions.c.id == exemption_id
        self._conn.execute(delete(exemptions).where(here, exemptions.c.starts > last))
        self._conn.execute(update(exemptions).where(here).values(ends=last))

    def _exemption(
        self, id_: int, person_id: int, starts: date, ends: date | None, wrapped: Any, sealed: Any
    ) -> Exemption:
        secret = self._vault.open_json(wrapped, sealed, _PURPOSE)
        return Exemption(person_id, starts, ends, str(secret.get("why", "")), id_)


def _member(row: Any) -> Member:
    person, root, role, path, community, org, since = row
    return Member(person, root, Role(role), path, community or 0, org, since)
