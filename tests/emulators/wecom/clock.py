"""Time that a test can move: two days pass without waiting."""

import time
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


@dataclass
class Clock:
    """Seconds since 1970; runs by itself and is `ahead` of the machine's by what it was moved."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def move(self, seconds: float) -> None:
        self.ahead += seconds
