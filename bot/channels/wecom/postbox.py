"""Callbacks are stored before they are thanked for; then each is acted on, in its sender's order, whatever happens.

WeCom gives five seconds to answer and asks three times, then never again: so an answer never waits for a turn, and
what was answered is never lost.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from bot.channels.base import RetryLater, Uncertain
from bot.channels.lanes import Lanes
from bot.channels.wecom import NAME
from bot.desk import Desk, StoreUnavailable

log = structlog.get_logger()

POLL: Final = 5.0  # seconds between looks for what was left lying
LEFT: Final = timedelta(minutes=1)  # after which another process's letters are taken to be nobody's
MOST: Final = 200  # letters under way at once
TRIES: Final = 3  # for a letter that the program can't act on; then it waits for the next start


@dataclass(frozen=True, slots=True)
class Letter:
    id: int
    address: str


class Postbox:
    """`act` gets the number and the words of each letter; it marks it as done together with what it does."""

    def __init__(self, desk: Desk, act: Callable[[int, str], Awaitable[None]]) -> None:
        self._desk, self._act = desk, act
        self._lanes: Lanes[Letter, None] = Lanes(self._do)
        self._own: set[int] = set()
        self._in_hand: set[int] = set()
        self._woken = asyncio.Event()
        self._left_behind = True

    async def keep(self, key: str, address: str, text: str) -> None:
        """Returns once it is stored. StoreUnavailable where it can't be."""
        now = self._desk.clock.now()
        new = await self._desk.write(lambda work: work.letters.keep(NAME, key, address, text, now), f"{NAME}:{address}")
        if new is not None:
            self._own.add(new)
            self._woken.set()

    async def run(self) -> None:
        """Until cancelled. The first round takes whatever the last process left."""
        with suppress(StoreUnavailable):
            await self._desk.job(lambda work: work.letters.give_another_chance(NAME))
        while True:
            try:
                await self._round()
            except StoreUnavailable as error:
                log.warning("letters wait for the store", error=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL)

    async def stop(self) -> None:
        """What is under way is given up: it is stored, and done by the next process."""
        await self._lanes.stop()

    async def _round(self) -> None:
        self._woken.clear()
        room = MOST - len(self._in_hand)
        if room <= 0:
            return
        before = None if self._left_behind else self._desk.clock.now() - LEFT
        own, but = sorted(self._own - self._in_hand)[:MOST], list(self._in_hand)
        found = await self._desk.read(lambda work: work.letters.waiting(NAME, own, before, but, TRIES, room))
        self._left_behind = self._left_behind and len(found) == room
        for id_, address in found:
            self._hand_on(Letter(id_, address))

    def _hand_on(self, letter: Letter) -> None:
        def ended(done: "asyncio.Future[None]") -> None:
            full = len(self._in_hand) >= MOST
            self._in_hand.discard(letter.id)
            if not (done.cancelled() or done.exception()):
                self._own.discard(letter.id)
                if full:
                    self._woken.set()

        self._own.add(letter.id)
        self._in_hand.add(letter.id)
        self._lanes.put(letter.address, letter).add_done_callback(ended)

    async def _do(self, letter: Letter) -> None:
        try:
            text = await self._desk.read(lambda work: work.letters.text(letter.id))
            if text is None:
                await self.done(letter.id)
            else:
                await self._act(letter.id, text)
        except StoreUnavailable:
            raise
        except (RetryLater, Uncertain) as error:  # nobody's fault: it is tried again as long as it takes
            log.warning("letter put off", letter=letter.id, why=type(error).__name__)
        except Exception:  # a fault of ours with this one letter: it must not hold up its sender's next
            log.exception("letter failed", letter=letter.id)
            await self._desk.job(lambda work: work.letters.failed(letter.id))

    async def done(self, letter_id: int) -> None:
        now = self._desk.clock.now()
        await self._desk.job(lambda work: work.letters.done(letter_id, now))
