"""What goes wrong on the way, drawn by a seed: the same calls meet the same faults, whatever runs beside them."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Shares from 0 to 1, a field each; `calls` names those that befall a call, one at most. A call is known by what
    it does (`only`: what alone may fail, none stands for all) and to whom."""

    calls: ClassVar[tuple[str, ...]] = ()

    only: frozenset[str] = frozenset()
    delay: float = 0.05
    seed: int = 0
    _seen: Counter[str] = field(default_factory=Counter, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @classmethod
    def sharing(cls, share: float, **other: float) -> Self:
        """This share of the calls meets a fault, each kind as often as another."""
        return cls(**{name: share / len(cls.calls) for name in cls.calls} | other)  # type: ignore[arg-type]

    def seeded(self, seed: int) -> Self:
        return replace(self, seed=seed, _seen=Counter(), _lock=threading.Lock())

    def draw(self, about: str) -> float:
        """A number from 0 to 1 for the nth time that this is asked about."""
        with self._lock:
            self._seen[about] += 1
            nth = self._seen[about]
        return random.Random(f"{self.seed}/{about}/{nth}").random()  # noqa: S311 - faults need no secrecy

    def happens(self, name: str, about: str) -> bool:
        return bool(share := getattr(self, name)) and self.draw(f"{name}:{about}") < share

    def too_late(self, what: str, who: str) -> bool:
        """Whether the server gives up on this call only when it has had its effect."""
        return self.draw(f"gateway:{what}:{who}") < 0.5

    def of_call(self, what: str, who: str) -> str:
        """Which fault this call meets; an empty string for none."""
        if not any(getattr(self, name) for name in self.calls) or (self.only and what not in self.only):
            return ""
        drawn = self.draw(f"{what}:{who}")
        for name in self.calls:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return ""
