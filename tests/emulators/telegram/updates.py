"""What the bot is to be told, in the order it happened, until it says that it has it."""

import time
from dataclasses import dataclass, field, replace
from itertools import count

from tests.emulators.telegram.answers import Json
from tests.emulators.telegram.faults import Faults

KINDS = (
    *("message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query"),
    *("chosen_inline_result", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member"),
    *("chat_join_request", "chat_member", "message_reaction", "message_reaction_count"),
)
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
DEFAULT = frozenset(KINDS) - UNASKED
KEPT = {"callback_query": 150.0}
DAY = 86_400.0


@dataclass(eq=False)
class Update:
    id: int
    kind: str
    queue: str
    """Whatever is in one queue comes in order: a chat's messages, a person's presses."""
    event: Json
    born: float = field(default_factory=time.monotonic)
    shown: int = 0

    @property
    def body(self) -> Json:
        return {"update_id": self.id, self.kind: self.event}

    def stale(self, now: float, speed: float) -> bool:
        return now - self.born > KEPT.get(self.kind, DAY) / speed


@dataclass
class Updates:
    """`pending` waits to be confirmed; `again` comes once more whatever has been confirmed."""

    first: int
    faults: Faults
    allowed: frozenset[str] = DEFAULT
    chosen: bool = False
    """Whether the bot itself said which kinds it wants."""
    pending: list[Update] = field(default_factory=list)
    again: list[Update] = field(default_factory=list)
    told: dict[int, Update] = field(default_factory=dict)
    handed: list[Update] = field(default_factory=list)
    """What came once more and may still be in somebody's hands."""

    def __post_init__(self) -> None:
        self.ids = count(self.first)

    def add(self, kind: str, event: Json, queue: str) -> Update | None:
        """None when the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        update = Update(next(self.ids), kind, queue, event)
        self.pending.append(update)
        if self.faults.happens("reordered", f"update:{queue}"):
            self.overtake(update)
        self.told[update.id] = update
        return update

    def overtake(self, update: Update) -> None:
        """It came before the one ahead of it, if that stands in another queue and nobody has seen it."""
        if len(self.pending) < 2:
            return
        other = self.pending[-2]
        if other.queue != update.queue and not other.shown:
            other.id, update.id = update.id, other.id
            self.pending[-2:] = [update, other]
            self.told[other.id] = other

    def allow(self, kinds: list[str]) -> None:
        chosen = frozenset(kinds) & frozenset(KINDS)
        self.allowed, self.chosen = chosen or DEFAULT, bool(chosen)

    def confirm(self, offset: int) -> None:
        """All below this have arrived; below nothing, that many of the last are kept."""
        self.handed = []
        if offset < 0:
            self.pending = self.pending[offset:]
        for one in [one for one in self.pending if offset > one.id]:
            self.done(one)

    def done(self, update: Update) -> None:
        self.pending = [one for one in self.pending if one is not update]
        if self.faults.happens("repeated", f"update:{update.queue}"):
            self.again.append(replace(update))

    @property
    def idle(self) -> bool:
        return not (self.pending or self.again or self.handed)

    def waiting(self, speed: float) -> list[Update]:
        """All that is not confirmed and not too old, what comes once more first."""
        now = time.monotonic()
        self.pending = [one for one in (*self.again, *self.pending) if not one.stale(now, speed)]
        self.again = []
        return self.pending

    def take(self, limit: int, speed: float) -> list[Update]:
        """The next to be told; what comes once more is told once, whatever is confirmed."""
        repeated = self.handed = self.again
        found = self.waiting(speed)[:limit]
        self.pending = [one for one in self.pending if one not in repeated]
        for one in found:
            one.shown += 1
        return found
