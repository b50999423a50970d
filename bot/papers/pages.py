"""What the pages of a brief have in common: Chinese type, sizes, the number below."""

from typing import Any, Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import Section
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

BODY_TYPE, HEAD_TYPE = "宋体", "黑体"
_RULE: Final = "A39C8E"
INK, MUTED = RGBColor(0x1F, 0x1D, 0x1A), RGBColor(0x5C, 0x56, 0x4C)
# style: type, size, colour, room above and below
_STYLES: Final = {
    "Normal": (BODY_TYPE, 12, INK, 0, 4),
    "Title": (HEAD_TYPE, 22, INK, 0, 6),
    "Subtitle": (BODY_TYPE, 11, MUTED, 0, 10),
    "Heading 1": (HEAD_TYPE, 15, INK, 16, 6),
    "List Number": (BODY_TYPE, 12, INK, 0, 6),
    "Caption": (BODY_TYPE, 10, MUTED, 4, 0),
    "Footer": (BODY_TYPE, 9, MUTED, 0, 0),
}


def styled(document: Document, title: str) -> None:
    """Type in every style; the properties name the paper and the house, neither a machine nor its user."""
    for name, (face, size, color, above, below) in _STYLES.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        _typed(style, face, size)
        style.font.color.rgb, style.font.italic, style.font.bold = color, False, False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    _unruled(document.styles["Title"].element)
    for line in document.styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}"):
        line.set(qn("w:color"), _RULE)
    _chinese(document)
    kept = document.core_properties
    kept.title, kept.author, kept.last_modified_by, kept.comments, kept.language = title, "微愿", "微愿", "", "zh-CN"
    for name in ("dcterms:created", "dcterms:modified"):  # the library's own: when its template was made
        for found in kept._element.findall(qn(name)):
            kept._element.remove(found)


def _typed(style: ParagraphStyle, face: str, size: int) -> None:
    """Chinese and Latin in one type; a theme's type, where it is named, would go before."""
    style.font.name, style.font.size = face, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
    fonts.attrib.pop(qn("w:cstheme"), None)
    fonts.set(qn("w:eastAsia"), face)


def _unruled(style: Any) -> None:
    """No blue line below the title."""
    for border in list(style.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _chinese(document: Document) -> None:
    """So that lines break and words are checked as in Chinese."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def numbered(section: Section) -> None:
    """第 1 页，共 3 页 below every page."""
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("第 ")
    _field(line, "PAGE")
    line.add_run(" 页，共 ")
    _field(line, "NUMPAGES")
    line.add_run(" 页")


def _field(line: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    line._p.append(field)
