"""Working time in China: weekends, public holidays and make-up days (调休), in Asia/Shanghai.

Deadlines in working days end at the close of the last of them; a case that arrives outside working time
starts at the next opening. A year without a published calendar works with weekends only: ask `knows`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from handlers.kit.periods import Period
from handlers.kit.spans import Span, SpanKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS, NOON, RESUMES, CLOSES = time(9), time(12), time(14), time(18)  # customary office hours, 7 a day
HALVES = ((OPENS, NOON), (RESUMES, CLOSES))


@dataclass(frozen=True)
class Calendar:
    """`moved` holds only the days that differ from a plain week: True is a day off, False a make-up day."""

    moved: Mapping[date, bool]

    def knows(self, year: int) -> bool:
        return any(day.year == year for day in self.moved)

    def works(self, day: date) -> bool:
        off = self.moved.get(day)
        return day.weekday() < 5 if off is None else not off

    def next_working_day(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`."""
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def due(self, start: datetime, span: Span) -> datetime:
        """When `span`, begun at `start`, ends; aware, in Asia/Shanghai."""
        local = start.astimezone(SHANGHAI)
        match span.kind:
            case SpanKind.MINUTES:
                return local + timedelta(minutes=span.amount)
            case SpanKind.HOURS:
                return local + timedelta(hours=span.amount)
            case SpanKind.DAYS:
                return local + timedelta(days=span.amount)
            case SpanKind.WORKING_DAYS:
                begins = self.next_opening(local).date()
                return _at(self.next_working_day(begins, span.amount), CLOSES)
            case SpanKind.WORKING_HOURS:
                return self._add_working(local, timedelta(hours=span.amount))
            case SpanKind.MONTHS:
                return _add_months(local, span.amount)
            case SpanKind.END_OF:
                assert span.period
                return _at(Period.of(span.period, local.date()).last, time(23, 59, 59))

    def after(self, due: datetime, span: Span) -> datetime:
        """When a deadline has been over for `span`: of working days at the same hour, the first on the day after."""
        local = due.astimezone(SHANGHAI)
        if span.kind is not SpanKind.WORKING_DAYS:
            return self.due(due, span)
        return local + (self.next_working_day(local.date(), span.amount) - local.date())

    def before(self, due: datetime, span: Span) -> datetime:
        """When `span` is left until `due`; ValueError for a span that has no length."""
        local = due.astimezone(SHANGHAI)
        match span.kind:
            case SpanKind.MINUTES:
                return local - timedelta(minutes=span.amount)
            case SpanKind.HOURS:
                return local - timedelta(hours=span.amount)
            case SpanKind.DAYS:
                return local - timedelta(days=span.amount)
            case SpanKind.WORKING_HOURS:
                return self._take_working(local, timedelta(hours=span.amount))
            case SpanKind.WORKING_DAYS:
                return local - timedelta(days=(local.date() - self._day_before(local.date(), span.amount)).days)
        raise ValueError(f"nothing is {span} before another")

    def _day_before(self, day: date, count: int) -> date:
        while count:
            day -= timedelta(days=1)
            count -= self.works(day)
        return day

    def _take_working(self, local: datetime, left: timedelta) -> datetime:
        day = local.date()
        while True:
            for opens, closes in reversed(HALVES) if self.works(day) else ():
                room = min(local, _at(day, closes)) - _at(day, opens)
                if left <= room:
                    return min(local, _at(day, closes)) - left
                left -= max(room, timedelta())
            day -= timedelta(days=1)

    def next_opening(self, moment: datetime) -> datetime:
        """`moment` itself in working time, else the next opening."""
        local = moment.astimezone(SHANGHAI)
        if self.works(local.date()):
            for opens, closes in HALVES:
                if local.time() < closes:
                    return max(local, _at(local.date(), opens))
        return _at(self.next_working_day(local.date()), OPENS)

    def working_days_left(self, now: datetime, due: datetime) -> int:
        """Working days after today up to the day of `due`; 0 when it is today or past."""
        day, last = now.astimezone(SHANGHAI).date(), due.astimezone(SHANGHAI).date()
        return sum(self.works(day + timedelta(days=n)) for n in range(1, (last - day).days + 1))

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two moments; none where the second is not later."""
        here, last, total = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI), timedelta(0)
        day = here.date()
        while day <= last.date():
            for opens, closes in HALVES if self.works(day) else ():
                begins, ends = max(here, _at(day, opens)), min(last, _at(day, closes))
                total += max(timedelta(0), ends - begins)
            day += timedelta(days=1)
        return total

    def add_working(self, start: datetime, time_left: timedelta) -> datetime:
        """When so much office time, begun at `start`, has passed."""
        return self._add_working(start.astimezone(SHANGHAI), time_left)

    def _add_working(self, local: datetime, left: timedelta) -> datetime:
        here = self.next_opening(local)
        while True:
            closes = next(c for o, c in HALVES if here.time() < c)
            room = _at(here.date(), closes) - here
            if left <= room:
                return here + left
            left -= room
            here = self.next_opening(here + room)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)


def _add_months(local: datetime, months: int) -> datetime:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return local.replace(year=year, month=month + 1, day=min(local.day, last))


@cache
def china() -> Calendar:
    """The published calendars shipped with the project, 2017 to 2026."""
    moved: dict[date, bool] = {}
    folder = resources.files("handlers.kit") / "calendars"
    for entry in folder.iterdir():
        if entry.name.endswith(".json"):
            moved.update(moved_days(entry.read_text("utf-8")))
    return Calendar(moved)


def moved_days(text: str) -> Mapping[date, bool]:
    """The days of a published calendar that differ from a plain week: True is a day off, False a make-up day.

    ValueError where it is none.
    """
    try:
        days = json.loads(text)["days"]
        found = {date.fromisoformat(one["date"]): one["isOffDay"] for one in days}
    except (KeyError, TypeError) as error:
        raise ValueError("要有 days，里面每天写 date 和 isOffDay") from error
    if not found or not all(isinstance(off, bool) for off in found.values()):
        raise ValueError("days 是空的，或者 isOffDay 不是 true、false")
    return found
