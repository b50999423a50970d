"""How calls of the Bot API go over the wire: as JSON, which is shorter than a form and read sooner.

What is called most, sending and changing a text, is not walked through by a model each way: it is written here, and of
its answer one number is read.
"""

import json
from functools import partial
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import BytesPayload, FormData, JsonPayload, Payload
from pydantic import BaseModel

_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Sent(BaseModel):
    """All that is looked at of a message that was sent."""

    message_id: int


class Say(TelegramMethod[Sent]):
    """sendMessage; `said` is the rest of it, as it goes over the wire."""

    __returning__ = Sent
    __api_method__ = "sendMessage"

    chat_id: str
    said: Any


class Retell(TelegramMethod[Sent | bool]):
    """editMessageText, likewise."""

    __returning__ = Sent | bool
    __api_method__ = "editMessageText"

    chat_id: str
    said: Any


class Session(AiohttpSession):
    def build_form_data(  # type: ignore[override]  # whatever aiohttp takes as a body
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> FormData | Payload:
        """Files go in a form of several parts, as aiogram makes it; without them a call is one JSON object."""
        if isinstance(method, Say | Retell):
            said = _dumps({"chat_id": method.chat_id, **method.said})
            return BytesPayload(said.encode(), content_type="application/json")
        told: dict[str, Any] = {}
        files: dict[str, InputFile] = {}
        for key, given in method.model_dump(warnings=False, exclude_none=True).items():
            value = self.prepare_value(given, bot=bot, files=files, _dumps_json=False)
            if value is not None and value != "":
                told[key] = value
        return super().build_form_data(bot, method) if files else JsonPayload(told, dumps=_dumps)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """What is no plain yes is read by aiogram, which knows what each no means."""
        if isinstance(method, Say | Retell) and status_code == HTTPStatus.OK and (number := _number(content)):
            return Response[Any].model_construct(ok=True, result=Sent.model_construct(message_id=number))
        return super().check_response(bot, method, status_code, content)


def _number(content: str) -> int:
    """Of the message in an answer; 0 where it is no plain yes."""
    try:
        told = json.loads(content)
        number = told["result"]["message_id"] if told["ok"] is True else 0
    except (ValueError, LookupError, TypeError, RecursionError):
        return 0
    return number if type(number) is int else 0
