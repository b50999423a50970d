"""What the server tells the address under test: sealed, three times at most, five seconds each."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.emulators.wecom.crypto import Pairs, Seal, envelope, xml
from tests.emulators.wecom.world import World

TRIES, PATIENCE = 3, 5.0
HELD = 0.05  # seconds that one waits to be overtaken
XML = {"Content-Type": "text/xml"}


@dataclass(frozen=True)
class Try:
    """One post of a callback: the status that came (0: none in time, or the line was cut), after how many seconds."""

    status: int
    seconds: float
    body: str = ""

    @property
    def good(self) -> bool:
        return self.status == 200


@dataclass(frozen=True)
class Forged:
    """How a post differs from an honest one: its signature, the seal it was made with, the whole body, its age."""

    signature: str | None = None
    seal: Seal | None = None
    body: str | None = None
    doctype: bool = False
    """In front of the outer XML."""
    age: float = 0.0


@dataclass(eq=False)
class Callback:
    """`fields`: what it says, words by their names. `done` when it was taken or given up."""

    number: int
    content: str
    fields: dict[str, Any]
    queue: str
    forged: Forged | None = None
    at_once: int = 1
    """How many lines bring it at the same moment."""
    tries: list[Try] = field(default_factory=list)
    done: bool = False

    @property
    def taken(self) -> bool:
        return any(one.good for one in self.tries)


class Callbacks:
    def __init__(self, world: World, broken: list[Exception]) -> None:
        self.world, self.broken, self.url = world, broken, ""
        self.told: list[Callback] = []
        self.waiting: dict[str, list[Callback]] = defaultdict(list)
        self.busy: dict[str, asyncio.Task[None]] = {}
        self.numbers, self.open = count(1), 0
        self.session: aiohttp.ClientSession | None = None

    def add(self, pairs: Pairs, queue: str) -> Callback:
        """To be brought when those before it in its queue are; lost where no address is set."""
        return self.put(Callback(next(self.numbers), xml(pairs), dict(pairs), queue))

    def put(self, callback: Callback) -> Callback:
        with self.world.lock:
            self.told.append(callback)
            if not self.url or self.world.faults.happens("unheard", callback.queue):
                callback.done = True
            else:
                self.waiting[callback.queue].append(callback)
                self.open += 1
            self.world.changed()
        return callback

    @property
    def idle(self) -> bool:
        return not self.open

    def pump(self) -> None:
        """Begin to bring whatever may be brought now; in the server's own thread."""
        for queue in self.waiting:
            if queue not in self.busy:
                self.busy[queue] = asyncio.get_running_loop().create_task(self.drain(queue))

    async def drain(self, queue: str) -> None:
        while callback := await self.next(queue):
            await self.bring(callback)

    async def next(self, queue: str) -> Callback | None:
        """The first in this queue, or the second where they change places; None when it is empty, and forgotten."""
        line = self.waiting[queue]
        if line and self.world.faults.happens("reordered", queue):
            await asyncio.sleep(HELD)
            with self.world.lock:
                line[:2] = line[1::-1]
        return self.first(queue)

    def first(self, queue: str) -> Callback | None:
        with self.world.lock:
            line = self.waiting[queue]
            if line:
                return line.pop(0)
            self.waiting.pop(queue)
            self.busy.pop(queue, None)
            return None

    async def bring(self, callback: Callback) -> None:
        twice = self.world.faults.happens("repeated", callback.queue) and not callback.forged
        lines = callback.at_once + (1 if twice else 0)
        told = await asyncio.gather(*(self.line(callback) for _ in range(lines)), return_exceptions=True)
        self.broken += [one for one in told if isinstance(one, Exception)]
        with self.world.lock:
            callback.done = True
            self.open -= 1
            self.world.changed()

    async def line(self, callback: Callback) -> None:
        """Until it is taken, three times at most; whoever forges tries once."""
        for _ in range(1 if callback.forged else TRIES):
            told = await self.post(callback)
            with self.world.lock:
                callback.tries.append(told)
            if told.good:
                self.read(told)
                return

    def sealed(self, callback: Callback) -> tuple[str, str]:
        """The query and the body of a post."""
        app, forged = self.world.app, callback.forged or Forged()
        seal = forged.seal or app.seal
        stamp, nonce = str(int(self.world.now() - forged.age)), self.world.digits()[:10]
        encrypted = seal.encrypt(callback.content.encode())
        signature = forged.signature if forged.signature is not None else seal.sign(stamp, nonce, encrypted)
        agent = "" if callback.queue.startswith("kf:") else str(app.agent)
        body = envelope(app.corp, agent, encrypted) if forged.body is None else forged.body
        opening = '<!DOCTYPE xml [<!ENTITY a "b">]>' if forged.doctype else ""
        return urlencode({"msg_signature": signature, "timestamp": stamp, "nonce": nonce}), opening + body

    async def post(self, callback: Callback) -> Try:
        query, body = self.sealed(callback)
        began = time.monotonic()
        try:
            async with self.line_to().post(self.with_query(query), data=body.encode(), headers=XML) as answer:
                told = await answer.text()
                lost = self.world.faults.happens("unheeded", callback.queue) and not callback.forged
                return Try(0 if lost else answer.status, time.monotonic() - began, told)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Try(0, time.monotonic() - began)

    async def get(self, query: str) -> Try:
        """The check that an address is ours."""
        began = time.monotonic()
        try:
            async with self.line_to().get(self.with_query(query)) as answer:
                return Try(answer.status, time.monotonic() - began, await answer.text())
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Try(0, time.monotonic() - began)

    def line_to(self) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=PATIENCE / self.world.speed)
        self.session = self.session or aiohttp.ClientSession(timeout=timeout)
        return self.session

    def with_query(self, query: str) -> str:
        return f"{self.url}{'&' if '?' in self.url else '?'}{query}"

    def read(self, told: Try) -> None:
        """An answer that is not empty would have to be played too; it must not be lost in silence."""
        if told.body not in ("", "success"):
            self.broken.append(NotImplementedError(f"an answer to a callback that says something: {told.body[:200]}"))

    async def close(self) -> None:
        tasks = list(self.busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.session:
            await self.session.close()
