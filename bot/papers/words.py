"""The words and numbers of a paper as they stand in a file."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from handlers.kit.papers import Cell, ColumnKind
from handlers.kit.words import clean
from handlers.kit.worktime import SHANGHAI
from handlers.rates.rules import percent

DAY: Final = "%Y-%m-%d"
MOMENT: Final = "%Y-%m-%d %H:%M"
NOTHING: Final = "—"
_PIECE: Final = re.compile(r" *(?:[!-~]+[年月日号%]?|.)[，。、；：？！）”》]*", re.DOTALL)


def plain(text: str) -> str:
    """A text without what XML refuses; most have nothing of the kind."""
    return text if text.isprintable() else clean(text).replace("\ufffe", "").replace("\uffff", "")


def local(moment: datetime) -> datetime:
    """The moment on a clock in China, without its zone: files know of none."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


def said(cell: Cell, kind: ColumnKind) -> str:
    """A cell for the eye, where a file has nothing but text."""
    match cell:
        case None:
            return "" if kind is ColumnKind.TEXT else NOTHING
        case str():
            return plain(cell)
        case datetime():
            return local(cell).strftime(DAY if kind is ColumnKind.DAY else MOMENT)
        case date():
            return cell.strftime(DAY)
        case _:
            return amount(cell, share=kind is ColumnKind.SHARE)


def amount(value: int | Fraction, *, share: bool) -> str:
    """93.3% of a share, 12 of a count, 3.5 of an average."""
    sign = "-" if value < 0 else ""
    if share:
        return sign + percent(abs(Fraction(value)))
    return str(value) if value == int(value) else f"{float(value):.1f}"


def wide(text: str) -> float:
    """How much room a text takes, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def wrapped(text: str, most: float) -> list[str]:
    """The lines of a text, none wider than `most` Chinese characters and all about as long; Chinese breaks anywhere,
    but for numbers and what follows a word without a space."""
    text = " ".join(text.split())
    lines = _broken(text, most)
    even = _broken(text, min(most, wide(text) / len(lines) + 2))
    return even if len(even) == len(lines) else lines


def _broken(text: str, most: float) -> list[str]:
    lines = [""]
    for piece in _pieces(text, most):
        if lines[-1] and wide(lines[-1] + piece.rstrip()) > most:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.strip() for line in lines]


def _pieces(text: str, most: float) -> Iterator[str]:
    """What stays together; a piece too wide for any line is cut all the same."""
    for piece in _PIECE.findall(text):
        if wide(piece) <= most:
            yield piece
        else:
            yield from piece
