"""The workbook that people get."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.census.command import write_template
from bot.census.notes import EXAMPLES, GUIDE, HEADING_NOTES
from bot.census.pilot import pilot_census
from bot.census.reading import read
from bot.census.template import write_workbook
from handlers.census.records import HEADINGS, Census, PersonRow, Sheet, UnitRow


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    write_template(tmp_path / "底册.xlsx")
    return load_workbook(tmp_path / "底册.xlsx")


def test_guide_first_then_one_sheet_each(book: Workbook) -> None:
    assert book.sheetnames == ["说明", "单元", "组织", "户", "人员", "任职"]
    guide = list(book["说明"].iter_rows(values_only=True))
    assert guide[1][:2] == ("模板版本", 1)
    assert len(guide) == len(GUIDE) + 3


@pytest.mark.parametrize("sheet", list(Sheet))
def test_headings_are_marked_explained_and_frozen(book: Workbook, sheet: Sheet) -> None:
    page = book[str(sheet)]
    wanted = [f"{heading.name}*" if heading.required else heading.name for heading in HEADINGS[sheet]]
    assert [cell.value for cell in page[1]] == wanted
    assert page.freeze_panes == "B2"
    for cell, heading in zip(page[1], HEADINGS[sheet], strict=True):
        assert cell.comment is not None
        assert HEADING_NOTES[sheet, heading.field] in cell.comment.text


def test_levels_and_roles_are_chosen_from_lists(book: Workbook) -> None:
    lists = {
        sheet: [(str(one.sqref), one.formula1) for one in book[str(sheet)].data_validations.dataValidation]
        for sheet in Sheet
    }
    assert lists[Sheet.UNITS] == [("C2:C1048576", '"市,县区,镇街,村社,网格,楼栋"')]
    assert lists[Sheet.ORGS] == [("C2:C1048576", '"党委,党总支,支部,小组"')]
    place, roles = lists[Sheet.POSTS][0]
    assert place == "B2:B1048576"
    assert "社区书记" in roles
    assert len(roles) <= 255


def test_codes_and_phones_are_text_columns(book: Workbook) -> None:
    people = book["人员"]
    assert [people[f"{letter}2"].number_format for letter in "ADE"] == ["@", "@", "@"]
    assert [people.column_dimensions[letter].number_format for letter in "ADE"] == ["@", "@", "@"]


def test_an_untouched_template_is_an_empty_census(tmp_path: Path) -> None:
    write_template(tmp_path / "底册.xlsx")
    reading = read(tmp_path / "底册.xlsx")
    assert (reading.census, reading.faults, reading.usable) == (Census(), (), True)
    assert all(len(EXAMPLES[sheet]) <= len(HEADINGS[sheet]) for sheet in Sheet)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    census = Census(
        units=(UnitRow(2, "0012", "=1+1", "市"),),
        people=(PersonRow(2, "007", "王桂兰", phone="03552012345", unit="0012", skills="理发、修水管"),),
    )
    write_workbook(tmp_path / "底册.xlsx", census)
    assert read(tmp_path / "底册.xlsx").census == census


def test_the_pilot_places_hang_together() -> None:
    units = pilot_census().units
    levels = [unit.level for unit in units]
    assert [levels.count(level) for level in ("市", "县区", "镇街", "村社")] == [5, 16, 202, 3255]
    codes = {unit.code for unit in units}
    assert all(unit.parent in codes for unit in units if unit.level != "市")
    assert {unit.name for unit in units if unit.level == "市"} == {"长治市", "丹东市", "佛山市", "江门市", "成都市"}
