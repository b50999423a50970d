"""When a run of red months leads to a summons, and how the months are called: pure functions."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile

from handlers.summons.records import Light


def due(lights: Sequence[tuple[date, Light | None]], reds: int) -> tuple[date, ...] | None:
    """The months for which the newest month calls for a talk; none where it does not.

    It does where it is the one that makes `reds` red months in a row: further months of the same run do not call
    again, and after a month that is not red a new run counts anew. A month without a light had nothing to count: it
    breaks no run and counts for none, whether it is named or left out. `lights` are in order, and reach back at least
    to the last month that was not red: otherwise an old run would look like a new one.
    """
    if not lights or lights[-1][1] is not Light.RED:
        return None
    counted = [(month, light) for month, light in lights if light]
    run = list(takewhile(lambda one: one[1] is Light.RED, reversed(counted)))
    return tuple(month for month, _ in reversed(run)) if len(run) == reds else None


def mend_days(today: date) -> Sequence[date]:
    """Days to offer for mending: one week, two, a month, two months."""
    return [today + timedelta(days=count) for count in (7, 14, 30, 60)]


def written(months: Sequence[date]) -> str:
    """Months as a case keeps them: 2026-08,2026-09,2026-10."""
    return ",".join(f"{month:%Y-%m}" for month in months)


def spoken(months: str) -> str:
    """The same as people say them: 8月、9月、10月; with the years where there are two."""
    days = [date.fromisoformat(f"{month}-01") for month in months.split(",")]
    years = [day.year for day in days]
    first = {years.index(year) for year in years} if len(set(years)) > 1 else set[int]()
    return "、".join((f"{day.year}年" if n in first else "") + f"{day.month}月" for n, day in enumerate(days))
