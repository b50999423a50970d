"""The present. The demo may move it; nothing else reads the machine's clock."""

from datetime import UTC, datetime, timedelta


class Clock:
    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self.unmoved() + self._ahead

    def unmoved(self) -> datetime:
        """What the machine's own clock says."""
        return datetime.now(UTC)

    def move(self, span: timedelta) -> None:
        """Let time jump ahead; it never goes back, because histories don't."""
        if span < timedelta():
            raise ValueError("time does not run backwards")
        self._ahead += span

    def begin_at(self, moment: datetime) -> None:
        """Let it be `moment` from now on: only over a database that knows of nothing later."""
        self._ahead = moment - self.unmoved()
