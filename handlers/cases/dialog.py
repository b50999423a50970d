"""The talk that any step needs: its button, its questions one at a time, its end. Rooms add only their words."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, take
from handlers.cases.questions import choices_of, typed
from handlers.cases.reading import open_to
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.cases.rules import checked, refusal
from handlers.kit.cards import Card, Reply
from handlers.kit.events import Stepped
from handlers.kit.flows import Inputs, Need, NeedKind
from handlers.kit.refusals import Fact, Refusal
from handlers.kit.turns import Conversation, Incoming, Kind, Press
from handlers.kit.words import clean
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

NAME = "cases"


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """`cases.take` a step, `cases.answer` one of its questions, `cases.show` a case, `cases.drop` a question."""
    match press.name:
        case "cases.take":
            return pursue(work, viewer, press.case, press.version, press.value, {}, now)
        case "cases.answer":
            step, key, value = (*clean(press.value).split(":", 2), "", "")[:3]
            inputs = {**_inputs_so_far(viewer.conversation, press.case, step), key: value}
            return pursue(work, viewer, press.case, press.version, step, inputs, now)
        case "cases.show" | "cases.drop":
            return show(work, viewer, press.case)
    raise Refusal("front/old_button")


def said(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    """A text or photos while a question is open: its answer."""
    notes = asked(viewer.conversation)
    case_id, version, step_name = int(str(notes["case"])), int(str(notes["version"])), str(notes["step"])
    case = work.cases.get([case_id])[case_id]
    step = room_of(case.flow).flow.step(step_name)
    need = next((n for n in step.needs if n.key == notes["need"]), None) if step else None
    if need is None:
        raise Refusal("front/old_button")
    value = _answer(work, case, need, incoming, photos, now)
    if need.kind is NeedKind.CASE and value != case_id:
        # The number may have been typed to look at it: what it would lead to is confirmed.
        target = work.cases.get([int(str(value))])[int(str(value))]
        if not open_to(room_of(target.flow), target, viewer.actor):
            raise Refusal("cases/no_such", {"need": need.key}, case=case_id)
        move = Move(case_id, step_name, _inputs_so_far(viewer.conversation, case_id, step_name), version)
        return _ask(work, viewer.conversation, move, need.key, now, {"o1": str(value), "kind": "case"})
    inputs = {**_inputs_so_far(viewer.conversation, case_id, step_name), need.key: value}
    reply = pursue(work, viewer, case_id, version, step_name, inputs, now)
    following = asked(reply.conversation)
    if need.kind is NeedKind.PHOTO and incoming.text and following:
        # The words that came with a photo answer the question that would follow it.
        step_after = str(following["step"])
        words = {**_inputs_so_far(reply.conversation, case_id, step_after), str(following["need"]): incoming.text}
        return pursue(work, viewer, case_id, int(str(following["version"])), str(following["step"]), words, now)
    return reply


def pursue(
    work: "Work", viewer: Viewer, case_id: int, version: int, step_name: str, inputs: Inputs, now: datetime
) -> Reply:
    """Take the step, or ask for the next thing it needs."""
    try:
        news = take(work, viewer.actor, Move(case_id, step_name, inputs, version, asking=True), now)
    except Refusal as refused:
        if refused.code != "cases/needs":
            raise
        question = Move(case_id, step_name, inputs, version)
        return _ask(work, viewer.conversation, question, str(refused.facts["need"]), now)
    card = Card(f"{room_of(news.case.flow).name}/news", case_id, {"step": step_name, "by": viewer.actor.person_id})
    offer = _offer(work, viewer, news, now)
    if offer is None:
        return Reply((card,), answered(viewer.conversation))
    return Reply((card, *offer.cards), offer.conversation)


def _offer(work: "Work", viewer: Viewer, news: Stepped, now: datetime) -> Reply | None:
    """The question of the first step that may be added to this one; it is done whether that is answered or not."""
    room = room_of(news.case.flow)
    for name in news.step.then:
        step = room.flow.step(name)
        facts = room.facts(work, [news.case], viewer.actor, now)[news.case.id]
        if step and refusal(room.flow, step, facts) is None:
            return _ask(work, viewer.conversation, Move(news.case.id, name), step.needs[0].key, now)
    return None


def show(work: "Work", viewer: Viewer, case_id: int) -> Reply:
    case = work.cases.get([case_id]).get(case_id)
    if case is None:
        raise Refusal("cases/unknown")
    room = room_of(case.flow)
    if not open_to(room, case, viewer.actor):
        raise Refusal("cases/unknown")  # whether a number exists is nobody's business
    return Reply((Card(f"{room.name}/case", case_id),), answered(viewer.conversation))


def asked(conversation: Conversation) -> Mapping[str, object]:
    """The notes of the open question; empty where none is open."""
    notes = conversation.notes.get("ask")
    return notes if isinstance(notes, dict) else {}


def wanted(work: "Work", conversation: Conversation) -> Need | None:
    """What the open question asks for; none where there is no question, or it can't be answered any more."""
    notes = asked(conversation)
    case = work.cases.get([int(str(notes["case"]))]).get(int(str(notes["case"]))) if notes else None
    step = room_of(case.flow).flow.step(str(notes["step"])) if case else None
    return next((need for need in step.needs if need.key == notes["need"]), None) if step else None


def answered(conversation: Conversation) -> Conversation:
    """The conversation without its question; a draft that waits beside it stays."""
    rest = {key: value for key, value in conversation.notes.items() if key != "ask"}
    return Conversation("", rest)


def _ask(
    work: "Work",
    conversation: Conversation,
    move: Move,
    key: str,
    now: datetime,
    only: Mapping[str, Fact] | None = None,
) -> Reply:
    """The question for an input. `only`: the one answer to offer, where somebody has typed it and is to confirm it."""
    case = work.cases.get([move.case_id])[move.case_id]
    room = room_of(case.flow)
    step = room.flow.step(move.step)
    assert step, "it was just refused for a need of this step"
    need = next(n for n in step.needs if n.key == key)
    version = case.version if move.version is None else move.version
    question: dict[str, object] = {
        "case": case.id,
        "version": version,
        "step": step.name,
        "need": key,
        "inputs": {k: list(v) if isinstance(v, tuple) else v for k, v in move.inputs.items()},
    }
    args: dict[str, Fact] = {"step": step.name, "need": key, "version": version}
    args |= only or choices_of(work, room, case, need, now)
    question["args"] = args
    card = Card(f"{room.name}/ask", case.id, args)
    return Reply((card,), Conversation(NAME, {**conversation.notes, "ask": question}))


def _answer(
    work: "Work", case: Case, need: Need, incoming: Incoming, photos: tuple[int, ...], now: datetime
) -> str | int | tuple[int, ...]:
    spoken = incoming.kind is Kind.VOICE and not incoming.text
    if need.kind is NeedKind.PHOTO:
        if spoken and not photos:
            raise Refusal("cases/photo", {"need": need.key})
        return checked(need, photos)
    if spoken or (incoming.kind is Kind.PHOTO and not incoming.text):
        raise Refusal("cases/words", {"need": need.key})
    return checked(need, typed(work, room_of(case.flow), case, need, incoming.text.strip(), now))


def _inputs_so_far(conversation: Conversation, case_id: int, step: str) -> dict[str, str | int | tuple[int, ...]]:
    """Answers given before in the same talk; an old card's button starts the talk again."""
    notes = asked(conversation)
    if notes.get("case") != case_id or notes.get("step") != step:
        return {}
    kept = notes.get("inputs")
    assert isinstance(kept, dict)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
