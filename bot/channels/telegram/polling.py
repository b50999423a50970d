"""Long polling: the offset moves over an update only when all before it and itself are committed."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramConflictError, TelegramRetryAfter, TelegramUnauthorizedError

from bot.channels.telegram.wire import PATIENCE, WANTED, RawUpdates, brief

log = structlog.get_logger()

LONG = 25  # seconds that Telegram holds a question to which there is nothing yet
GLANCE = 0.3  # seconds between questions while something is under way
MOST = 100
LONGEST_PAUSE = 30.0

T = TypeVar("T")
Raw = Mapping[str, Any]
Take = Callable[[Raw], "asyncio.Future[Any]"]


class Polling:
    """`take` gets each update once, and again when it could not be stored."""

    def __init__(self, bot: Bot, take: Take) -> None:
        self._bot, self._take = bot, take
        self._offset: int | None = None
        self._under_way: dict[int, asyncio.Future[Any]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        pause = 0.5
        while True:
            try:
                await self._round()
                pause = 0.5
            except AiogramError as error:
                pause = min(LONGEST_PAUSE, _pause(error, pause))
                log.warning("telegram gives no updates", why=brief(error), pause=pause)
                await asyncio.sleep(pause)
            except Exception:  # a fault of ours: the bot would be deaf for good, and nobody told
                pause = min(LONGEST_PAUSE, pause * 2)
                log.exception("round of updates failed", pause=pause)
                await asyncio.sleep(pause)

    async def confirm(self) -> None:
        """Tell Telegram at the end what is done, or it would all come again."""
        self._advance()
        if self._offset is not None:
            with suppress(AiogramError):
                await self._bot(RawUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=3)

    async def _round(self) -> None:
        wait = 0 if self._under_way else LONG
        ask = RawUpdates(offset=self._offset, limit=MOST, timeout=wait, allowed_updates=list(WANTED))
        for raw in await self._bot(ask, request_timeout=int(wait + PATIENCE)):
            self._receive(raw)
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=GLANCE)
        self._advance()

    def _receive(self, raw: Raw) -> None:
        """One that has no number, or that nobody can take, is noted and passed over: it holds up nobody."""
        try:
            number = int(raw["update_id"])
        except (KeyError, TypeError, ValueError):
            log.exception("update without a number")
            return
        if number in self._under_way or (self._offset is not None and number < self._offset):
            return
        try:
            self._under_way[number] = self._take(raw)
        except Exception:
            log.exception("update passed over", update=number)
            self._under_way[number] = done_already()

    def _advance(self) -> None:
        """Over all that is done from the front; what could not be stored is asked for again, with all behind it."""
        for number in sorted(self._under_way):
            done = self._under_way[number]
            if not done.done():
                break
            if done.cancelled() or done.exception():
                self._forget(number)
                break
            del self._under_way[number]
            self._offset = number + 1

    def _forget(self, number: int) -> None:
        """What failed, so that it is taken again when it comes again."""
        failed = [
            n for n, f in self._under_way.items() if n >= number and f.done() and (f.cancelled() or f.exception())
        ]
        for one in failed:
            del self._under_way[one]


def done_already(found: T | None = None) -> "asyncio.Future[T | None]":
    future: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
    future.set_result(found)
    return future


def _pause(error: AiogramError, last: float) -> float:
    match error:
        case TelegramRetryAfter():
            return float(error.retry_after)
        case TelegramConflictError():
            return 5.0  # another process reads, or did until a moment ago
        case TelegramUnauthorizedError():
            return LONGEST_PAUSE
    return last * 2
