"""Tables of a brief: the heading again on every page, no row torn in two, widths as the columns ask for."""

from typing import Final

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Length, Pt
from docx.table import _Cell, _Row

from bot.papers.pages import HEAD_TYPE
from bot.papers.words import plain, said, wide
from handlers.kit.papers import ColumnKind, Table

MOST_ROWS: Final = 500  # nobody reads more on paper, and a file of thousands takes minutes to make
_PADDING: Final = 1.2  # of a cell, in characters
_UPRIGHT, _ACROSS = 46, 69  # characters of the usual size on a line
_SIZES: Final = (10.5, 9, 8)
_SHADE: Final = "EEEAE2"


def fits_upright(table: Table) -> bool:
    """With letters a little smaller if need be: turning the page is worse."""
    return sum(_widths(table)) * _SIZES[1] <= _UPRIGHT * _SIZES[0]


def add_table(document: Document, table: Table, room: Length) -> None:
    """Filling the line; letters smaller where there are many columns."""
    widths = _widths(table)
    size = _size(sum(widths), _UPRIGHT if fits_upright(table) else _ACROSS)
    made = document.add_table(1 + min(len(table.rows), MOST_ROWS), len(widths), "Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    lengths = [Length(int(room * width / sum(widths))) for width in widths]
    for column, length in zip(made.columns, lengths, strict=True):
        column.width = length
    texts = [[column.title for column in table.columns], *_texts(table)]
    kinds = [column.kind for column in table.columns]
    for at, (row, line) in enumerate(zip(made.rows, texts, strict=True)):
        _marked(row, "w:cantSplit", *(["w:tblHeader"] if at == 0 else []))
        for cell, text, kind, length in zip(row.cells, line, kinds, lengths, strict=True):
            cell.width = length
            _write(cell, plain(text), kind, size, head=at == 0)


def _widths(table: Table) -> list[float]:
    """A number or a day is never broken, so that its column has at least the room for it."""
    shown = list(_texts(table))
    return [
        max(column.width, min(wide(column.title), 6), _needed(column.kind, [line[at] for line in shown])) + _PADDING
        for at, column in enumerate(table.columns)
    ]


def _needed(kind: ColumnKind, texts: list[str]) -> float:
    return 0 if kind is ColumnKind.TEXT else max(map(wide, texts), default=0)


def _texts(table: Table) -> list[list[str]]:
    kinds = [column.kind for column in table.columns]
    return [[said(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows[:MOST_ROWS]]


def _size(width: float, line: float) -> float:
    return next((size for size in _SIZES if width * size <= line * _SIZES[0]), _SIZES[-1])


def _write(cell: _Cell, text: str, kind: ColumnKind, size: float, *, head: bool) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(3)
    if kind is not ColumnKind.TEXT:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = line.add_run(text)
    run.font.size = Pt(size)
    if head:
        run.font.name = HEAD_TYPE
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEAD_TYPE)
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _SHADE)
        cell._tc.get_or_add_tcPr().append(shade)


def _marked(row: _Row, *names: str) -> None:
    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(name))
