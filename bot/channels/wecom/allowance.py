"""How many messages one member may still be sent. What is beyond WeCom drops without a word, so we never go there.

What this process sends is counted in memory. What others sent, or this one before it was started, stands with the
cards in the database: it is read when a member is first written to, and again only where it could matter. The cards
of a chat are numbered without gaps, so the numbers that passed by say how much others can have sent at most.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
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
MOST_PARTS: Final = 10  # messages that one card of another process is taken to have been; few are more than two


@dataclass
class _Member:
    """When messages were sent, and when others may have been; `seen`: the last card's number, 0 while unknown."""

    sent: deque[float] = field(default_factory=deque)
    maybe: deque[float] = field(default_factory=deque)
    seen: int = 0


@dataclass
class Allowance:
    """Counts of each member's messages, in memory; `now` gives seconds that only grow.

    `shared`: other processes may write to the same members.
    """

    now: Callable[[], float]
    limits: Sequence[Limit] = LIMITS
    shared: bool = False
    _members: dict[str, _Member] = field(default_factory=dict)

    def knows(self, address: str, number: int, parts: int = 1) -> bool:
        """Whether enough is known to count the card of this number, and as many messages as it is; else `learn` is to
        be called before `take`."""
        member = self._members.get(address)
        if member is None or not member.seen:
            return False
        passed = max(0, number - member.seen - 1) if self.shared else 0
        member.seen = max(number, member.seen)
        now = self.now()
        member.maybe.extend([now] * min(passed * MOST_PARTS, max(limit.most for limit in self.limits)))
        self._forget_old(member, now)
        most = [*sorted([*member.sent, *member.maybe]), *[now] * (parts - 1)]
        return not member.maybe or self._longest(most, now) <= 0

    def learn(self, address: str, number: int, sent: Iterable[float]) -> None:
        """All that was sent to a member before the card of this number, by whomever: the seconds at which it was."""
        self._members.pop(address, None)
        self._members[address] = _Member(deque(sorted(sent)), deque(), number)

    def take(self, address: str) -> None:
        """Count one message to a member. RetryLater, with how long, where there is no room for it now."""
        now, member = self.now(), self._members.pop(address, None) or _Member()
        self._members[address] = member
        self._forget_old(member, now)
        wait = self._longest(member.sent, now)
        if wait > 0:
            raise RetryLater(timedelta(seconds=wait))
        member.sent.append(now)
        if len(self._members) > MOST_MEMBERS:
            del self._members[next(iter(self._members))]

    def _forget_old(self, member: _Member, now: float) -> None:
        over = now - max(limit.seconds for limit in self.limits)
        for some in (member.sent, member.maybe):
            while some and some[0] <= over:
                some.popleft()

    def _longest(self, sent: Sequence[float], now: float) -> float:
        return max((self._wait(sent, limit, now) for limit in self.limits), default=0.0)

    @staticmethod
    def _wait(sent: Sequence[float], limit: Limit, now: float) -> float:
        return sent[-limit.most] + limit.seconds - now if len(sent) >= limit.most else 0.0
