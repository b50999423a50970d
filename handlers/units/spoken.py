"""Names in one form, however they are typed: ３号楼, 三号楼 and "3 号楼" are the same name."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MOST = 2_000
NUMERALS = "零〇一二三四五六七八九十百"
_DIGITS = {sign: str(max(0, place - 1)) for place, sign in enumerate(NUMERALS[:11])}
_POWERS = {"十": 10, "百": 100}
# A number is one where something is numbered: 三号楼, 第二网格, 一、二栋; in 五一街 and 十里铺 it is a name.
# All lengths are bounded, so that no text takes long to read.
_NUMBERED = r"(?:号|#|栋|幢|座|楼|单元|微?网格|院|区|期|(?:村民|居民)?小?组|巷|排|队|弄|层|室)"
_JOINED = "[、/和与及到至~-]"
_RUN = rf"(?<![{NUMERALS}])[{NUMERALS}]{{1,6}}(?![{NUMERALS}])"
_NUMBER = re.compile(rf"(?<=第){_RUN}|{_RUN}(?=(?:{_JOINED}第?[{NUMERALS}\d]{{1,6}}){{0,8}}{_NUMBERED})")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a unit is found by besides its own name: other names, in the order of their normal forms, and its
    latitude and longitude in millionths of a degree."""

    unit_id: int
    names: tuple[str, ...] = ()
    point: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in that form; `places` tells where each of its signs stood in `typed`, from and to."""

    typed: str
    text: str
    places: tuple[tuple[int, int], ...]

    def said(self, start: int, end: int) -> str:
        """The piece as it was typed."""
        return self.typed[self.places[start][0] : self.places[end - 1][1]] if start < end else ""


def plain(typed: str) -> Plain:
    """Wide signs made narrow, letters small, spaces and invisible signs out, Chinese numbers in digits."""
    typed = typed[:MOST]
    signs = [(sign, at) for at, one in enumerate(typed) for sign in unicodedata.normalize("NFKC", one).lower()]
    kept = [(sign, at) for sign, at in signs if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf")]
    text, places = "".join(sign for sign, _ in kept), [(at, at + 1) for _, at in kept]
    parts, found, done = [], [], 0
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        digits = _digits(number.group())
        parts += [text[done:start], digits]
        found += [*places[done:start], *[(places[start][0], places[end - 1][1])] * len(digits)]
        done = end
    return Plain(typed, "".join((*parts, text[done:])), (*found, *places[done:]))


@lru_cache(maxsize=20_000)
def normal(name: str) -> str:
    """The form of a name by which it is found and compared."""
    return plain(name).text


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The first of each normal form, in the order of these forms."""
    forms: dict[str, str] = {}
    for name in names:
        forms.setdefault(normal(name), name)
    return tuple(name for form, name in sorted(forms.items()) if form)


def _digits(numerals: str) -> str:
    """二十三 → 23, 一百零三 → 103, 二〇五 → 205."""
    if not _POWERS.keys() & set(numerals):
        return "".join(_DIGITS[sign] for sign in numerals)
    total, digit = 0, 0
    for sign in numerals:
        if sign in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[sign], 0
        else:
            digit = int(_DIGITS[sign])
    return str(total + digit)
