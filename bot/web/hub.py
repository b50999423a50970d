"""Live news for open chats: which account has new messages, which shown cards have changed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from bot.desk import Desk, Effects

log = structlog.get_logger()


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
        self._watchers: set[asyncio.Queue[frozenset[int]]] = set()
        self.closing = asyncio.Event()
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

    def close(self) -> None:
        """The server is about to stop: every open line ends by itself, and its browser comes back later."""
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self.closing.set()
        for lines in self._lines.values():
            for line in lines:
                line.woken.set()

    @contextmanager
    def watch(self) -> Iterator["asyncio.Queue[frozenset[int]]"]:
        """The cases that move, from now on, whoever shows them."""
        moved: asyncio.Queue[frozenset[int]] = asyncio.Queue()
        self._watchers.add(moved)
        try:
            yield moved
        finally:
            self._watchers.discard(moved)

    async def run(self) -> None:
        """Until cancelled: each time cases moved, find the open chats that show them, with one query for all."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            cases, self._cases = self._cases, set()
            try:
                await self._mark(cases)
            except Exception:  # the chats catch up when they reconnect; the next news must still get through
                log.exception("live news lost", cases=len(cases))

    async def _mark(self, cases: set[int]) -> None:
        accounts = list(self._lines)
        if not cases or not accounts:
            return
        for account_id, number in await self._desk.read(lambda work: work.messages.showing(cases, accounts)):
            for line in self._lines.get(account_id, ()):
                line.cards.add(number)
                line.woken.set()

    def _hear(self, effects: Effects) -> None:
        self._loop.call_soon_threadsafe(self._take, effects)

    def _take(self, effects: Effects) -> None:
        self._cases |= effects.cases
        for moved in self._watchers:
            if effects.cases:
                moved.put_nowait(effects.cases)
        for account_id in effects.accounts:
            for line in self._lines.get(account_id, ()):
                line.woken.set()
        if self._cases:
            self._woken.set()
