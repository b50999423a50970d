"""What each seat owed in a stretch of time, counted again from the rule file and the calendar, day by day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from storage.work import Work
from tests.reminders.officehours import next_working, on, rules, works


class Row(NamedTuple):
    """One duty of one seat for one period, and when it was due."""

    duty: str
    seat: int
    first: date
    last: date
    due: datetime


def expected(work: Work, since: datetime, until: datetime) -> set[Row]:
    """All that was due after a moment and up to another, and the one after it: that row lies ready."""
    filled = {post.seat_id for post in work.people.posts()}
    found = set()
    for key, line in rules("duties").items():
        if not key.startswith("duty.") or not line:
            continue
        _, kind, role, _ = line.split("；")
        mine = [seat.id for seat in work.people.seats() if seat.role == role and seat.id in filled]
        periods = [one for one in _periods(kind) if one[2] > since]
        ready = next(place for place, one in enumerate(periods) if one[2] > until)
        found |= {Row(key, seat, *one) for seat in mine for one in periods[: ready + 1]}
    return found


def build_of(duty: str) -> str:
    return str(rules("duties")[duty]).split("；")[3]


def _periods(kind: str) -> Iterator[tuple[date, date, datetime]]:
    """First day, last day, morning on which it is due: cut out of the days from one month before to one after."""
    days = [date(2025, 12, 1) + timedelta(days=n) for n in range(430)]
    if kind == "day":
        yield from ((day, day, on(day, 8)) for day in days if works(day))
        return
    begins = [day for day in days if _begins(kind, day)]
    for first, after in pairwise(begins):
        yield first, after - timedelta(days=1), on(after if works(after) else next_working(after), 8)


def _begins(kind: str, day: date) -> bool:
    if kind == "week":
        return day.isoweekday() == 1
    return day.day == 1 or (kind == "half_month" and day.day == 16)
