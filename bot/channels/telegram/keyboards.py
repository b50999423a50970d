"""Keys below the field of a private chat that tell a place or a number by one press; taken away with the next card."""

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.channels.telegram.wire import brief

log = structlog.get_logger()

KNOWN: Final = 5_000  # chats that are remembered
GONE: Final = "好。"  # a keyboard is taken away by a message only, which then goes too
_ASKED: Final[Mapping[str, tuple[str, KeyboardButton]]] = {
    "place": ("也可以按下面的“发我的位置”。", KeyboardButton(text="发我的位置", request_location=True)),
    "phone": (
        "想留手机号，按下面的“发我的手机号”。不留也行。",
        KeyboardButton(text="发我的手机号", request_contact=True),
    ),
}


class Keyboards:
    """A card has its buttons already, and Telegram gives a message only one kind: so these come with a line of their
    own. They are a convenience: what fails is not tried again, and everything can be typed as well."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._up: OrderedDict[str, int] = OrderedDict()

    async def after(self, address: str, asks: str) -> None:
        """A card has been sent that asks for this, or (empty) for nothing of the kind."""
        shown = self._up.pop(address, 0)
        try:
            if asks in _ASKED and not address.startswith("-"):
                await self._put_up(address, asks)
            elif shown:
                sent = await self._bot.send_message(
                    address, GONE, reply_markup=ReplyKeyboardRemove(), disable_notification=True
                )
                await self._bot.delete_message(address, sent.message_id)
        except AiogramError as error:
            log.info("keyboard not changed", why=brief(error))
        if shown:
            with suppress(AiogramError):
                await self._bot.delete_message(address, shown)

    async def _put_up(self, address: str, asks: str) -> None:
        text, key = _ASKED[asks]
        keyboard = ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True, one_time_keyboard=True)
        sent = await self._bot.send_message(address, text, reply_markup=keyboard, disable_notification=True)
        self._up[address] = sent.message_id
        while len(self._up) > KNOWN:
            self._up.popitem(last=False)
