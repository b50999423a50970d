"""Who is counted: members by their seats, and who is not ranked."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Date, ForeignKey, LargeBinary, Named, Table, TypedColumns, or_, select

from handlers.kit.roles import Role
from handlers.points.records import Member
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
        query = (
            select(*_MEMBER)
            .join(seats, seats.c.id == posts.c.seat_id)
            .join(units, units.c.id == seats.c.unit_id)
            .join(persons, persons.c.id == posts.c.person_id)
            .where(
                posts.c.person_id == person_id,
                posts.c.starts <= day,
                or_(posts.c.ends.is_(None), posts.c.ends >= day),
            )
            .order_by(posts.c.starts, posts.c.id)
        )
        return [_member(row) for row in self._conn.execute(query)]

    def serving(self, path: str, day: date) -> Sequence[Member]:
        """Everybody who holds a seat at or below a unit on a day, a line a seat, the longest held first."""
        query = (
            select(*_MEMBER)
            .join(seats, seats.c.id == posts.c.seat_id)
            .join(units, units.c.id == seats.c.unit_id)
            .join(persons, persons.c.id == posts.c.person_id)
            .where(
                units.c.path.startswith(path),
                posts.c.starts <= day,
                or_(posts.c.ends.is_(None), posts.c.ends >= day),
            )
            .order_by(posts.c.starts, posts.c.id)
        )
        return [_member(row) for row in self._conn.execute(query)]

    def unranked(self, people: Iterable[int], day: date) -> frozenset[int]:
        """Those of these people who are not ranked on a day."""
        query = select(exemptions.c.person_id).where(
            exemptions.c.person_id.in_(list(people)),
            exemptions.c.starts <= day,
            or_(exemptions.c.ends.is_(None), exemptions.c.ends >= day),
        )
        return frozenset(self._conn.execute(query).scalars())


def _member(row: Any) -> Member:
    person, root, role, path, community, org, since = row
    return Member(person, root, Role(role), path, community or 0, org, since)
