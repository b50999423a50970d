"""What the courier needs of an outside channel. Of the web chat it needs nothing: its message log is the channel."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

from bot.texts import Words


class RetryLater(Exception):
    """The channel asks to wait, or is out of reach: the message was surely not delivered."""

    def __init__(self, after: timedelta | None = None) -> None:
        super().__init__(str(after))
        self.after = after


class AddressGone(Exception):
    """Nobody will ever be reached at this address again: blocked, left, deleted."""


class Held(Exception):
    """The channel takes nothing more for them until they write: it is kept, and goes with what is sent next."""


class AddressMoved(Exception):
    """The same people are at another address from now on."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class Uncertain(Exception):
    """The answer was lost: the message may have been delivered."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a channel allows: messages a second to one chat, and over all chats. Where groups are slower than people,
    `group_per_second` is theirs, and their addresses begin with a minus."""

    chat_per_second: float
    all_per_second: float
    group_per_second: float = 0.0

    def of(self, address: str) -> float:
        """Messages a second to the chat at this address."""
        return self.group_per_second if self.group_per_second and address.startswith("-") else self.chat_per_second


class Channel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def pace(self) -> Pace: ...

    async def send(self, address: str, words: Words) -> str:
        """Deliver one card; returns the channel's own id for it. Raises the errors above."""


@runtime_checkable
class Redrawing(Protocol):
    """A channel whose cards can be changed after they were sent."""

    def differs(self, external_id: str, words: Words) -> bool:
        """Whether what is on the screen is otherwise."""

    async def edit(self, address: str, external_id: str, words: Words) -> str:
        """Bring a shown card up to date; returns the id under which to remember it. Raises the errors above."""


@runtime_checkable
class Sparing(Protocol):
    """A channel whose cards can be changed a few times only: `settles` seconds are waited first, so that a newer card
    of the same case, if one is on its way, is taken into account at once."""

    @property
    def settles(self) -> float: ...


@runtime_checkable
class Knowing(Protocol):
    """A channel that knows a message again, even one that was sent before this process began."""

    async def send_once(self, address: str, words: Words, key: str) -> str:
        """As `send`; what comes again under the same key is shown once. The key: letters, digits, hyphens, below 64."""
