"""A paper: what a digest, a ranking or a circular says, as tables and charts. The edge makes a workbook, a brief or a
picture of it; whoever made it has left out what its reader may not see."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

Cell: TypeAlias = str | int | Fraction | date | datetime | None


class ColumnKind(StrEnum):
    """How a column is written: a share is a fraction shown in percent, a moment an aware datetime."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in Chinese characters."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 8


@dataclass(frozen=True, slots=True)
class Table:
    """`note` is said below it: what was counted, what was left out."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


class ChartKind(StrEnum):
    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One value a label; none where there is nothing to show."""

    name: str
    values: tuple[int | Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`share`: the values are fractions, shown in percent."""

    title: str
    kind: ChartKind
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    share: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """`lead` are the sentences that a reader in a hurry needs, the most urgent first; `about` says for whom, of which
    days and when it was made."""

    title: str
    about: str
    lead: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
