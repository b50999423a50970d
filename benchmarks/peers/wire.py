"""HTTP/1.1 at its barest, both ways: a Bot API that says yes to everything, and posts to a webhook.

The strict emulator of the tests costs more for a call than any bot does; here the bots are to be the slow part.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_PATH = re.compile(rb"\A[A-Z]+ /bot([^/ ]+)/(\w+)")
_NOTHING = {"answercallbackquery": True, "setwebhook": True, "deletewebhook": True, "getupdates": []}

Hears = Callable[["Call"], None]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a bot that changes somebody's screen. `at`: seconds of `perf_counter`."""

    token: str
    method: str
    chat: int
    message: int
    text: str
    buttons: Mapping[str, str] = field(default_factory=dict)
    at: float = 0


class _Pieces(asyncio.Protocol):
    """Cuts a stream into (head, body); every body has a length."""

    def __init__(self) -> None:
        self._rest = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (cut := self._rest.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._rest, 0, cut)
            end = cut + 4 + (int(found[1]) if found else 0)
            if len(self._rest) < end:
                return
            head, body, self._rest = self._rest[:cut], self._rest[cut + 4 : end], self._rest[end:]
            self.piece(head, body)

    def piece(self, head: bytes, body: bytes) -> None:
        raise NotImplementedError


class _Api(_Pieces):
    def __init__(self, hears: Hears, numbers: "count[int]") -> None:
        super().__init__()
        self._hears, self._numbers = hears, numbers

    def piece(self, head: bytes, body: bytes) -> None:
        at = time.perf_counter()
        found = _PATH.match(head)
        assert found, head
        token, method = found[1].decode(), found[2].decode().lower()
        self._answer(self._result(token, method, body, at))

    def _result(self, token: str, method: str, body: bytes, at: float) -> object:
        if method in _NOTHING:
            return _NOTHING[method]
        if method == "getme":
            return {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "bench", "username": "bench_bot"}
        if method not in ("sendmessage", "editmessagetext", "editmessagereplymarkup"):
            return True
        given = _given(body)
        chat, text = int(given["chat_id"]), given.get("text", "…")
        number = int(given["message_id"]) if "message_id" in given else next(self._numbers)
        markup = given.get("reply_markup", {})
        rows = markup.get("inline_keyboard", ())
        buttons = {key["text"]: key["callback_data"] for row in rows for key in row if "callback_data" in key}
        self._hears(Call(token, method, chat, number, text, buttons, at))
        who = {"id": chat, "type": "private", "first_name": "邻居"}
        return {"message_id": number, "date": int(time.time()), "chat": who, "text": text}

    def _answer(self, result: object) -> None:
        body = json.dumps({"ok": True, "result": result}).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


def _given(body: bytes) -> dict[str, Any]:
    """What a call says, as one JSON object or as a form: every library has its own way."""
    if body.startswith(b"{"):
        told: dict[str, Any] = json.loads(body)
        return told
    form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
    return form | {"reply_markup": json.loads(form["reply_markup"])} if "reply_markup" in form else form


async def serve(hears: Hears) -> tuple[asyncio.Server, int]:
    """A Bot API on a port of its own; `hears` is told of every message sent or changed before its sender is."""
    numbers = count(1)
    server = await asyncio.get_running_loop().create_server(lambda: _Api(hears, numbers), "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


class Post(_Pieces):
    """One open line to a webhook, on which updates go one after the other."""

    def __init__(self, port: int, path: str, secret: str) -> None:
        super().__init__()
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
            f"x-telegram-bot-api-secret-token: {secret}\r\ncontent-length: "
        ).encode()
        self._done: asyncio.Future[int] | None = None

    async def ready(self) -> None:
        """Open, if it is not; a server ends a line on which nothing came for some seconds."""
        if self.transport is None or self.transport.is_closing():
            self._rest = b""
            await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)

    def send(self, update: Mapping[str, Any]) -> "asyncio.Future[int]":
        """The status of the answer. ConnectionError where the line breaks."""
        body = json.dumps(update).encode()
        self._done = asyncio.get_running_loop().create_future()
        self.transport.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        return self._done

    def piece(self, head: bytes, body: bytes) -> None:
        assert self._done
        self._done.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._done and not self._done.done():
            self._done.set_exception(error or ConnectionError("closed"))

    def close(self) -> None:
        if self.transport:
            self.transport.close()
