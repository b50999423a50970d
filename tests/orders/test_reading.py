"""Workbooks as they come: headings somewhere, dates as Excel keeps them, traps, and what is too much."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from bot.census.opening import Unreadable
from bot.orders import reading
from bot.orders.reading import read_sheet
from bot.orders.writing import write_answers
from handlers.kit.worktime import SHANGHAI
from handlers.orders.records import Answer
from tests.orders.sheets import HEADERS, saved, workbook

ROW = (
    1,
    "20260302001",
    "路灯",
    "路灯不亮",
    "王女士",
    13835500001,
    "3号楼",
    datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001  # a cell knows no time zone
    date(2026, 3, 6),
)


def test_headings_below_a_title_and_cells_as_text() -> None:
    sheet = read_sheet(workbook([ROW]))
    assert sheet.headers == HEADERS
    assert [line.row for line in sheet.lines] == [3]
    assert sheet.lines[0].cells == (
        *("1", "20260302001", "路灯", "路灯不亮", "王女士", "13835500001", "3号楼"),
        *("2026-03-02 09:30:00", "2026-03-06"),
    )


def test_empty_rows_are_left_out_and_row_numbers_stay() -> None:
    sheet = read_sheet(workbook([ROW, (), (None, " "), ROW], above=()))
    assert [line.row for line in sheet.lines] == [2, 5]


def test_the_first_visible_sheet_with_headings_counts() -> None:
    book = Workbook()
    book.worksheets[0].append(["说明"])
    hidden = book.create_sheet("藏")
    hidden.append(["甲", "乙", "丙", "丁"])
    hidden.sheet_state = "hidden"
    book.create_sheet("工单").append(list(HEADERS))
    assert read_sheet(saved(book)).headers == HEADERS


def test_a_formula_is_never_worked_out() -> None:
    sheet = read_sheet(workbook([(1, '=HYPERLINK("http://x","y")', "", "=1+1", *ROW[4:])]))
    assert "公式" in sheet.lines[0].unread[1]
    assert sheet.lines[0].cells[3] == ""
    assert set(sheet.lines[0].unread) == {1, 3}


def test_a_number_that_excel_has_cut_is_not_believed() -> None:
    sheet = read_sheet(workbook([(1, 20260302093000123456, *ROW[2:])]))
    assert "很长的数字" in sheet.lines[0].unread[1]


def test_direction_marks_are_taken_out_and_lines_stay() -> None:
    sheet = read_sheet(workbook([(1, "A1", "", "一\n二\u202e三", *ROW[4:])]))
    assert sheet.lines[0].cells[3] == "一\n二三"


def zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def altered(change: Callable[[bytes], bytes]) -> bytes:
    """A good workbook whose first sheet somebody has tampered with."""
    with zipfile.ZipFile(io.BytesIO(workbook([ROW]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    return zipped({**parts, name: change(parts[name])})


def trapped(prolog: bytes) -> bytes:
    """Something stands before the root of the sheet."""
    return altered(lambda sheet: sheet.replace(b"<worksheet", prolog + b"<worksheet", 1))


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "是空的"),
        ("工单编号,内容\n".encode(), "这不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "旧格式的 .xls"),
        (b"PK\x03\x04 and no more", "坏了"),
        (zipped({"a.xml": b"<a/>"}), "这不是 Excel 工作簿"),
        (zipped({"xl/workbook.xml": b"<not-a-book/>"}), "坏了"),
        (workbook([], headers=("只有", "三", "列")), "没有找到标题行"),
        (workbook([], above=[("说明",)] * 12), "没有找到标题行"),
        (trapped(LAUGHS), "坏了"),
        (trapped(b"<!-- " + b"x" * 70_000 + b" -->" + LAUGHS), "坏了"),
    ],
    ids=[
        "empty",
        "csv",
        "xls",
        "cut",
        "zip",
        "no book",
        "three columns",
        "headings far down",
        "laughs",
        "laughs behind",
    ],
)
def test_what_is_no_sheet_of_orders_is_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as told:
        read_sheet(data)
    assert says in told.value.what
    assert told.value.remedy


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(read_sheet(workbook([ROW] * 3)).lines) == 3
    with pytest.raises(Unreadable, match="3 行"):
        read_sheet(workbook([ROW] * 4))
    with pytest.raises(Unreadable, match="20 MB"):
        read_sheet(b"PK" + b"0" * reading.MOST_BYTES)
    monkeypatch.setattr(reading, "_SHEET", 100)
    with pytest.raises(Unreadable, match="太大"):
        read_sheet(workbook([ROW]))


def test_a_row_that_claims_to_be_the_billionth() -> None:
    with pytest.raises(Unreadable, match="空了太多行"):
        read_sheet(altered(lambda sheet: sheet.replace(b'<row r="3"', b'<row r="2000000000"')))


def test_a_comment_before_the_root_does_no_harm() -> None:
    assert read_sheet(trapped(b"<!-- made by hand -->")).headers == HEADERS


def test_answers_are_text_in_every_cell() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
    one = Answer("0012345", "演武-0001", "已销号", at, at, '=cmd|"/c calc"!A1', "解决了", "满意")
    book = load_workbook(io.BytesIO(write_answers([one], "12345")))
    page = book.worksheets[0]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row]
    assert [cell.value for cell in cells] == [
        *("0012345", "演武-0001", "已销号", "2026-03-02 09:30", "2026-03-02 09:30"),
        *('=cmd|"/c calc"!A1', "解决了", "满意"),
    ]
    assert all(cell.data_type == "s" for cell in cells)
    assert page.freeze_panes == "B2"
    assert (page.column_dimensions["F"].width or 0) > 50
