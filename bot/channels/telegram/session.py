"""How calls of the Bot API go over the wire: as JSON, which is shorter than a form and read sooner."""

import json
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import BytesPayload, FormData, JsonPayload, Payload
from pydantic import BaseModel

_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Sent(BaseModel):
    """All that is looked at of a message that was sent."""

    message_id: int


class Say(SendMessage):
    """sendMessage, of whose answer only the number is read."""

    __returning__ = Sent  # type: ignore[assignment]  # less than a Message, so that not all of one need be read


class Retell(EditMessageText):
    """editMessageText, of whose answer nothing is read."""

    __returning__ = Sent | bool


class Session(AiohttpSession):
    def build_form_data(  # type: ignore[override]  # whatever aiohttp takes as a body
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> FormData | Payload:
        """Files go in a form of several parts, as aiogram makes it; without them a call is one JSON object."""
        if isinstance(method, Say | Retell):  # what is called most holds no files, and says all that it means
            said = method.model_dump_json(exclude_unset=True, exclude_none=True)
            return BytesPayload(said.encode(), content_type="application/json")
        told: dict[str, Any] = {}
        files: dict[str, InputFile] = {}
        for key, given in method.model_dump(warnings=False, exclude_none=True).items():
            value = self.prepare_value(given, bot=bot, files=files, _dumps_json=False)
            if value is not None and value != "":
                told[key] = value
        return super().build_form_data(bot, method) if files else JsonPayload(told, dumps=_dumps)
