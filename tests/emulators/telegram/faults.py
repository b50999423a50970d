"""What can go wrong on the way, drawn by a seed: the same calls meet the same faults, whatever runs beside them."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from typing import Self

CALLS = ("too_many", "server_error", "bad_gateway", "restart", "slow", "lost_before", "lost_after")


@dataclass(frozen=True)
class Faults:
    """Shares from 0 to 1. Before a call has its effect: `too_many` (429), `server_error` (500), `lost_before` (the
    line is cut); after it: `lost_after` (the line is cut). `bad_gateway` (502 in HTML) and `restart` (500 in
    JSON) come before or after, and nobody can tell which; `slow` answers late by `delay` seconds. Updates come twice
    (`repeated`) or past one of another queue (`reordered`)."""

    too_many: float = 0
    server_error: float = 0
    bad_gateway: float = 0
    restart: float = 0
    slow: float = 0
    lost_before: float = 0
    lost_after: float = 0
    repeated: float = 0
    reordered: float = 0
    delay: float = 0.05
    retry_after: int = 1
    only: frozenset[str] = frozenset()
    """Methods in small letters that may fail; none stands for all."""
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

    def too_late(self, method: str, chat: str) -> bool:
        """Whether the server gives up on this call only when it has had its effect."""
        return self.draw(f"gateway:{method}:{chat}") < 0.5

    def of_call(self, method: str, chat: str) -> str:
        """Which fault this call meets; an empty string for none."""
        if not any(getattr(self, name) for name in CALLS) or (self.only and method not in self.only):
            return ""
        drawn = self.draw(f"{method}:{chat}")
        for name in CALLS:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return ""


NAMES = tuple(one.name for one in fields(Faults))
