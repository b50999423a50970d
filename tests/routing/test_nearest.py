"""Which place a sent location is in, and whose seat gets a case first."""

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.roles import Role
from handlers.routing.place_records import Found, Point, SeatHere
from handlers.routing.places import first_seat, nearest

LAT, LON = 36.19, 113.12


def point(unit: int, community: int, north_m: float, east_m: float = 0.0) -> Point:
    """A place so many metres from the middle."""
    lat = LAT + north_m / 111_195
    lon = LON + east_m / (111_195 * cos(radians(LAT)))
    return Point(unit, f"/1/{community}/{unit}/", community, round(lat * 1e6), round(lon * 1e6))


@pytest.mark.parametrize(
    ("points", "found"),
    [
        ((), Found()),
        ((point(11, 1, 100), point(12, 1, 110), point(21, 2, 200)), Found(11)),
        ((point(11, 1, 100), point(12, 1, 90), point(21, 2, 140)), Found(12)),
        ((point(11, 1, 100), point(21, 2, 140), point(12, 1, 120)), Found(None, (11, 21))),
        ((point(11, 1, 0, 100), point(21, 2, 0, -149)), Found(None, (11, 21))),
        ((point(11, 1, 0, 100), point(21, 2, 0, -151)), Found(11)),
        ((point(11, 1, 0), point(21, 2, 0)), Found(None, (11, 21))),
        ((point(11, 1, 1400), point(21, 2, 1600)), Found(None, (11, 21))),
        ((point(11, 1, 1501),), Found()),
        (tuple(point(n, n, 100 + n) for n in range(1, 9)), Found(None, (1, 2, 3, 4, 5))),
        ((Point(2, "/1/2/", None, round(LAT * 1e6), round(LON * 1e6)), point(11, 1, 50)), Found(11)),
    ],
)
def test_sent_locations(points: tuple[Point, ...], found: Found) -> None:
    assert nearest(points, LAT, LON) == found


@given(
    st.lists(st.builds(point, st.integers(1, 9), st.integers(1, 3), st.floats(-9e6, 9e6), st.floats(-1e6, 1e6))),
    st.floats(-90, 90),
    st.floats(-180, 180),
)
def test_any_location_gives_known_units(points: list[Point], lat: float, lon: float) -> None:
    found = nearest(points, lat, lon)
    assert {found.unit_id, *found.options} <= {None, *(one.unit_id for one in points)}


def seat(id_: int, role: Role, path: str, *, filled: bool = True) -> SeatHere:
    return SeatHere(id_, role, path, filled)


SEATS = (
    seat(1, Role.COMMUNITY_SECRETARY, "/1/2/3/"),
    seat(2, Role.GRID_MEMBER, "/1/2/3/"),
    seat(3, Role.GRID_MEMBER, "/1/2/3/4/"),
    seat(4, Role.GRID_MEMBER, "/1/2/3/4/6/", filled=False),
    seat(5, Role.GRID_MEMBER, "/1/2/3/5/"),
    seat(6, Role.STREET_OFFICE, "/1/2/"),
)


@pytest.mark.parametrize(
    ("roles", "path", "first"),
    [
        ((Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY), "/1/2/3/4/6/", 3),
        ((Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY), "/1/2/3/", 2),
        ((Role.COMMUNITY_SECRETARY, Role.GRID_MEMBER), "/1/2/3/4/6/", 1),
        ((Role.BRANCH_SECRETARY, Role.GRID_MEMBER), "/1/2/3/5/8/", 5),
        ((Role.GRID_MEMBER, Role.STREET_OFFICE), "/1/2/9/", 6),
        ((Role.GRID_MEMBER,), "/1/2/9/", None),
        ((), "/1/2/3/", None),
    ],
)
def test_whose_seat_gets_it_first(roles: tuple[Role, ...], path: str, first: int | None) -> None:
    assert first_seat(roles, SEATS, path) == first
