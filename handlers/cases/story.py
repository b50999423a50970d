"""A case's history as one page: who, when, what, why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.look import STAFF_RELS, masked
from handlers.cases.policy import See
from handlers.cases.questions import office
from handlers.cases.reading import open_to
from handlers.cases.records import Case, Event
from handlers.cases.registry import room_of
from handlers.cases.rules import relations
from handlers.cases.seen import Known
from handlers.kit.days import short_day
from handlers.kit.flows import Flow, Need, NeedKind, Step
from handlers.kit.refusals import Refusal
from handlers.kit.speech import exact, plainly, when
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import NOBODY, Actor

if TYPE_CHECKING:
    from storage.work import Work


@dataclass(frozen=True, slots=True)
class Line:
    """One step as it is told; `entered` is set where it was entered later than it happened (补录)."""

    who: str
    when: str
    exact: str
    what: str
    why: tuple[str, ...]
    state: str
    entered: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a history needs to be told: its flow, the people it names, the numbers of other cases, and by the
    event's number who filled the seat that was chosen, on that day. `staff`: who reads it knows the
    office's words."""

    flow: Flow
    known: Known
    numbers: Mapping[int, str]
    sat: Mapping[int, str]
    staff: bool


def story(work: "Work", actor: Actor, case: Case, now: datetime) -> Sequence[Line]:
    """The lines of a history, oldest first; Refusal where the actor may not read it."""
    room = room_of(case.flow)
    if See.HISTORY not in open_to(room, case, actor):
        raise Refusal("cases/not_yours")
    events = work.history.events([case.id]).get(case.id, ())
    texts: dict[int, dict[str, str]] = {}
    for text in work.history.texts([case.id]).get(case.id, ()):
        texts.setdefault(text.seq, {})[text.key] = text.text
    persons = _chosen(room.flow, events, NeedKind.PERSON) | {event.actor_id for event in events}
    known = Known(work.people.get(persons), {})
    numbers = {i: one.no for i, one in work.cases.get(_chosen(room.flow, events, NeedKind.CASE)).items()}
    staff = bool(relations(room.flow, case, actor) & STAFF_RELS)
    told = Told(room.flow, known, numbers, _sat(work, room.flow, events), staff)
    if See.TEXT not in open_to(room, case, actor):
        needer = work.people.get([case.needer_id]).get(case.needer_id, NOBODY)
        texts = {seq: {key: masked(case, needer, text) for key, text in some.items()} for seq, some in texts.items()}
    return [_line(told, event, texts.get(event.seq, {}), actor, now) for event in events]


def _line(told: Told, event: Event, texts: Mapping[str, str], actor: Actor, now: datetime) -> Line:
    step = told.flow.step(event.step)
    assert step, "a history names only steps of its flow"
    state = told.flow.state(event.to).name
    late_entry = event.recorded_at.astimezone(SHANGHAI).date() != event.occurred_at.astimezone(SHANGHAI).date()
    return Line(
        who=_name(event.actor_id, told.known, actor),
        when=when(event.occurred_at, now),
        exact=exact(event.occurred_at),
        what=step.done if told.staff else plainly(step.done),
        why=tuple(_why(told, step, event, texts)),
        state=state if told.staff else plainly(state),
        entered=exact(event.recorded_at) if late_entry else "",
    )


def _why(told: Told, step: Step, event: Event, texts: Mapping[str, str]) -> Sequence[str]:
    """What was said and chosen, in the order it was asked."""
    values, found = _values(event), []
    for need in step.needs:
        if need.key in texts:
            found.append(f"“{texts[need.key]}”")
        elif need.key in values and need.kind is not NeedKind.PEOPLE:
            said = told.sat.get(event.seq, "") if need.kind is NeedKind.SEAT else _worded(told, need, values[need.key])
            found.append(f"{need.name}：{said}" if need.name else said)
    photos = event.body.get("photos")
    if isinstance(photos, dict):
        spoken = len(photos.get("voices", ()))
        seen = sum(len(sums) for sums in photos.values()) - spoken
        found += [f"照片 {seen} 张"] * bool(seen) + [f"语音 {spoken} 段"] * bool(spoken)
    return list(dict.fromkeys(found))


def _worded(told: Told, need: Need, value: object) -> str:
    """What was chosen, as people call it."""
    match need.kind:
        case NeedKind.PERSON:
            return told.known.called(int(str(value)))
        case NeedKind.CASE:
            return told.numbers.get(int(str(value)), "另一件")
        case NeedKind.MONEY:
            return f"{value} 元"
        case NeedKind.DATE:
            return short_day(date.fromisoformat(str(value)))
    return next((o.label for o in need.options if o.key == str(value)), str(value))


def _sat(work: "Work", flow: Flow, events: Sequence[Event]) -> Mapping[int, str]:
    """Who a case was given to: the seat, and who filled it on that day, whoever does today."""
    found = {}
    for event in events:
        for seat_id in _chosen(flow, [event], NeedKind.SEAT):
            known = work.sittings.known((), [seat_id], event.occurred_at.astimezone(SHANGHAI).date())
            seat = known.seats.get(seat_id)
            found[event.seq] = f"{known.sitting(seat_id) or '没有人'}（{office(seat) if seat else ''}）"
    return found


def _values(event: Event) -> Mapping[str, object]:
    chosen = event.body.get("inputs")
    return chosen if isinstance(chosen, dict) else {}


def _name(person_id: int, known: Known, actor: Actor) -> str:
    if person_id == 0:
        return "自动"
    return "我" if person_id == actor.person_id else known.called(person_id)


def _chosen(flow: Flow, events: Sequence[Event], kind: NeedKind) -> set[int]:
    """The ids that steps have chosen for needs of a kind."""
    found: set[int] = set()
    for event in events:
        step, values = flow.step(event.step), _values(event)
        keys = [need.key for need in step.needs if need.kind is kind] if step else []
        found |= {int(str(values[key])) for key in keys if key in values}
    return found
