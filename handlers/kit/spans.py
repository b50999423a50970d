"""Lengths of time as rules write them: `2 hours`, `5 working_days`, `1 months`, `end_of month`."""

from dataclasses import dataclass
from enum import StrEnum


class SpanKind(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    END_OF = "end_of"


class PeriodKind(StrEnum):
    DAY = "day"
    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


_UNITS = {
    SpanKind.MINUTES: "分钟",
    SpanKind.HOURS: "小时",
    SpanKind.WORKING_HOURS: "个工作小时",
    SpanKind.DAYS: "天",
    SpanKind.WORKING_DAYS: "个工作日",
    SpanKind.MONTHS: "个月",
}
_PERIOD_ENDS = {
    PeriodKind.DAY: "当天半夜",
    PeriodKind.WEEK: "周末",
    PeriodKind.HALF_MONTH: "半月底",
    PeriodKind.MONTH: "月底",
    PeriodKind.QUARTER: "季末",
    PeriodKind.HALF_YEAR: "半年末",
    PeriodKind.YEAR: "年底",
}


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of a kind; for `end_of` the amount is 0 and `period` says of which period."""

    kind: SpanKind
    amount: int = 0
    period: PeriodKind | None = None

    @classmethod
    def parse(cls, text: str) -> "Span":
        """`7 days` or `end_of quarter`; ValueError on anything else."""
        first, _, second = text.strip().partition(" ")
        if first == SpanKind.END_OF:
            return cls(SpanKind.END_OF, 0, PeriodKind(second.strip()))
        amount = int(first)
        if amount < 0:
            raise ValueError(f"a span can't be negative: {text!r}")
        kind = SpanKind(second.strip())
        if kind is SpanKind.END_OF:
            raise ValueError(f"write end_of first: {text!r}")
        return cls(kind, amount)

    @property
    def words(self) -> str:
        """As people say it: 7 天, 1 个工作日, 到月底."""
        if self.period:
            return f"到{_PERIOD_ENDS[self.period]}"
        return f"{self.amount} {_UNITS[self.kind]}"

    def __str__(self) -> str:
        return f"end_of {self.period}" if self.period else f"{self.amount} {self.kind}"
