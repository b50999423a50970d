"""From a workbook to the rows of a census, and the faults of cells that can't be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.census.notes import VERSION, VERSION_LABEL
from bot.census.opening import Cell, Unreadable, broken, open_workbook, text_of, tidy
from handlers.census.records import (
    HEADINGS,
    Census,
    Fault,
    Heading,
    HouseholdRow,
    Kind,
    OrgRow,
    PersonRow,
    PostRow,
    Row,
    Sheet,
    UnitRow,
)

R = TypeVar("R", bound=Row)

_EXAMPLE = "示例"
_SEARCHED = 10
_TEMPLATE = "用 weiyuan template 生成一份新的，把内容粘过去。"
_ROWS: Mapping[Sheet, Callable[..., Row]] = {
    Sheet.UNITS: UnitRow,
    Sheet.ORGS: OrgRow,
    Sheet.HOUSEHOLDS: HouseholdRow,
    Sheet.PEOPLE: PersonRow,
    Sheet.POSTS: PostRow,
}


@dataclass(frozen=True)
class Reading:
    """`usable` is false where sheets or headings are missing: then the rows are not worth checking."""

    census: Census
    faults: tuple[Fault, ...] = ()
    usable: bool = True


@dataclass
class _Page:
    sheet: Sheet
    epoch: datetime
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    usable: bool = True
    places: Mapping[Heading, int] = field(default_factory=dict)


def read(file: Path) -> Reading:
    """Every row of every sheet; a file that is no workbook gives one fault."""
    try:
        book = open_workbook(file)
        try:
            return _read_book(book)
        finally:
            book.close()
    except Unreadable as error:
        return Reading(Census(), (Fault("", 0, "", error.what, error.remedy),), usable=False)


def _read_book(book: Workbook) -> Reading:
    sheets = {tidy(sheet.title): sheet for sheet in book.worksheets}
    _refuse_newer(sheets.get("说明"))
    pages = [_read_sheet(sheet, sheets.get(str(sheet)), book.epoch) for sheet in Sheet]
    rows = [row for page in pages for row in page.rows]
    census = Census(
        _only(rows, UnitRow),
        _only(rows, OrgRow),
        _only(rows, HouseholdRow),
        _only(rows, PersonRow),
        _only(rows, PostRow),
    )
    faults = tuple(fault for page in pages for fault in page.faults)
    return Reading(census, faults, usable=all(page.usable for page in pages))


def _only(rows: Sequence[Row], kind: type[R]) -> tuple[R, ...]:
    return tuple(row for row in rows if isinstance(row, kind))


def _refuse_newer(guide: Worksheet | None) -> None:
    """A template from a later house may mean something else by the same words."""
    for label, *rest in guide.iter_rows(max_row=_SEARCHED, max_col=2, values_only=True) if guide else ():
        if label == VERSION_LABEL and rest and isinstance(rest[0], int | float) and rest[0] > VERSION:
            raise Unreadable(f"这份模板是第 {rest[0]:g} 版，比系统的新。", f"先升级系统，或者{_TEMPLATE}")


def _read_sheet(sheet: Sheet, source: Worksheet | None, epoch: datetime) -> _Page:
    page = _Page(sheet, epoch)
    if source is None:
        page.usable = False
        page.faults.append(Fault("", 0, "", f"文件里没有「{sheet}」这张表。", _TEMPLATE))
        return page
    grid = _grid(source)
    top, columns = _heading_row(grid, HEADINGS[sheet])
    page.faults.extend(_heading_faults(sheet, top, columns))
    page.usable = not page.faults
    if page.usable:
        page.places = {heading: places[0] for heading, places in columns.items()}
        merged = _merged(source, grid, top)
        for number, cells in enumerate(grid[top:], top + 1):
            _read_row(page, number, cells, merged.get(number, {}))
    return page


def _grid(source: Worksheet) -> Sequence[Sequence[Cell]]:
    """All rows; the sizes that a file tells of itself are often wrong, so they are not believed."""
    if hasattr(source, "reset_dimensions"):
        source.reset_dimensions()
    try:
        return list(source.iter_rows())
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise broken() from error


def _heading_row(
    grid: Sequence[Sequence[Cell]], headings: Sequence[Heading]
) -> tuple[int, Mapping[Heading, Sequence[int]]]:
    """The number of the row that looks most like the headings, and where each heading stands in it."""
    found = [(_columns(row, headings), -number) for number, row in enumerate(grid[:_SEARCHED], 1)]
    columns, number = max(found, key=lambda one: (len(one[0]), one[1]), default=({}, -1))
    return -number, columns


def _columns(row: Iterable[Cell], headings: Sequence[Heading]) -> Mapping[Heading, Sequence[int]]:
    names = {heading.name: heading for heading in headings}
    found: dict[Heading, list[int]] = {}
    for place, cell in enumerate(row):
        name = tidy(str(cell.value or "")).replace("(必填)", "").replace(" ", "").strip("*")
        if name in names:
            found.setdefault(names[name], []).append(place)
    return found


def _heading_faults(sheet: Sheet, top: int, columns: Mapping[Heading, Sequence[int]]) -> Iterator[Fault]:
    if not columns:
        yield Fault(sheet, 0, "", "里找不到标题行。", _TEMPLATE)
        return
    for heading in HEADINGS[sheet]:
        places = columns.get(heading, ())
        if not places and not heading.newer:
            yield Fault(sheet, top, "", f"没有「{heading.name}」这一列。", "把这一列的标题补上，内容可以空着。")
        elif len(places) > 1:
            yield Fault(sheet, top, heading.name, f"出现了 {len(places)} 次。", "只留一列。")


def _merged(source: Worksheet, grid: Sequence[Sequence[Cell]], top: int) -> Mapping[int, Mapping[int, Cell]]:
    """By row and column, the cell that a merged block shows for each line that it spans."""
    shown: dict[int, dict[int, Cell]] = {}
    for block in source.merged_cells.ranges if hasattr(source, "merged_cells") else ():
        column = block.min_col - 1
        for number in range(max(block.min_row, top) + 1, min(block.max_row, len(grid)) + 1):
            shown.setdefault(number, {})[column] = grid[block.min_row - 1][column]
    return shown


def _read_row(page: _Page, number: int, cells: Sequence[Cell], merged: Mapping[int, Cell]) -> None:
    own = {heading: cells[place] for heading, place in page.places.items() if place < len(cells)}
    if all(cell.value is None or not str(cell.value).strip() for cell in own.values()):
        return
    own |= {heading: merged[place] for heading, place in page.places.items() if place in merged}
    texts, faults = dict.fromkeys((heading.field for heading in page.places), ""), []
    for heading, cell in own.items():
        try:
            texts[heading.field] = text_of(cell, page.epoch, is_date=heading.kind is Kind.DATE)
        except Unreadable as error:
            faults.append(Fault(page.sheet, number, heading.name, error.what, error.remedy))
    key = HEADINGS[page.sheet][0].field
    if not texts[key].startswith(_EXAMPLE) and (faults or any(texts.values())):
        page.rows.append(_ROWS[page.sheet](row=number, **texts))
        page.faults.extend(faults)
