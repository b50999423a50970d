"""Answers as a workbook: one row an order, safe to open anywhere."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from handlers.kit.worktime import SHANGHAI
from handlers.orders.records import Answer

# heading, width in characters, what stands below it
_COLUMNS: tuple[tuple[str, int, Callable[[Answer], str]], ...] = (
    ("工单编号", 22, lambda one: one.external_no),
    ("办理编号", 14, lambda one: one.no),
    ("现在", 14, lambda one: one.state),
    ("首次联系时间", 18, lambda one: _moment(one.contacted_at)),
    ("办结时间", 18, lambda one: _moment(one.settled_at)),
    ("办理结果", 60, lambda one: one.answer),
    ("是否解决", 10, lambda one: one.granted),
    ("满意度", 10, lambda one: one.satisfied),
)


def write_answers(answers: Sequence[Answer], source: str) -> bytes:
    """The workbook's bytes. Every cell is text: a number keeps its zeros, and nothing becomes a formula or a link."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("办理结果")
        head = book.add_format({"bold": True, "bg_color": "#eeeae2", "border": 1, "valign": "vcenter"})
        cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for column, (heading, width, _) in enumerate(_COLUMNS):
            page.set_column(column, column, width, cell)
            page.write_string(0, column, heading, head)
        for row, one in enumerate(answers, 1):
            for column, (_, _, text) in enumerate(_COLUMNS):
                page.write_string(row, column, text(one), cell)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, len(answers), len(_COLUMNS) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_header(f"&L{source} 办理结果")
    return buffer.getvalue()


def _moment(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""
