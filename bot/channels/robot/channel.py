"""Cards out by the webhook of a group robot. The key in its address is a secret: nothing of it gets into a log."""

import asyncio
import logging
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from bot.channels.base import AddressGone, Pace, RetryLater, Uncertain
from bot.channels.robot.records import GONE, OFFICIAL, PATH
from bot.channels.robot.writing import body_of
from bot.desk import Desk
from bot.texts import Words
from handlers.groups.records import ROBOT

PATIENCE: Final = 20.0  # seconds for one request
# WeCom says 20 a minute; even spacing keeps to that also around a restart. Robots have no limit together.
PACE: Final = Pace(chat_per_second=0.3, all_per_second=50)
_OFTEN: Final = (45009, 45033)
_BUSY: Final = -1
_MINUTE: Final = timedelta(minutes=1)

if TYPE_CHECKING:
    import httpx


class Refused(Exception):
    """The server takes no such message; says its errcode."""


class Robot:
    """A `Channel`; an address is the mark of a robot's key. `base`: the public address of our pages, or empty."""

    name = ROBOT

    def __init__(self, desk: Desk, api: str = "", base: str = "", pace: Pace = PACE) -> None:
        self.pace = pace
        self._desk, self._base, self._api = desk, base.rstrip("/"), (api or OFFICIAL).rstrip("/")

    async def send(self, address: str, words: Words) -> str:
        """Deliver one card; a robot is told no number of it."""
        key = await self._desk.read(lambda work: work.groups.key(address))
        if not key:
            raise AddressGone
        code = _code(await self._post(key, body_of(words, self._base)))
        if code in GONE:
            raise AddressGone
        if code in _OFTEN:
            raise RetryLater(_MINUTE)
        if code == _BUSY:
            raise RetryLater
        if code:
            raise Refused(str(code))
        return ""

    async def close(self) -> None:
        if "_http" in self.__dict__:
            await self._http.aclose()

    @cached_property
    def _http(self) -> "httpx.AsyncClient":
        """Made for the first card: a house without robots never loads the library."""
        import httpx  # noqa: PLC0415  # megabytes that a house without robots doesn't need

        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)  # they write addresses, and with these the key
        return httpx.AsyncClient(base_url=self._api, timeout=PATIENCE)

    async def _post(self, key: str, body: dict[str, object]) -> "httpx.Response":
        await asyncio.to_thread(_load)
        import httpx  # noqa: PLC0415  # it is there by now

        failed: Exception
        try:
            return await self._http.post(PATH, params={"key": key}, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            failed = RetryLater()
        except httpx.HTTPError:
            failed = Uncertain()
        raise failed  # outside: the context of an exception is logged too, and httpx keeps the address in it


def _load() -> None:
    """Takes a tenth of a second the first time, in which nobody should have to wait."""
    import httpx  # noqa: F401, PLC0415


def _code(answer: "httpx.Response") -> int:
    """The errcode of an answer. Raises RetryLater for a server in trouble, Uncertain for what is no answer."""
    if answer.status_code in (429, 500, 503):
        raise RetryLater
    try:
        told: Any = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("errcode"), int):
        raise Uncertain
    return int(told["errcode"])
