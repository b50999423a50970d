"""Opening a workbook that somebody sent: what it is, if it is none, and what a cell says."""

import re
import unicodedata
import warnings
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import from_excel

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = b"<mergeCell "
_LARGEST = 500_000_000
_EXACT = 10**15
_SERIALS = range(10_000, 100_000)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Unreadable(Exception):
    """A file or a cell that can't be read: what it is, and what to do about it."""

    what: str
    remedy: str


class Cell(Protocol):
    """What the streaming and the whole-sheet cells of openpyxl have in common."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


def tidy(text: str) -> str:
    """Full-width digits and letters made plain, invisible signs and needless spaces taken out."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())


def open_workbook(file: Path) -> Workbook:
    """Formulas are kept as formulas, so that they can be refused; merged cells need the whole sheet in memory."""
    merged = _look(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(file.read_bytes()), read_only=not merged)
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise broken() from error


def broken() -> Unreadable:
    return Unreadable("这个 Excel 文件坏了，打不开。", "用 Excel 或 WPS 打开它，另存为 .xlsx 再导一次。")


def _look(file: Path) -> bool:
    """Refuse what is no workbook; tell whether any cells are merged."""
    try:
        with file.open("rb") as source:
            head = source.read(8)
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件 {file}。", "看看文件名和文件夹是不是写对了。") from error
    except OSError as error:
        raise Unreadable(f"读不了文件 {file}。", "它可能是个文件夹，或者没有权限打开。") from error
    if not head:
        raise Unreadable("这个文件是空的。", "重新保存或重新下载一份再导。")
    if head == _OLE:
        raise _old_or_locked(file)
    if not head.startswith(b"PK"):
        raise Unreadable("这不是 Excel 工作簿。", "请用 weiyuan template 生成的 .xlsx 文件来填。")
    return _has_merged(file)


def _old_or_locked(file: Path) -> Unreadable:
    if _ENCRYPTED in file.read_bytes():
        return Unreadable("这个文件设了密码。", "在 Excel 里去掉打开密码，保存后再导。")
    return Unreadable("这是旧格式的 .xls 文件。", "用 Excel 或 WPS 打开它，另存为 .xlsx 再导。")


def _has_merged(file: Path) -> bool:
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise Unreadable("这不是 Excel 工作簿。", "请用 weiyuan template 生成的 .xlsx 文件来填。")
            if sum(part.file_size for part in parts) > _LARGEST:
                raise Unreadable("这个文件太大了。", "分成几份导，每份先带上「单元」表。")
            sheets = [part for part in parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename)]
            return any(_MERGED in archive.read(part) for part in sheets)
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        raise broken() from error


def text_of(cell: Cell, epoch: datetime, *, is_date: bool) -> str:
    """What a cell says as tidy text, dates as 2026-01-31; Unreadable where Excel has made something else of it."""
    value = cell.value
    if cell.data_type == "f":
        raise Unreadable("是一个公式。", "复制这一格，在原处「只粘贴值」，再导一次。")
    if cell.data_type == "e":
        raise Unreadable(f"是 Excel 的出错标记 {value}。", "把这一格重新填一遍。")
    if isinstance(value, datetime | date):
        return _day_text(value, is_date=is_date)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_text(value, epoch, is_date=is_date)
    return "" if value is None else tidy(str(value))


def _day_text(value: date, *, is_date: bool) -> str:
    if not is_date:
        raise Unreadable("被 Excel 当成了日期。", "把这一格设成「文本」，再填一遍。")
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def _number_text(value: float, epoch: datetime, *, is_date: bool) -> str:
    if abs(value) >= _EXACT:
        raise Unreadable("是个很长的数字，Excel 已经丢了后面几位。", "把这一格设成「文本」，再填一遍。")
    if not float(value).is_integer():
        return repr(value)
    if is_date and int(value) in _SERIALS:
        day = from_excel(int(value), epoch)
        return day.date().isoformat() if isinstance(day, datetime) else str(int(value))
    return str(int(value))
