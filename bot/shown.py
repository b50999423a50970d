"""What a chat shows of its cards: the newest about a case in full, the ones before it in one line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.texts import Words, words
from handlers import front
from handlers.kit.cards import Bubble, Face
from handlers.people.records import Viewer
from storage.work import Work

# Cards about something that is no more: one grey line each.
_GONE = ("intake/draft_gone", "intake/became", "cases/hidden")


def shown(work: Work, viewer: Viewer, bubbles: Sequence[Bubble], now: datetime) -> list[Words]:
    """The cards among these bubbles, in a handful of queries; `viewer` must be the account's own."""
    found = [bubble for bubble in bubbles if bubble.card]
    cards = [bubble.card for bubble in found if bubble.card]
    latest = work.messages.latest(viewer.actor.account_id, {card.case for card in cards if card.case})
    faces = front.show(work, viewer, cards, now)
    return [_worded(bubble, face, latest) for bubble, face in zip(found, faces, strict=True)]


def _worded(bubble: Bubble, face: Face, latest: Mapping[int, int]) -> Words:
    """In full only where it is the newest about its case: one card to read and press, not five alike."""
    said = words(face)
    card = bubble.card
    if face.template in _GONE:
        return replace(said, past=True)
    return said.shortened() if card and card.case and latest.get(card.case, 0) > bubble.number else said
