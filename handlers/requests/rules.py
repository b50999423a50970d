"""Days that the steps of a request count with: pure functions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers.kit.spans import Span, SpanKind
from handlers.kit.worktime import SHANGHAI, Calendar

_FAR = 2200


_FAR = 2200


def latest_until(settle: datetime | None, longer: Span, calendar: Calendar) -> int:
    """The last day (ordinal) to which a deadline may be put off; 0 where none runs.

    B9: 延期不超过 10 个工作日 (山东), counted from the day of the deadline that stands.
    """
    if settle is None:
        return 0
    day = settle.astimezone(SHANGHAI).date()
    if day.year >= _FAR:
        return day.toordinal()  # a slip in somebody's sheet: there is nothing to put off
    if longer.kind is SpanKind.WORKING_DAYS:  # one that ends when the office closes does not win a day by it
        return calendar.next_working_day(day, longer.amount).toordinal()
    return calendar.due(settle, longer).astimezone(SHANGHAI).date().toordinal()


def longer_days(settle: date, latest: date, calendar: Calendar) -> Sequence[date]:
    """Days to offer for an extension: some working days after the deadline, none beyond the last one allowed."""
    days = (calendar.next_working_day(settle, count) for count in (1, 3, 5, 10))
    return [day for day in days if day <= latest]


def park_days(today: date, latest: date) -> Sequence[date]:
    """Days to offer for parking: a week, a month, a quarter, half a year."""
    return [day for count in (7, 30, 90, 180) if (day := today + timedelta(days=count)) <= latest]


def latest_park(now: datetime, most: Span, calendar: Calendar) -> int:
    """The last day (ordinal) to which a case may be parked."""
    return calendar.due(now, most).astimezone(SHANGHAI).date().toordinal()


def is_nudged_today(nudged_at: object, now: datetime, calendar: Calendar) -> bool:
    """Whether it was nudged on this working day; what is said on a free day belongs to the next working one."""
    if not nudged_at:
        return False
    return working_day(datetime.fromisoformat(str(nudged_at)), calendar) == working_day(now, calendar)


def working_day(moment: datetime, calendar: Calendar) -> date:
    day = moment.astimezone(SHANGHAI).date()
    return day if calendar.works(day) else calendar.next_working_day(day)


def about_days(span: Span) -> int:
    """How many days to look back for a span: a month is as long as the longest."""
    return span.amount * (31 if span.kind is SpanKind.MONTHS else 1)


def may_return(sent_at: object, now: datetime, span: Span, calendar: Calendar) -> bool:
    """Whether an order may still go back. B9: 不属于本单位的，2 个工作日内退.

    It is no clock: when it has passed, nothing is late.
    """
    return bool(sent_at) and now <= calendar.due(datetime.fromisoformat(str(sent_at)), span)
