"""Names and coordinates of units, and the seats around a place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    Row,
    String,
    Table,
    TypedColumns,
    bindparam,
    cast,
    delete,
    insert,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from handlers.kit.roles import Role
from handlers.people.records import Post
from handlers.people.rules import addressee
from handlers.routing.place_records import PlaceName, Point, SeatHere
from handlers.units.records import Level
from handlers.units.spoken import Marks, distinct, normal
from storage.base import Id, metadata
from storage.people import posts, seats
from storage.units import units


class place_name_columns(TypedColumns):
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), primary_key=True)
    norm: Named[str] = Column(String, primary_key=True)
    name: Named[str]


class place_point_columns(TypedColumns):
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), primary_key=True)
    lat: Named[int] = Column(Integer)
    lon: Named[int] = Column(Integer)


# What people call a unit besides its own name; `norm` is how a name is compared.
place_names = Table("place_names", metadata, place_name_columns)
# In millionths of a degree.
place_points = Table("place_points", metadata, place_point_columns)

_below = select(units.c.id).where(units.c.path == bindparam("path", type_=String)).cte("below", recursive=True)
_below = _below.union_all(select(units.c.id).join(_below, units.c.parent_id == _below.c.id))
_unit = (units.c.id, units.c.path, units.c.community_id, units.c.level)
_names = union_all(
    select(*_unit, units.c.name).join(_below, _below.c.id == units.c.id),
    select(*_unit, place_names.c.name)
    .join(_below, _below.c.id == units.c.id)
    .join(place_names, place_names.c.unit_id == units.c.id),
)
_points = (
    select(units.c.id, units.c.path, units.c.community_id, place_points.c.lat, place_points.c.lon)
    .join(_below, _below.c.id == units.c.id)
    .join(place_points, place_points.c.unit_id == units.c.id)
    .order_by(units.c.id)
)
_marks = union_all(
    select(place_names.c.unit_id, place_names.c.name, cast(null(), Integer), cast(null(), Integer)),
    select(place_points.c.unit_id, cast(null(), String), place_points.c.lat, place_points.c.lon),
)
_here = (seats.c.id, seats.c.role, units.c.path)
_post = (
    posts.c.seat_id,
    posts.c.person_id,
    posts.c.starts,
    posts.c.ends,
    posts.c.leave_from,
    posts.c.leave_to,
    posts.c.stand_in_id,
)
_seats_over = (
    select(*_post, *_here)
    .join(units, units.c.id == seats.c.unit_id)
    .outerjoin(posts, posts.c.seat_id == seats.c.id)
    .where(units.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(seats.c.id)
)
_seats_under = (
    select(*_post, *_here)
    .join(units, units.c.id == seats.c.unit_id)
    .join(_below, _below.c.id == units.c.id)
    .join(posts, posts.c.seat_id == seats.c.id)
    .order_by(seats.c.id)
)
_SeatRow: TypeAlias = Row[int, int, date, date | None, date | None, date | None, int | None, int, str, str]
_add_names = {
    "sqlite": sqlite.insert(place_names).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(place_names).on_conflict_do_nothing(),
}


class Routing:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def names(self, path: str) -> Sequence[PlaceName]:
        """All names of the unit with this path and of those below it. Made for a street's path: a few thousand."""
        rows = self._conn.execute(_names, {"path": path})
        return [PlaceName(id_, unit_path, here, Level(level), name) for id_, unit_path, here, level, name in rows]

    def points(self, path: str) -> Sequence[Point]:
        """Where the unit with this path and those below it lie, as far as that is known."""
        return [Point(*row) for row in self._conn.execute(_points, {"path": path})]

    def marks(self) -> Mapping[int, Marks]:
        """Every unit's other names and coordinates, for the census."""
        names: dict[int, list[str]] = {}
        points: dict[int, tuple[int, int]] = {}
        for unit_id, name, lat, lon in self._conn.execute(_marks):
            if name is None:
                points[unit_id] = (lat, lon)
            else:
                names.setdefault(unit_id, []).append(name)
        ids = names.keys() | points.keys()
        return {id_: Marks(id_, distinct(names.get(id_, ())), points.get(id_)) for id_ in ids}

    def add(self, marks: Iterable[Marks]) -> None:
        """Set the names and coordinates of units to these; what a mark leaves empty stays as it was."""
        marks = list(marks)
        self._replace(place_names, [row for one in marks for row in _name_rows(one.unit_id, one.names)])
        self._replace(place_points, [_point_row(one.unit_id, *one.point) for one in marks if one.point])

    def add_names(self, unit_id: int, names: Iterable[str]) -> None:
        """Besides those that are there; what is there under another spelling stays."""
        rows = _name_rows(unit_id, names)
        if rows:
            self._conn.execute(_add_names[self._conn.dialect.name], rows)

    def set_point(self, unit_id: int, lat: int, lon: int) -> None:
        self._replace(place_points, [_point_row(unit_id, lat, lon)])

    def seats_over(self, path: str, day: date) -> Sequence[SeatHere]:
        """All seats of the unit with this path and of those above it."""
        ids = [int(part) for part in path.strip("/").split("/") if part]
        return _seats_of(self._conn.execute(_seats_over, {"ids": ids}), day)

    def seats_under(self, path: str, day: date) -> Sequence[SeatHere]:
        """The filled seats of the unit with this path and of those below it: to choose another from."""
        found = _seats_of(self._conn.execute(_seats_under, {"path": path}), day)
        return [seat for seat in found if seat.filled]

    def _replace(self, table: Table, rows: Sequence[dict[str, object]]) -> None:
        """Put these rows in the place of what their units had."""
        if rows:
            gone = [{"b_unit": unit_id} for unit_id in dict.fromkeys(row["unit_id"] for row in rows)]
            self._conn.execute(delete(table).where(table.c.unit_id == bindparam("b_unit")), gone)
            self._conn.execute(insert(table), rows)


def _name_rows(unit_id: int, names: Iterable[str]) -> list[dict[str, object]]:
    return [{"unit_id": unit_id, "norm": normal(name), "name": name} for name in distinct(names)]


def _point_row(unit_id: int, lat: int, lon: int) -> dict[str, object]:
    return {"unit_id": unit_id, "lat": lat, "lon": lon}


def _seats_of(rows: Iterable[_SeatRow], day: date) -> Sequence[SeatHere]:
    """A seat is filled while one of its posts is in force; a post that is none has no first day."""
    found: dict[int, SeatHere] = {}
    for row in rows:
        seat_id, role, path = row[7:]
        filled = row[2] is not None and addressee(Post(*row[:7]), day) is not None
        old = found.get(seat_id)
        found[seat_id] = SeatHere(seat_id, Role(role), path, filled or bool(old and old.filled))
    return list(found.values())
