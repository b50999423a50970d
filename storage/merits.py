"""Queries about reviews of points over the kernel's tables."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, literal, or_, select

from handlers.cases.records import Case
from handlers.kit.roles import Role
from handlers.merits.records import LOST
from handlers.people.records import Post
from handlers.people.rules import addressee
from storage.cases import CASE, case_of, cases
from storage.media import media
from storage.people import POST, posts, seats
from storage.units import units

_MERITS = cases.c.flow == "merit"


class Merits:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def is_there(self, source: str, external_no: str) -> bool:
        """Whether a case was opened for this before."""
        query = select(cases.c.id).where(cases.c.source == source, cases.c.external_no == external_no)
        return self._conn.execute(query).scalar() is not None

    def waiting(self, paths: Collection[str], states: Collection[str], most: int = 500) -> Sequence[Case]:
        """Those at or below these units that stand in one of these states, in the order they came."""
        here = or_(*(cases.c.unit_path.startswith(path) for path in paths)) if paths else cases.c.id < 0
        query = select(*CASE).where(_MERITS, cases.c.state.in_(list(states)), here).order_by(cases.c.id).limit(most)
        return [case_of(row) for row in self._conn.execute(query)]

    def of_member(self, person_id: int) -> Sequence[Case]:
        """What was put up for somebody and has not failed."""
        theirs = (cases.c.needer_id == person_id, cases.c.state.not_in(LOST))
        return [case_of(row) for row in self._conn.execute(select(*CASE).where(_MERITS, *theirs))]

    def sums(self, case_ids: Collection[int]) -> frozenset[str]:
        """SHA-256 of the photos of these cases."""
        query = select(media.c.sha256).where(media.c.case_id.in_(list(case_ids)), media.c.kind == "photo")
        return frozenset(self._conn.execute(query).scalars())

    def reviewers(self, roles: Collection[Role], community: str, orgs: Collection[int], day: date) -> Sequence[int]:
        """Persons in these roles over a community or in it, on a day: in one of these organisations, or in none."""
        at = or_(units.c.path.startswith(community), literal(community).startswith(units.c.path))
        query = (
            select(*POST)
            .join(seats, seats.c.id == posts.c.seat_id)
            .join(units, units.c.id == seats.c.unit_id)
            .where(seats.c.role.in_([str(role) for role in roles]), at)
            .order_by(posts.c.id)
        )
        if orgs:
            query = query.where(seats.c.org_id.in_([0, *orgs]))
        found = (addressee(Post(*row), day) for row in self._conn.execute(query))
        return list(dict.fromkeys(person for person in found if person))
