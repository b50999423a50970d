"""The channel at work: pulls when it is told to, when it starts, and now and then in case a word was lost."""

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from bot.channels.base import RetryLater, Uncertain
from bot.channels.kf.channel import Kf
from bot.channels.kf.pulling import Pulling
from bot.channels.kf.ways import Ways
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.errors import OF_KF, SETTINGS, WeComError
from bot.desk import Desk, StoreUnavailable
from bot.settings import Settings

log = structlog.get_logger()

NET: Final = 300.0  # seconds between pulls that nobody asked for: without a token they may be few
SOON: Final = 10.0  # seconds until the next one where something went wrong
_MOST_ACCOUNTS: Final = 100


class Running:
    """`channel` is what the courier sends by, `customers` what a callback of customer service is handed to.

    `account` is the open_kfid that codes on paper lead to; empty until the server has said which there are.
    """

    def __init__(self, settings: Settings, desk: Desk) -> None:
        secret = settings.kf_secret or settings.wecom_secret
        advice = OF_KF if settings.kf_secret else SETTINGS
        self.client = WeCom(settings.wecom_corp, secret, settings.wecom_api, advice=advice)
        self.channel = Kf(self.client, desk, settings.public_url)
        self.pulling = Pulling(self.client, desk, self.channel)
        self.ways, self.account = Ways(self.client), ""
        self._net: asyncio.Task[None] | None = None
        self._failed = asyncio.Event()

    async def start(self) -> None:
        self._net = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """What was not read is still there for the next process."""
        if self._net:
            self._net.cancel()
            await asyncio.gather(self._net, return_exceptions=True)
        await self.client.close()

    async def customers(self, open_kfid: str, token: str) -> None:
        """Something happened at an account: fetched now, or, where that can't be, as soon as it can."""
        try:
            await self.pulling.pull(open_kfid, token)
        except (RetryLater, Uncertain, WeComError) as error:
            log.warning("customers not heard yet", why=str(error) or type(error).__name__)
            self._failed.set()

    async def _watch(self) -> None:
        while True:
            good = await self._all()
            self._failed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._failed.wait(), NET if good else SOON)
                await asyncio.sleep(SOON)

    async def _all(self) -> bool:
        """Every account once; whether all went well."""
        try:
            found = await accounts(self.client)
            self.account = found[0] if found else ""
            for open_kfid in found:
                await self.pulling.pull(open_kfid)
        except (RetryLater, Uncertain, WeComError, StoreUnavailable) as error:
            log.warning("customers not heard yet", why=str(error) or type(error).__name__)
            return False
        except Exception:
            log.exception("customers not heard")
            return False
        return True


async def accounts(client: WeCom) -> list[str]:
    """The open_kfid of each account that the app may serve."""
    told = await client.call("kf/account/list", {"offset": 0, "limit": _MOST_ACCOUNTS})
    found = told.get("account_list")
    listed = found if isinstance(found, list) else []
    return [str(one["open_kfid"]) for one in listed if isinstance(one, dict) and one.get("open_kfid")]
