"""What of Telegram's settings can't be right, by the names of the variables. Pure, and nothing of aiogram in here."""

import re
from collections.abc import Iterator
from typing import Final

from bot.channels.telegram.hook import SECRET
from bot.environment import LOOKS
from bot.settings import PREFIX, Settings

TOKEN: Final = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,100}")
_SERVERS: Final = ("http://", "https://")

Told = tuple[str, str]
"""The variable, and what to do about it."""


def missing(settings: Settings) -> Iterator[Told]:
    """The token, where something else of Telegram is set."""
    others = ("telegram_webhook", "telegram_secret", "telegram_api")
    given = [PREFIX + name.upper() for name in others if getattr(settings, name)]
    if given and not settings.telegram_token:
        yield (
            "WEIYUAN_TELEGRAM_TOKEN",
            f"没有设，却设了 {'、'.join(given)}。应当是：{LOOKS['telegram_token']}；不用 Telegram 就都不设",
        )


def unlikely(settings: Settings) -> Iterator[Told]:
    """What is set, and can't be right as it is; the token and the secret are never shown."""
    if settings.telegram_token and not TOKEN.fullmatch(settings.telegram_token):
        yield _wrong("telegram_token", "不像口令")
    if settings.telegram_api and not settings.telegram_api.startswith(_SERVERS):
        yield _wrong("telegram_api", f"现在是“{settings.telegram_api}”，前面少了 http:// 或 https://")
    if settings.telegram_webhook and not settings.telegram_webhook.startswith("https://"):
        yield _wrong("telegram_webhook", f"现在是“{settings.telegram_webhook}”，Telegram 只送到 https")
    if settings.telegram_secret and not SECRET.fullmatch(settings.telegram_secret):
        yield _wrong("telegram_secret", "里面有不许用的字，或者太长")


def _wrong(name: str, why: str) -> Told:
    return PREFIX + name.upper(), f"{why}。应当是：{LOOKS[name]}"
