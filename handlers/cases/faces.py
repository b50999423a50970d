"""The cards of cases before one viewer: facts and buttons, nothing that the policy hides. The same for every flow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from handlers.cases.look import look
from handlers.cases.policy import PHOTO_RIGHTS, See
from handlers.cases.questions import answers, named_by
from handlers.cases.registry import room_of
from handlers.cases.rules import current
from handlers.cases.seen import Seen
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.climbing import OFTEN, WATCHING
from handlers.kit.days import day_of
from handlers.kit.flows import Need, NeedKind, Step
from handlers.kit.speech import when
from handlers.kit.turns import Press
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

MOST_STEPS = 5
# An answer that was none leaves the question open: its buttons stand under what was wrong.
_ASKED_AGAIN = ("cases/choose", "cases/number", "cases/date", "cases/no_such")


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """Faces for cards of cases, in their order."""
    asking = repeated(viewer)
    named = [*cards, *([asking] if asking else [])]
    ids = {card.case for card in named if card.case} | {i for card in named for i in named_by(card, "case")}
    also = {person for card in named for person in (*named_by(card, "person"), _doer(card)) if person}
    seats = {seat for card in named for seat in named_by(card, "seat")}
    seen = look(work, viewer.actor, ids, now, also, seats) if ids else {}
    found = [_face(work, card, seen, now, asking) for card in cards]
    return found if viewer.actor.channel in work.house.log_channels else [_without_key(face) for face in found]


def _without_key(face: Face) -> Face:
    """Only our own page has a key for photos below the chat: nobody else is sent to look for it."""
    return replace(face, facts={**face.facts, "photo": False}) if face.facts.get("photo") else face


def repeated(viewer: Viewer) -> Card | None:
    """The open question of the conversation as its card: asked again after an answer that was none."""
    notes = viewer.conversation.notes.get("ask")
    if not isinstance(notes, Mapping) or not isinstance(args := notes.get("args"), Mapping):
        return None
    return Card("cases/ask", int(str(notes["case"])), dict(args))


def _face(work: "Work", card: Card, seen: Mapping[int, Seen], now: datetime, asking: Card | None) -> Face:
    one, kind = seen.get(card.case or 0), card.name.split("/")[1]
    if kind == "refusal":
        face = _refusal(card, one, now)
        if one and asking and asking.case == card.case and card.args.get("code") in _ASKED_AGAIN:
            again = _ask(work, asking, one, seen, now)
            return replace(face, buttons=again.buttons or face.buttons, done=False)
        return face
    if one is None:
        return Face("cases/hidden", {}, done=True)
    if kind == "ask":
        return _ask(work, card, one, seen, now)
    if kind == "became":
        return Face(card.name, one.facts, done=True)
    return _case(card, one, now)


def case_buttons(seen: Seen, most: int = MOST_STEPS) -> tuple[Button, ...]:
    """The steps offered, the sensible next first; the answers to some first questions stand on the card itself."""
    room = room_of(seen.case.flow)
    buttons: list[Button] = []
    chosen = False  # where the first buttons are the answers to one question, none of them is the right one
    for step in seen.steps:
        shortcuts = list(room.shortcuts(seen, step)) if room.shortcuts else []
        flat = [_option(seen, step, step.needs[0], o.key, o.label) for o in shortcuts]
        look_ = Look.QUIET if step.name in room.quiet else Look.PLAIN
        whole = Button(step.label, Press("cases.take", seen.case.id, seen.case.version, step.name), look=look_)
        if flat and _answers_all(step, shortcuts):
            buttons += flat
            chosen = chosen or not buttons[len(flat) :]
        else:
            buttons += [*flat, whole]
    return tuple(buttons[:most]) if chosen else first(buttons[:most])


def first(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Mark the first button as the one to press, unless it is a quiet one or one answer among several."""
    if not buttons or buttons[0].look is Look.QUIET:
        return tuple(buttons)
    head = buttons[0]
    return (Button(head.text, head.press, head.page, Look.FIRST), *buttons[1:])


def _answers_all(step: Step, shortcuts: Sequence[object]) -> bool:
    """Whether the card carries every answer to the question, so that nobody needs to be asked it."""
    return bool(step.needs[0].options) and len(shortcuts) == len(step.needs[0].options)


def _case(card: Card, seen: Seen, now: datetime) -> Face:
    by = _doer(card)
    facts = {
        **seen.facts,
        "step": card.args.get("step", ""),
        "i_did": by == seen.viewer_id,
        "by": seen.known.called(by) if See.HELPER in seen.sees else "",
        "lost": bool(card.args.get("lost")),
        **_rang(card, seen, now),
    }
    final = room_of(seen.case.flow).flow.state(seen.case.state).final
    buttons = (*case_buttons(seen), *_history(seen))
    return Face(card.name, facts, buttons, _photos(seen), done=final, late=seen.late, voices=_voices(seen))


def _rang(card: Card, seen: Seen, now: datetime) -> Mapping[str, object]:
    """What ran out, and what whoever it went up to can do: for the card of a reminder. How high it went is told by the
    history alone: a card of one rung would change its words with the next."""
    name, due = str(card.args.get("clock") or ""), str(card.args.get("due") or "")
    clock = next((one for one in room_of(seen.case.flow).flow.clocks if one.name == name), None)
    return {
        "rang": clock.label if clock else OFTEN.get(name, ""),
        "rang_at": when(datetime.fromisoformat(due), now) if due else "",
        "acts": acts(seen),
    }


def acts(seen: Seen) -> tuple[str, ...]:
    """The buttons of a case by which what has come up is looked after from above."""
    shown = {button.text for button in case_buttons(seen)}
    return tuple(step.label for step in seen.steps if step.name in WATCHING and step.label in shown)


def _ask(work: "Work", card: Card, seen: Seen, others: Mapping[int, Seen], now: datetime) -> Face:
    """A step's question; once the case has moved on, or the step is not theirs, without its buttons."""
    step = room_of(seen.case.flow).flow.step(str(card.args["step"]))
    need = next((n for n in step.needs if n.key == card.args["need"]), None) if step else None
    open_ = bool(step and need) and current(seen.case, int(str(card.args["version"]))) and step in seen.steps
    facts: dict[str, Any] = {**seen.facts, "ask": need.ask if need else "", "open": open_, "photo": _is_photo(need)}
    facts["choices"] = []
    if not (open_ and step and need):
        return Face("cases/ask", facts, done=True)
    offered = answers(work, card, need, seen, others, now)
    facts["choices"] = [option.line for option in offered if option.line]
    if need.kind in (NeedKind.SEAT, NeedKind.PERSON) or len(offered) > MOST_STEPS:
        facts["choices"] = [*facts["choices"], "也可以直接写名字。"]
    buttons = [_option(seen, step, need, option.key, option.label) for option in offered]
    if need.optional:
        buttons.append(_option(seen, step, need, "", "跳过"))
    drop = Button("先不", Press("cases.drop", seen.case.id), look=Look.QUIET)
    return Face("cases/ask", facts, (*buttons[:MOST_STEPS], drop))


def _refusal(card: Card, seen: Seen | None, now: datetime) -> Face:
    """Why not, and what instead; with what the case offers now."""
    facts: dict[str, object] = {**card.args, "known": seen is not None, **(seen.facts if seen else {})}
    facts |= {f"{key}_day": _day(card.args.get(key), now) for key in ("latest", "settle")}
    buttons: list[Button] = []
    if seen:
        instead = room_of(seen.case.flow).instead
        buttons.append(Button("看这件", Press("cases.show", seen.case.id)))
        extra = list(instead(card, seen)) if instead else []
        buttons = [*(b for b in extra if b.look is Look.FIRST), *buttons, *(b for b in extra if b.look != Look.FIRST)]
    return Face(card.name, facts, tuple(buttons), done=True)


def _day(ordinal: object, now: datetime) -> str:
    return day_of(date.fromordinal(int(str(ordinal))), now) if ordinal else ""


def _photos(seen: Seen) -> tuple[int, ...]:
    """What was sent with the report, what it looked like before and after, papers; the latest of each."""
    found: list[int] = []
    for key, right in PHOTO_RIGHTS.items():
        ids = seen.case.facts.get(key)
        if right in seen.sees and isinstance(ids, list | tuple):
            found += [int(i) for i in ids][-3:]
    return tuple(found)


def _voices(seen: Seen) -> tuple[int, ...]:
    """What was spoken with the report: as personal as its photos."""
    ids = seen.case.facts.get("voices")
    return tuple(int(i) for i in ids) if See.PHOTOS in seen.sees and isinstance(ids, list | tuple) else ()


def _history(seen: Seen) -> tuple[Button, ...]:
    if See.HISTORY not in seen.sees:
        return ()
    more = len(case_buttons(seen, 99)) > MOST_STEPS
    return (Button("更多" if more else "经过", page=f"/case/{seen.case.no}", look=Look.QUIET),)


def _option(seen: Seen, step: Step, need: Need, key: str, label: str) -> Button:
    return Button(label, Press("cases.answer", seen.case.id, seen.case.version, f"{step.name}:{need.key}:{key}"))


def _doer(card: Card) -> int:
    return int(str(card.args.get("by") or 0))


def _is_photo(need: Need | None) -> bool:
    return need is not None and need.kind is NeedKind.PHOTO
