"""The workbook that people fill in: drop-down lists, notes on the headings, text cells for codes and phones."""

from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bot.census.notes import EXAMPLE_MARK, EXAMPLES, GUIDE, HEADING_NOTES, VERSION, VERSION_LABEL
from handlers.census.records import HEADINGS, Census, Heading, Kind, Row, Sheet

_LAST_ROW = 1_048_575
_WIDTHS = {
    Kind.TEXT: 24,
    Kind.LIST: 28,
    Kind.CODE: 18,
    Kind.CODES: 32,
    Kind.CHOICE: 14,
    Kind.DATE: 14,
    Kind.PHONE: 16,
    Kind.NAMES: 28,
    Kind.POINT: 22,
}
_NUMBERS = {Kind.DATE: "yyyy-mm-dd"}


def write_workbook(file: Path, census: Census | None = None) -> None:
    """Write the template; with a census, its rows stand in the sheets instead of the examples."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _Template(book).write(census or Census())
    file.write_bytes(buffer.getvalue())


class _Template:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._plain = book.add_format({"font_size": 12, "text_wrap": True, "valign": "top"})
        self._title = book.add_format({"font_size": 16, "bold": True, "font_color": "#c0392b"})
        self._must = book.add_format({"bold": True, "bg_color": "#f6d5d1", "border": 1})
        self._may = book.add_format({"bold": True, "bg_color": "#eeeae2", "border": 1})
        self._columns = {kind: book.add_format({"num_format": _NUMBERS.get(kind, "@")}) for kind in Kind}
        self._example = book.add_format({"num_format": "@", "italic": True, "font_color": "#6b655c"})

    def write(self, census: Census) -> None:
        self._guide()
        for sheet, rows in census.sheets():
            page = self._book.add_worksheet(str(sheet))
            page.freeze_panes(1, 1)
            for column, heading in enumerate(HEADINGS[sheet]):
                self._heading(page, column, heading, HEADING_NOTES[sheet, heading.field])
            for number, row in enumerate(rows, 1):
                _line(page, number, row)
            if not rows:
                self._example_row(page, sheet)

    def _guide(self) -> None:
        page = self._book.add_worksheet("说明")
        page.set_column(0, 0, 16)
        page.set_column(1, 1, 90)
        page.write_string(0, 0, "微愿底册", self._title)
        page.write_string(1, 0, VERSION_LABEL, self._plain)
        page.write_number(1, 1, VERSION, self._book.add_format({"font_size": 12, "align": "left"}))
        for number, (about, words) in enumerate(GUIDE, 3):
            page.write_string(number, 0, about, self._plain)
            page.write_string(number, 1, words, self._plain)

    def _heading(self, page: Worksheet, column: int, heading: Heading, note: str) -> None:
        page.set_column(column, column, _WIDTHS[heading.kind], self._columns[heading.kind])
        name = f"{heading.name}*" if heading.required else heading.name
        page.write_string(0, column, name, self._must if heading.required else self._may)
        must = "必填。" if heading.required else "可以不填。"
        page.write_comment(0, column, must + note, {"author": "微愿", "x_scale": 2, "font_size": 11})
        if heading.choices:
            page.data_validation(1, column, _LAST_ROW, column, _choice(heading))

    def _example_row(self, page: Worksheet, sheet: Sheet) -> None:
        for column, example in enumerate(EXAMPLES[sheet]):
            text = f"{EXAMPLE_MARK}{example}" if column == 0 else example
            page.write_string(1, column, text, self._example)


def _choice(heading: Heading) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(heading.choices),
        "error_title": "不在名单里",
        "error_message": f"{heading.name}请从下拉名单里选。",
    }


def _line(page: Worksheet, number: int, row: Row) -> None:
    for column, heading in enumerate(HEADINGS[row.sheet]):
        text = getattr(row, heading.field)
        if text:
            page.write_string(number, column, text)
