"""Live news for open chats: which account has new messages, which shown cards have changed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.desk import Desk, Effects


@dataclass(eq=False)
class Line:
    """An open chat. `woken` is set when `cards` (numbers to draw again) or new messages wait."""

    account_id: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    cards: set[int] = field(default_factory=set)


class Hub:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._loop = asyncio.get_running_loop()
        self._lines: dict[int, set[Line]] = {}
        self._cases: set[int] = set()
        self._woken = asyncio.Event()
        desk.listeners.append(self._hear)

    @property
    def open(self) -> int:
        return sum(len(lines) for lines in self._lines.values())

    @contextmanager
    def line(self, account_id: int) -> Iterator[Line]:
        line = Line(account_id)
        self._lines.setdefault(account_id, set()).add(line)
        try:
            yield line
        finally:
            self._lines[account_id].discard(line)
            if not self._lines[account_id]:
                del self._lines[account_id]

    async def run(self) -> None:
        """Find, for all cases that moved since the last look, which open chats show them: one query for all."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            cases, self._cases = self._cases, set()
            accounts = list(self._lines)
            if not cases or not accounts:
                continue
            shown = await self._desk.read(lambda work, c=cases, a=accounts: work.messages.showing(c, a))  # type: ignore[misc]  # mypy can't infer a lambda's defaults
            for account_id, number in shown:
                for line in self._lines.get(account_id, ()):
                    line.cards.add(number)
                    line.woken.set()

    def _hear(self, effects: Effects) -> None:
        self._loop.call_soon_threadsafe(self._take, effects)

    def _take(self, effects: Effects) -> None:
        self._cases |= effects.cases
        for account_id in effects.accounts:
            for line in self._lines.get(account_id, ()):
                line.woken.set()
        if self._cases:
            self._woken.set()
