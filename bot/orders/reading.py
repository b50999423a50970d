"""From a workbook of orders to plain text, row by row. Nothing in the file is evaluated, fetched or believed."""

import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.census.opening import Cell, Unreadable, tidy
from handlers.kit.words import clean
from handlers.orders.records import Line, Sheet

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
_MOST_COLUMNS = 100
_MOST_SCANNED = 200_000  # a file may say that its second row is the billionth
# What parts may unpack to: 20,000 rows fit well, and nothing that is read whole can fill the memory.
_SHEET, _STRINGS, _OTHER = 50_000_000, 80_000_000, 10_000_000
_PROLOG = 65_536
_SEARCHED, _FEWEST = 10, 4
_EXACT = 10**15
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAG = re.compile(rb"<[A-Za-z]")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_AGAIN = "用 Excel 或 WPS 打开它，另存为 .xlsx 再导。"


def read_sheet(data: bytes) -> Sheet:
    """The first sheet with a row of headings; Unreadable says why there is none."""
    _look(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise _broken() from error
    try:
        return _first(book)
    except Unreadable:
        raise
    except Exception as error:  # and goes on doing so while rows are read
        raise _broken() from error
    finally:
        book.close()


def _look(data: bytes) -> None:
    """Refuse what is no workbook, too big, or a trap, before anything of it is parsed."""
    if not data:
        raise Unreadable("这个文件是空的。", "重新保存或重新下载一份再导。")
    if len(data) > MOST_BYTES:
        raise Unreadable("这个文件超过 20 MB。", "分成几份再导。")
    if data.startswith(_OLE):
        raise Unreadable("这是旧格式的 .xls，或者设了密码。", _AGAIN)
    if not data.startswith(b"PK"):
        raise Unreadable("这不是 Excel 工作簿。", _AGAIN)
    try:
        with ZipFile(BytesIO(data)) as archive:
            _look_inside(archive)
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        raise _broken() from error


def _look_inside(archive: ZipFile) -> None:
    parts = archive.infolist()
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable("这不是 Excel 工作簿。", _AGAIN)
    parsed = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    if any(part.file_size > _most(part.filename) for part in parsed):
        raise Unreadable("这个文件展开以后太大了。", "分成几份再导。")
    if not all(_harmless(archive, part) for part in parsed):
        raise _broken()


def _most(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return _SHEET
    return _STRINGS if name == "xl/sharedStrings.xml" else _OTHER


def _harmless(archive: ZipFile, part: ZipInfo) -> bool:
    """No document type: that is where XML hides entities that unfold without end or fetch from elsewhere."""
    with archive.open(part) as source:
        prolog = _COMMENT.sub(b"", source.read(_PROLOG))
    root = _TAG.search(prolog)
    return bool(root) and b"<!" not in prolog[: root.start() if root else 0]


def _broken() -> Unreadable:
    return Unreadable("这个 Excel 文件坏了，打不开。", _AGAIN)


def _first(book: Workbook) -> Sheet:
    for page in book.worksheets:
        if page.sheet_state == "visible":
            found = _read(page)
            if found:
                return found
    raise Unreadable("没有找到标题行。", "标题要在前 10 行里，写明工单编号、诉求内容等，至少 4 列。")


def _read(page: Worksheet) -> Sheet | None:
    """A sheet from its headings down; none where no row looks like headings."""
    if hasattr(page, "reset_dimensions"):
        page.reset_dimensions()  # the sizes that a file tells of itself are often wrong
    rows = page.iter_rows(max_col=_MOST_COLUMNS)
    headers: tuple[str, ...] = ()
    top = 0
    for top, cells in enumerate(rows, 1):
        headers = _headers(cells)
        if headers or top == _SEARCHED:
            break
    if not headers:
        return None
    return Sheet(headers, tuple(_lines(rows, top, len(headers))))


def _headers(cells: Sequence[Cell]) -> tuple[str, ...]:
    texts = [tidy(cell.value) if isinstance(cell.value, str) else "" for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(text[:60] for text in texts) if sum(map(bool, texts)) >= _FEWEST else ()


def _lines(rows: Iterator[Sequence[Cell]], top: int, width: int) -> Iterator[Line]:
    count = 0
    for number, cells in enumerate(rows, top + 1):
        line = _line(number, cells[:width])
        filled = any(line.cells) or bool(line.unread)
        count += filled
        if count > MOST_ROWS or number > _MOST_SCANNED:
            raise Unreadable(f"这张表超过 {MOST_ROWS:,} 行，或者中间空了太多行。", "删掉空行，分成几份再导。")
        if filled:
            yield line


def _line(number: int, cells: Sequence[Cell]) -> Line:
    texts, unread = [], {}
    for place, cell in enumerate(cells):
        why = _unreadable(cell)
        texts.append("" if why else _text(cell.value))
        if why:
            unread[place] = why
    return Line(number, tuple(texts), unread)


def _unreadable(cell: Cell) -> str:
    if cell.data_type == "f":
        return "是一个公式，请复制这一格，在原处“只粘贴值”。"
    if cell.data_type == "e":
        return "是 Excel 的出错标记，请重新填一遍。"
    if isinstance(cell.value, int | float) and abs(cell.value) >= _EXACT:
        return "是个很长的数字，Excel 已经丢了后面几位，请把这一格设成“文本”再填。"
    return ""


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M:%S")
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return clean(str(value))
