"""What one cell means, and what is wrong with it by itself."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from handlers.census.records import HEADINGS, Fault, Heading, Kind, Row
from handlers.kit.datums import to_wgs
from handlers.kit.roles import ROLE_NAMES
from handlers.units.records import LEVEL_NAMES, ORG_LEVEL_NAMES
from handlers.units.spoken import normal

R = TypeVar("R", bound=Row)

LEVELS = {name: level for level, name in LEVEL_NAMES.items()}
ORG_LEVELS = {name: level for level, name in ORG_LEVEL_NAMES.items()}
ROLES = {name: role for role, name in ROLE_NAMES.items()}

_CODE = re.compile(r"[\w.#/-]+")
_DATE = re.compile(r"(\d{4})(?:(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?|(\d\d)(\d\d))")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}[2-9]\d{6,7}|[2-9]\d{6,7}")
_POINT = re.compile(r"(?:(高德|腾讯|火星)[\s,、:]*)?(\d{1,3}(?:\.\d{1,12})?)[\s,、;]+(\d{1,3}(?:\.\d{1,12})?)")
_MICRO = 1_000_000
_OLDEST = 1949
_YEARS_AHEAD = 20

# Where the country lies, in degrees.
_LONGITUDES, _LATITUDES = (73, 136), (3, 54)
_SHORTEST, _LONGEST = 2, 30

_DATE_REMEDY = "写成 2026-01-31、2026/1/31 或 2026年1月31日。"
_PHONE_REMEDY = "手机写 11 位，座机带区号，例如 0355-2012345。开头的 0 要是不见了，把这一格设成「文本」再填一遍。"
_POINT_REMEDY = (
    "在地图上点一下这个地方，照着抄：先写经度再写纬度，用逗号隔开，例如 113.12,36.19。"
    "高德、腾讯地图上抄的，前面写上“高德”；百度地图的不能用。"
)


def several(text: str) -> tuple[str, ...]:
    """The parts of `甲、乙,丙`, without repeats, in their order."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[、,;\n]", text) if part.strip()))


def codes_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[、,;\s]+", text) if part))


def date_of(text: str) -> date | None:
    """None for an empty cell and for what is no date."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, *rest = (int(part) for part in found.groups() if part)
    try:
        return date(year, rest[0], rest[1])
    except ValueError:
        return None


def phone_of(text: str) -> str | None:
    """The bare digits of a mobile or landline number; None for anything else."""
    digits = re.sub(r"[\s()-]", "", text)
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$|0\d{9})", "", digits)
    return digits if _PHONE.fullmatch(digits) else None


def point_of(text: str) -> tuple[int, int] | None:
    """Latitude and longitude of WGS-84 in millionths of a degree; people write the longitude first, as maps show it,
    and before it whose map, where that draws things elsewhere."""
    found = _POINT.fullmatch(text)
    if not found:
        return None
    lon, lat = (round(Decimal(part) * _MICRO) for part in found.groups()[1:])
    if not (_is_between(lon, _LONGITUDES) and _is_between(lat, _LATITUDES)):
        return None
    if not found[1]:
        return lat, lon
    real = to_wgs((lat / _MICRO, lon / _MICRO))
    return round(real[0] * _MICRO), round(real[1] * _MICRO)


def _is_between(micro: int, degrees: tuple[int, int]) -> bool:
    return degrees[0] * _MICRO <= micro <= degrees[1] * _MICRO


def cell_faults(row: Row, today: date) -> Iterator[Fault]:
    """One fault at most a cell, by its heading alone."""
    for heading in HEADINGS[row.sheet]:
        text: str = getattr(row, heading.field)
        wrong = _wrong(heading, text, today) if text else _empty(heading)
        if wrong:
            yield row.fault(heading.field, *wrong)


def twins(rows: Iterable[R], key: Callable[[R], Hashable], column: str) -> Iterator[Fault]:
    """Rows that say again what an earlier one has said."""
    seen: dict[Hashable, R] = {}
    for row in rows:
        known = key(row)
        if known and known in seen:
            what = f"和第 {seen[known].row} 行重复了。"
            yield row.fault(column, what, "两行只留一行，或者给其中一行换一个。")
        seen.setdefault(known, row)


def by_code(rows: Iterable[R], key: str = "code") -> Mapping[str, R]:
    """The first row of each code."""
    found: dict[str, R] = {}
    for row in rows:
        code = getattr(row, key)
        if code:
            found.setdefault(code, row)
    return found


def _empty(heading: Heading) -> tuple[str, str] | None:
    return ("空着。", "这一格必须填。") if heading.required else None


def _wrong(heading: Heading, text: str, today: date) -> tuple[str, str] | None:
    if len(text) > heading.limit:
        return f"太长了，有 {len(text)} 个字。", f"请缩短到 {heading.limit} 个字以内。"
    if heading.kind is not Kind.PHONE and text[0] in "=+@":
        return f"以 {text[0]} 开头，像是公式。", "去掉这个符号，写普通的文字。"
    return _BY_KIND[heading.kind](heading, text, today)


def _wrong_code(_: Heading, text: str, __: date) -> tuple[str, str] | None:
    if all(_CODE.fullmatch(code) for code in codes_of(text)) and codes_of(text):
        return None
    return f"写的 {text[:40]} 里有不能用的符号。", "编码只用数字、字母、汉字和 - _ . # /。"


def _wrong_single_code(heading: Heading, text: str, today: date) -> tuple[str, str] | None:
    if len(codes_of(text)) > 1:
        return f"写了不止一个：{text[:40]}。", "这一格只写一个编码，中间不要有空格。"
    return _wrong_code(heading, text, today)


def _wrong_choice(heading: Heading, text: str, _: date) -> tuple[str, str] | None:
    if text in heading.choices:
        return None
    return f"写的 {text[:40]} 认不出来。", f"从这几个里选一个：{'、'.join(heading.choices)}。"


def _wrong_date(_: Heading, text: str, today: date) -> tuple[str, str] | None:
    day = date_of(text)
    if day is None:
        return f"写的 {text[:40]} 不是日期。", _DATE_REMEDY
    if not _OLDEST <= day.year <= today.year + _YEARS_AHEAD:
        years = f"{_OLDEST} 到 {today.year + _YEARS_AHEAD}"
        return f"写的 {text} 年份不对劲。", f"年份要在 {years} 之间，看看是不是打错了。"
    return None


def _wrong_phone(_: Heading, text: str, __: date) -> tuple[str, str] | None:
    return None if phone_of(text) else ("写的号码不对。", _PHONE_REMEDY)


def _wrong_names(_: Heading, text: str, __: date) -> tuple[str, str] | None:
    for name in several(text):
        if len(normal(name)) < _SHORTEST:
            return f"写的 {name} 太短了。", f"一个别名至少写 {_SHORTEST} 个字，不然别的话里的字也会被当成它。"
        if len(name) > _LONGEST:
            return f"写的 {name[:_LONGEST]} 太长了。", f"一个别名最多 {_LONGEST} 个字，几个别名之间用顿号隔开。"
    return None


def _wrong_point(_: Heading, text: str, __: date) -> tuple[str, str] | None:
    return None if point_of(text) else (f"写的 {text[:40]} 不对。", _POINT_REMEDY)


def _fine(_: Heading, __: str, ___: date) -> tuple[str, str] | None:
    return None


_BY_KIND: Mapping[Kind, Callable[[Heading, str, date], tuple[str, str] | None]] = {
    Kind.TEXT: _fine,
    Kind.LIST: _fine,
    Kind.CODE: _wrong_single_code,
    Kind.CODES: _wrong_code,
    Kind.CHOICE: _wrong_choice,
    Kind.DATE: _wrong_date,
    Kind.PHONE: _wrong_phone,
    Kind.NAMES: _wrong_names,
    Kind.POINT: _wrong_point,
}
