"""What a set of point rules is: items, caps, bands and a cycle, each with its source.

Points and hours are counted in hundredths, as whole numbers: a ledger adds and never rounds twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind, Span

HUNDRED: Final = 100
PENDING: Final = "客户待定"


class ScoreType(StrEnum):
    """The five types of points (B8), each in a column of its own."""

    BASE = "base"
    STAR = "star"
    ASSIGNED = "assigned"
    DEDUCTED = "deducted"
    RESET = "reset"


TYPE_NAMES: Final = {
    ScoreType.BASE: "基础积分",
    ScoreType.STAR: "五星积分",
    ScoreType.ASSIGNED: "反向赋分",
    ScoreType.DEDUCTED: "反向扣分",
    ScoreType.RESET: "清零",
}


class Source(StrEnum):
    """How an item is earned: by what a resident confirmed, by one's own application, or entered by the branch."""

    EARNED = "earned"
    APPLIED = "applied"
    ENTERED = "entered"


class Review(StrEnum):
    """What goes through the three reviews: every point, or only what is applied for or entered."""

    ALL = "all"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a set. `worth` in points for each `unit`, below 0 for the two reverse types, 0 for a reset.

    `cap`: at most so many points in a `cap_period` (none: in the cycle). `open`: what the source leaves open.
    """

    code: str
    title: str
    type: ScoreType
    worth: Fraction
    how: tuple[Source, ...]
    source: str
    unit: str = "次"
    cap: Fraction | None = None
    cap_period: PeriodKind | None = None
    open: str = ""

    @property
    def in_hours(self) -> bool:
        return self.unit == "小时"


@dataclass(frozen=True, slots=True)
class Band:
    """A star or grade: from `least` points on; compared as fractions, never rounded."""

    code: str
    title: str
    least: Fraction


@dataclass(frozen=True, slots=True)
class PointSet:
    """A set of point rules. What is earned by a confirmed case: the item's worth x `classes` x `late` if it was late.

    `initial` is where everybody begins a cycle, `floor` the least that a total shows; `who` are the roles it counts
    for, `tenure` how long one must have served before the first star; `reach` the hours a cycle that are owed,
    `least_rate` the share of a branch or unit that must reach them; `share` how much of a ranking is public, from the
    top.
    `open`: sentences on what the source leaves open (客户待定).
    """

    code: str
    title: str
    source: str
    who: tuple[Role, ...]
    initial: Fraction
    items: Mapping[str, Item]
    bands: tuple[Band, ...] = ()
    floor: Fraction | None = None
    cycle: PeriodKind = PeriodKind.YEAR
    first_month: int = 1
    review: Review = Review.APPLIED
    published: Span = field(default_factory=lambda: Span.parse("5 working_days"))
    tenure: Span = field(default_factory=lambda: Span.parse("12 months"))
    classes: Mapping[str, Fraction] = field(default_factory=dict)
    late: Fraction = Fraction(1)
    reach: Fraction | None = None
    least_rate: Fraction | None = None
    share: Fraction = Fraction(1, 2)
    open: tuple[str, ...] = ()

    @property
    def pending(self) -> tuple[str, ...]:
        """What the source leaves open, a sentence each that says so: of the set, then of its items."""
        titles: dict[str, list[str]] = {}
        for item in self.items.values():
            titles.setdefault(item.open, []).append(item.title)
        said = [*self.open, *(f"{'、'.join(those)}：{why}" for why, those in titles.items() if why)]
        return tuple(one if PENDING in one else f"{PENDING}：{one}" for one in said)


@dataclass(frozen=True, slots=True, order=True)
class Cycle:
    """The days in which points are added up; `key` names it in the ledger: 2026, or 2026-07 where it begins in July."""

    first: date
    last: date
    key: str


def hundredths(value: Fraction) -> int:
    """Points as the ledger counts them, a half of a hundredth up: 1.5 → 150."""
    exact = Decimal(value.numerator) * HUNDRED / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def spoken(amount: int) -> str:
    """150 → 1.5, -300 → -3: as people write points."""
    return f"{Decimal(amount) / HUNDRED:f}".rstrip("0").rstrip(".") if amount % HUNDRED else str(amount // HUNDRED)


def signed(amount: int) -> str:
    return f"+{spoken(amount)}" if amount > 0 else spoken(amount)
