"""Drafts set aside behind the one that is spoken of: kept whole, and found again by their cards. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.intake import drafts
from handlers.intake.records import LATER, Draft
from handlers.kit.turns import Conversation

MOST = 9


def spoken_of(conversation: Conversation) -> Draft | None:
    """The draft that new words may belong to; one that has to wait is none."""
    draft = drafts.of(conversation)
    return None if draft is None or draft.awaiting == LATER else draft


def every(conversation: Conversation) -> Sequence[Draft]:
    """All drafts, the first one first."""
    draft = drafts.of(conversation)
    return (draft, *draft.aside) if draft else ()


def found(conversation: Conversation, id_: str) -> Draft | None:
    """The draft of a card, put before the others: who presses its button speaks of it again."""
    known = every(conversation)
    own = next((draft for draft in known if draft.id == id_), None)
    if own is None:
        return None
    rest = tuple(replace(draft, aside=()) for draft in known if draft.id != id_)
    return replace(own, aside=rest, awaiting="" if own.awaiting == LATER else own.awaiting)


def before(conversation: Conversation, new: Draft) -> Draft:
    """A new draft, with all that there are set aside behind it."""
    rest = tuple(replace(draft, aside=()) for draft in every(conversation) if draft.id != new.id)
    return replace(new, aside=rest[:MOST])


def after(draft: Draft) -> Draft | None:
    """What is left once a draft has ended: first what does not have to wait."""
    rest = sorted(draft.aside, key=lambda one: one.awaiting == LATER)
    return replace(rest[0], aside=tuple(rest[1:])) if rest else None


def ended(conversation: Conversation, draft: Draft) -> Conversation:
    """The conversation once a draft is a case or given up; what else it remembers stays."""
    left, rest = after(draft), drafts.without(conversation)
    return Conversation("intake", {**rest.notes, **drafts.kept(left).notes}) if left else rest
