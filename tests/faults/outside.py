"""An outside channel over real loopback HTTP, with a server that misbehaves as told: 429, 500, 403, drops, silence."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.base import AddressGone, Pace, RetryLater, Uncertain
from bot.texts import Words

NAME = "outside"
FAST = Pace(chat_per_second=10_000, all_per_second=100_000)
TOO_MANY, FORBIDDEN, OK = 429, 403, 200


@dataclass(frozen=True)
class Verdict:
    """What the server does with one request: a status, whether the card reaches the chat, whether an answer comes."""

    status: int = OK
    retry_after: int = 0
    delivers: bool = True
    answers: bool = True
    hangs: bool = False


GOOD = Verdict()
BUSY = Verdict(500, delivers=False)
GONE = Verdict(FORBIDDEN, delivers=False)
DROPPED = Verdict(answers=False)
HANGS = Verdict(hangs=True)


def wait(seconds: int) -> Verdict:
    return Verdict(TOO_MANY, seconds, delivers=False)


@dataclass
class Server:
    """Chats with what was delivered to them; `plans` hold the next verdicts of a chat, `always` the one after those."""

    port: int = 0
    chats: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    asked: list[str] = field(default_factory=list)
    plans: dict[str, deque[Verdict]] = field(default_factory=lambda: defaultdict(deque))
    always: dict[str, Verdict] = field(default_factory=dict)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    def plan(self, chat: str, *verdicts: Verdict) -> None:
        self.plans[chat].extend(verdicts)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("Content-Length"))
            request = json.loads(await reader.readexactly(length))
            await self._answer(request, writer)
        writer.close()

    async def _answer(self, request: dict[str, str], writer: asyncio.StreamWriter) -> None:
        chat = request["chat"]
        verdict = self.plans[chat].popleft() if self.plans[chat] else self.always.get(chat, GOOD)
        self.asked.append(chat)
        if verdict.hangs:
            await self.release.wait()
        if verdict.delivers:
            self.chats[chat].append(request["text"])
        if verdict.answers:
            body = json.dumps({"id": f"{chat}-{len(self.asked)}", "retry_after": verdict.retry_after}).encode()
            writer.write(f"HTTP/1.1 {verdict.status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()


@dataclass
class Outside:
    """The channel: what a real one does with its platform's answers."""

    port: int
    pace: Pace = FAST
    name: str = NAME

    async def send(self, address: str, words: Words) -> str:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as error:
            raise RetryLater from error
        body = json.dumps({"chat": address, "text": f"{words.title} {words.body}"}).encode()
        writer.write(b"POST /send HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            answer = json.loads(await reader.read())
        except (OSError, EOFError, ValueError) as error:
            raise Uncertain from error
        finally:
            writer.close()
        return _judged(int(head.split()[1]), answer)


def _judged(status: int, answer: dict[str, str]) -> str:
    match status:
        case 200:
            return answer["id"]
        case 403:
            raise AddressGone
        case 429:
            raise RetryLater(timedelta(seconds=int(answer["retry_after"])))
    raise RetryLater


@asynccontextmanager
async def misbehaving() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    server.release.set()
    listening.close()
