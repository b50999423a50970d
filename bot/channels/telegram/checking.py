"""What `weiyuan doctor` says of Telegram's settings, and of the bot behind the token. Nothing of aiogram in here."""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bot.channels.telegram.hook import PATH
from bot.channels.telegram.needed import missing, unlikely
from bot.commands.checks import Check
from bot.ports import is_running
from bot.settings import Settings

OFFICIAL: Final = "https://api.telegram.org"
PATIENCE = 5  # seconds
_NAME: Final = "Telegram"


def examine(settings: Settings) -> Iterator[Check]:
    """Where Telegram is off, only what was set although it is; the token itself is never shown."""
    wrong = [Check(f"{_NAME} {name}", False, advice) for name, advice in (*missing(settings), *unlikely(settings))]
    yield from wrong
    if not settings.telegram_token:
        return
    if not settings.public_url.startswith("https://"):
        why = f"现在是 {settings.public_url}，不是 https://" if settings.public_url else "没有设"
        advice = f"WEIYUAN_PUBLIC_URL {why}：在 Telegram 里打不开网页，卡片上就没有那些按钮"
        yield Check(f"{_NAME} 里的网页", None, advice)
    if not wrong:
        yield from _bot(settings)


def _bot(settings: Settings) -> Iterator[Check]:
    try:
        me = _ask(settings, "getMe")
        hooked = _ask(settings, "getWebhookInfo")
    except PermissionError:
        advice = "Telegram 不认这个口令。在 BotFather 里用 /token 再看一次，或换一个新的"
        yield Check(f"{_NAME} WEIYUAN_TELEGRAM_TOKEN", False, advice)
        return
    except (OSError, HTTPException, ValueError) as error:
        yield Check(f"{_NAME} 服务器", False, _unreached(settings, error))
        return
    yield Check(f"{_NAME} 机器人 @{me.get('username', '')}", True)
    if me.get("can_join_groups") is False:
        yield Check(f"{_NAME} 的群", None, "机器人进不了群。在 BotFather 里用 /setjoingroups 打开；不用群就不管")
    yield from _updates(settings, hooked)


def _unreached(settings: Settings, error: Exception) -> str:
    where = _base(settings)
    if isinstance(error, HTTPError):
        return f"{where} 答的是 {error.code}，不是 Telegram 的样子。过一会儿再看；自己架的就看看它的日志"
    other = "看看 WEIYUAN_TELEGRAM_API 对不对" if settings.telegram_api else "有自己的服务器就设 WEIYUAN_TELEGRAM_API"
    return f"从这里连不上 {where}。看看网络和防火墙；{other}"


def _updates(settings: Settings, hooked: Mapping[str, Any]) -> Iterator[Check]:
    """Which way updates come, and whether they arrive."""
    now, wanted = str(hooked.get("url", "")), settings.telegram_webhook.rstrip("/") + PATH
    if not settings.telegram_webhook:
        wanted = ""
    if now != wanted:
        said = f"登记的是 {now or '自己去取'}，服务启动时会改成 {wanted or '自己去取'}"
        yield Check(f"{_NAME} WEIYUAN_TELEGRAM_WEBHOOK", None, said)
        return
    if not wanted:
        advice = "" if is_running(settings) else "服务没有在跑，现在没有人取。启动它：weiyuan serve"
        yield Check(f"{_NAME} 更新由服务自己去取", None if advice else True, advice)
        return
    fault, waiting = hooked.get("last_error_message", ""), hooked.get("pending_update_count", 0)
    if fault and waiting:
        advice = f"送不到 {wanted}，Telegram 说：{fault}。有 {waiting} 条在等"
        yield Check(f"{_NAME} 送来的更新", False, f"{advice}。看看服务在不在跑，域名、证书、转发对不对")
    else:
        yield Check(f"{_NAME} 更新送到 {wanted}", True)


def _base(settings: Settings) -> str:
    return (settings.telegram_api or OFFICIAL).rstrip("/")


def _ask(settings: Settings, method: str) -> dict[str, Any]:
    """PermissionError where the token is not known; OSError where nobody answers. None of them names the address."""
    url = f"{_base(settings)}/bot{settings.telegram_token}/{method}"
    request = Request(url, method="POST")  # noqa: S310  # checked before
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            found = json.load(answer)
    except HTTPError as error:
        if error.code in (401, 404):
            raise PermissionError(error.code) from None
        raise
    except URLError:
        raise OSError("out of reach") from None
    result = found.get("result") if isinstance(found, dict) else None
    return result if isinstance(result, dict) else {}
