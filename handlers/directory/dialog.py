"""Questions that need no case: answered from the directory, and handed on where that is not what was meant."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.directory.actions import answer, place_of
from handlers.directory.rules import match
from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Fact, Refusal
from handlers.kit.turns import Conversation, Press
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_NAMES = ("便民簿", "社区便民簿", "便民电话", "便民")
_TEXT, _ID = "asked_text", "asked_id"


def said(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply | None:
    """The answer to a question; none where the sentence is not for the directory."""
    if text.strip("。.！!？?~ ") in _NAMES:
        return Reply((Card("directory/list"),), viewer.conversation)
    found = answer(work, viewer.actor, text)
    if found is None:
        return None
    ask = secrets.token_hex(4)
    conversation = Conversation(viewer.conversation.dialog, {**viewer.conversation.notes, _TEXT: text, _ID: ask})
    if found.who:
        return Reply((Card("directory/who", args={"ask": ask}),), conversation)
    return Reply((Card("directory/answer", args={"entry": found.entries[0], "ask": ask}),), conversation)


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply | None:
    """`directory.show` an entry, `directory.list` some, `directory.who`.

    None for `directory.go_on`: what was asked (`text_of`) is for the intake.
    """
    ask = asked(viewer.conversation)
    match press.name.removeprefix("directory."):
        case "show":
            card = Card("directory/answer", args={"entry": _entry(work, viewer, press.value), "ask": ask})
        case "list":
            card = Card("directory/list", args={"ask": ask, "seen": _key(press.value), **_others(work, viewer)})
        case "who":
            card = Card("directory/who", args={"ask": ask})
        case "go_on" if ask and press.value == ask:
            return None
        case _:
            raise Refusal("front/old_button")
    return Reply((card,), viewer.conversation)


def text_of(conversation: Conversation) -> str:
    """The question that was answered last, until it is handed on or forgotten."""
    return str(conversation.notes.get(_TEXT, ""))


def asked(conversation: Conversation) -> str:
    """Which question that was: an old card's button hands on no newer one."""
    return str(conversation.notes.get(_ID, ""))


def forgotten(conversation: Conversation) -> Conversation:
    """The conversation without the question, for what begins after it."""
    rest = {key: value for key, value in conversation.notes.items() if key not in (_TEXT, _ID)}
    return Conversation(conversation.dialog, rest)


def _entry(work: "Work", viewer: Viewer, value: str) -> int:
    """The key in a press, of an entry of the viewer's own community."""
    key = _key(value)
    versions = work.directory.versions([key])
    if not versions or versions[-1].community_id != place_of(work, viewer.actor):
        raise Refusal("front/old_button")
    return key


def _key(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 16 else 0


def _others(work: "Work", viewer: Viewer) -> dict[str, Fact]:
    """What else may have been meant by the question goes before the rest of a list."""
    text, place = text_of(viewer.conversation), place_of(work, viewer.actor)
    if not text or not place:
        return {}
    found = match(text, work.directory.of(place))
    return {f"o{n}": entry.key for n, entry in enumerate(found[1:], 1)}
