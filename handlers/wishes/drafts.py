"""A wish being written: how a draft grows with each message. It is kept in the conversation."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace

from handlers.kit.refusals import Refusal
from handlers.kit.turns import Conversation
from handlers.people.records import Actor
from handlers.wishes.records import Draft, WishKind
from handlers.wishes.rules import guess_kind, guess_value

MOST = 500


def begun(actor: Actor, text: str, photos: tuple[int, ...] = ()) -> Draft:
    """A new draft from the first words, its kind and value guessed."""
    return with_text(Draft(secrets.token_hex(4), "", WishKind.THING, None, actor.person_id, photos), text)


def with_text(draft: Draft, text: str) -> Draft:
    """The draft with these words instead; raises Refusal where they are too many."""
    if len(text) > MOST:
        raise Refusal("cases/too_long", {"length": len(text), "most": MOST, "need": "what"})
    kind = draft.kind if "kind" in draft.chosen else guess_kind(text)
    value = draft.value if "value" in draft.chosen else guess_value(text)
    return replace(draft, what=text, kind=kind, value=value, awaiting="" if text else "what")


def grown(draft: Draft, text: str) -> Draft:
    """More words for a draft that waits for nothing: people often send one thought in several messages."""
    joined = f"{draft.what}\n{text}" if draft.what else text
    return with_text(draft, joined)


def with_photos(draft: Draft, photos: tuple[int, ...]) -> Draft:
    return replace(draft, photos=(*draft.photos, *photos)[:9], awaiting="" if draft.what else "what")


def with_value(draft: Draft, text: str) -> Draft:
    """The value as a person writes it: 300, 300元, 三百 is asked again."""
    found = re.search(r"(?<!\d)\d{1,6}(?!\d)", text.replace(",", "").replace(",", ""))
    if not found:
        raise Refusal("cases/number", {"need": "value"})
    return replace(draft, value=int(found.group()), awaiting="", chosen=(*draft.chosen, "value"))


def with_kind(draft: Draft, kind: str) -> Draft:
    if kind not in set(WishKind):
        raise Refusal("front/old_button")
    return replace(draft, kind=WishKind(kind), awaiting="", chosen=(*draft.chosen, "kind"))


def of(conversation: Conversation) -> Draft | None:
    notes = conversation.notes.get("draft")
    if not isinstance(notes, Mapping):
        return None
    return Draft(
        id=str(notes["id"]),
        what=str(notes["what"]),
        kind=WishKind(str(notes["kind"])),
        value=None if notes["value"] is None else int(str(notes["value"])),
        needer_id=int(str(notes["needer"])),
        photos=tuple(notes["photos"]),
        awaiting=str(notes["awaiting"]),
        chosen=tuple(notes["chosen"]),
        name=str(notes["name"]),
        door=str(notes["door"]),
    )


def kept(draft: Draft | None) -> Conversation:
    """The conversation that remembers a draft; nothing to remember without one."""
    if draft is None:
        return Conversation()
    notes = {
        "id": draft.id,
        "what": draft.what,
        "kind": str(draft.kind),
        "value": draft.value,
        "needer": draft.needer_id,
        "photos": list(draft.photos),
        "awaiting": draft.awaiting,
        "chosen": list(draft.chosen),
        "name": draft.name,
        "door": draft.door,
    }
    return Conversation("wishes", {"draft": notes})
