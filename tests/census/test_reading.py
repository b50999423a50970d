"""Workbooks as people really send them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.census.reading import Reading, read
from handlers.census.records import HEADINGS, HouseholdRow, PersonRow, PostRow, Sheet, UnitRow

Cells = Sequence[object]


@pytest.fixture
def reading_of(tmp_path: Path) -> Callable[..., Reading]:
    """Reads a workbook of these rows, after `touch` has had its way with it."""

    def make(rows: dict[Sheet, Sequence[Cells]], touch: Callable[[Workbook], None] = lambda _: None) -> Reading:
        book = Workbook()
        book.remove(book.worksheets[0])
        for sheet in Sheet:
            page = book.create_sheet(str(sheet))
            page.append([heading.name for heading in HEADINGS[sheet]])
            for row in rows.get(sheet, ()):
                page.append(list(row))
        touch(book)
        book.save(tmp_path / "底册.xlsx")
        return read(tmp_path / "底册.xlsx")

    return make


def sentences(reading: Reading) -> list[str]:
    return [fault.sentence for fault in reading.faults]


def test_numbers_full_width_letters_and_spaces_become_plain_text(reading_of: Callable[..., Reading]) -> None:
    units = [(140403.0, " 潞州区 ", "县区", None), (None,) * 4, ("１４０Ａ\u200b", "东\u3000街", "镇街", 140403)]  # noqa: RUF001
    reading = reading_of({Sheet.UNITS: units})
    assert reading.faults == ()
    assert reading.census.units == (
        UnitRow(2, "140403", "潞州区", "县区"),
        UnitRow(4, "140A", "东 街", "镇街", "140403"),
    )


def test_phones_typed_as_numbers(reading_of: Callable[..., Reading]) -> None:
    reading = reading_of({Sheet.PEOPLE: [("P1", "王桂兰", None, 13800000000, None, "G1")]})
    assert reading.census.people == (PersonRow(2, "P1", "王桂兰", "", "13800000000", "", "G1"),)


def test_dates_in_every_shape(reading_of: Callable[..., Reading]) -> None:
    days = [datetime(2026, 1, 31), "2026年1月31日", "2026/1/31", 46053]  # noqa: DTZ001
    reading = reading_of({Sheet.POSTS: [("P1", "居民", "G1", None, day) for day in days]})
    assert [row.starts for row in reading.census.posts] == ["2026-01-31", "2026年1月31日", "2026/1/31", "2026-01-31"]
    assert reading.census.posts[0] == PostRow(2, "P1", "居民", "G1", "", "2026-01-31")


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ("=1+1", "「户」表第 2 行「门牌」是一个公式。复制这一格，在原处「只粘贴值」"),
        ("#N/A", "是 Excel 的出错标记 #N/A"),
        (datetime(2026, 3, 2), "被 Excel 当成了日期。把这一格设成「文本」"),  # noqa: DTZ001
        (1.40403001001e16, "是个很长的数字，Excel 已经丢了后面几位"),
    ],
)
def test_cells_that_excel_made_something_else_of(reading_of: Callable[..., Reading], door: object, words: str) -> None:
    reading = reading_of({Sheet.HOUSEHOLDS: [("H1", "G1", door)]})
    assert words in sentences(reading)[0]
    assert reading.usable
    assert reading.census.households == (HouseholdRow(2, "H1", "G1"),)


def test_a_text_that_looks_like_a_formula_stays_text(reading_of: Callable[..., Reading]) -> None:
    def quote(book: Workbook) -> None:
        book["户"]["C2"].data_type = "s"

    reading = reading_of({Sheet.HOUSEHOLDS: [("H1", "G1", "=1+1")]}, quote)
    assert reading.census.households == (HouseholdRow(2, "H1", "G1", "=1+1"),)


def test_a_merged_cell_counts_for_each_of_its_rows(reading_of: Callable[..., Reading]) -> None:
    def merge(book: Workbook) -> None:
        book["户"].merge_cells("B2:B9")

    homes = [("H1", "G1", "101"), ("H2", None, "102"), ("H3", None, "103")]
    reading = reading_of({Sheet.HOUSEHOLDS: homes}, merge)
    assert reading.census.households == tuple(HouseholdRow(n, f"H{n - 1}", "G1", f"{99 + n}") for n in (2, 3, 4))


def test_a_title_above_and_other_columns_beside_do_no_harm(reading_of: Callable[..., Reading]) -> None:
    def dress(book: Workbook) -> None:
        page: Worksheet = book["户"]
        page.insert_rows(1)
        page["A1"] = "演武社区住户表"
        page.merge_cells("A1:C1")
        page.insert_cols(2)
        page["B2"], page["B3"] = "备注", "朝南"
        page["A2"] = " 户号 * "

    reading = reading_of({Sheet.HOUSEHOLDS: [("H1", "G1", "101")]}, dress)
    assert reading.faults == ()
    assert reading.census.households == (HouseholdRow(3, "H1", "G1", "101"),)


def test_missing_sheets_and_headings_are_all_told(reading_of: Callable[..., Reading]) -> None:
    def spoil(book: Workbook) -> None:
        del book["户"]
        del book["组织"]
        book["人员"]["D1"] = "电话号码"
        book["任职"]["D1"] = "岗位"
        book["单元"].delete_rows(1)

    reading = reading_of({Sheet.UNITS: [("C", "长治市", "市")]}, spoil)
    assert not reading.usable
    assert sentences(reading) == [
        "「单元」表里找不到标题行。用 weiyuan template 生成一份新的，把内容粘过去。",
        "文件里没有「组织」这张表。用 weiyuan template 生成一份新的，把内容粘过去。",
        "文件里没有「户」这张表。用 weiyuan template 生成一份新的，把内容粘过去。",
        "「人员」表第 1 行没有「手机」这一列。把这一列的标题补上，内容可以空着。",
        "「任职」表第 1 行「岗位」出现了 2 次。只留一列。",
        "「任职」表第 1 行没有「组织编码」这一列。把这一列的标题补上，内容可以空着。",
    ]


def test_a_newer_template_is_refused(reading_of: Callable[..., Reading]) -> None:
    def renew(book: Workbook) -> None:
        book.create_sheet("说明").append(["模板版本", 99])

    assert "这份模板是第 99 版，比系统的新" in sentences(reading_of({}, renew))[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "这个文件是空的"),
        (b"code,name\n1,2\n", "这不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "这是旧格式的 .xls 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "这个文件设了密码"),
        (b"PK\x03\x04 cut off in the middle", "这个 Excel 文件坏了"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "底册.xlsx"
    file.write_bytes(content)
    reading = read(file)
    assert not reading.usable
    assert len(reading.faults) == 1
    assert sentences(reading)[0].startswith(words)


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    assert "找不到文件" in sentences(read(tmp_path / "没有.xlsx"))[0]
    assert "读不了文件" in sentences(read(tmp_path))[0]


def test_a_workbook_cut_inside_its_sheets(tmp_path: Path, reading_of: Callable[..., Reading]) -> None:
    reading_of({Sheet.UNITS: [(n, "长治市", "市") for n in range(500)]})
    file = tmp_path / "底册.xlsx"
    whole = file.read_bytes()
    file.write_bytes(whole[:600] + bytes(200) + whole[800:])
    assert "这个 Excel 文件坏了" in sentences(read(file))[0]
