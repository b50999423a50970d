"""Period: a day, week, half month, month, quarter, half year or year, as one pure value."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.kit.spans import PeriodKind

_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """First and last day, both inside."""

    first: date
    last: date
    kind: PeriodKind

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> "Period":
        """The period of this kind that holds `day`; weeks begin on Monday."""
        if kind is PeriodKind.DAY:
            return cls(day, day, kind)
        if kind is PeriodKind.WEEK:
            first = day - timedelta(days=day.weekday())
            return cls(first, first + timedelta(days=6), kind)
        if kind is PeriodKind.HALF_MONTH:
            return cls._half_month(day)
        months = _MONTHS[kind]
        start = (day.month - 1) // months * months + 1
        end = start + months - 1
        return cls(date(day.year, start, 1), date(day.year, end, monthrange(day.year, end)[1]), kind)

    @classmethod
    def _half_month(cls, day: date) -> "Period":
        if day.day < 16:
            return cls(day.replace(day=1), day.replace(day=15), PeriodKind.HALF_MONTH)
        last = day.replace(day=monthrange(day.year, day.month)[1])
        return cls(day.replace(day=16), last, PeriodKind.HALF_MONTH)

    def before(self) -> "Period":
        return Period.of(self.kind, self.first - timedelta(days=1))

    def next(self) -> "Period":
        return Period.of(self.kind, self.last + timedelta(days=1))
