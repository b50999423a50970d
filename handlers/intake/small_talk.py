"""What is no matter of its own is answered kindly, and begins nothing: it is no part of a draft that is open."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases import dialog as case_dialog
from handlers.directory import dialog as directory
from handlers.directory.actions import place_of
from handlers.intake import numbers, stack
from handlers.intake.money import yuan
from handlers.intake.records import WISH
from handlers.intake.replies import aside
from handlers.kit.cards import Card, Reply
from handlers.people.records import Viewer
from handlers.routing.intents import intent
from handlers.routing.lexicon import plain
from handlers.routing.records import Intent
from handlers.routing.talk import CALLS_SOMEBODY

if TYPE_CHECKING:
    from storage.work import Work

_ASIDE = {
    Intent.THANKS: "thanks",
    Intent.HOWTO: "howto",
    Intent.NUMBER: "number",
    Intent.NOISE: "noise",
    Intent.GIVE_UP: "nothing",
}
_OTHERS = (Intent.GREETING, Intent.PROGRESS)


def is_small_talk(text: str) -> bool:
    wanted = intent(text)
    return wanted in _ASIDE or wanted in _OTHERS


def small_talk(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply | None:
    """A word back to thanks, greetings, numbers and the like; none where the words are more than that."""
    numbered = _case(work, viewer, text)
    if numbered:
        return numbered
    wanted = intent(text)
    if wanted is Intent.GREETING:
        return Reply((Card("people/welcome"),), viewer.conversation)
    if wanted is Intent.PROGRESS:
        return _progress(work, viewer)
    if wanted is Intent.HOWTO and CALLS_SOMEBODY.search("".join(plain(text).split())):
        return _somebody(work, viewer)
    if wanted not in _ASIDE:
        return None
    value = yuan(text, bare=True) if wanted is Intent.NUMBER else None
    return aside(viewer, _ASIDE[wanted], **({"value": value} if value else {}))


def questioned(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply | None:
    """The directory's answer to what is plainly a question; none where it has no answer."""
    return directory.said(work, viewer, text, now) if intent(text) is Intent.QUESTION else None


def _case(work: "Work", viewer: Viewer, text: str) -> Reply | None:
    """The case of a number; beside the draft of a wish a bare number is more likely money."""
    parts = numbers.said(text)
    draft = stack.spoken_of(viewer.conversation)
    if parts is None or (not parts[2] and draft and draft.flow == WISH):
        return None
    cases = numbers.meant(work, viewer.actor, parts[0], parts[1])
    if not cases:
        return None
    return case_dialog.show(work, viewer, cases[0].id) if len(cases) == 1 else _mine(viewer)


def _progress(work: "Work", viewer: Viewer) -> Reply:
    """How far it is: where only one thing is under way, that."""
    going = [case for case in work.queues.own(viewer.actor.person_id) if case.closed_at is None]
    return case_dialog.show(work, viewer, going[0].id) if len(going) == 1 else _mine(viewer)


def _mine(viewer: Viewer) -> Reply:
    return Reply((Card("lists/mine"),), viewer.conversation)


def _somebody(work: "Work", viewer: Viewer) -> Reply:
    """Somebody to call, where the community has written that down."""
    place = place_of(work, viewer.actor)
    known = bool(place and work.directory.of(place))
    return Reply((Card("directory/list"),), viewer.conversation) if known else aside(viewer, "howto")
