"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta

from bot.clock import Clock


class StillClock(Clock):
    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._here = self._start = start

    def now(self) -> datetime:
        return self._here

    def unmoved(self) -> datetime:
        return self._start

    def begin_at(self, moment: datetime) -> None:
        self._here = moment

    def move(self, span: timedelta) -> None:
        if span < timedelta():
            raise ValueError("time does not run backwards")
        self._here += span
