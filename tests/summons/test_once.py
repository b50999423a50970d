"""A run of red months is talked over once, however often and by how many it is asked for."""

from datetime import date
from threading import Barrier, Event, Thread

from handlers.kit.events import Stepped
from handlers.summons.actions import consider, summon
from handlers.summons.records import Light
from handlers.units.records import Level, Unit
from handlers.wall.actions import wall
from handlers.wall.records import Figures, Part, Wall
from storage.work import Work
from tests.cast import CITY, EAST, PLACES, YANWU
from tests.databases import HouseDb
from tests.play import MONDAY, Play
from tests.summons.scenes import WINTER, called, reported

SPRING = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))


def test_once_a_run(play: Play) -> None:
    assert called(play) == "演武-0001"
    assert called(play) == ""
    assert called(play, months=SPRING) == "演武-0002"
    assert called(play, EAST) == "广场东-0001"
    assert play.case().external_no == "140403001:2026-02"


def test_two_processes_at_once(database_url: str) -> None:
    """The second waits for the first and then finds what that has made: it neither fails nor makes another."""
    house, other, met, done = HouseDb(database_url), HouseDb(database_url), Barrier(2), Event()
    house.run(lambda work: work.units.add(PLACES))
    found: list[Stepped | None] = []

    def slow(work: Work) -> None:
        found.append(summon(work, work.units.get(YANWU), WINTER, MONDAY))
        met.wait(10)
        assert not done.wait(0.3), "the second did not wait"

    def second() -> None:
        met.wait(10)
        found.append(other.run(lambda work: summon(work, work.units.get(YANWU), WINTER, MONDAY)))
        done.set()

    threads = [Thread(target=house.run, args=(slow,)), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    first, again = found
    assert first
    assert again is None
    assert house.run(lambda work: len(work.cases.get(range(1, 9)))) == 1
    house.close()
    other.close()


def test_the_rule_in_force_says_how_many(lite_play: Play) -> None:
    lights = [(month, Light.RED) for month in WINTER]

    def asked(months: list[tuple[date, Light]]) -> bool:
        return lite_play.do(lambda work: consider(work, work.units.get(YANWU), months, lite_play.now) is not None)

    assert not asked(lights[:2])
    assert asked(lights)
    assert not asked([*lights, (date(2026, 3, 1), Light.RED)])


def test_a_community_without_a_street_is_called_by_what_stands_above(lite_play: Play) -> None:
    lone = Unit(11, "140499001", "城边社区居委会", Level.COMMUNITY, CITY, CITY, "/1/11/", 11)
    lite_play.do(lambda work: work.units.add([lone]))
    called(lite_play, 11)
    seats = lite_play.desk.read_now(lambda work: {seat.id: seat.unit_id for seat in work.people.seats()})
    assert seats[lite_play.case("城边-0001").seat_id or 0] == CITY


def test_neither_on_the_wall_nor_in_the_rates(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.script(("马主任", "[改到位]"))

    def public(work: Work) -> Wall | None:
        return wall(work, "140403001", lite_play.now, whole=True)

    hung = lite_play.desk.read_now(public)
    assert hung
    assert (hung.figures, [*hung.slips[Part.OPEN], *hung.slips[Part.DONE]]) == (Figures(0, 0), [])
    year = (MONDAY.replace(year=2025), MONDAY.replace(year=2027), lite_play.now)
    assert not lite_play.desk.read_now(lambda work: work.rates.rows("/1/", *year))
