"""Who fills which seat on a day, together with the people that cards name: one query for a whole list."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Integer, String, bindparam, literal, null, or_, select, union_all

from handlers.cases.seen import Known
from handlers.kit.roles import Role
from handlers.people.records import Held, Post, Sitting
from handlers.people.rules import addressee
from storage.hot import Hot
from storage.people import PERSON, POST, People, persons, posts, seats
from storage.units import units
from storage.vault import Vault

_NOTHING = (
    *(null().cast(Integer) for _ in range(2)),
    *(null().cast(Date) for _ in range(4)),
    null().cast(Integer),
    literal("").cast(String),
    literal("").cast(String),
)
_named = select(*PERSON, *_NOTHING).where(persons.c.id.in_(bindparam("people", expanding=True)))
# Everybody with a post in one of these seats, stand-ins included.
_filled = (
    select(*PERSON, *POST, seats.c.role, units.c.name)
    .select_from(posts)
    .join(persons, or_(persons.c.id == posts.c.person_id, persons.c.id == posts.c.stand_in_id))
    .join(seats, seats.c.id == posts.c.seat_id)
    .join(units, units.c.id == seats.c.unit_id)
    .where(posts.c.seat_id.in_(bindparam("seats", expanding=True)))
)
_by_name = Hot(_named, returns=_filled.selected_columns)
_with_seats = Hot(union_all(_named, _filled), returns=_filled.selected_columns)


class Sittings:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._people = conn, People(conn, vault)

    def known(self, person_ids: Collection[int], seat_ids: Collection[int], day: date) -> Known:
        """These people, and these seats with who fills them on a day."""
        wanted = {"people": sorted({i for i in person_ids if i}), "seats": sorted(set(seat_ids))}
        rows = (_with_seats if seat_ids else _by_name).rows(self._conn, wanted)
        people = {row[0]: self._people.person_of(*row[:7]) for row in rows}
        return Known(people, _sittings([row[7:] for row in rows if row[7]], day))

    def held(self, seat_id: int) -> Held | None:
        """A seat as whoever fills it holds it."""
        query = (
            select(seats.c.id, seats.c.role, seats.c.unit_id, units.c.path, seats.c.org_id)
            .join(units, units.c.id == seats.c.unit_id)
            .where(seats.c.id == seat_id)
        )
        row = self._conn.execute(query).first()
        return Held(row[0], Role(row[1]), row[2], row[3], row[4] or None) if row else None

    def role(self, seat_id: int) -> Role:
        return Role(self._conn.execute(select(seats.c.role).where(seats.c.id == seat_id)).scalar_one())

    def of(self, seat_id: int, day: date) -> list[int]:
        """Whom to tell what a seat is told on a day: who fills it, or stands in."""
        query = select(*POST).where(posts.c.seat_id == seat_id).order_by(posts.c.id)
        found = (addressee(Post(*row), day) for row in self._conn.execute(query))
        return [person for person in found if person]


def _sittings(rows: Sequence[Any], day: date) -> dict[int, Sitting]:
    found: dict[int, Sitting] = {}
    for *post, role, place in sorted(rows, key=lambda row: (row[2], row[1])):
        person, seat_id = addressee(Post(*post), day), post[0]
        before = found[seat_id].person_ids if seat_id in found else ()
        ids = tuple(dict.fromkeys((*before, person))) if person else before
        found[seat_id] = Sitting(seat_id, Role(role), place, ids)
    return found
