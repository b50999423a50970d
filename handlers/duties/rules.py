"""When a duty is due: pure functions of its period, the rules and the calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from handlers.duties.records import Build, Duty
from handlers.kit.house import House
from handlers.kit.periods import Period
from handlers.kit.quiet import morning
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI

MOST: Final = 15
# After this long a duty was not done in its morning any more.
PATIENCE: Final = timedelta(hours=1)


def duties(house: House, day: date) -> Sequence[Duty]:
    """All that is owed by the rules in force on a day; a line without a name owes nothing. ValueError names the line
    that can't be read."""
    found = (duty(key, str(house.rules.rule(key, day).value)) for key in (f"duty.n{n:02d}" for n in range(1, MOST + 1)))
    return [one for one in found if one]


def duty(key: str, line: str) -> Duty | None:
    """周例会；week；community_secretary；week"""
    parts = [part.strip() for part in line.replace(";", "；").split("；")]
    if not parts[0]:
        return None
    if len(parts) != 4:
        raise ValueError(f"{key} 要写四样：名称；周期；谁；材料")
    title, kind, role, build = parts
    try:
        return Duty(key, title, PeriodKind(kind), Role(role), Build(build))
    except ValueError as error:
        raise ValueError(f"{key} 里有不认得的词：{line}") from error


def due_at(period: Period, house: House) -> datetime:
    """A day's duty comes that morning; that of a longer period on the first working morning after it."""
    day = period.first if period.kind is PeriodKind.DAY else period.last + timedelta(days=1)
    if not house.calendar.works(day):
        day = house.calendar.next_working_day(day)
    return datetime.combine(day, morning(house, day), SHANGHAI)


def following(period: Period, house: House) -> Period:
    """The next period that is owed: of days only those that are worked."""
    if period.kind is not PeriodKind.DAY:
        return period.next()
    return Period.of(PeriodKind.DAY, house.calendar.next_working_day(period.last))


def first(kind: PeriodKind, now: datetime, house: House) -> Period:
    """The first period whose duty is still to come: where a seat begins. On a Monday before eight, or in the holidays
    after a month, that is one that is over."""
    period = Period.of(kind, now.astimezone(SHANGHAI).date())
    if kind is PeriodKind.DAY and not house.calendar.works(period.first):
        period = following(period, house)
    while kind is not PeriodKind.DAY and due_at(before := period.before(), house) > now:
        period = before
    while due_at(period, house) <= now:
        period = following(period, house)
    return period


def is_late(due: datetime, done: datetime) -> bool:
    return done - due > PATIENCE
