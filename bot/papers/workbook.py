"""A paper as a workbook: what to know and the charts first, then a sheet a table. Safe to open anywhere."""

from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bot.papers.figures import CHART_DATA, add_charts
from bot.papers.sheets import ROW, Looks, cell_text, footed, looks, sheet_names, units
from bot.papers.words import local, wide, wrapped
from handlers.kit.papers import Cell, ColumnKind, Paper, Table

SUMMARY: Final = "摘要"
LEAD_WIDTH: Final = 32
_EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits; a longer number is a name, not an amount
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(paper: Paper) -> bytes:
    """The workbook's bytes. A text is a text whatever it looks like; shares, days and moments can be counted with."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        look = looks(book)
        book.set_properties({"title": cell_text(paper.title), "author": "微愿"})
        summary = book.add_worksheet(SUMMARY)
        row, used = _summary(summary, paper, look)
        names = sheet_names([table.title for table in paper.tables], taken=(SUMMARY, CHART_DATA))
        for name, table in zip(names, paper.tables, strict=True):
            _table(book.add_worksheet(name), table, look)
        charts = [chart for chart in paper.charts if chart.labels and chart.series]
        if charts:
            add_charts(book, summary, (row, used), charts, look)
    return buffer.getvalue()


def _summary(page: Worksheet, paper: Paper, look: Looks) -> tuple[int, float]:
    """Title, about and lead; the first row that is free below, and how many points are above it."""
    page.set_column(0, 0, 4)
    page.set_column(1, 1, units(LEAD_WIDTH))
    page.hide_gridlines(2)
    page.set_row(0, 30)
    used = 30.0 + 4 * ROW
    page.write_string(0, 0, cell_text(paper.title), look.title)
    page.write_string(1, 0, cell_text(paper.about), look.about)
    for row, sentence in enumerate(paper.lead, 3):
        text = cell_text(sentence)
        page.write_number(row, 0, row - 2, look.count)
        page.write_string(row, 1, text, look.lead)
        height = 18 * len(wrapped(text, LEAD_WIDTH)) + 6
        page.set_row(row, height)
        used += height
    page.center_horizontally()
    footed(page)
    return 4 + len(paper.lead), used


def _table(page: Worksheet, table: Table, look: Looks) -> None:
    last = max(len(table.columns) - 1, 0)
    for at, column in enumerate(table.columns):
        page.set_column(at, at, units(max(column.width, wide(column.title) + 1.5)))
        page.write_string(
            0, at, cell_text(column.title), look.head if column.kind is ColumnKind.TEXT else look.head_right
        )
    page.set_row(0, 24)
    for row, cells in enumerate(table.rows, 1):
        for at, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write(page, row, at, cell, column.kind, look)
    page.freeze_panes(1, 1 if last else 0)
    page.autofilter(0, 0, len(table.rows), last)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    footed(page, table.title)
    _note(page, table, len(table.rows) + 2, last, look)


def _write(page: Worksheet, row: int, at: int, cell: Cell, kind: ColumnKind, look: Looks) -> None:
    match cell:
        case None:
            page.write_blank(row, at, None, look.of[kind])
        case str():
            page.write_string(row, at, cell_text(cell), look.text)
        case datetime():
            page.write_datetime(row, at, local(cell), look.of[kind if kind is ColumnKind.DAY else ColumnKind.MOMENT])
        case date():
            page.write_datetime(row, at, cell, look.of[ColumnKind.DAY])
        case int() if kind is ColumnKind.TEXT or abs(cell) >= _EXACT:
            page.write_string(row, at, str(cell), look.text)
        case _:
            page.write_number(row, at, float(cell), _amount_look(cell, kind, look))


def _amount_look(value: int | Fraction, kind: ColumnKind, look: Looks) -> object:
    if kind is ColumnKind.SHARE:
        return look.of[kind]
    return look.of[ColumnKind.NUMBER] if value == int(value) else look.average


def _note(page: Worksheet, table: Table, row: int, last: int, look: Looks) -> None:
    """Below the table, as wide as it is."""
    if not table.note:
        return
    text = cell_text(table.note)
    room = sum(max(column.width, wide(column.title) + 1.5) for column in table.columns)
    page.set_row(row, 18 * len(wrapped(text, room)) + 4)
    if last:
        page.merge_range(row, 0, row, last, "", look.note)
    page.write_string(row, 0, text, look.note)
