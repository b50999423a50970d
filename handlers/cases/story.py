"""A case's history as one page: who, when, what, why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.policy import See
from handlers.cases.reading import open_to
from handlers.cases.records import Case, Event
from handlers.cases.registry import room_of
from handlers.kit.days import short_day
from handlers.kit.flows import Flow, NeedKind
from handlers.kit.refusals import Refusal
from handlers.kit.speech import exact, when
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person

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


def story(work: "Work", actor: Actor, case: Case, now: datetime) -> Sequence[Line]:
    """The lines of a history, oldest first; Refusal where the actor may not read it."""
    room = room_of(case.flow)
    if See.HISTORY not in open_to(room, case, actor):
        raise Refusal("cases/not_yours")
    events = work.history.events([case.id]).get(case.id, ())
    texts: dict[int, dict[str, str]] = {}
    for text in work.history.texts([case.id]).get(case.id, ()):
        texts.setdefault(text.seq, {})[text.key] = text.text
    people = work.people.get(_persons(events))
    return [
        _line(room.flow, event, {**_chosen(work, room.flow, event), **texts.get(event.seq, {})}, people, actor, now)
        for event in events
    ]


def _chosen(work: "Work", flow: Flow, event: Event) -> dict[str, str]:
    """What was chosen, where the history holds an id or a day: who sat there on that day, which case, when."""
    step, chosen = flow.step(event.step), event.body.get("inputs")
    values = chosen if isinstance(chosen, dict) else {}
    found = {}
    for need in step.needs if step else ():
        value = str(values.get(need.key, ""))
        if value and need.kind is NeedKind.SEAT:
            day = event.occurred_at.astimezone(SHANGHAI).date()
            found[need.key] = work.sittings.known((), [int(value)], day).sitting(int(value)) or "没有人的岗位"
        elif value and need.kind is NeedKind.CASE:
            case = work.cases.get([int(value)]).get(int(value))
            found[need.key] = case.no if case else ""
        elif value and need.kind is NeedKind.DATE:
            found[need.key] = short_day(date.fromisoformat(value))
    return found


def _line(
    flow: Flow, event: Event, words: Mapping[str, str], people: Mapping[int, Person], actor: Actor, now: datetime
) -> Line:
    step = flow.step(event.step)
    assert step, "a history names only steps of its flow"
    late_entry = event.recorded_at.astimezone(SHANGHAI).date() != event.occurred_at.astimezone(SHANGHAI).date()
    return Line(
        who=_name(event.actor_id, people, actor),
        when=when(event.occurred_at, now),
        exact=exact(event.occurred_at),
        what=step.done,
        why=tuple(_why(flow, event, words, people)),
        state=flow.state(event.to).name,
        entered=exact(event.recorded_at) if late_entry else "",
    )


def _why(flow: Flow, event: Event, words: Mapping[str, str], people: Mapping[int, Person]) -> Sequence[str]:
    """What was said and chosen, in the order it was asked."""
    step = flow.step(event.step)
    chosen = event.body.get("inputs")
    values = chosen if isinstance(chosen, dict) else {}
    found = []
    for need in step.needs if step else ():
        if need.key in words:
            found.append(f"“{words[need.key]}”" if need.kind is NeedKind.TEXT else words[need.key])
        elif need.kind is NeedKind.PERSON and need.key in values:
            found.append(people[int(values[need.key])].called)
        elif need.key in values:
            labels = {option.key: option.label for option in need.options}
            unit = " 元" if need.kind is NeedKind.MONEY else ""
            found.append(labels.get(str(values[need.key]), f"{values[need.key]}{unit}"))
    photos = event.body.get("photos")
    if isinstance(photos, dict):
        found.append(f"照片 {sum(len(sums) for sums in photos.values())} 张")
    return found


def _name(person_id: int, people: Mapping[int, Person], actor: Actor) -> str:
    if person_id == 0:
        return "到时自动"
    return "我" if person_id == actor.person_id else people[person_id].called


def _persons(events: Sequence[Event]) -> set[int]:
    found = {event.actor_id for event in events}
    for event in events:
        chosen = event.body.get("inputs")
        if isinstance(chosen, dict) and "person" in chosen:
            found.add(int(chosen["person"]))
    return found
