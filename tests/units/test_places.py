"""Places: their short names, their numbers, what lies under them."""

import pytest

from handlers.units.records import Level, Unit
from storage.work import Work
from tests.cast import BLOCK_3, CITY, GRID_2, PLACES, STREET, YANWU
from tests.databases import HouseDb


def community(name: str) -> Unit:
    return Unit(1, "1", name, Level.COMMUNITY, None, 1, "/1/", 1)


@pytest.mark.parametrize(
    ("name", "short", "friendly"),
    [
        ("演武社区居委会", "演武", "演武社区"),
        ("演武社区居民委员会", "演武", "演武社区"),
        ("敦根村委会", "敦根", "敦根"),
        ("敦根村村民委员会", "敦根村", "敦根村"),
        ("英雄中路街道", "英雄中路", "英雄中路街道"),
        ("社区", "社区", "社区"),
        ("村委会", "村委会", "村委会"),
    ],
)
def test_names_as_people_say_them(name: str, short: str, friendly: str) -> None:
    assert (community(name).short, community(name).friendly) == (short, friendly)


def test_places_under_a_place(house_db: HouseDb) -> None:
    house_db.run(lambda work: work.units.add(PLACES))
    with house_db.work() as work:
        assert [unit.id for unit in work.units.under("/1/2/3/5/")] == [GRID_2, BLOCK_3]
        assert [unit.id for unit in work.units.line("/1/2/3/5/8/")] == [CITY, STREET, YANWU, GRID_2, BLOCK_3]
        assert len(work.units.all()) == len(PLACES)


def test_a_path_is_not_a_pattern(house_db: HouseDb) -> None:
    """/1/2/ is not above /1/20/, and no place's path matches another by chance."""
    far = Unit(20, "20", "远处", Level.STREET, CITY, CITY, "/1/20/", None)
    house_db.run(lambda work: work.units.add((*PLACES, far)))
    with house_db.work() as work:
        assert far.id not in {unit.id for unit in work.units.under("/1/2/")}


def test_numbers_are_given_once(house_db: HouseDb) -> None:
    def take(work: Work) -> list[str]:
        return [work.units.take_no(YANWU) for _ in range(3)]

    house_db.run(lambda work: work.units.add(PLACES))
    assert house_db.run(take) == ["演武-0001", "演武-0002", "演武-0003"]
    assert house_db.run(take) == ["演武-0004", "演武-0005", "演武-0006"]


def test_a_refused_transaction_gives_its_number_back(house_db: HouseDb) -> None:
    house_db.run(lambda work: work.units.add(PLACES))

    def fails(work: Work) -> None:
        work.units.take_no(YANWU)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house_db.run(fails)
    assert house_db.run(lambda work: work.units.take_no(YANWU)) == "演武-0001"
