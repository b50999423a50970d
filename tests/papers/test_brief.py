"""A brief as Word has it: what matters first, tables that can be read on every page, nothing of the machine."""

import getpass
import time
import zipfile
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from bot.papers.brief import brief
from bot.papers.tables import MOST_ROWS
from handlers.kit.papers import Column, Paper, Table
from tests.papers.odd import HOSTILE, bars, hostile, many
from tests.papers.samples import ranking, week


def opened(paper: Paper) -> Document:
    return docx.Document(BytesIO(brief(paper)))


@pytest.fixture(scope="module")
def street() -> Document:
    return opened(ranking())


@pytest.fixture(scope="module")
def branch() -> Document:
    return opened(week())


def texts(document: Document, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style and one.style.name == style]


def test_what_matters_comes_first(street: Document) -> None:
    assert [one.text for one in street.paragraphs[:2]] == [ranking().title, ranking().about]
    assert texts(street, "List Number") == list(ranking().lead)
    assert texts(street, "Heading 1") == ["三率排名"]
    assert texts(street, "Caption") == [ranking().tables[0].note]


def test_a_table_says_what_the_paper_says(street: Document) -> None:
    rows = [[cell.text for cell in row.cells] for row in street.tables[0].rows]
    assert rows[0] == [column.title for column in ranking().tables[0].columns]
    assert rows[1][:3] == ["1", "演武社区", "57"]
    assert rows[17][3:7] == ["—"] * 4, "nothing to count is not nought"
    assert rows[1][6] == "-1.7%"
    assert rows[1][7] == "2026-11-20 11:07"
    assert len(rows) == 31


def test_the_heading_comes_again_on_every_page(street: Document) -> None:
    head, first = street.tables[0].rows[0]._tr, street.tables[0].rows[1]._tr
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None
    assert first.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None


def test_a_wide_table_lies_across_and_a_narrow_one_stands(street: Document, branch: Document) -> None:
    assert [one.orientation for one in street.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert [one.orientation for one in branch.sections] == [WD_ORIENT.PORTRAIT]
    for section in street.sections:
        sides = sorted((section.page_width or 0, section.page_height or 0))
        assert sides == pytest.approx([Mm(210), Mm(297)], rel=0.001)


@pytest.mark.parametrize("count", [1, 6, 14])
def test_a_table_is_as_wide_as_its_page_and_its_letters_legible(count: int) -> None:
    columns = tuple(Column(f"第{n}列的名字") for n in range(count))
    document = opened(Paper("题", "", (), (Table("表", columns, (("很长的一格文字" * 3,) * count,)),)))
    section, table = document.sections[-1], document.tables[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    assert sum(column.width or 0 for column in table.columns) == pytest.approx(room, rel=0.01)
    sizes = [run.font.size.pt for run in table.rows[1].cells[0].paragraphs[0].runs if run.font.size]
    assert min(sizes) >= 8


def test_type_is_chinese_and_on_every_windows(street: Document) -> None:
    for name, face in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体"), ("List Number", "宋体")):
        fonts = street.styles[name].element.find(f".//{qn('w:rFonts')}")
        assert fonts is not None
        assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia")} == {face}
        assert not [key for key in fonts.attrib if "Theme" in str(key)], "a theme's type would go before"


def test_pages_are_numbered(street: Document) -> None:
    fields = [one.get(qn("w:instr")) for one in street.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert street.sections[1].footer.is_linked_to_previous


def test_charts_are_pictures_with_words_for_a_screen_reader(street: Document) -> None:
    said = [shape._inline.docPr.get("descr") for shape in street.inline_shapes]
    assert said == [chart.title for chart in ranking().charts]
    assert all(shape.width <= Mm(170) and shape.height <= Mm(170) for shape in street.inline_shapes)


def test_nothing_of_the_machine_goes_out() -> None:
    file = brief(week())
    kept = docx.Document(BytesIO(file)).core_properties
    assert (kept.author, kept.last_modified_by, kept.title) == ("微愿", "微愿", week().title)
    assert kept.comments == ""
    with zipfile.ZipFile(BytesIO(file)) as parts:
        about = parts.read("docProps/core.xml").decode() + parts.read("docProps/app.xml").decode()
    assert "python-docx" not in about
    assert f">{getpass.getuser()}<" not in about


def test_hostile_texts_are_only_texts() -> None:
    document = opened(hostile())
    assert [row.cells[0].text for row in document.tables[0].rows][1:-1] == list(HOSTILE)
    assert document.tables[0].rows[-1].cells[0].text == "断开的话完"


def test_nobody_reads_twenty_thousand_rows_on_paper() -> None:
    start = time.process_time()
    document = opened(many(20_000))
    assert time.process_time() - start < 8
    assert len(document.tables[0].rows) == 1 + MOST_ROWS
    assert "一共 20000 行" in texts(document, "Caption")[0]


def test_empty_parts_are_no_error() -> None:
    opened(Paper("题", "", (), (Table("表", (), ()), Table("表", (Column("列"),), ())), (bars(()),)))
