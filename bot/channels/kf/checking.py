"""What `weiyuan doctor` says of customer service: its secret, its accounts, the callback that it is told by."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom.checking import unreached
from bot.channels.wecom.errors import KF_ADVICE, NO_RIGHT, OperatorNeeded, WeComError
from bot.channels.wecom.needed import BLAMED, missing
from bot.commands.checks import Check
from bot.settings import Settings

_NAME = "微信客服"
_ASSIGN = "管理后台“应用管理”的“微信客服”里，“可调用接口的应用”要选中这个应用，客服账号也要交给它管"
_SECRETS = (40001, 40091)
_NO_URL = "没有设。企业微信说不到这里来，居民写了要过几分钟才有回音，卡片上也没有打开网页的按钮。设成你的域名"
_HTTP = "不是 https://：消息收得到，网页也打得开，只是路上的话别人看得到。改成 https:// 开头的"


def examine(settings: Settings) -> Iterator[Check]:
    """Nothing where it is off; no secret is ever shown."""
    if not (settings.kf or settings.kf_secret):
        return
    lacking = [one for one in missing(settings) if not (settings.kf_secret and one[0] == "WEIYUAN_WECOM_SECRET")]
    yield from (Check(f"{_NAME}靠企业微信的应用，{name}", False, advice) for name, advice in lacking)
    if not settings.public_url.startswith("https://"):
        yield Check(f"{_NAME} WEIYUAN_PUBLIC_URL", None, _HTTP if settings.public_url else _NO_URL)
    if settings.wecom_corp and _secret(settings):
        yield from asyncio.run(_accounts(settings))


def _secret(settings: Settings) -> str:
    return settings.kf_secret or settings.wecom_secret


async def _accounts(settings: Settings) -> list[Check]:
    from bot.channels.wecom.client import WeCom  # noqa: PLC0415  # httpx is loaded only where it is needed

    client = WeCom(settings.wecom_corp, _secret(settings), settings.wecom_api, log_advice=False)
    try:
        return list(_seen(await client.call("kf/account/list", {"offset": 0, "limit": 100})))
    except WeComError as error:
        return [_refused(settings, error)]
    except (RetryLater, Uncertain):
        return [Check(f"{_NAME}服务器", False, unreached(settings))]
    finally:
        await client.close()


def _refused(settings: Settings, error: WeComError) -> Check:
    own = "WEIYUAN_KF_SECRET" if settings.kf_secret else "WEIYUAN_WECOM_SECRET"
    if error.code in _SECRETS and settings.kf_secret:
        return Check(f"{_NAME} {own}", False, KF_ADVICE)
    if error.code == NO_RIGHT:
        return Check(f"{_NAME} {own}", False, f"这个 Secret 的应用不能用微信客服。{_ASSIGN}")
    if isinstance(error, OperatorNeeded):
        return Check(f"{_NAME} {'、'.join(BLAMED.get(error.code, ('应用',)))}", False, error.advice)
    return Check(_NAME, False, f"企业微信不答应（{error}）。{_ASSIGN}")


def _seen(told: Mapping[str, Any]) -> Iterator[Check]:
    listed = told.get("account_list")
    accounts = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not accounts:
        yield Check(f"{_NAME}的账号", False, f"一个客服账号也没有。先建一个；{_ASSIGN}")
    for one in accounts:
        ours = one.get("manage_privilege") is not False
        advice = "" if ours else f"没有交给这个应用，收发不了。{_ASSIGN}"
        yield Check(f"{_NAME}账号 {one.get('name', '')}", ours, advice)
