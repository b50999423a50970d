"""How points are counted: pure functions of a set, an item and what happened. Amounts in hundredths."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from handlers.kit.periods import Period
from handlers.kit.scores import HUNDRED, Band, Cycle, Item, PointSet, ScoreType, Source, hundredths
from handlers.kit.spans import PeriodKind, SpanKind
from handlers.ledger.records import Balance
from handlers.points.records import Exemption, Total, Why

_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
EXEMPT_DAYS: Final = 3650  # [D] so far from today an exemption may begin or end; a slip of the year is not stored


def set_codes(value: str) -> tuple[str, ...]:
    """The sets that a rule `points.sets` names: several stand beside each other, the first for a role holds."""
    return tuple(code.strip() for code in re.split("[、，,]", value) if code.strip())


def cycle_of(rules: PointSet, day: date) -> Cycle:
    """The cycle that holds a day: a year from January, from July where the set begins then, or a shorter one."""
    length = _MONTHS[rules.cycle]
    month = day.year * 12 + day.month - 1
    start = month - (month - (rules.first_month - 1)) % length
    first = date(start // 12, start % 12 + 1, 1)
    end = start + length - 1
    last = date(end // 12, end % 12 + 1, monthrange(end // 12, end % 12 + 1)[1])
    whole_year = rules.cycle is PeriodKind.YEAR and rules.first_month == 1
    return Cycle(first, last, f"{first.year}" if whole_year else f"{first:%Y-%m}")


def worth(rules: PointSet, code: str, facts: Mapping[str, str | int]) -> int | None:
    """What something comes to under a set, before any cap; none where the set has no such item. A reset counts one.

    Earned by a confirmed case: the item's worth x its class x on time (B7; the factors are [D]).
    """
    item = rules.items.get(code)
    if item is None:
        return None
    if item.type is ScoreType.RESET:
        return 1
    value = item.worth * Fraction(int(facts.get("quantity", HUNDRED)), HUNDRED)
    if "kind" in facts and Source.EARNED in item.how:
        value *= rules.classes.get(str(facts["kind"]), Fraction(1))
        value *= rules.late if facts.get("late") else 1
    return hundredths(value)


def capped(item: Item, amount: int, before: int) -> int:
    """What of an amount still counts where `before` was counted in the same period; the cap is never passed."""
    if item.cap is None or amount <= 0:
        return amount
    return max(0, min(amount, hundredths(item.cap) - before))


def cap_days(item: Item, cycle: Cycle, day: date) -> tuple[date, date]:
    """The days over which an item's cap holds: the whole cycle, or the period of its kind that holds the day."""
    if item.cap_period is None:
        return cycle.first, cycle.last
    period = Period.of(item.cap_period, day)
    return max(period.first, cycle.first), min(period.last, cycle.last)


def total(rules: PointSet, balance: Balance | None) -> Total:
    """基础 + 五星 − 反向赋分 − 反向扣分, from where everybody begins; after a reset 0 for the whole cycle (B8)."""
    begins = hundredths(rules.initial)
    if balance is None:
        return Total(begins, begins)
    columns = (begins + balance.base, balance.star, balance.assigned, balance.deducted)
    summed = sum(columns)
    floor = summed if rules.floor is None else max(summed, hundredths(rules.floor))
    return Total(0 if balance.resets > 0 else floor, *columns, balance.resets)


def star(bands: Sequence[Band], amount: int) -> Band | None:
    """The highest band that an amount reaches: 95.99 is below 96, nothing is rounded; none below the lowest."""
    reached = [band for band in bands if amount >= band.least * HUNDRED]
    return max(reached, key=lambda band: band.least, default=None)


def next_star(bands: Sequence[Band], amount: int) -> Band | None:
    """The next band above an amount."""
    above = [band for band in bands if amount < band.least * HUNDRED]
    return min(above, key=lambda band: band.least, default=None)


def served(since: date, day: date, rules: PointSet) -> bool:
    """Whether somebody has served long enough for a first star: a year to the day, not 364 days of it (B7)."""
    assert rules.tenure.kind is SpanKind.MONTHS, "the loader takes months only"
    month = since.year * 12 + since.month - 1 + rules.tenure.amount
    year, place = divmod(month, 12)
    return date(year, place + 1, min(since.day, monthrange(year, place + 1)[1])) <= day


def barred(met: int, of: int, least: Fraction) -> bool:
    """Whether a branch or unit falls short of a share and may not be commended: 94.9 % does, 95.0 % does not (B1)."""
    return of > 0 and Fraction(met, of) < least


def exempt_fault(wanted: Exemption, there: Sequence[Exemption], today: date) -> str:
    """Why an exemption can't be entered, as a code; empty where it can. An illness needs its last day ([D])."""
    last = wanted.ends or date.max
    if any(abs((day - today).days) > EXEMPT_DAYS for day in (wanted.starts, wanted.ends) if day):
        return "points/exempt_far"
    if last < wanted.starts or last < today:
        return "points/exempt_days"
    if wanted.why == Why.ILLNESS and wanted.ends is None:
        return "points/exempt_until"
    if any(one.starts <= last and wanted.starts <= (one.ends or date.max) for one in there):
        return "points/exempt_already"
    return ""
