"""What counts as a result: the last two of the five messages that a customer may be sent are kept for one. Pure."""

from typing import Final

from handlers.kit.cards import Card

ASKS: Final = frozenset({"requests/asked", "wishes/asked"})
"""Cards that wait for the resident's own word."""
NEWS: Final = {
    "requests/news": frozenset({"answer", "decline", "close_unanswered", "conclude", "merge", "park"}),
    "wishes/news": frozenset({"send_back", "set_aside", "close_unanswered", "withdraw"}),
}
"""Steps by whose news a resident hears how a case has ended, or what they are to do."""


def is_result(card: Card) -> bool:
    """Whether a card may be the last message that a customer gets before they write again."""
    return card.name in ASKS or card.args.get("step") in NEWS.get(card.name, frozenset())
