"""What the sheets of a workbook have in common: looks, names, widths, the foot of a printed page."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.papers.words import plain
from handlers.kit.papers import ColumnKind

INK: Final = "#1f1d1a"
FONT: Final = "微软雅黑"
LONGEST_CELL, LONGEST_NAME = 32_767, 31
ROW: Final = 15  # points, where nothing else is said
_UNFIT: Final = re.compile(r"[\[\]:*?/\\]")
_A4, _LONGEST_HEADER = 9, 60


@dataclass(frozen=True, slots=True)
class Looks:
    """Formats of XlsxWriter, made once a book."""

    title: Any
    about: Any
    head: Any
    head_right: Any
    lead: Any
    text: Any
    note: Any
    count: Any
    average: Any
    of: dict[ColumnKind, Any]


def looks(book: Workbook) -> Looks:
    def look(**more: object) -> Any:
        return book.add_format({"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "vcenter", **more})

    text = look(text_wrap=True, num_format="@")
    head: dict[str, object] = {"bold": True, "bg_color": "#eeeae2", "bottom": 1, "text_wrap": True}
    formats = {"number": "#,##0", "share": "0.0%", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
    of = {ColumnKind(kind): look(num_format=form, align="right", indent=1) for kind, form in formats.items()}
    return Looks(
        title=look(bold=True, font_size=18),
        about=look(font_color="#5c564c"),
        head=look(**head),
        head_right=look(**head, align="right", indent=2),  # beside the arrow of the filter
        lead=look(text_wrap=True, valign="top"),
        text=text,
        note=look(text_wrap=True, font_size=10, font_color="#5c564c", valign="top"),
        count=look(valign="top", align="center"),
        average=look(num_format="#,##0.0", align="right", indent=1),
        of={ColumnKind.TEXT: text, **of},
    )


def cell_text(text: str) -> str:
    """At most what a cell can hold, which spreadsheets count in UTF-16."""
    text = plain(text)
    if len(text) * 2 <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le")
    most = LONGEST_CELL * 2
    return text if len(units) <= most else units[: most - 2].decode("utf-16-le", "ignore") + "…"


def units(width: float) -> float:
    """The width of a column, from Chinese characters to the digits that spreadsheets measure in."""
    return round(width * 2.1 + 1.5, 1)


def sheet_names(titles: Sequence[str], taken: Collection[str] = ()) -> Iterator[str]:
    """A valid name a title, no two alike: at most 31 characters, none that a formula would read."""
    used = {name.casefold() for name in (*taken, "History")}
    for title in titles:
        base = _UNFIT.sub(" ", plain(title).replace("\n", " ")).strip(" '") or "表"
        name = _free(base, used)
        used.add(name.casefold())
        yield name


def _free(base: str, used: Collection[str]) -> str:
    name, number = base[:LONGEST_NAME].strip(" '"), 1
    while name.casefold() in used:
        number += 1
        end = f" {number}"
        name = base[: LONGEST_NAME - len(end)].strip(" '") + end
    return name


def footed(page: Worksheet, title: str = "") -> None:
    """A4, with the number of the page below."""
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    page.set_footer("&C第 &P 页，共 &N 页")
    if title:
        page.set_header("&L" + plain(title)[:_LONGEST_HEADER].replace("&", "&&"))
