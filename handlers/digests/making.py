"""A duty that is due becomes a digest: counted beside the turns, then kept, noted and lit in one small transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from handlers.digests.building import Asked, build
from handlers.digests.records import Digest, Figures, Month
from handlers.duties.actions import defined, done
from handlers.duties.records import Build, Duty, Owed
from handlers.duties.rules import is_late
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.rankings.figures import published
from handlers.rates.records import RateKind
from handlers.summons.actions import consider
from handlers.summons.records import Light
from handlers.units.records import Level, Unit

if TYPE_CHECKING:
    from storage.work import Work

# What says nothing is not sent: a morning without anything to look at, a calendar that is there.
_SILENT: Final = {Build.TODAY: ("watch", "due"), Build.CALENDAR: ("year",), Build.POINTS: ("ranked", "exempt")}


@dataclass(frozen=True, slots=True)
class Made:
    """A duty with what it came to; `duty` is none where it is no longer owed."""

    owed: Owed
    duty: Duty | None
    unit: Unit | None
    figures: Figures
    excuse: str = ""


def make(work: "Work", owed: Owed, now: datetime) -> Made:
    """Count what a duty is about: only reads."""
    duty, seat = defined(work, owed), work.sittings.held(owed.seat_id)
    if duty is None or seat is None:
        return Made(owed, None, None, {}, "不再要了")
    unit = work.units.line(seat.unit_path)[-1]
    found = build(work, duty.build, Asked(seat, unit, owed.period, now))
    readers = work.sittings.of(seat.seat_id, now.astimezone(SHANGHAI).date())
    return Made(owed, duty, unit, found, "" if readers else "没有人在岗")


def keep(work: "Work", made: Made, now: datetime) -> int | None:
    """Claim the duty and keep its digest; returns the digest's id, none where another process was first or nothing is
    to be kept."""
    count = sum(len(value) for value in made.figures.values() if isinstance(value, list))
    if not done(work, made.owed, now, count=count, excuse=made.excuse) or made.duty is None or made.unit is None:
        return None
    duty, owed, found = made.duty, made.owed, made.figures
    if duty.build is Build.POINTS:
        found = {**found, **_published(work, owed, now)}
    if says_nothing(duty.build, found):
        return None
    digest = Digest(
        *(0, owed.id, owed.duty, duty.title, duty.build, owed.seat_id, made.unit.id, owed.period, now),
        late=is_late(owed.due_at, now),
        figures=found,
    )
    digest_id = work.digests.keep(digest)
    people = work.sittings.of(owed.seat_id, now.astimezone(SHANGHAI).date())
    refused = work.digests.unwanted(people)
    work.digests.note(digest_id, [one for one in dict.fromkeys(people) if owed.duty not in refused.get(one, ())])
    if duty.build is Build.RANKING and duty.kind is PeriodKind.MONTH:
        _light_up(work, owed, made.figures, now)
    return digest_id


def _published(work: "Work", owed: Owed, now: datetime) -> Figures:
    """The ranking of the month in which a period ends, made by whichever seat of the community is first."""
    seat = work.sittings.held(owed.seat_id)
    assert seat, "what a seat owes was made of that seat"
    return published(work, seat, owed.period.last.replace(day=1), now)


def says_nothing(kind: Build, found: Figures) -> bool:
    return kind in _SILENT and not any(found.get(key) for key in _SILENT[kind])


def _light_up(work: "Work", owed: Owed, found: Figures, now: datetime) -> None:
    """Each community's month with its light; what makes three red in a row is talked about."""
    lit = {each["unit"]: each for each in found["units"] if each["light"]}
    below = [unit for unit in work.units.line("/".join(map(str, lit))) if unit.level is Level.COMMUNITY]
    new = work.digests.light([_month(owed, lit[unit.id]) for unit in below])
    months = _months(work, [one.unit_id for one in new])
    for unit in below:
        if unit.id in months:
            consider(work, unit, months[unit.id], now)


def _month(owed: Owed, each: Mapping[str, Any]) -> Month:
    met, of, _ = each["rates"][RateKind.ON_TIME]
    return Month(each["unit"], owed.period.first, Light(each["light"]), met, of)


def _months(work: "Work", unit_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[date, Light | None]]]:
    found: dict[int, list[tuple[date, Light | None]]] = {}
    for one in work.digests.lights(unit_ids):
        found.setdefault(one.unit_id, []).append((one.month, one.light))
    return found
