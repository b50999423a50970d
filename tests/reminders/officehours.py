"""Working time counted the slow way, minute by minute and day by day, from the published calendar and the rule files
themselves: to check by, so nothing here asks the house."""

import json
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

from handlers.kit.worktime import SHANGHAI

_HALVES: Final = ((9, 12), (14, 18))
MINUTE: Final = timedelta(minutes=1)


@cache
def rules(room: str) -> Mapping[str, Any]:
    """The values of a rule file by their dotted names."""
    book = tomllib.loads((resources.files(f"handlers.{room}") / "rules.toml").read_text("utf-8"))
    return {
        f"{group}.{key}": one["value"] for group, keys in book.items() if group != "set" for key, one in keys.items()
    }


@cache
def _moved() -> Mapping[str, bool]:
    found = {}
    for file in (resources.files("handlers.kit") / "calendars").iterdir():
        if file.name.endswith(".json"):
            found.update({day["date"]: bool(day["isOffDay"]) for day in json.loads(file.read_text("utf-8"))["days"]})
    return found


def works(day: date) -> bool:
    off = _moved().get(day.isoformat())
    return day.isoweekday() <= 5 if off is None else not off


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def next_working(day: date) -> date:
    """The first working day after a day."""
    return next(one for n in range(1, 60) if works(one := day + timedelta(days=n)))


@cache
def _minutes() -> list[datetime]:
    """Every minute of office time of two years, by its beginning."""
    days = [date(2025, 11, 1) + timedelta(days=n) for n in range(520)]
    return [
        on(day, opens) + MINUTE * n
        for day in days
        if works(day)
        for opens, closes in _HALVES
        for n in range((closes - opens) * 60)
    ]


def office_hours_before(moment: datetime, hours: int) -> datetime:
    """When so many hours of office time were left; seconds are taken along."""
    local = moment.astimezone(SHANGHAI)
    left = timedelta(hours=hours)
    place = bisect_left(_minutes(), local)
    within = local - _minutes()[place - 1]
    if within < MINUTE:  # in office time: what has passed of its minute counts
        left -= within
        place -= 1
    whole, rest = divmod(left, MINUTE)
    if not rest:
        return _minutes()[place - whole]
    return _minutes()[place - whole - 1] + MINUTE - rest


def office_hours_after(moment: datetime, hours: int) -> datetime:
    local = moment.astimezone(SHANGHAI)
    place = bisect_right(_minutes(), local) - 1
    within = local - _minutes()[place]
    if within >= MINUTE:
        place, within = place + 1, timedelta()
    return _minutes()[place + hours * 60] + within if within else _minutes()[place + hours * 60 - 1] + MINUTE


def working_days_after(moment: datetime, days: int) -> datetime:
    """At the same hour, the first of them on the day after."""
    local = moment.astimezone(SHANGHAI)
    day = local.date()
    for _ in range(days):
        day = next_working(day)
    return local + (day - local.date())


def after(moment: datetime, span: str) -> datetime:
    amount, kind = span.split()
    match kind:
        case "working_hours":
            return office_hours_after(moment, int(amount))
        case "working_days":
            return working_days_after(moment, int(amount))
    return moment + timedelta(**{kind: int(amount)})


def before(moment: datetime, span: str) -> datetime:
    amount, kind = span.split()
    return (
        office_hours_before(moment, int(amount))
        if kind == "working_hours"
        else moment - timedelta(**{kind: int(amount)})
    )


def welcome(moment: datetime) -> datetime:
    """21:30 以后、7:30 以前不打扰；节假日攒下的，上班第一天 8:00 发。"""
    book, local = rules("reminders"), moment.astimezone(SHANGHAI)
    begins, ends, morning = (divmod(book[f"quiet.{key}"], 100) for key in ("from", "to", "morning"))
    day = local.date()
    if works(day) and (local.hour, local.minute) < ends:
        return on(day, *ends)
    if works(day) and (local.hour, local.minute) < begins:
        return moment
    tomorrow = day + timedelta(days=1)
    return on(tomorrow, *ends) if works(day) and works(tomorrow) else on(next_working(day), *morning)


def not_later(moment: datetime) -> datetime:
    """快到期的，不等到过了再说：夜里和节假日的，提前到下班前一小时。"""
    book, local = rules("reminders"), moment.astimezone(SHANGHAI)
    begins, ends = (divmod(book[f"quiet.{key}"], 100) for key in ("from", "to"))
    day, hour = local.date(), (local.hour, local.minute)
    if works(day) and ends <= hour < begins:
        return moment
    if works(day) and hour >= begins:
        return on(day, 17)
    return on(next(one for n in range(1, 60) if works(one := day - timedelta(days=n))), 17)


def minute_of(moment: datetime) -> datetime:
    """The whole minute in which what is due at a moment has its turn."""
    over = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + MINUTE if over else moment
