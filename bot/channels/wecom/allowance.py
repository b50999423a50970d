"""How many messages one member may still be sent. What is beyond WeCom drops without a word, so we never go there."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.channels.base import RetryLater


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` messages to one member within any `seconds`."""

    most: int
    seconds: float


LIMITS: Final = (Limit(28, 61.0), Limit(980, 3610.0))  # WeCom: 30 a minute, 1000 an hour; clocks differ a little
MOST_MEMBERS: Final = 5000  # remembered at once; of those beyond, whoever was written to longest ago is forgotten


@dataclass
class Allowance:
    """Counts of each member's messages, in memory; `now` gives seconds that only grow."""

    now: Callable[[], float]
    limits: Sequence[Limit] = LIMITS
    _sent: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, address: str) -> None:
        """Count one message to a member. RetryLater, with how long, where there is no room for it now."""
        now, sent = self.now(), self._sent.pop(address, deque())
        self._sent[address] = sent
        while sent and sent[0] <= now - max(limit.seconds for limit in self.limits):
            sent.popleft()
        wait = max((self._wait(sent, limit, now) for limit in self.limits), default=0.0)
        if wait > 0:
            raise RetryLater(timedelta(seconds=wait))
        sent.append(now)
        if len(self._sent) > MOST_MEMBERS:
            del self._sent[next(iter(self._sent))]

    @staticmethod
    def _wait(sent: Sequence[float], limit: Limit, now: float) -> float:
        return sent[-limit.most] + limit.seconds - now if len(sent) >= limit.most else 0.0
