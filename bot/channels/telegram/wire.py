"""The Bot API by aiogram: its requests, and what its errors mean to the courier."""

import logging
from datetime import timedelta
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.types import File, Message, User
from aiohttp import ClientConnectorError

from bot.channels.base import AddressGone, AddressMoved, RetryLater, Uncertain
from bot.channels.telegram.session import Sent, Session

log = structlog.get_logger()

OFFICIAL = "https://api.telegram.org"
PATIENCE = 20.0  # seconds for one request
WANTED = ("message", "callback_query", "my_chat_member")
_GONE = ("chat not found", "user is deactivated", "PEER_ID_INVALID", "bot was kicked", "group chat was deleted")


# Pydantic forgets a generic class as soon as nobody holds it, and to make one again takes longer than the call.
_HELD = (
    Response[Any],
    Response[Sent],
    Response[Sent | bool],
    Response[Message],
    Response[Message | bool],
    Response[bool],
    Response[User],
    Response[File],
)


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without reading what is inside: one update that can't be read must not hide the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


def make_bot(token: str, base: str) -> Bot:
    """ValueError where the token can't be one. Nothing of it gets into a log."""
    for name in ("aiogram", "aiohttp"):
        logging.getLogger(name).setLevel(logging.WARNING)
    api = TelegramAPIServer.from_base(base) if base else PRODUCTION
    try:
        return Bot(token, session=Session(api=api, timeout=PATIENCE))
    except AiogramError as error:
        raise ValueError("not a token") from error


def meaning(error: AiogramError) -> Exception:
    """What an error of a send means: told by the class, and by the words where the class is shared."""
    match error:
        case TelegramRetryAfter():
            return RetryLater(timedelta(seconds=error.retry_after))
        case TelegramMigrateToChat():
            return AddressMoved(str(error.migrate_to_chat_id))
        case TelegramForbiddenError():
            return AddressGone()
        case TelegramBadRequest() if any(word.lower() in error.message.lower() for word in _GONE):
            return AddressGone()
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError):
            return RetryLater()
        case TelegramServerError() | TelegramNetworkError() | ClientDecodeError():
            return Uncertain()  # 500 "restart" too: what was handed on before that may still arrive
    return error


def brief(error: Exception) -> str:
    """An error for the log: its kind, and what Telegram said, never the address, which holds the token."""
    told = isinstance(error, AiogramError) and not isinstance(error, TelegramNetworkError)
    said = getattr(error, "message", "") if told else ""
    return f"{type(error).__name__} {said}".strip()[:200]
