"""Figures of each kind of paper, read beside the turns: what a seat's unit has come to in a period."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from handlers.digests import figures
from handlers.digests.figures import Span
from handlers.digests.records import Figures, Life
from handlers.duties.records import Build
from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.lists.watch import Remit, remit_of
from handlers.people.records import Actor, Held
from handlers.rates.actions import READERS, of_unit
from handlers.rates.records import Days, RateKind, Report
from handlers.units.records import Level, Unit

if TYPE_CHECKING:
    from storage.work import Work

# From this month on the operator is asked for next year's calendar.
ASKS_FROM: Final = 11
_STEPS: Final = ("fulfil", "finish", "thank", "escalate", "supervise")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a paper is made of: whose seat, which unit, which days, and when."""

    seat: Held
    unit: Unit
    period: Period
    now: datetime

    @property
    def days(self) -> Days:
        return Days(self.period.first, self.period.last)

    @property
    def span(self) -> Span:
        return Span(self.days.starts, min(self.days.ends, self.now) if self._today else self.days.ends, self.now)

    @property
    def _today(self) -> bool:
        return self.period.kind is PeriodKind.DAY

    @property
    def remit(self) -> Remit | None:
        """The desk of the seat, whoever fills it."""
        return remit_of(Actor(-1, 0, self.unit.root_id, "", seats=(self.seat,)))


def build(work: "Work", kind: Build, asked: Asked) -> Figures:
    """The figures of a paper, frozen from here on."""
    return _BUILDERS[kind](work, asked)


def _today(work: "Work", asked: Asked) -> Figures:
    """What a desk should look at this morning, and what is due before the evening."""
    remit = asked.remit
    if remit is None:
        return {"live": 0, "watch": [], "due": [], "first": []}
    evening = datetime.combine(asked.period.last + timedelta(days=1), time(), SHANGHAI)
    watch = work.digests.needing(remit, asked.now)
    due = work.digests.due_between(remit, asked.now, evening)
    first = list(dict.fromkeys((*watch, *due)))[: figures.FIRST]
    return {"live": work.digests.held(remit), "watch": watch, "due": due, "first": first}


@dataclass(frozen=True, slots=True)
class Lives:
    """What a seat's desk may see: under way, opened or closed in these days, and the steps of these days."""

    live: Sequence[Life] = ()
    moved: Sequence[Life] = ()
    steps: Sequence[tuple[str, int, int, int]] = ()


def lives(work: "Work", asked: Asked) -> Lives:
    """All that a paper counts and names; of a seat without a desk nothing."""
    remit, span = asked.remit, asked.span
    if remit is None:
        return Lives()
    return Lives(
        work.digests.live(remit),
        work.digests.moved(remit, span.starts, span.ends),
        work.digests.steps(remit, _STEPS, span.starts, span.ends),
    )


def _week(work: "Work", asked: Asked) -> Figures:
    """New, done, late; who helped; thanks that were said."""
    found = lives(work, asked)
    return {
        **_counted(asked, found),
        "helped": figures.helped(found.steps),
        "thanks": [(case, seq) for step, case, seq, _ in found.steps if step == "thank"],
    }


def _counted(asked: Asked, found: Lives) -> Figures:
    return {**figures.standing(found.live, asked.now), **figures.moved(found.moved, asked.span)}


def _dispatch(work: "Work", asked: Asked) -> Figures:
    """The week's figures over half a month, with the rates and each part of the community beside the others."""
    report = _report(work, asked)
    return {**_week(work, asked), **_rates(report), "units": _beside(work, asked, report)}


def _ranking(work: "Work", asked: Asked) -> Figures:
    """Every community of a street beside the others, with its places, its light and its months before."""
    report = _report(work, asked)
    units = _beside(work, asked, report)
    before = work.digests.lights([each["unit"] for each in units])
    trend = [(one.unit_id, one.month.isoformat(), one.met, one.of) for one in before if one.month < asked.period.first]
    return {**_counted(asked, lives(work, asked)), **_rates(report), "units": units, "trend": trend}


def _circular(work: "Work", asked: Asked) -> Figures:
    """What went up the ladder, what was looked after from above, what stands late and where."""
    found, path = lives(work, asked), asked.unit.path
    units = [unit for unit in work.units.under(path) if unit.parent_id == asked.unit.id]
    below = {unit.id: unit.path for unit in units}
    return {
        **figures.standing(found.live, asked.now),
        "climbed": _cases(found, "escalate"),
        "supervised": _cases(found, "supervise"),
        "names": {str(unit.id): unit.friendly for unit in units},
        "places": [(unit, *counts) for unit, counts in figures.by_unit(found.live, below, asked.now).items()],
    }


def _cases(found: Lives, name: str) -> list[int]:
    return list(dict.fromkeys(case for step, case, _, _ in found.steps if step == name))


def _points(work: "Work", asked: Asked) -> Figures:
    """The month's thanks; who stands where is ranked when the digest is kept, as that writes."""
    remit, span = asked.remit, asked.span
    said = work.digests.steps(remit, ("thank",), span.starts, span.ends) if remit else ()
    return {"thanks": [(case, seq) for _, case, seq, _ in said]}


def _calendar(work: "Work", asked: Asked) -> Figures:
    """The year whose make-up days nobody has published yet; 0 where there is none to ask for."""
    today = asked.now.astimezone(SHANGHAI).date()
    return {"year": missing_year(work, today)}


def missing_year(work: "Work", today: date) -> int:
    """The year that will be worked by weekends only unless somebody enters its calendar; from November on the next."""
    calendar = work.house.calendar
    if not calendar.knows(today.year):
        return today.year
    return today.year + 1 if today.month >= ASKS_FROM and not calendar.knows(today.year + 1) else 0


def _report(work: "Work", asked: Asked) -> Report | None:
    """The rates of the unit, for a role that reads them."""
    return of_unit(work, asked.unit, asked.days, asked.now) if asked.seat.role in READERS else None


def _rates(report: Report | None) -> Figures:
    if report is None:
        return {}
    return {"rates": figures.of_rates(report.rates), "reasons": figures.reasons(report.rates)}


def _beside(work: "Work", asked: Asked, report: Report | None) -> list[dict[str, Any]]:
    """Each unit just below with its rates and places; communities with their light."""
    day = asked.period.last
    red, yellow = (work.house.rules.number(f"light.{key}", day) for key in ("red", "yellow"))
    found: list[dict[str, Any]] = []
    for child in report.children if report else ():
        numbers = figures.of_rates(child.rates)
        judged = child.unit.level is Level.COMMUNITY  # a grid has too few cases to be called red for one of them
        lit = figures.light(numbers[RateKind.ON_TIME], red, yellow) if judged else None
        found.append(
            {
                "unit": child.unit.id,
                "name": child.unit.friendly,
                "all": len(child.rates.all),
                "rates": numbers,
                "places": dict(child.places),
                "light": str(lit) if lit else "",
            }
        )
    return found


_BUILDERS: Final[Mapping[Build, "Callable[[Work, Asked], Figures]"]] = {
    Build.TODAY: _today,
    Build.WEEK: _week,
    Build.DISPATCH: _dispatch,
    Build.RANKING: _ranking,
    Build.CIRCULAR: _circular,
    Build.CALENDAR: _calendar,
    Build.POINTS: _points,
}
