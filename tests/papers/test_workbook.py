"""A workbook as its reader opens it: numbers to count with, texts that do nothing, a head that stays."""

import re
import time
import zipfile
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from bot.papers.sheets import LONGEST_CELL, cell_text, sheet_names
from bot.papers.workbook import SUMMARY, workbook
from handlers.kit.papers import Cell, Chart, Column, ColumnKind, Paper, Table
from tests.papers.odd import HOSTILE, bars, hostile, lines, many
from tests.papers.samples import COMMUNITIES, ranking, week


def opened(paper: Paper) -> Workbook:
    return load_workbook(BytesIO(workbook(paper)), rich_text=False)


def one_cell(cell: Cell, kind: ColumnKind) -> Workbook:
    return opened(Paper("题", "关于", (), (Table("表", (Column("列", kind),), ((cell,),)),)))


def part(paper: Paper, name: str) -> str:
    with zipfile.ZipFile(BytesIO(workbook(paper))) as parts:
        return parts.read(name).decode()


def test_a_text_stays_a_text_in_every_column() -> None:
    book = opened(hostile())
    page = book.worksheets[1]
    for row, text in enumerate(HOSTILE, 2):
        for column in (1, 2, 3):
            found = page.cell(row, column)
            assert found.value == text
            assert found.data_type == "s"
            assert found.hyperlink is None
    names = zipfile.ZipFile(BytesIO(workbook(hostile()))).namelist()
    assert not [name for name in names if "externalLink" in name]
    assert all("<f>" not in part(hostile(), name) for name in names if name.startswith("xl/worksheets/sheet"))


def test_what_xml_refuses_is_left_out() -> None:
    page = opened(hostile()).worksheets[1]
    assert page.cell(2 + len(HOSTILE), 1).value == "断开的话完"


def test_the_summary_says_what_matters_first() -> None:
    page = opened(ranking())[SUMMARY]
    assert page["A1"].value == ranking().title
    assert page["A2"].value == ranking().about
    assert [page.cell(row, 2).value for row in (4, 5, 6)] == list(ranking().lead)
    assert [page.cell(row, 1).value for row in (4, 5, 6)] == [1, 2, 3]


def test_shares_are_numbers_in_percent_and_nothing_is_empty() -> None:
    found = one_cell(Fraction(14, 15), ColumnKind.SHARE).worksheets[1]["A2"]
    assert found.value == pytest.approx(14 / 15)
    assert found.number_format == "0.0%"
    assert one_cell(None, ColumnKind.SHARE).worksheets[1]["A2"].value is None


def test_a_moment_is_a_date_in_china() -> None:
    found = one_cell(datetime(2026, 11, 20, 18, 30, tzinfo=UTC), ColumnKind.MOMENT).worksheets[1]["A2"]
    assert found.value == datetime(2026, 11, 21, 2, 30)  # noqa: DTZ001 - spreadsheets know of no zone
    assert found.is_date
    assert found.number_format == "yyyy-mm-dd hh:mm"


def test_a_day_is_a_date() -> None:
    found = one_cell(date(2026, 11, 20), ColumnKind.DAY).worksheets[1]["A2"]
    assert found.is_date
    assert found.number_format == "yyyy-mm-dd"
    assert found.value.date() == date(2026, 11, 20)


def test_numbers() -> None:
    assert one_cell(12, ColumnKind.NUMBER).worksheets[1]["A2"].value == 12
    average = one_cell(Fraction(7, 2), ColumnKind.NUMBER).worksheets[1]["A2"]
    assert (average.value, average.number_format) == (3.5, "#,##0.0")
    assert one_cell(355, ColumnKind.TEXT).worksheets[1]["A2"].value == "355"
    assert one_cell(140400199001010011, ColumnKind.NUMBER).worksheets[1]["A2"].value == "140400199001010011"


def test_a_table_stays_readable_when_scrolled_and_printed() -> None:
    page = opened(ranking()).worksheets[1]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:H31"
    assert page["A1"].font.bold
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
    assert "第 &amp;P 页" in part(ranking(), "xl/worksheets/sheet2.xml")


def test_columns_are_as_wide_as_their_chinese() -> None:
    page = opened(ranking()).worksheets[1]
    for column, letter in zip(ranking().tables[0].columns, "ABCDEFGH", strict=True):
        assert page.column_dimensions[letter].width >= 2 * max(column.width, len(column.title))


def test_the_note_stands_below_its_table() -> None:
    page = opened(ranking()).worksheets[1]
    assert page["A33"].value == ranking().tables[0].note
    assert "A33:H33" in {str(one) for one in page.merged_cells.ranges}


def test_charts_point_at_the_right_cells() -> None:
    data = opened(ranking())["图表数据"]
    said = part(ranking(), "xl/charts/chart1.xml")
    assert "<c:barChart>" in said
    refs = re.findall(r"<c:f>([^<]+)</c:f>", said)
    assert refs == ["图表数据!$B$1", "图表数据!$A$2:$A$31", "图表数据!$B$2:$B$31"]
    assert [data.cell(row, 1).value for row in range(2, 32)] == list(COMMUNITIES)
    assert data["B2"].value == float(ranking().charts[0].series[0].values[0] or 0)
    assert data["B18"].value is None, "a gap stays a gap"
    assert not re.search('dispBlanksAs val="(zero|span)"', said)


def test_the_second_chart_has_its_own_cells() -> None:
    data, chart = opened(ranking())["图表数据"], ranking().charts[1]
    said = part(ranking(), "xl/charts/chart2.xml")
    assert "<c:lineChart>" in said
    refs = re.findall(r"<c:f>图表数据!\$C\$(\d+):\$C\$(\d+)</c:f>", said)
    ((first, last),) = refs
    values = [data.cell(row, 3).value for row in range(int(first), int(last) + 1)]
    assert values == [None if one is None else pytest.approx(float(one)) for one in chart.series[1].values]


def test_charts_are_on_the_summary_and_described() -> None:
    drawing = part(ranking(), "xl/drawings/drawing1.xml")
    assert all(f'descr="{chart.title}"' in drawing for chart in ranking().charts)
    assert "drawing" in part(ranking(), "xl/worksheets/sheet1.xml")


def test_series_differ_by_more_than_colour() -> None:
    paper = Paper("题", "", (), (), (bars(("甲", "乙"), 4),))
    assert set(re.findall(r'prst="(\w+)"', part(paper, "xl/charts/chart1.xml"))) >= {"wdUpDiag", "smGrid", "wdDnDiag"}
    paper = Paper("题", "", (), (), (lines((1, 2), (2, 1), (3, 3)),))
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', part(paper, "xl/charts/chart1.xml")))) == 3


def test_no_chart_is_torn_by_the_end_of_a_page() -> None:
    assert "<rowBreaks" not in part(week(), "xl/worksheets/sheet1.xml")
    assert "<rowBreaks" in part(ranking(), "xl/worksheets/sheet1.xml")


def test_names_of_sheets_are_valid_and_unique() -> None:
    titles = ["甲/乙:[丙]", "", "'''", "很" * 40, "很" * 40, "History", "摘要", "A", "a", "图表数据", "行\n行"]
    found = list(sheet_names(titles, taken=("摘要", "图表数据")))
    assert len({name.casefold() for name in found}) == len(titles)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\\n]", name) for name in found)
    assert found[0] == "甲 乙  丙"
    opened(Paper("题", "", (), tuple(Table(title, (Column("列"),), ()) for title in titles)))


@pytest.mark.parametrize("sign", ["长", "👍"])
def test_a_cell_holds_what_a_spreadsheet_can(sign: str) -> None:
    kept = cell_text(sign * 40_000)
    assert len(kept.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert kept.endswith("…")
    assert one_cell(sign * 40_000, ColumnKind.TEXT).worksheets[1]["A2"].value == kept


def test_nothing_to_say_is_a_workbook_all_the_same() -> None:
    empty = Paper("题", "", (), (Table("表", (), ()),), (bars(()), Chart("没有线", bars().kind, ("甲",), ())))
    assert opened(empty).sheetnames == ["摘要", "表"]


def test_twenty_thousand_rows_in_four_seconds() -> None:
    paper, start = many(20_000), time.process_time()
    assert len(workbook(paper)) > 100_000
    assert time.process_time() - start < 4
