"""Free words, photos and places: they begin a draft, answer its question, or make it grow. Nothing is swallowed."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.intake import drafts, forwarding, presses
from handlers.intake.buttons import of_question
from handlers.intake.money import yuan
from handlers.intake.places import at, has_home, located, named, read
from handlers.intake.presses import pressed
from handlers.intake.records import REQUEST, WISH, Draft, Pending
from handlers.intake.replies import aside, asking, shown
from handlers.intake.rules import has_number, is_fresh, is_person_line
from handlers.intake.whom import read as read_person
from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Incoming, Kind, Press
from handlers.people.records import Viewer
from handlers.routing.intents import intent
from handlers.routing.records import Intent

if TYPE_CHECKING:
    from storage.work import Work

__all__ = ["begin", "pressed", "said"]

_ASIDE = {
    Intent.THANKS: "thanks",
    Intent.HOWTO: "howto",
    Intent.NUMBER: "number",
    Intent.NOISE: "noise",
    Intent.GIVE_UP: "nothing",
}
_NEWEST = 2**31 - 1
# Questions whose answers have a form: what has another is asked again.
_TYPED = ("value", "whom", "door", "place")


def said(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    """What somebody says while no question of a case waits for it."""
    if incoming.location:
        return _located(work, viewer, incoming.location, incoming.text, now)
    if incoming.kind is Kind.VOICE and not incoming.text:
        return aside(viewer, "voice")
    words, draft = _heard(incoming, photos), drafts.of(viewer.conversation)
    if draft is None:
        return _first(work, viewer, words, now)
    return _answered(work, viewer, draft, words, now) or _next(work, viewer, draft, words, now)


def begin(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply:
    """A draft from words that are known to be meant so; beside an open one it is asked what to do with them."""
    draft = drafts.of(viewer.conversation)
    words = Pending(text)
    if draft and draft.what:
        return _which(draft, words, now)
    return shown(viewer, located(work, viewer.actor, drafts.begun(text)), now)


def _heard(incoming: Incoming, photos: tuple[int, ...]) -> Pending:
    """The words with who wrote them first: as the channel says, or as a pasted chat shows."""
    pasted = forwarding.unwrap(incoming.text)
    if pasted is None:
        return Pending(incoming.text, photos, incoming.forwarded)
    sender, text = pasted
    return Pending(text, photos, incoming.forwarded or sender)


def _first(work: "Work", viewer: Viewer, words: Pending, now: datetime) -> Reply:
    if words.text and not words.photos and not words.forwarded:
        answer = _small_talk(viewer, words.text)
        if answer:
            return answer
    draft = drafts.begun(words.text, words.photos, words.forwarded)
    return shown(viewer, located(work, viewer.actor, draft), now)


def _small_talk(viewer: Viewer, text: str) -> Reply | None:
    """What is no matter of its own is answered kindly and begins nothing."""
    wanted = intent(text)
    if wanted is Intent.GREETING:
        return Reply((Card("people/welcome"),), viewer.conversation)
    if wanted is Intent.PROGRESS:
        return Reply((Card("lists/mine"),), viewer.conversation)
    if wanted not in _ASIDE:
        return None
    value = yuan(text, bare=True) if wanted is Intent.NUMBER else None
    return aside(viewer, _ASIDE[wanted], **({"value": value} if value else {}))


def _answered(work: "Work", viewer: Viewer, draft: Draft, words: Pending, now: datetime) -> Reply | None:
    """The reply where the words answer the question that is open; none where they are something else."""
    text = words.text
    if words.photos or words.forwarded or not text:
        return None
    options = of_question(draft, has_home=has_home(viewer.actor)) if draft.awaiting else ()
    press = next((one.press for one in options if one.text == text.strip("。！!~ ") and one.press), None)
    if press:
        return pressed(work, viewer, press, now)
    match draft.awaiting:
        case "value":
            value = yuan(text, bare=True)
            return shown(viewer, drafts.with_value(draft, value), now) if value else None
        case "whom" | "door":
            return _person(work, viewer, draft, text, now)
        case "place":
            return _place(work, viewer, draft, text, now)
    return None


def _person(work: "Work", viewer: Viewer, draft: Draft, text: str, now: datetime) -> Reply | None:
    """A name and a door; of whom the name is known already, the door alone."""
    parts = read_person(text)
    if draft.awaiting == "door" and not (parts and parts[1]):
        parts = (draft.name, text.strip()) if has_number(text) else None
    if parts is None or (draft.awaiting == "whom" and _small_talk(viewer, text)):
        return None  # 算了 and 谢谢 look like names
    return shown(viewer, located(work, viewer.actor, drafts.with_name(draft, *parts)), now)


def _place(work: "Work", viewer: Viewer, draft: Draft, text: str, now: datetime) -> Reply | None:
    found = read(work, viewer.actor, text)
    if found.unit_id is not None and found.said:
        return shown(viewer, drafts.with_place(draft, found.unit_id), now)
    options = named(work, found.options)
    return asking(replace(draft, options=options), "place", now, again=True) if options else None


def _next(work: "Work", viewer: Viewer, draft: Draft, words: Pending, now: datetime) -> Reply:
    """Words that are no answer: giving up, a kind word, a neighbour's name, a new matter, or more of the same."""
    text, own = words.text, bool(words.text) and not words.photos and not words.forwarded
    if own and intent(text) is Intent.GIVE_UP:
        return _given_up(work, viewer, draft, now)
    if own and (answer := _small_talk(viewer, text)):
        return answer
    if draft.awaiting == "more":
        return _which(draft, _both(draft.pending, words), now)
    if draft.what and (words.forwarded or not _is_spoken_of(work, viewer, draft, now) or _is_other(draft, text)):
        return _which(draft, words, now)
    if own and draft.awaiting in _TYPED:
        return asking(draft, draft.awaiting, now, again=True)
    if draft.awaiting == "named":
        words = _both(draft.pending, words)
    elif own and draft.what and draft.awaiting != "what" and is_person_line(text):
        return asking(replace(draft, pending=words), "named", now)
    return presses.grown(work, viewer, draft, words, now)


def _given_up(work: "Work", viewer: Viewer, draft: Draft, now: datetime) -> Reply:
    """算了 is asked about once; said again it is meant."""
    if draft.awaiting == "drop" or not draft.what:
        return pressed(work, viewer, Press("intake.cancel", value=draft.id), now)
    return asking(draft, "drop", now)


def _which(draft: Draft, words: Pending, now: datetime) -> Reply:
    """接着写, or 另提一个: the words wait for the answer."""
    if len(words.text) > drafts.MOST:
        raise Refusal("cases/too_long", {"length": len(words.text), "most": drafts.MOST, "draft": draft.id})
    return asking(replace(draft, pending=words), "more", now)


def _both(one: Pending, more: Pending) -> Pending:
    text = "\n".join(part for part in (one.text, more.text) if part)
    return Pending(text, one.photos + more.photos, one.forwarded or more.forwarded)


def _is_spoken_of(work: "Work", viewer: Viewer, draft: Draft, now: datetime) -> bool:
    """Whether the draft was the last thing said, and not long ago."""
    last = work.messages.before(viewer.actor.account_id, _NEWEST, 1)
    card = last[-1].card if last else None
    here = card is not None and not card.case and card.args.get("draft") == draft.id
    return here and is_fresh(draft.said_at, now)


def _is_other(draft: Draft, text: str) -> bool:
    """A matter of everybody, said while a wish of one's own is open, is another."""
    return draft.flow == WISH and draft.awaiting == "" and intent(text) is Intent.REQUEST


def _located(work: "Work", viewer: Viewer, location: tuple[float, float], text: str, now: datetime) -> Reply:
    """A location sent: the draft's place, or the beginning of a request that still wants its words."""
    draft = drafts.of(viewer.conversation) or drafts.begun(text)
    if not draft.flow:
        draft = replace(draft, flow=REQUEST)
    found = at(work, viewer.actor, location)
    if found.unit_id is not None:
        return shown(viewer, drafts.with_place(draft, found.unit_id), now)
    if found.options:
        return asking(replace(draft, options=named(work, found.options)), "place", now)
    return asking(draft, "place", now, again=True)
