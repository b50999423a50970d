"""The kernel's use cases: open a case, take a step. Every change of a case goes through here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.chain import GENESIS, commit, digest, new_salt
from handlers.cases.petitions import settle
from handlers.cases.policy import See
from handlers.cases.reading import rights
from handlers.cases.records import Case, Event, Frame, Holder, HolderKind, Text
from handlers.cases.registry import Room, room_of
from handlers.cases.rules import (
    checked,
    forbidden,
    kept,
    moved,
    person_holder,
    refusal,
    relations,
    seat_for,
    staged,
    standing,
    target,
)
from handlers.cases.timing import left_of, set_clocks
from handlers.kit.events import Stepped
from handlers.kit.flows import HOUSE, OFFERED, RETURN, Facts, Flow, Inputs, Need, NeedKind, Seating, Step
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work


_ID = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Move:
    """A step somebody wants to take. `version` is what their card knew; none: whatever it is now.

    `asking`: optional inputs must have been asked too (an empty answer skips them), as a dialog does.
    """

    case_id: int
    step: str
    inputs: Inputs = field(default_factory=dict)
    version: int | None = None
    asking: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A step as it was taken: `at` is when it happened, `now` when it is entered."""

    step: Step
    before: Case
    after: Case
    actor: Actor
    inputs: Inputs
    at: datetime
    now: datetime


def readied(work: "Work", actor: Actor, move: Move, now: datetime) -> tuple[Room, Step, Facts]:
    """Lock the case and check that the step may be taken; raises Refusal."""
    case = _held(work, move)
    if case is None:
        raise Refusal("cases/unknown")
    room = room_of(case.flow)
    step = room.flow.step(move.step)
    if step is None:
        raise Refusal("cases/unknown")
    if step.locks:
        work.people.lock(_locked(step, case, actor, move.inputs))
    facts = room.facts(work, [case], actor, now)[case.id]
    no = refusal(room.flow, step, facts, move.version)
    if no:
        raise no
    return room, step, facts


def _held(work: "Work", move: Move) -> Case | None:
    """The case, locked together with the one it is to be merged into: always the lower id first."""
    into = str(move.inputs.get("into", ""))
    ids = sorted({move.case_id, *([int(into)] if _ID.fullmatch(into) else [])})
    return {case_id: work.cases.lock(case_id) for case_id in ids}[move.case_id]


def _locked(step: Step, case: Case, actor: Actor, inputs: Inputs) -> int:
    chosen = str(inputs.get("person", ""))
    ids = {"actor": actor.person_id, "needer": case.needer_id, "chosen": int(chosen) if _ID.fullmatch(chosen) else 0}
    return ids[step.locks]


def take(
    work: "Work", actor: Actor, move: Move, now: datetime, *, occurred_at: datetime | None = None, quiet: bool = False
) -> Stepped:
    """Take a step: check, write the case, its history, its clocks, and tell the news. Raises Refusal.

    `occurred_at` enters what happened earlier (补录): its clocks run from then and nobody is told, as with `quiet`.
    """
    room, step, facts = readied(work, actor, move, now)
    flow, before, entered = room.flow, facts.case, occurred_at is not None
    _check_inputs(step, facts, move.inputs)
    _check_choice(work, room, step, facts, move.inputs)
    inputs = _complete(flow, step, facts, move.inputs, asking=move.asking, entered=entered)
    at = occurred_at or max(now, before.moved_at or now)  # a clock set back turns no history round
    facts = replace(facts, now=at)
    _check_inputs(step, facts, inputs)
    popped = work.cases.pop(before.id) if step.to == RETURN or step.drops or step.restores else None
    after = moved(flow, step, facts, inputs, popped)
    after = replace(after, holder=_seated(work, step, after, actor, inputs, flow), version=before.version + 1)
    if step.passes and room.heir:
        after = replace(after, asker_id=room.heir(work, before))
    after = staged(before, after)
    event = _event(work, flow, Done(step, before, after, actor, inputs, at, now))
    after = replace(after, head=event.hash)
    if not work.cases.move(after, before.version):
        raise Refusal("cases/moved", {"step": step.name, "version": before.version}, case=before.id)
    settle(work, step, before, actor, inputs, at)
    if step.pushes:
        frame = Frame(before.state, before.holder, left_of(work, flow, before, at))
        work.cases.push(before.id, after.version, frame)
    set_clocks(work, flow, step, after, at, _left(flow, step, popped), before)
    return _tell(work, Stepped(before, after, step, actor, inputs, at, quiet=quiet or entered))


def _left(flow: Flow, step: Step, frame: Frame | None) -> Mapping[str, int]:
    """What was left of the clocks that run again: all of them on the way back, else those that go on."""
    if frame is None or not (step.to == RETURN or step.restores):
        return {}
    return {name: secs for name, secs in frame.left.items() if step.to == RETURN or flow.clock(name).goes_on}


def create(
    work: "Work", actor: Actor, case: Case, step: Step, inputs: Inputs, now: datetime, *, quiet: bool = False
) -> Stepped:
    """Open a case by its first step. `case` brings everything but id, number, version and head.

    `case.opened_at` is when it occurred: earlier than `now` for what is entered later.
    """
    flow = room_of(case.flow).flow
    facts = Facts(case, actor, case.opened_at)
    if refused := forbidden(flow, step, facts):
        raise refused
    inputs = _complete(flow, step, facts, inputs, entered=quiet)
    _check_inputs(step, facts, inputs)
    state, at = target(step, facts, inputs), case.opened_at
    ended = at if flow.state(state).final else None
    case = replace(case, state=state, facts=kept(step, case, inputs), closed_at=ended, moved_at=at, version=1, head="")
    no = case.no or work.units.take_no(case.community_id)
    opened = work.cases.add(replace(case, no=no, holder=_seated(work, step, case, actor, inputs, flow)))
    nothing = replace(opened, state="", version=0, head=GENESIS)
    event = _event(work, flow, Done(step, nothing, opened, actor, inputs, opened.opened_at, now))
    opened = replace(opened, head=event.hash)
    work.cases.set_head(opened, event.hash)
    set_clocks(work, flow, step, opened, opened.opened_at, {})
    return _tell(work, Stepped(None, opened, step, actor, inputs, opened.opened_at, quiet=quiet))


def _complete(
    flow: Flow, step: Step, facts: Facts, given: Inputs, *, asking: bool = False, entered: bool = False
) -> Inputs:
    """The inputs, each checked; a missing one is refused, an unknown one dropped. A ledger of old has no photos."""
    case, rels = facts.case, relations(flow, facts.case, facts.actor)
    inputs: dict[str, str | int | tuple[int, ...]] = {}
    for need in step.needs:
        if need.key in given and need.applies(inputs, rels, case):
            inputs[need.key] = checked(need, given[need.key])
    _check_inputs(step, facts, inputs)  # what is wrong is said at once, not after the next question
    asked = () if rels == HOUSE else step.needs  # the clock gives no reasons
    unasked = [n for n in asked if n.key not in inputs and n.applies(inputs, rels, case)]
    missing = next((n for n in unasked if _wanted(n, asking=asking, entered=entered)), None)
    if missing:
        raise Refusal("cases/needs", {"need": missing.key, "step": step.name}, case=case.id)
    return inputs


def _wanted(need: Need, *, asking: bool, entered: bool) -> bool:
    return asking or not (need.optional or (entered and need.kind is NeedKind.PHOTO))


def _check_inputs(step: Step, facts: Facts, inputs: Inputs) -> None:
    refused = next((no for check in step.checks if (no := check(facts, inputs))), None)
    if refused:
        raise refused


def _check_choice(work: "Work", room: Room, step: Step, facts: Facts, inputs: Inputs) -> None:
    """A chosen person, seat or case must be one of those that the room offers for this case; a chosen case one that
    the actor may read, too.
    """
    case = facts.case
    for need in step.needs:
        if need.kind in OFFERED and room.choices and need.key in inputs:
            offered = {option.key for option in room.choices(work, case, need, facts.now)}
            fits = str(inputs[need.key]) in offered
            if need.kind is NeedKind.CASE and not (fits and _may_read(work, facts.actor, int(str(inputs[need.key])))):
                raise Refusal("cases/no_such", {"need": need.key}, case=case.id)  # nor does it tell which there are
            if not fits:
                raise Refusal("cases/choose", {"need": need.key}, case=case.id)


def _may_read(work: "Work", actor: Actor, case_id: int) -> bool:
    """Whether a case may be read in full; the house itself may merge what a person has joined."""
    if actor.person_id == 0:
        return True
    case = work.cases.get([case_id])[case_id]
    return See.TEXT in rights(room_of(case.flow), case, relations(room_of(case.flow).flow, case, actor))


def _seated(work: "Work", step: Step, case: Case, actor: Actor, inputs: Inputs, flow: Flow) -> Holder | None:
    match step.seat:
        case Seating.KEEP:
            return case.holder
        case Seating.CLEAR:
            return None
        case Seating.ACTOR:
            return person_holder(actor.person_id)
        case Seating.CHOSEN if "seat" in inputs:
            return Holder(HolderKind.SEAT, int(str(inputs["seat"])))
        case Seating.CHOSEN:
            return person_holder(int(str(inputs["person"])))
        case Seating.SEAT:
            seat = seat_for(flow, step, case, actor)
            return Holder(HolderKind.SEAT, seat.seat_id) if seat else person_holder(actor.person_id)
        case Role() as role:
            return Holder(HolderKind.SEAT, work.people.seat(role, case.community_id))


def _event(work: "Work", flow: Flow, done: Done) -> Event:
    """Write the history's next line, with its texts sealed and its photos tied to it."""
    before, after = done.before, done.after
    texts, photos, body = _sealed(done.step, after, done.inputs)
    seat = seat_for(flow, done.step, before, done.actor)
    body |= standing(before, after)
    body |= {"photos": {key: list(work.media.sums(ids)) for key, ids in photos.items()}} if photos else {}
    event = Event(
        case_id=after.id,
        seq=after.version,
        step=done.step.name,
        actor_id=done.actor.person_id,
        seat_id=seat.seat_id if seat else None,
        frm=before.state,
        to=after.state,
        occurred_at=done.at,
        recorded_at=done.now,
        body=body,
        prev=before.head,
    )
    event = replace(event, hash=digest(event))
    work.history.append(event)
    work.history.write(texts, _whose(after, done.actor))
    work.search.note(after, texts)
    for key, ids in photos.items():
        work.media.attach(ids, after.id, after.version, key)
    return event


def _whose(case: Case, actor: Actor) -> int:
    """Under whose key a text is sealed: the needer's; where the house opened the case, that of who wrote it.

    A case that was passed on is whoever's who waits for it now: its first needer may be forgotten any day.
    """
    return case.asker_id if case.counts.get("passed") else case.needer_id or actor.person_id


def _sealed(step: Step, case: Case, inputs: Inputs) -> tuple[list[Text], dict[str, tuple[int, ...]], dict[str, object]]:
    """Split inputs into texts to seal, photos to tie and the body of the event."""
    texts: list[Text] = []
    photos: dict[str, tuple[int, ...]] = {}
    plain: dict[str, object] = {}
    for need in step.needs:
        value = inputs.get(need.key, "")
        if value in ("", ()):
            continue
        if need.kind is NeedKind.TEXT:
            texts.append(Text(case.id, case.version, need.key, str(value), new_salt()))
        elif isinstance(value, tuple) and need.kind is NeedKind.PHOTO:
            photos[need.key] = value
        else:
            plain[need.key] = list(value) if isinstance(value, tuple) else value
    body: dict[str, object] = {"inputs": plain} if plain else {}
    if texts:
        body["texts"] = {text.key: commit(text.text, text.salt) for text in texts}
    return texts, photos, body


def _tell(work: "Work", news: Stepped) -> Stepped:
    work.touched.add(news.case.id)
    work.news.append(news)
    return news
