"""Cards: what is said, as a name, ids and facts. The edge turns them into words for each channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handlers.kit.refusals import Fact
from handlers.kit.turns import Conversation, Press


class Look(StrEnum):
    """How much a button asks to be pressed: one `FIRST` at most on a card."""

    FIRST = "first"
    PLAIN = "plain"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Button:
    """At most 6 characters of text; `page` opens a web page instead of pressing."""

    text: str
    press: Press | None = None
    page: str = ""
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Card:
    """`name` is `<room>/<template>`. `args` hold ids and numbers, no personal data: cards are stored."""

    name: str
    case: int | None = None
    args: Mapping[str, Fact] = field(default_factory=dict)
    media: int | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """What one viewer may see of a card now: the facts for its template, its buttons, its photos and voices (ids).

    `pictures` are digests (ids) whose chart goes with the card. `asks` is what a phone can tell by one press, where
    the channel has a way: `place` or `phone`.
    """

    template: str
    facts: Mapping[str, object]
    buttons: tuple[Button, ...] = ()
    photos: tuple[int, ...] = ()
    done: bool = False
    late: bool = False
    voices: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line of an account's chat: what the person sent (`mine`) or a card for them."""

    number: int
    mine: bool
    at: datetime
    card: Card | None = None
    text: str = ""
    media: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a dialog answers: cards for the sender, and what the conversation remembers from here on."""

    cards: tuple[Card, ...]
    conversation: Conversation = field(default_factory=Conversation)
