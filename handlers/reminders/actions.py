"""A clock is looked at: whoever has it is reminded, the asker is told, what stays late climbs. Each of it once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.notices import seated
from handlers.cases.records import Case, Clock
from handlers.cases.registry import Room, room_of
from handlers.kit.climbing import rung
from handlers.kit.flows import ClockSpec, Rel
from handlers.kit.notices import Notice
from handlers.kit.quiet import polite
from handlers.kit.refusals import Fact
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.reminders.ladder import above, climb, stands
from handlers.reminders.records import Alarm, Kind, Reminder, Sounded
from handlers.reminders.rules import Plan, alarms, climbs_to

if TYPE_CHECKING:
    from storage.work import Work


def sound(work: "Work", clock_id: int, case_id: int, now: datetime) -> Sequence[Sounded]:
    """Let every alarm of a clock that is due have its turn, and note when the next one is; nothing where another
    process was first or the clock ended meanwhile."""
    case = work.cases.lock(case_id)  # cases are locked before their clocks, everywhere
    clock = work.clocks.get(clock_id)
    if case is None or clock is None or not clock.runs or clock.next_at is None or clock.next_at > now:
        return []
    spec = room_of(case.flow).flow.clock(clock.name)
    planned = _planned(work, case, clock, spec)
    since = _since(work, clock)
    due = [alarm for alarm in planned if since <= alarm.at <= now]
    found = [_sounded(work, case, clock, alarm, due, now) for alarm in due]
    work.clocks.look_again(clock.id, min((alarm.at for alarm in planned if alarm.at > now), default=None))
    return [one for one in found if one]


def _planned(work: "Work", case: Case, clock: Clock, spec: ClockSpec) -> Sequence[Alarm]:
    if spec.whose is None:
        return []
    urgent = is_urgent(room_of(case.flow), case)
    plan = Plan.of(work.house, clock.started_at, work.unit_codes(case.unit_path), urgent=urgent)
    return alarms(clock, plan, rings=bool(spec.rings))


def _since(work: "Work", clock: Clock) -> datetime:
    """What would have been told before the case was entered is not told any more."""
    entered = work.history.entered(clock.case_id, clock.started_at) or clock.started_at
    return max(entered, clock.told_from or entered)


def is_urgent(room: Room, case: Case) -> bool:
    return bool(room.flow.urgent and room.flow.urgent(case))


def _sounded(
    work: "Work", case: Case, clock: Clock, alarm: Alarm, due: Sequence[Alarm], now: datetime
) -> Sounded | None:
    """One alarm, once: the row is the claim. That something is nearly late is not said of a case that is late."""
    one = Sounded(clock.id, case.id, clock.due_at, alarm.kind, alarm.at, now)
    row = work.reminders.record(one)
    if row is None:
        return None
    overtaken = alarm.kind is Kind.SOON and (_is_late(work, case, now) or any(o.kind is Kind.LATE for o in due))
    told = "" if overtaken else _act(work, case, clock, alarm, now)
    work.reminders.told(row, told)
    return one


def _is_late(work: "Work", case: Case, now: datetime) -> bool:
    return any(clock.runs and clock.due_at <= now for clock in work.clocks.of([case.id]).get(case.id, ()))


def _act(work: "Work", case: Case, clock: Clock, alarm: Alarm, now: datetime) -> str:
    role = alarm.kind.rung
    if role:
        return _climbed(work, case, clock, role, now)
    people = whose(work, case, clock, now)
    work.reminders.add([_to(person, case, clock, alarm.kind) for person in people])
    if alarm.kind is Kind.LATE:
        _tell_asker(work, case, clock, now)
    return "holder" if people else ""


def _climbed(work: "Work", case: Case, clock: Clock, role: Role, now: datetime) -> str:
    filled = above(work, case, now)
    reached = max(map(rung, work.reminders.climbed(case.id)), default=0)
    to = climbs_to(role, stands(work, case, clock, now), reached, list(filled))
    if to is None or not climb(work, case, to, clock.name, now):
        return ""
    work.reminders.add([_to(person, case, clock, Kind(role)) for person in filled[to]])
    return str(to)


def _to(person: int, case: Case, clock: Clock, kind: Kind) -> Reminder:
    return Reminder(0, person, case.id, clock.name, kind, clock.due_at)


def whose(work: "Work", case: Case, clock: Clock, now: datetime) -> Sequence[int]:
    """Who is to be reminded: whoever holds the case, stand-ins in their turn; whoever decides where nobody does."""
    flow = room_of(case.flow).flow
    rel = flow.clock(clock.name).whose or Rel.REVIEWER
    if rel is Rel.HOLDER and case.holder:
        if case.helper_id:
            return [case.helper_id]
        sitting = work.sittings.of(case.holder.id, now.astimezone(SHANGHAI).date())
        if sitting:
            return sitting
    return list(dict.fromkeys(seated(work, flow, Rel.REVIEWER if rel is Rel.HOLDER else rel, case, now)))


def _tell_asker(work: "Work", case: Case, clock: Clock, now: datetime) -> None:
    """Once for each deadline that was promised: what is late and what happens now. Whoever waits along was promised
    the same, and is told on the card of their own case."""
    room = room_of(case.flow)
    if not room.flow.clock(clock.name).promised:
        return
    args, due = said(clock.name, clock.due_at, Kind.LATE), welcome(work, case, now)
    key = f"late:{clock.id}:{clock.due_at.isoformat()}"
    told = [Notice(key, Rel.ASKER, f"{room.name}/news", case.id, case.version, args, now, due)]
    told += [
        Notice(f"{key}:{one.id}", Rel.ASKER, f"{room.name}/news", one.id, one.version, args, now, due)
        for one in _along(work, case)
    ]
    work.outbox.put(told)


def _along(work: "Work", case: Case) -> Sequence[Case]:
    """The cases that were merged into this one, of other askers."""
    if not case.counts.get("joined"):
        return ()
    ids = [child for child, asker in work.requests.askers(case.id) if asker != case.asker_id]
    found = work.cases.get(ids)
    work.touched.update(ids)
    return [found[child] for child in ids]


def welcome(work: "Work", case: Case, now: datetime) -> datetime:
    """When a case may be spoken of that was looked at now: a process that comes up in the night catches up in the
    night, and nobody is woken by it."""
    return now if is_urgent(room_of(case.flow), case) else polite(work.house, now, work.unit_codes(case.unit_path))


def said(clock: str, due_at: datetime, kind: Kind) -> Mapping[str, Fact]:
    """What the card of a reminder remembers."""
    step = kind.value if kind.rung is None else "escalate"
    return {"step": step, "clock": clock, "due": due_at.isoformat()}
