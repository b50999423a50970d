"""What `weiyuan doctor` says of customer service: its secret, its accounts, the callback that it is told by."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom.errors import OperatorNeeded, WeComError
from bot.commands.checks import Check
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.wecom.client import WeCom

_NAME = "微信客服"
_ASSIGN = "管理后台“应用管理”的“微信客服”里，“可调用接口的应用”要选中这个应用，客服账号也要交给它管"


def examine(settings: Settings) -> Iterator[Check]:
    """Nothing where it is off; no secret is ever shown."""
    if not (settings.kf or settings.kf_secret):
        return
    if not (settings.wecom_corp and (settings.kf_secret or settings.wecom_secret)):
        yield Check(_NAME, False, "微信客服靠企业微信的应用：先设 WEIYUAN_WECOM_CORP 和 WEIYUAN_WECOM_SECRET")
        return
    if not (settings.wecom_token and settings.wecom_key):
        advice = "没设 WEIYUAN_WECOM_TOKEN 和 WEIYUAN_WECOM_KEY：有人写了也不会马上知道，要等几分钟"
        yield Check(f"{_NAME}的回调", False, advice)
    if not settings.public_url.startswith("https://"):
        advice = "没有 https 的 WEIYUAN_PUBLIC_URL：企业微信送不到回调，卡片上也没有打开网页的按钮"
        yield Check(f"{_NAME}的地址", None, advice)
    yield asyncio.run(_accounts(settings))


async def _accounts(settings: Settings) -> Check:
    from bot.channels.wecom.client import WeCom  # noqa: PLC0415  # httpx is loaded only where it is needed

    client = WeCom(settings.wecom_corp, settings.kf_secret or settings.wecom_secret, settings.wecom_api)
    try:
        return await _asked(client)
    except OperatorNeeded as error:
        return Check(f"{_NAME}的口令", False, _ASSIGN if error.code == 48002 else error.advice)
    except WeComError as error:
        return Check(_NAME, False, f"企业微信不答应（{error.code}）。{_ASSIGN}")
    except (RetryLater, Uncertain):
        return Check(_NAME, False, "连不上企业微信。看看网络")
    finally:
        await client.close()


async def _asked(client: "WeCom") -> Check:
    told = await client.call("kf/account/list", {"offset": 0, "limit": 100})
    listed = told.get("account_list") or []
    names = [str(one.get("name", "")) for one in listed if isinstance(one, dict)]
    if not names:
        return Check(f"{_NAME}的账号", False, f"一个客服账号也没有。先建一个；{_ASSIGN}")
    return Check(f"{_NAME}账号 {'、'.join(names)}", True)
