"""A paper as a brief for Word: to be read on paper, and changed by whoever signs it."""

from io import BytesIO
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Length, Mm

from bot.papers.chart import picture
from bot.papers.pages import numbered, styled
from bot.papers.tables import MOST_ROWS, add_table, fits_upright
from bot.papers.words import plain
from handlers.kit.papers import Chart, Paper, Table

SHORT, LONG = Mm(210), Mm(297)
SIDE, HIGHEST = Mm(20), Mm(170)
_DRAWN: Final = 1700  # pixels across the page: letters about as large as the text around them


def brief(paper: Paper) -> bytes:
    """The file's bytes."""
    document = docx.Document()
    styled(document, plain(paper.title))
    _sized(document.sections[0], upright=True)
    numbered(document.sections[0])
    _opening(document, paper)
    for chart in paper.charts:
        _chart(document, chart)
    for table in paper.tables:
        _table(document, table)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _opening(document: Document, paper: Paper) -> None:
    document.add_paragraph(plain(paper.title), "Title")
    document.add_paragraph(plain(paper.about), "Subtitle")
    for sentence in paper.lead:
        document.add_paragraph(plain(sentence), "List Number")


def _chart(document: Document, chart: Chart) -> None:
    """As wide as the page, or less: a long one still stands below the lead."""
    shape = document.add_picture(BytesIO(picture(chart, _DRAWN, "white")), width=Length(SHORT - 2 * SIDE))
    if shape.height > HIGHEST:
        shape.width, shape.height = Length(shape.width * HIGHEST // shape.height), HIGHEST
    shape._inline.docPr.set("descr", plain(chart.title))  # what a screen reader says; the library has no word for it
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Document, table: Table) -> None:
    upright = fits_upright(table)
    section = document.sections[-1]
    if upright != (section.orientation == WD_ORIENT.PORTRAIT):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _sized(section, upright=upright)
    document.add_paragraph(plain(table.title), "Heading 1")
    if table.columns:
        add_table(document, table, Length((SHORT if upright else LONG) - 2 * SIDE))
    if len(table.rows) > MOST_ROWS:
        more = f"一共 {len(table.rows)} 行，这里只列前 {MOST_ROWS} 行。要看全部，请用 Excel 的那一份。"
        document.add_paragraph(more, "Caption")
    if table.note:
        document.add_paragraph(plain(table.note), "Caption")


def _sized(section: Section, *, upright: bool) -> None:
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (SHORT, LONG) if upright else (LONG, SHORT)
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = SIDE
