"""Other names and coordinates of units, from the workbook into the house."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.census.reading import Reading, read
from bot.census.template import write_workbook
from handlers.census.records import Census, Sheet, Tally, UnitRow
from handlers.census.rules.cells import point_of
from handlers.kit.datums import to_gcj
from handlers.units.spoken import Marks
from tests.census.conftest import CensusHouse
from tests.census.test_import import imported, total, units_of
from tests.census.test_rules import SOUND, UNITS, the_only, with_unit

GRID = replace(UNITS[3], aliases="老院、纺织厂家属院,老 院", point="113.12, 36.190001")
MARKED = replace(SOUND, units=(*UNITS[:3], GRID, UNITS[4]))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "底册.xlsx"


def marks_of(house: CensusHouse) -> Mapping[str, Marks]:
    codes = {unit.id: code for code, unit in units_of(house).items()}
    return {codes[id_]: marks for id_, marks in house(lambda work: work.routing.marks()).items()}


def test_they_arrive_with_new_units(house: CensusHouse, file: Path) -> None:
    assert imported(house, file, MARKED).tallies[Sheet.UNITS] == Tally(5, 0, 0)
    (code, marks), *rest = marks_of(house).items()
    assert (code, marks.names, marks.point) == ("G1", ("纺织厂家属院", "老院"), (36_190_001, 113_120_000))
    assert rest == []


def test_a_repeat_changes_nothing(house: CensusHouse, file: Path) -> None:
    imported(house, file, MARKED)
    assert total(imported(house, file, MARKED)) == (0, 0, 11)
    assert total(imported(house, file, SOUND)) == (0, 0, 11), "empty cells wipe nothing out"
    assert len(marks_of(house)["G1"].names) == 2


def test_a_row_with_new_marks_has_changed_once(house: CensusHouse, file: Path) -> None:
    imported(house, file, MARKED)
    renamed = replace(GRID, name="第一大网格", aliases="老院")
    moved = replace(UNITS[4], point="113.2,36.2")
    report = imported(house, file, Census(units=(*UNITS[:3], renamed, moved)))
    assert report.tallies[Sheet.UNITS] == Tally(0, 2, 3)
    assert {code: marks.names for code, marks in marks_of(house).items()} == {"G1": ("老院",), "G2": ()}


def test_a_faulty_file_brings_none(house: CensusHouse, file: Path) -> None:
    assert not imported(house, file, replace(MARKED, units=(*MARKED.units, UnitRow(7, "Z", "飞地", "网格", "Q")))).ok
    assert house(lambda work: work.routing.marks()) == {}


@pytest.mark.parametrize(
    ("aliases", "point", "words"),
    [
        ("院", "", "「单元」表第 7 行「别名」写的 院 太短了。一个别名至少写 2 个字"),
        ("老院、" + "长" * 31, "", "「别名」写的 " + "长" * 30 + " 太长了。一个别名最多 30 个字"),
        ("=A1", "", "「别名」以 = 开头"),
        ("", "36.19,113.12", "「单元」表第 7 行「经纬度」写的 36.19,113.12 不对。在地图上点一下这个地方"),
        ("", "113.12", "「经纬度」写的 113.12 不对"),
        ("", "东经113度", "「经纬度」写的 东经113度 不对"),
        ("", "2.35,48.85", "「经纬度」写的 2.35,48.85 不对"),
    ],
)
def test_faults(aliases: str, point: str, words: str) -> None:
    assert words in the_only(with_unit(UnitRow(7, "G3", "第三网格", "网格", "V", aliases, point)))


@pytest.mark.parametrize(
    "text", ["113.12,36.19", "113.12, 36.19", "113.12 36.19", "113.12、36.19", "113.120000,36.1900"]
)
def test_coordinates_as_people_write_them(text: str) -> None:
    assert point_of(text) == (36_190_000, 113_120_000)


@pytest.mark.parametrize("text", ["高德 113.12,36.19", "腾讯:113.12,36.19", "火星113.12 36.19", "高德, 113.12, 36.19"])
def test_coordinates_from_a_map_that_draws_things_elsewhere(text: str) -> None:
    lat, lon = point_of(text) or (0, 0)
    again = to_gcj((lat / 1_000_000, lon / 1_000_000))
    assert again == pytest.approx((36.19, 113.12), abs=1e-6)
    assert (lat, lon) != (36_190_000, 113_120_000)


@pytest.mark.parametrize("text", ["百度 113.12,36.19", "高德", "高德 36.19,113.12"])
def test_coordinates_that_nobody_can_place(text: str) -> None:
    assert point_of(text) is None


def test_a_workbook_from_before_these_columns_is_read(tmp_path: Path) -> None:
    file = tmp_path / "底册.xlsx"
    write_workbook(file, SOUND)
    book = load_workbook(file)
    book["单元"].delete_cols(5, 2)
    book.save(file)
    assert read(file) == Reading(SOUND)
