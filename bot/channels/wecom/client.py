"""The WeCom server API over httpx: one access token for all callers, and errors that say whether anything was done.

The token and the app's secret travel in the query, so neither an address nor an exception of httpx ever leaves here.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import httpx
import structlog

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom.errors import BUSY, OFTEN, SETTINGS, STALE, OperatorNeeded, Wait, WeComError, refusal

log = structlog.get_logger()

OFFICIAL: Final = "https://qyapi.weixin.qq.com"
PATIENCE: Final = 20.0  # seconds for one request
EARLY: Final = 300.0  # seconds before its end at which a token is renewed
PAUSES: Final = (0.2, 0.5, 1.0)  # seconds before another try where the server is busy
MOST_BYTES: Final = 20 * 1024 * 1024  # of a file, up or down
_GET, _TOKEN = "/cgi-bin/media/get", "/cgi-bin/gettoken"
_LONGEST = 60.0
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Query = Mapping[str, str]
_NOTHING: Final[Query] = {}


class TooBig(Exception):
    """A file is larger than the server says files may be."""


class WeCom:
    """One app of one corporation. Calls raise `RetryLater` where surely nothing was done, `Uncertain` where the answer
    was lost, `WeComError` (with its errcode) where the server said no. `advice`: what to do about refusals that only
    the operator can end; also logged, unless whoever asks says it themselves (`log_advice`)."""

    def __init__(
        self,
        corp: str,
        secret: str,
        base: str = "",
        *,
        advice: Mapping[int, str] = SETTINGS,
        log_advice: bool = True,
    ) -> None:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)  # they write addresses, and with these the token
        self.corp, self._advice, self._logs = corp, advice, log_advice
        self._secret = secret
        self._http = httpx.AsyncClient(base_url=(base or OFFICIAL).rstrip("/"), timeout=PATIENCE)
        self._token, self._ends = "", 0.0
        self._renewing = asyncio.Lock()
        self._often: dict[str, int] = {}
        self._told: set[int] = set()

    async def call(
        self, path: str, body: Mapping[str, object] | None = None, query: Query = _NOTHING
    ) -> dict[str, Any]:
        """The answer to a POST of `body`, or to a GET where there is none; `path` as in `message/send`, or in full."""
        path = path if path.startswith("/") else f"/cgi-bin/{path}"
        if body is None:
            return await self._tried("GET", path, query)
        # Half characters (lone surrogates) can't travel: they become question marks.
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        return await self._tried("POST", path, query, content=content, headers={"Content-Type": "application/json"})

    async def upload(self, kind: str, name: str, data: bytes) -> str:
        """Bring up a file for three days; its media_id. `kind`: image, voice, video or file. Raises TooBig.

        Nobody sees a file that was brought up, so a lost answer is no worse than none: RetryLater.
        """
        if len(data) > MOST_BYTES:
            raise TooBig(name)
        try:
            told = await self._tried("POST", "/cgi-bin/media/upload", {"type": kind}, files={"media": (name, data)})
        except Uncertain:
            raise RetryLater from None
        return str(told.get("media_id", ""))

    async def download(self, media_id: str) -> bytes:
        """A file that somebody sent or that was brought up. Raises TooBig, and WeComError 40007 where it is gone."""
        try:
            return await self._fetched(media_id)
        except Uncertain:
            raise RetryLater from None

    async def close(self) -> None:
        await self._http.aclose()

    async def _tried(self, method: str, path: str, query: Query, **given: Any) -> dict[str, Any]:
        """Once more with a new token, and a few times where the server is busy: then it has done nothing."""
        token = await self._current()
        renewed = False
        for pause in (*PAUSES, None):
            told = await self._asked(method, path, {**query, "access_token": token}, **given)
            if told["errcode"] in STALE and not renewed:
                token, renewed = await self._current(not_=token), True
                told = await self._asked(method, path, {**query, "access_token": token}, **given)
            if told["errcode"] != BUSY or pause is None:
                break
            await asyncio.sleep(pause)
        return self._good(path, told)

    def _good(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        """The answer where it is one; else what its errcode means."""
        code = told["errcode"]
        if code == 0:
            self._often.pop(path, None)
            if path != _TOKEN:  # tokens are given to servers that may do nothing with them
                self._told.clear()
            return told
        said = self._unsecret(str(told.get("errmsg", "")))[:200]
        if code in OFTEN:
            raise Wait(code, said, self._pause(path))
        error = refusal(code, said, self._advice)
        if self._logs and isinstance(error, OperatorNeeded) and code not in self._told:
            self._told.add(code)  # said once, not for each message, until something works again
            log.error("wecom needs its operator", code=code, advice=error.advice)
        raise error

    def _pause(self, path: str) -> timedelta:
        """Longer each time, whoever asks: the limit is of the path, not of one chat."""
        tries = self._often[path] = self._often.get(path, -1) + 1
        return timedelta(seconds=min(_LONGEST, 2.0**tries))

    async def _asked(self, method: str, path: str, query: Query, **given: Any) -> dict[str, Any]:
        """What one request brought; always with an errcode."""
        return _read(await self._sent(method, path, query, **given))

    async def _sent(self, method: str, path: str, query: Query, **given: Any) -> httpx.Response:
        failed: Exception
        try:
            return await self._http.request(method, path, params=dict(query), **given)
        except _NEVER_SENT:
            failed = RetryLater()
        except (httpx.HTTPError, httpx.InvalidURL):
            failed = Uncertain()
        raise failed  # outside: the context of an exception is logged too, and httpx keeps the address in it

    async def _fetched(self, media_id: str) -> bytes:
        token = await self._current()
        found = await self._file({"media_id": media_id, "access_token": token})
        if not isinstance(found, bytes) and found["errcode"] in STALE:
            token = await self._current(not_=token)
            found = await self._file({"media_id": media_id, "access_token": token})
        if isinstance(found, bytes):
            return found
        self._good(_GET, found)
        raise WeComError(0, "no file")

    async def _file(self, query: Query) -> bytes | dict[str, Any]:
        """The bytes, or what the server says instead; stops reading where there are too many."""
        failed: Exception
        try:
            async with self._http.stream("GET", _GET, params=dict(query)) as answer:
                data = await _limited(answer)
                if answer.status_code == 200 and _is_file(answer):
                    return data
                return _told(answer.status_code, data)
        except httpx.HTTPError:
            failed = RetryLater()
        raise failed

    async def _current(self, not_: str = "") -> str:
        """The token, a new one where it ends soon or is `not_`; whoever comes meanwhile waits for the same one."""
        if not self._fresh(not_):
            async with self._renewing:
                if not self._fresh(not_):
                    await self._renew()
        return self._token

    def _fresh(self, not_: str) -> bool:
        return bool(self._token) and self._token != not_ and asyncio.get_running_loop().time() < self._ends

    async def _renew(self) -> None:
        self._ends = 0.0  # what was refused is not used again, whatever comes of this
        for pause in (*PAUSES, None):
            try:
                told = await self._asked("GET", _TOKEN, {"corpid": self.corp, "corpsecret": self._secret})
            except Uncertain:
                raise RetryLater from None  # a token that nobody got has done nothing
            if told["errcode"] != BUSY or pause is None:
                break
            await asyncio.sleep(pause)
        token, lasts = str(self._good(_TOKEN, told).get("access_token", "")), told.get("expires_in", 7200)
        self._token = token
        self._ends = asyncio.get_running_loop().time() + max(lasts - EARLY, lasts / 2)

    def _unsecret(self, text: str) -> str:
        for secret in (self._secret, self._token):
            text = text.replace(secret, "***") if secret else text
        return text


def _read(answer: httpx.Response) -> dict[str, Any]:
    return _told(answer.status_code, answer.content)


def _told(status: int, data: bytes) -> dict[str, Any]:
    """What the server said. Anything but its own form comes from something between us: it may have been done."""
    try:
        told = json.loads(data) if status == 200 else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Uncertain
    code = told.get("errcode", 0)
    if not isinstance(code, int):
        raise Uncertain
    return {**told, "errcode": code}


async def _limited(answer: httpx.Response) -> bytes:
    data = bytearray()
    async for part in answer.aiter_bytes():
        data += part
        if len(data) > MOST_BYTES:
            raise TooBig("media/get")
    return bytes(data)


def _is_file(answer: httpx.Response) -> bool:
    """Errors come as JSON without a file name, files of that kind with one."""
    kind = answer.headers.get("content-type", "")
    named = "content-disposition" in answer.headers
    return named or not kind.startswith(("application/json", "text/plain"))
