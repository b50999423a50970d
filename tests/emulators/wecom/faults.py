"""What can go wrong on the way, drawn by a seed: the same calls meet the same faults, whatever runs beside them."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Self

CALLS = ("too_many", "busy", "server_error", "bad_gateway", "slow", "lost_before", "lost_after")


@dataclass(frozen=True)
class Faults:
    """Shares from 0 to 1. Before a call has its effect: `too_many` (errcode 45009), `busy` (errcode -1),
    `server_error` (HTTP 500), `lost_before` (the line is cut); after it: `lost_after` (the line is cut).
    `bad_gateway` (HTTP 502 in HTML) comes before or after, and nobody can tell which; `slow` answers late by `delay`
    seconds. Callbacks come twice at once (`repeated`), after the next one of the same person (`reordered`), never
    (`unheard`), or again because the answer to them was lost (`unheeded`). Pages of kf/sync_msg come empty though
    there is more (`empty`), or begin with what the last one ended with (`overlapping`)."""

    too_many: float = 0
    busy: float = 0
    server_error: float = 0
    bad_gateway: float = 0
    slow: float = 0
    lost_before: float = 0
    lost_after: float = 0
    repeated: float = 0
    reordered: float = 0
    unheard: float = 0
    unheeded: float = 0
    empty: float = 0
    overlapping: float = 0
    delay: float = 0.05
    only: frozenset[str] = frozenset()
    """Paths as in `message/send` that may fail; none stands for all."""
    seed: int = 0
    _seen: Counter[str] = field(default_factory=Counter, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @classmethod
    def sharing(cls, share: float, **other: float) -> Self:
        """This share of the calls meets a fault, each kind as often as another."""
        return cls(**{name: share / len(CALLS) for name in CALLS} | other)  # type: ignore[arg-type]

    def seeded(self, seed: int) -> "Faults":
        return replace(self, seed=seed, _seen=Counter(), _lock=threading.Lock())

    def draw(self, about: str) -> float:
        """A number from 0 to 1 for the nth time that this is asked about."""
        with self._lock:
            self._seen[about] += 1
            nth = self._seen[about]
        return random.Random(f"{self.seed}/{about}/{nth}").random()  # noqa: S311 - faults need no secrecy

    def happens(self, name: str, about: str) -> bool:
        return bool(share := getattr(self, name)) and self.draw(f"{name}:{about}") < share

    def too_late(self, path: str, who: str) -> bool:
        """Whether the gateway gives up on this call only when it has had its effect."""
        return self.draw(f"gateway:{path}:{who}") < 0.5

    def of_call(self, path: str, who: str) -> str:
        """Which fault this call meets; an empty string for none."""
        if not any(getattr(self, name) for name in CALLS) or (self.only and path not in self.only):
            return ""
        drawn = self.draw(f"{path}:{who}")
        for name in CALLS:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return ""
