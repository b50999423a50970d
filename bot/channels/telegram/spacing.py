"""Calls that put something before people leave evenly spaced, whoever makes them: cards and the parts of long ones,
edits, the line that brings a keyboard."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.channels.base import Pace

COUNTED: Final = ("send", "edit")  # how the methods begin that Telegram counts, as far as it says
KNOWN: Final = 5_000  # chats that are remembered
PATIENT: Final = 5.0  # seconds that a call waits here after a 429; one that must wait longer is given back


@dataclass(slots=True)
class _Line:
    """One call after the other: when the newest left, and before when Telegram wants no other."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float = -math.inf
    until: float = -math.inf


class Spacing(BaseRequestMiddleware):
    """Between two calls to one chat, and between any two, lies at least what the pace says: by the moment at which they
    really left, so that a late one is not followed too soon. What Telegram asks of a chat holds for all calls to it.
    """

    def __init__(self, pace: Callable[[], Pace]) -> None:
        self._pace, self._all = pace, _Line()
        self._chats: OrderedDict[str, _Line] = OrderedDict()

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        chat = str(getattr(method, "chat_id", "") or "")
        if not chat or not method.__api_method__.startswith(COUNTED):
            return await make_request(bot, method)
        line = self._line(chat)
        await self._turn(line, chat, method)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            line.until = asyncio.get_running_loop().time() + error.retry_after
            raise

    async def _turn(self, line: _Line, chat: str, method: TelegramMethod[TelegramType]) -> None:
        """The line of a chat is held while all others are waited for, or two calls to it would leave together there.
        TelegramRetryAfter where Telegram has asked to wait for long: then others go first."""
        pace = self._pace()
        async with line.lock:
            wait = line.until - asyncio.get_running_loop().time()
            if wait > PATIENT:
                raise TelegramRetryAfter(method, "asked to wait before", math.ceil(wait))
            await _until(max(line.until, line.last + 1 / pace.of(chat)))
            async with self._all.lock:
                await _until(self._all.last + 1 / pace.all_per_second)
                line.last = self._all.last = asyncio.get_running_loop().time()

    def _line(self, chat: str) -> _Line:
        """Those not used for long are forgotten: they are free to go."""
        line = self._chats.setdefault(chat, _Line())
        self._chats.move_to_end(chat)
        while len(self._chats) > KNOWN:
            self._chats.popitem(last=False)
        return line


async def _until(due: float) -> None:
    wait = due - asyncio.get_running_loop().time()
    if wait > 0:
        await asyncio.sleep(wait)
