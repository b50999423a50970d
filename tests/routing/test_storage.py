"""Names, coordinates and seats around a place, on both databases."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.kit.roles import Role
from handlers.people.records import Post
from handlers.routing.place_records import PlaceName, Point, SeatHere
from handlers.routing.places import find, first_seat
from handlers.units.records import Level, Unit
from handlers.units.spoken import Marks
from storage.schema import differences
from storage.work import Work
from tests.cast import (
    BLOCK_1,
    BLOCK_2,
    BLOCK_3,
    CITY,
    EAST,
    EAST_GRID,
    GRID_1,
    GRID_2,
    PLACES,
    STREET,
    YANWU,
)
from tests.databases import HouseDb
from tests.play import Play
from tests.routing.test_places import home_of

FAR = Unit(20, "20", "远处街道", Level.STREET, CITY, CITY, "/1/20/", None)
PATHS = {unit.id: unit.path for unit in PLACES}


def settled(house_db: HouseDb) -> HouseDb:
    house_db.run(lambda work: work.units.add((*PLACES, FAR)))
    return house_db


def names(house_db: HouseDb, path: str) -> set[tuple[int, str]]:
    found = house_db.run(lambda work: work.routing.names(path))
    return {(name.unit_id, name.name) for name in found}


def test_the_schema_has_these_tables(house_db: HouseDb) -> None:
    with house_db.engine.connect() as conn:
        told = [str(one) for one in differences(conn) if "place_" in str(one)]
    assert told == []


def test_names_under_a_street_are_its_units_own_and_others(house_db: HouseDb) -> None:
    settled(house_db)
    house_db.run(lambda work: work.routing.add_names(GRID_2, ["老院", "老 院", "老粮站", " "]))
    house_db.run(lambda work: work.routing.add_names(GRID_2, ["老院", "粮站"]))
    house_db.run(lambda work: work.routing.add_names(FAR.id, ["远处"]))
    own = {(unit.id, unit.name) for unit in PLACES if unit.id != CITY}
    assert names(house_db, PATHS[STREET]) == own | {(GRID_2, "老院"), (GRID_2, "老粮站"), (GRID_2, "粮站")}
    assert names(house_db, PATHS[EAST]) == {(EAST, "广场东社区居委会"), (EAST_GRID, "广场东网格")}
    found = house_db.run(lambda work: work.routing.names(PATHS[BLOCK_3]))
    assert found == [PlaceName(BLOCK_3, PATHS[BLOCK_3], YANWU, Level.BUILDING, "3号楼")]
    assert names(house_db, "/7/") == set()


def test_names_and_sentences_come_together(house_db: HouseDb) -> None:
    settled(house_db)
    house_db.run(lambda work: work.routing.add_names(GRID_2, ["老院"]))
    heard = house_db.run(lambda work: work.routing.names(PATHS[STREET]))
    assert find("老院的墙要倒了", heard, home_of(BLOCK_1)).unit_id == GRID_2
    assert find("老院3号楼的墙要倒了", heard, home_of(EAST_GRID)).unit_id == BLOCK_3


def test_marks_replace_what_they_tell_and_leave_the_rest(house_db: HouseDb) -> None:
    settled(house_db)
    house_db.run(lambda work: work.routing.add([Marks(GRID_1, ("东院", "北院"), (36_190_000, 113_120_000))]))
    house_db.run(lambda work: work.routing.add([Marks(GRID_1, ("东院", "３号院")), Marks(GRID_2, (), (1, 2))]))
    house_db.run(lambda work: work.routing.add([]))
    assert house_db.run(lambda work: work.routing.marks()) == {
        GRID_1: Marks(GRID_1, ("３号院", "东院"), (36_190_000, 113_120_000)),
        GRID_2: Marks(GRID_2, (), (1, 2)),
    }


def test_points_under_a_place(house_db: HouseDb) -> None:
    settled(house_db)
    house_db.run(lambda work: work.routing.set_point(GRID_1, 36_000_000, 113_000_000))
    house_db.run(lambda work: work.routing.set_point(GRID_1, 36_190_000, 113_120_000))
    house_db.run(lambda work: work.routing.set_point(EAST, 36_200_000, 113_130_000))
    first = Point(GRID_1, PATHS[GRID_1], YANWU, 36_190_000, 113_120_000)
    second = Point(EAST, PATHS[EAST], EAST, 36_200_000, 113_130_000)
    assert house_db.run(lambda work: work.routing.points(PATHS[STREET])) == [first, second]
    assert house_db.run(lambda work: work.routing.points(PATHS[YANWU])) == [first]
    assert house_db.run(lambda work: work.routing.points(FAR.path)) == []


def roles(seats: Sequence[SeatHere]) -> set[tuple[Role, str, bool]]:
    return {(seat.role, seat.unit_path, seat.filled) for seat in seats}


def over(play: Play, path: str, day: date) -> Sequence[SeatHere]:
    return play.do(lambda work: work.routing.seats_over(path, day))


def test_seats_over_a_building(play: Play) -> None:
    today = play.now.date()
    assert roles(over(play, PATHS[BLOCK_3], today)) == {
        (Role.STREET_OFFICE, PATHS[STREET], True),
        (Role.COMMUNITY_SECRETARY, PATHS[YANWU], True),
        (Role.PARTY_MEMBER, PATHS[YANWU], True),
        (Role.GRID_MEMBER, PATHS[GRID_2], True),
        (Role.BRANCH_SECRETARY, PATHS[GRID_2], True),
        (Role.VOLUNTEER, PATHS[GRID_2], True),
    }
    assert not any(seat.filled for seat in over(play, PATHS[BLOCK_3], date(2019, 12, 31)))
    assert over(play, "/", today) == []


def test_seats_under_a_community_are_those_in_force(play: Play) -> None:
    today = play.now.date()

    def change(work: Work) -> None:
        """The second grid's member leaves today; somebody is to come to an empty seat tomorrow."""
        seat = work.people.seat(Role.GRID_MEMBER, GRID_2)
        work.people.change_post(Post(seat, play.ids["小吴"], date(2020, 1, 1), today - timedelta(days=1)))
        empty = work.people.seat(Role.GRID_MEMBER, BLOCK_1)
        work.people.add_post(Post(empty, play.ids["小吴"], today + timedelta(days=1)))
        work.people.seat(Role.GRID_MEMBER, YANWU)

    def grid_members(day: date) -> set[str]:
        found = play.do(lambda work: work.routing.seats_under(PATHS[YANWU], day))
        assert all(seat.filled for seat in found)
        return {seat.unit_path for seat in found if seat.role is Role.GRID_MEMBER}

    play.do(change)
    assert grid_members(today) == {PATHS[GRID_1], PATHS[BLOCK_2]}
    assert grid_members(today + timedelta(days=1)) == {PATHS[GRID_1], PATHS[BLOCK_1], PATHS[BLOCK_2]}
    assert (Role.GRID_MEMBER, PATHS[GRID_2], False) in roles(over(play, PATHS[BLOCK_3], today))
    assert (Role.GRID_MEMBER, PATHS[YANWU], False) in roles(over(play, PATHS[BLOCK_3], today))


def test_a_case_goes_past_an_empty_seat(play: Play) -> None:
    today = play.now.date()
    wanted = (Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY)
    ids = {seat.unit_path: seat.seat_id for seat in over(play, PATHS[BLOCK_3], today) if seat.role in wanted}
    assert first_seat(wanted, over(play, PATHS[BLOCK_3], today), PATHS[BLOCK_3]) == ids[PATHS[GRID_2]]
    ended = Post(ids[PATHS[GRID_2]], play.ids["小吴"], date(2020, 1, 1), today - timedelta(days=1))
    play.do(lambda work: work.people.change_post(ended))
    assert first_seat(wanted, over(play, PATHS[BLOCK_3], today), PATHS[BLOCK_3]) == ids[PATHS[YANWU]]


def test_a_seat_with_a_stand_in_is_filled(play: Play) -> None:
    today = play.now.date()

    def change(work: Work) -> None:
        seat = work.people.seat(Role.GRID_MEMBER, GRID_2)
        away = Post(seat, play.ids["小吴"], date(2020, 1, 1), None, today, None, play.ids["小赵"])
        work.people.change_post(away)

    play.do(change)
    assert (Role.GRID_MEMBER, PATHS[GRID_2], True) in roles(over(play, PATHS[BLOCK_3], today))
