"""Workbooks as other desks send them."""

from collections.abc import Callable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADERS = ("序号", "工单编号", "诉求标题", "诉求内容", "来电人", "联系电话", "事发地址", "派单时间", "办理时限")
PAST = ("承办人", "首次联系时间", "办结时间", "办理结果", "是否解决", "满意度")


def nothing(_: Worksheet) -> None:
    """The sheet stays as it is."""


def workbook(
    rows: Sequence[Sequence[object]],
    headers: Sequence[str] = HEADERS,
    *,
    above: Sequence[Sequence[object]] = (("12345 转办工单",),),
    touch: Callable[[Worksheet], None] = nothing,
) -> bytes:
    """A workbook with a title above its headings."""
    book = Workbook()
    page = book.worksheets[0]
    for row in (*above, headers, *rows):
        page.append(list(row))
    touch(page)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
