"""Whether Telegram answers at all, asked by a call that shows nobody anything."""

import asyncio
from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.channels.base import RetryLater
from bot.channels.telegram.wire import brief

log = structlog.get_logger()

PATIENCE: Final = 10  # seconds for the answer


class Asking:
    """A card whose answer was lost is sent once more at most. That one try is not spent, and no other card put in
    doubt, while Telegram is out of order: first it has to answer a question."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._lost = False
        self._asked: asyncio.Task[bool] | None = None

    def lost(self) -> None:
        """An answer was lost, or was none."""
        self._lost = True

    async def answered(self) -> None:
        """RetryLater where it does not. Many that wait ask once."""
        if not self._lost:
            return
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._ask())
        if not await asyncio.shield(self._asked):
            raise RetryLater

    async def _ask(self) -> bool:
        try:
            await self._bot.get_me(request_timeout=PATIENCE)
        except AiogramError as error:
            log.info("telegram does not answer", why=brief(error))
            return False
        self._lost = False
        return True
