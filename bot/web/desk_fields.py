"""The questions of a step as controls of a form, and a form's answers as the step's inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from starlette.datastructures import FormData, UploadFile

from bot.web.desk_seats import Choice, named
from handlers.cases.look import look
from handlers.cases.records import Case
from handlers.cases.registry import Room
from handlers.cases.rules import relations
from handlers.kit.days import parse_day
from handlers.kit.flows import Need, NeedKind, Step
from handlers.kit.refusals import Refusal
from handlers.kit.words import clean, short
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from storage.work import Work

FEW: Final = 6  # as many answers stand side by side; more are a list to choose from
_MOST_CASES: Final = 20


@dataclass(frozen=True, slots=True)
class Field:
    """`later`: asked only after some answer before it, so the form can't demand it."""

    key: str
    kind: str
    ask: str
    options: Sequence[Choice]
    must: bool
    later: bool
    most: int
    value: str = ""
    fault: str = ""
    first_day: str = ""


def fields_of(work: Work, actor: Actor, room: Room, case: Case, step: Step, now: datetime) -> Sequence[Field]:
    """The controls for what a step asks of this actor, filled with what the case says already."""
    rels = relations(room.flow, case, actor)
    asked = [need for need in step.needs if need.when or need.applies({}, rels, case)]
    return [_field(work, actor, room, case, step, need, now) for need in asked]


def typed_in(fields: Sequence[Field], form: Mapping[str, str]) -> Sequence[Field]:
    """The same with what was typed; files can't be kept."""
    return [field if field.kind == "photo" else replace(field, value=form.get(field.key, "")) for field in fields]


def with_fault(fields: Sequence[Field], refusal: Refusal, text: str) -> tuple[Sequence[Field], str]:
    """The refusal beside the control that it is about, or above them all."""
    key = refusal.facts.get("need")
    if key not in {field.key for field in fields}:
        return fields, text
    return [replace(field, fault=text) if field.key == key else field for field in fields], ""


def inputs_of(work: Work, step: Step, form: Mapping[str, str], now: datetime) -> dict[str, str | int]:
    """What was typed or chosen, as the kernel takes it; photos come with the turn. Raises Refusal."""
    found: dict[str, str | int] = {}
    for need in step.needs:
        text = clean(form.get(need.key, ""))
        if text and need.kind is not NeedKind.PHOTO:
            found[need.key] = _value(work, need, text, now)
    return found


def uploads_of(step: Step, form: FormData) -> Mapping[str, Sequence[UploadFile]]:
    """The files of each question for photos."""
    keys = {need.key for need in step.needs if need.kind is NeedKind.PHOTO}
    found = {key: [f for f in form.getlist(key) if isinstance(f, UploadFile) and f.filename] for key in keys}
    return {key: files for key, files in found.items() if files}


def _value(work: Work, need: Need, text: str, now: datetime) -> str | int:
    if need.kind is NeedKind.CASE:
        other = work.cases.by_no(text)
        if other is None:
            raise Refusal("cases/no_such", {"need": need.key})
        return other.id
    if need.kind is NeedKind.DATE:
        day = parse_day(text, now)
        return day.isoformat() if day else text
    return text


def _field(work: Work, actor: Actor, room: Room, case: Case, step: Step, need: Need, now: datetime) -> Field:
    value = case.facts.get(need.key) if need.key in step.keeps and need.kind is NeedKind.CHOICE else ""
    return Field(
        key=need.key,
        kind=_control(need),
        ask=need.ask,
        options=_options(work, actor, room, case, need, now),
        must=not need.optional and need.when is None,
        later=need.when is not None,
        most=need.most,
        value=str(value or ""),
        first_day=_tomorrow(now) if need.kind is NeedKind.DATE else "",
    )


def _control(need: Need) -> str:
    match need.kind:
        case NeedKind.CHOICE if len(need.options) <= FEW:
            return "radio"
        case NeedKind.CHOICE | NeedKind.SEAT | NeedKind.PERSON:
            return "select"
        case NeedKind.NUMBER | NeedKind.MONEY | NeedKind.HOUSEHOLD | NeedKind.UNIT:
            return "number"
    return str(need.kind)


def _options(work: Work, actor: Actor, room: Room, case: Case, need: Need, now: datetime) -> Sequence[Choice]:
    if need.kind is NeedKind.CHOICE or room.choices is None:
        return [Choice(one.key, one.label + _spans(work, room, case, need, one.key, now)) for one in need.options]
    if need.kind not in (NeedKind.SEAT, NeedKind.PERSON, NeedKind.CASE):
        return []
    ids = [int(option.key) for option in room.choices(work, case, need, now)]
    match need.kind:
        case NeedKind.SEAT:
            return named(work, ids, now)
        case NeedKind.PERSON:
            people = work.people.get(ids)
            return [Choice(str(i), people[i].called) for i in ids if i in people]
    seen = look(work, actor, ids[:_MOST_CASES], now)
    facts = [seen[i].facts for i in ids[:_MOST_CASES] if i in seen]
    return [Choice(str(one["no"]), f"{short(str(one['what']))} · {one['state_name']}") for one in facts]


def _spans(work: Work, room: Room, case: Case, need: Need, key: str, now: datetime) -> str:
    """What an answer means for the deadlines whose rules hang on it: 突发（首次联系 2 小时，办结 24 小时）."""
    hole, day, codes = f"{{{need.key}}}", now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path)
    specs = [spec for spec in room.flow.clocks if hole in spec.rule and not spec.within]
    spans = (work.house.rules.span(spec.rule.replace(hole, key), day, codes).words for spec in specs)
    said = "，".join(f"{spec.label} {words}" for spec, words in zip(specs, spans, strict=True))
    return f"（{said}）" if said else ""


def _tomorrow(now: datetime) -> str:
    return date.fromordinal(now.astimezone(SHANGHAI).date().toordinal() + 1).isoformat()
