"""What a clock is looked at for, and when: pure functions of the deadline, the rules and the calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers.cases.records import Clock
from handlers.kit.climbing import RUNGS, rung
from handlers.kit.house import House
from handlers.kit.quiet import before_rest, polite
from handlers.kit.roles import Role
from handlers.kit.spans import Span
from handlers.kit.worktime import SHANGHAI
from handlers.reminders.records import Alarm, Kind

_LENGTHS: Final = ((timedelta(hours=4), "hours"), (timedelta(days=2), "days"))


@dataclass(frozen=True, slots=True)
class Plan:
    """How the clocks of one kind are looked at: `soon` before the end, `rungs` after it; `urgent` knows no night."""

    soon: Mapping[str, Span]
    rungs: Mapping[Role, Span]
    urgent: bool
    house: House
    codes: tuple[str, ...]

    @classmethod
    def of(cls, house: House, at: datetime, codes: tuple[str, ...], *, urgent: bool) -> "Plan":
        """As the rules say on the day when the clock began."""
        day, pace = at.astimezone(SHANGHAI).date(), "urgent" if urgent else "usual"
        book = house.rules
        soon = {key: book.span(f"remind.{key}", day, codes) for key in ("hours", "days", "weeks")}
        rungs = {role: book.span(f"escalate.{role}_{pace}", day, codes) for role in RUNGS}
        return cls(soon, rungs, urgent, house, codes)

    def welcome(self, at: datetime) -> datetime:
        return at if self.urgent else polite(self.house, at, self.codes)

    def ahead(self, at: datetime) -> datetime:
        """What must be said before a deadline comes earlier rather than after it."""
        return at if self.urgent else before_rest(self.house, at, self.codes)


def alarms(clock: Clock, plan: Plan, *, rings: bool) -> Sequence[Alarm]:
    """All that one deadline is looked at for, in its order. A clock that `rings` takes a step at its end, which tells
    whom it concerns: it is only reminded of before."""
    due = clock.due_at
    soon = plan.ahead(plan.house.calendar.before(due, _lead(clock, plan)))
    found = [Alarm(soon, Kind.SOON)] if clock.started_at < soon < due else []
    if rings:
        return found
    late = plan.welcome(due)
    climbs = [
        Alarm(max(late, plan.welcome(plan.house.calendar.after(due, plan.rungs[role]))), Kind(role)) for role in RUNGS
    ]
    return [*found, Alarm(late, Kind.LATE), *sorted(climbs, key=lambda one: one.at)]


def _lead(clock: Clock, plan: Plan) -> Span:
    length = clock.due_at - clock.started_at
    return plan.soon[next((key for most, key in _LENGTHS if length <= most), "weeks")]


def climbs_to(role: Role, below: int, reached: int, filled: Sequence[Role]) -> Role | None:
    """Where a late case goes when the time of a rung has come: to that rung. None where nobody is in post there, where
    it has been that high, or where whoever has it stands as high: then the next rung has its own time.

    `below` and `reached` are rungs as `climbing.rung` counts them.
    """
    return role if role in filled and rung(role) > max(below, reached) else None
