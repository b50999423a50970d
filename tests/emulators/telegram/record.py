"""What arrived, when, and what became of it; and how fast it may come."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram.answers import Json


@dataclass(frozen=True)
class Outcome:
    """`delivered`: it had its effect; `answered`: the answer left whole. `status` is 0 where the line was cut."""

    status: int
    delivered: bool
    answered: bool
    fault: str = ""
    description: str = ""
    result: Any = None


@dataclass
class Received:
    """One call; `method` in small letters, `at` in seconds of the monotonic clock; no outcome while it is open."""

    method: str
    params: dict[str, str]
    at: float
    outcome: Outcome | None = None

    @property
    def chat(self) -> str:
        return self.params.get("chat_id", "")

    @property
    def messages(self) -> list[Json]:
        """What this call put before somebody, nothing if it did not."""
        return [one for one in self.shown if "edit_date" not in one]

    @property
    def shown(self) -> list[Json]:
        """The same, and what it changed there: both count against how fast one may be."""
        found = self.outcome.result if self.outcome and self.outcome.delivered else None
        many = found if isinstance(found, list) else [found]
        return [one for one in many if isinstance(one, dict) and "message_id" in one]


@dataclass(frozen=True)
class Limits:
    """How many messages in how many seconds: to a person, to a group, over all."""

    chat: tuple[int, float] = (1, 1.0)
    group: tuple[int, float] = (20, 60.0)
    overall: tuple[int, float] = (30, 1.0)

    def windows(self, chat: str) -> list[tuple[str, tuple[int, float]]]:
        own = [(f"{chat}/min", self.group), (chat, self.chat)] if chat.startswith("-") else [(chat, self.chat)]
        return [*own, ("", self.overall)]


@dataclass
class Pace:
    limits: Limits
    sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def wait(self, chat: str, now: float) -> float:
        """Seconds until this chat may be sent another message; 0 when it may be now."""
        return max(self.window(key, most, span, now) for key, (most, span) in self.limits.windows(chat))

    def window(self, key: str, most: int, span: float, now: float) -> float:
        kept = self.sent[key] = [one for one in self.sent[key] if now - one < span]
        return kept[-most] + span - now if len(kept) >= most else 0.0

    def count(self, chat: str, now: float, messages: int = 1) -> None:
        for key, _ in self.limits.windows(chat):
            self.sent[key] += [now] * messages


def whole_seconds(wait: float) -> int:
    return max(1, math.ceil(wait))


def too_fast(log: Iterable[Received], limits: Limits, slack: float = 0.02) -> list[Received]:
    """The calls that sent or changed something sooner than the limits allow; `slack` seconds are forgiven, lines being
    uneven."""
    pace, found = Pace(limits), []
    for call in sorted((one for one in log if one.shown), key=lambda one: one.at):
        if pace.wait(call.chat, call.at) > slack:
            found.append(call)
        pace.count(call.chat, call.at, len(call.shown))
    return found
