"""Cards out by the webhook of a group robot. The key in its address is a secret: nothing of it gets into a log."""

import logging
from datetime import timedelta
from typing import Any, Final

import httpx

from bot.channels.base import AddressGone, Pace, RetryLater, Uncertain
from bot.channels.robot.writing import body_of
from bot.desk import Desk
from bot.texts import Words
from handlers.groups.records import ROBOT

OFFICIAL: Final = "https://qyapi.weixin.qq.com"
PATH: Final = "/cgi-bin/webhook/send"
PATIENCE: Final = 20.0  # seconds for one request
# WeCom says 20 a minute; even spacing keeps to that also around a restart. Robots have no limit together.
PACE: Final = Pace(chat_per_second=0.3, all_per_second=50)
_GONE: Final = (93000, 93004, 93008)  # the robot was taken out, stopped, or is another group's
_OFTEN: Final = (45009, 45033)
_BUSY: Final = -1
_MINUTE: Final = timedelta(minutes=1)
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Refused(Exception):
    """The server takes no such message; says its errcode."""


class Robot:
    """A `Channel`; an address is the mark of a robot's key. `base`: the public address of our pages, or empty."""

    name = ROBOT

    def __init__(self, desk: Desk, api: str = "", base: str = "", pace: Pace = PACE) -> None:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)  # they write addresses, and with these the key
        self.pace = pace
        self._desk, self._base = desk, base.rstrip("/")
        self._http = httpx.AsyncClient(base_url=(api or OFFICIAL).rstrip("/"), timeout=PATIENCE)

    async def send(self, address: str, words: Words) -> str:
        """Deliver one card; a robot is told no number of it."""
        key = await self._desk.read(lambda work: work.groups.key(address))
        if not key:
            raise AddressGone
        code = _code(await self._post(key, body_of(words, self._base)))
        if code in _GONE:
            raise AddressGone
        if code in _OFTEN:
            raise RetryLater(_MINUTE)
        if code == _BUSY:
            raise RetryLater
        if code:
            raise Refused(str(code))
        return ""

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, key: str, body: dict[str, object]) -> httpx.Response:
        failed: Exception
        try:
            return await self._http.post(PATH, params={"key": key}, json=body)
        except _NEVER_SENT:
            failed = RetryLater()
        except httpx.HTTPError:
            failed = Uncertain()
        raise failed  # outside: the context of an exception is logged too, and httpx keeps the address in it


def _code(answer: httpx.Response) -> int:
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
