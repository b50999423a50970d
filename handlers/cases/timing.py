"""The clocks of a case as a step leaves them: ended, started, reckoned anew."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from handlers.cases.records import Case, Clock
from handlers.kit.flows import ClockSpec, Flow, Step
from handlers.kit.spans import Span, SpanKind
from handlers.kit.worktime import CLOSES, OPENS, SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work


def set_clocks(
    work: "Work", flow: Flow, step: Step, case: Case, at: datetime, left: Mapping[str, int], before: Case | None = None
) -> None:
    """End what the step ends, then start what it starts; RETURN restarts what was left running (seconds).

    `before`: the case before a step that reckons clocks anew.
    """
    work.clocks.meet(case.id, step.meets, at)
    work.clocks.stop(case.id, step.stops, at)
    started = [
        Clock(case.id, name, at, due_at(work, flow.clock(name), case, at)) for name in _begun(work, flow, step, case)
    ]
    started += [Clock(case.id, name, at, _resumed(work, flow, case, name, at, secs)) for name, secs in left.items()]
    work.clocks.start(started)
    if step.retimes and before:
        _retime(work, flow, step, before, case)


def _begun(work: "Work", flow: Flow, step: Step, case: Case) -> list[str]:
    """The clocks that a step begins here: one that goes on is not begun again while it runs, or once it was met."""
    names = [n for n in step.starts if not flow.clock(n).within or case.state in flow.clock(n).within]
    if not any(flow.clock(name).goes_on for name in names):
        return names
    there = {clock.name for clock in work.clocks.of([case.id]).get(case.id, ()) if clock.stopped_at is None}
    return [name for name in names if not (flow.clock(name).goes_on and name in there)]


def left_of(work: "Work", flow: Flow, case: Case, at: datetime) -> dict[str, int]:
    """Seconds that each running clock has still to run: of office time where its rule counts that, so that what is
    taken up again in the evening does not end in the night. Below zero for what is late: it stays as late as it was."""
    calendar, found = work.house.calendar, {}
    for clock in work.clocks.of([case.id]).get(case.id, ()):
        if clock.runs:
            works = _in_office_time(work, flow.clock(clock.name), case, at)
            left = calendar.working_time(at, clock.due_at) if works and clock.due_at > at else clock.due_at - at
            found[clock.name] = int(left.total_seconds())
    return found


def _resumed(work: "Work", flow: Flow, case: Case, name: str, at: datetime, seconds: int) -> datetime:
    left = timedelta(seconds=seconds)
    works = _in_office_time(work, flow.clock(name), case, at)
    return work.house.calendar.add_working(at, left) if works and seconds > 0 else at + left


def _in_office_time(work: "Work", spec: ClockSpec, case: Case, at: datetime) -> bool:
    """Whether a clock's rule counts working hours or days; a deadline that somebody has set counts every hour."""
    if spec.until and case.facts.get(spec.until):
        return False
    return _span(work, spec, case, at).kind in (SpanKind.WORKING_HOURS, SpanKind.WORKING_DAYS)


def due_at(work: "Work", spec: ClockSpec, case: Case, start: datetime) -> datetime:
    """When a clock that starts at `start` is due: by what the case says itself, else by the rule in force here."""
    fixed = case.facts.get(spec.until) if spec.until else None
    if fixed:
        return moment_of(str(fixed), OPENS if spec.opens else CLOSES)
    span = _span(work, spec, case, start)
    return work.house.calendar.due(start, span)


def _span(work: "Work", spec: ClockSpec, case: Case, start: datetime) -> Span:
    day = start.astimezone(SHANGHAI).date()
    return work.house.rules.span(spec.rule.format_map(_words(case)), day, work.unit_codes(case.unit_path))


def moment_of(text: str, hour: time = CLOSES) -> datetime:
    """A moment as the facts of a case keep it; a bare day ends when the office closes, or begins when it opens."""
    if len(text) == len("2026-03-02"):
        return datetime.combine(datetime.fromisoformat(text).date(), hour, SHANGHAI)
    return datetime.fromisoformat(text)


def _words(case: Case) -> dict[str, str]:
    return {key: str(value) for key, value in case.facts.items()}


def _retime(work: "Work", flow: Flow, step: Step, before: Case, case: Case) -> None:
    """By as much as the new rule is longer or shorter: days granted, and time used up before a pause, still count."""
    for clock in work.clocks.of([case.id]).get(case.id, ()):
        if clock.runs and clock.name in step.retimes:
            spec, start = flow.clock(clock.name), clock.started_at
            moved = due_at(work, spec, case, start) - due_at(work, spec, before, start)
            work.clocks.extend(case.id, clock.name, clock.due_at + moved)
