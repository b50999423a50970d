"""What `weiyuan doctor` says of Telegram's settings, and of the bot behind the token. Nothing of aiogram in here."""

import json
import re
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bot.channels.telegram.hook import PATH, SECRET
from bot.commands.checks import Check
from bot.settings import Settings

OFFICIAL: Final = "https://api.telegram.org"
PATIENCE = 5  # seconds
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,100}")
_OURS = ("http://", "https://")


def examine(settings: Settings) -> Iterator[Check]:
    """Where Telegram is off, only what was set although it is; the token itself is never shown."""
    if not settings.telegram_token:
        if settings.telegram_webhook or settings.telegram_secret or settings.telegram_api:
            yield Check("Telegram", False, "设了别的，没设 WEIYUAN_TELEGRAM_TOKEN：先在 BotFather 里拿到口令")
        return
    wrong = list(_settings(settings))
    yield from wrong
    if not any(check.fine is False for check in wrong):
        yield from _bot(settings)


def _settings(settings: Settings) -> Iterator[Check]:
    if not _TOKEN.fullmatch(settings.telegram_token):
        yield Check("Telegram 口令", False, "WEIYUAN_TELEGRAM_TOKEN 不像口令，应当像 123456:ABC-DEF，在 BotFather 里看")
    if settings.telegram_api and not settings.telegram_api.startswith(_OURS):
        yield Check("Telegram 服务器", False, "WEIYUAN_TELEGRAM_API 要以 http:// 或 https:// 开头；用官方的就不设")
    if settings.telegram_webhook and not settings.telegram_webhook.startswith("https://"):
        yield Check("Telegram 送来的地址", False, "WEIYUAN_TELEGRAM_WEBHOOK 要以 https:// 开头；不设就自己去取")
    if settings.telegram_secret and not SECRET.fullmatch(settings.telegram_secret):
        yield Check("Telegram 暗号", False, "WEIYUAN_TELEGRAM_SECRET 只能有字母、数字、_ 和 -，最多 256 个；不设也行")
    if not settings.public_url.startswith("https://"):
        advice = "没有 https 的 WEIYUAN_PUBLIC_URL：在 Telegram 里打不开网页，卡片上就没有那些按钮"
        yield Check("Telegram 里的网页", None, advice)


def _bot(settings: Settings) -> Iterator[Check]:
    try:
        me = _ask(settings, "getMe")
        hooked = str(_ask(settings, "getWebhookInfo").get("url", ""))
    except PermissionError:
        yield Check("Telegram 口令", False, "Telegram 不认这个口令。在 BotFather 里用 /token 再看一次，或换一个新的")
        return
    except (OSError, HTTPException, ValueError):
        yield Check("Telegram", False, "连不上 Telegram。看看网络；有自己的服务器就设 WEIYUAN_TELEGRAM_API")
        return
    yield Check(f"Telegram 机器人 @{me.get('username', '')}", True)
    wanted = settings.telegram_webhook.rstrip("/") + PATH if settings.telegram_webhook else ""
    if hooked != wanted:
        yield Check("Telegram 送来的地址", None, f"现在是 {hooked or '空'}，服务启动时会改成 {wanted or '空'}")


def _ask(settings: Settings, method: str) -> dict[str, Any]:
    """PermissionError where the token is not known; OSError where nobody answers. None of them names the address."""
    base = (settings.telegram_api or OFFICIAL).rstrip("/")
    request = Request(f"{base}/bot{settings.telegram_token}/{method}", method="POST")  # noqa: S310  # checked before
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            found = json.load(answer)
    except HTTPError as error:
        raise (PermissionError if error.code in (401, 404) else OSError)(error.code) from None
    except URLError:
        raise OSError("out of reach") from None
    result = found.get("result") if isinstance(found, dict) else None
    return result if isinstance(result, dict) else {}
