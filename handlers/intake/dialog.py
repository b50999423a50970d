"""Words, photos, voices and places: they begin a draft, answer its question, or make it grow. Nothing is swallowed."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.intake import drafts, forwarding, presses, stack
from handlers.intake.answers import answered
from handlers.intake.places import at, located, named, with_nearby
from handlers.intake.presses import pressed
from handlers.intake.records import NOTHING, REQUEST, WISH, Draft, Pending
from handlers.intake.replies import asking, receipted, shown
from handlers.intake.rules import is_fresh, is_person_line
from handlers.intake.small_talk import questioned, small_talk
from handlers.intake.spoken import spoken, woven
from handlers.kit.cards import Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Incoming, Press
from handlers.people.records import Viewer
from handlers.routing.intents import intent, tells
from handlers.routing.records import Intent
from handlers.routing.subjects import in_danger

if TYPE_CHECKING:
    from storage.work import Work

__all__ = ["begin", "in_danger", "pressed", "said", "speaking"]

_NEWEST = 2**31 - 1
_FORMED = ("value", "whom", "door", "place")  # questions whose answers have a form: what has another is asked again


def said(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    """What somebody says while no question of a case waits for it."""
    if incoming.location:
        return _located(work, viewer, incoming.location, incoming.text, now)
    words = _heard(incoming, photos)
    reply = _said(work, viewer, words, now)
    return receipted(reply) if words.photos or words.voices else reply


def _said(work: "Work", viewer: Viewer, words: Pending, now: datetime) -> Reply:
    draft = stack.spoken_of(viewer.conversation)
    if in_danger(words.text):
        return _alarmed(work, viewer, draft, words, now)
    if draft is None:
        return _first(work, viewer, words, now)
    return answered(work, viewer, draft, words, now) or _next(work, viewer, draft, words, now)


def begin(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply:
    """A draft from words that are known to be meant so; beside an open one it is asked what to do with them."""
    draft, words = stack.spoken_of(viewer.conversation), Pending(text)
    if in_danger(text):
        return _alarmed(work, viewer, draft, words, now)
    if draft and draft.what:
        return _which(draft, words, now)
    return presses.begun(work, viewer, words, now)


def speaking(work: "Work", viewer: Viewer, now: datetime) -> bool:
    """Whether a draft with words is what is spoken of just now: then a question is part of it."""
    draft = stack.spoken_of(viewer.conversation)
    return draft is not None and bool(draft.what) and _is_spoken_of(work, viewer, draft, now)


def _heard(incoming: Incoming, photos: tuple[int, ...]) -> Pending:
    """The words with who wrote them first: as the channel says, or as a pasted chat shows."""
    sender, text = forwarding.unwrap(incoming.text) or ("", incoming.text)
    voice = incoming.voice
    if voice and not text:
        text = spoken(voice.seconds)
    return Pending(text, photos, incoming.forwarded or sender, (voice.media,) if voice else ())


def _first(work: "Work", viewer: Viewer, words: Pending, now: datetime) -> Reply:
    answer = small_talk(work, viewer, words.text, now) if words.typed else None
    return answer or presses.begun(work, viewer, words, now)


def _alarmed(work: "Work", viewer: Viewer, draft: Draft | None, words: Pending, now: datetime) -> Reply:
    """Danger waits for no question: a request of its own at once, and what else was being written is set aside."""
    if draft and (drafts.is_alarm(draft) or not draft.what) and draft.pending == NOTHING:
        whose = replace(draft, awaiting="", flow=REQUEST, chosen=(*draft.chosen, "flow", "whose"))
        return presses.grown(work, viewer, whose, words, now)
    new = stack.before(viewer.conversation, drafts.alarm(words))
    return shown(viewer, located(work, viewer.actor, new), now)


def _next(work: "Work", viewer: Viewer, draft: Draft, words: Pending, now: datetime) -> Reply:
    """Words that are no answer: giving up, a kind word, a question, a neighbour's name, a new matter, or more of it."""
    text, own = words.text, words.typed
    if own and intent(text) is Intent.GIVE_UP:
        return _given_up(work, viewer, draft, now)
    if own and (answer := small_talk(work, viewer, text, now) or questioned(work, viewer, text, now)):
        return answer
    if draft.awaiting == "more":
        return _which(draft, _both(draft.pending, words), now)
    if own and draft.what and draft.awaiting != "what" and intent(text) is Intent.QUESTION:
        return _which(draft, words, now)
    if draft.what and (words.forwarded or not _is_spoken_of(work, viewer, draft, now) or _is_other(draft, text)):
        return _which(draft, words, now)
    if words.voices and draft.awaiting in _FORMED:
        raise Refusal("cases/words", {"draft": draft.id})
    if own and draft.awaiting in _FORMED:
        return _formless(work, viewer, draft, words, now)
    if draft.awaiting == "named":
        words = _both(draft.pending, words)
    elif own and draft.what and draft.awaiting != "what" and is_person_line(text):
        return asking(replace(draft, pending=words), "named", now)
    return presses.grown(work, viewer, draft, words, now)


def _formless(work: "Work", viewer: Viewer, draft: Draft, words: Pending, now: datetime) -> Reply:
    """Asked again; words for a place may also be more of the matter, another one, or a name that nobody here knows."""
    if draft.awaiting != "place":
        return asking(draft, draft.awaiting, now, again=True)
    if not draft.what or (tells(words.text) and intent(words.text) is not Intent.WISH):
        return presses.grown(work, viewer, replace(draft, awaiting=""), words, now)
    if tells(words.text):
        return _which(draft, words, now)
    return asking(with_nearby(work, viewer.actor, draft), "place", now, again=True)


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
    photos, voices = one.photos + more.photos, one.voices + more.voices
    return Pending(woven(one.text, more.text), photos, one.forwarded or more.forwarded, voices)


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
    draft = stack.spoken_of(viewer.conversation) or stack.before(viewer.conversation, drafts.begun(text))
    if not draft.flow:
        draft = replace(draft, flow=REQUEST)
    found = at(work, viewer.actor, location)
    if found.unit_id is not None:
        return shown(viewer, drafts.with_place(draft, found.unit_id), now)
    if found.options:
        return asking(replace(draft, options=named(work, found.options)), "place", now)
    if draft.flow == WISH:
        return shown(viewer, draft, now)  # it is at home, wherever it is written
    draft = replace(draft, lost=True)
    if not draft.what:
        return shown(viewer, draft, now)
    return asking(with_nearby(work, viewer.actor, draft), "place", now, again=True)
