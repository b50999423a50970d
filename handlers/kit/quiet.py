"""When the house may write to people by itself: not at night, and on no holiday what can wait."""

from datetime import date, datetime, time, timedelta
from itertools import count

from handlers.kit.house import House
from handlers.kit.worktime import CLOSES, SHANGHAI


def polite(house: House, at: datetime, codes: tuple[str, ...] = ()) -> datetime:
    """The first moment from `at` on at which a message that can wait is welcome: after the quiet hours; what a holiday
    has held up, its evening as well, comes on the next working morning. `codes`: of the units from the root down, where
    rules differ by place."""
    local = at.astimezone(SHANGHAI)
    day, calendar = local.date(), house.calendar
    ends, begins = (_clock(house, f"quiet.{key}", day, codes) for key in ("to", "from"))
    if calendar.works(day) and local.time() < begins:
        return max(at, _at(day, ends))
    tomorrow = day + timedelta(days=1)
    if calendar.works(day) and calendar.works(tomorrow):
        return _at(tomorrow, ends)
    return _at(calendar.next_working_day(day), morning(house, day, codes))


def before_rest(house: House, at: datetime, codes: tuple[str, ...] = ()) -> datetime:
    """`at` where a message is welcome then, else the hour before the office closed for the last time."""
    local = at.astimezone(SHANGHAI)
    day, calendar = local.date(), house.calendar
    ends, begins = (_clock(house, f"quiet.{key}", day, codes) for key in ("to", "from"))
    if calendar.works(day) and ends <= local.time() < begins:
        return at
    if not (calendar.works(day) and local.time() >= begins):
        day = next(day - timedelta(days=n) for n in count(1) if calendar.works(day - timedelta(days=n)))
    return _at(day, CLOSES) - timedelta(hours=1)


def morning(house: House, day: date, codes: tuple[str, ...] = ()) -> time:
    """When digests come, and what a holiday has held up."""
    return _clock(house, "quiet.morning", day, codes)


def _clock(house: House, key: str, day: date, codes: tuple[str, ...]) -> time:
    """2130 is half past nine in the evening."""
    number = house.rules.number(key, day, codes)
    return time(number // 100, number % 100)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)
