"""Updates brought to the bot's own address: in order within a queue, side by side between queues, until taken."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from string import ascii_letters, digits
from urllib.parse import urlsplit

import aiohttp

from tests.emulators.telegram.answers import Json, bad
from tests.emulators.telegram.params import Params
from tests.emulators.telegram.updates import Update
from tests.emulators.telegram.world import World

PORTS = {443, 80, 88, 8443}
ALLOWED = frozenset(ascii_letters + digits + "_-")
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Told = tuple[int, float]


@dataclass
class Webhook:
    """`url` is empty while there is none. Waits are divided by the world's speed. `base`: where the server's own
    methods are, for an answer that calls one."""

    world: World
    url: str = ""
    secret: str = ""
    connections: int = 40
    lines: asyncio.Semaphore = field(default_factory=asyncio.Semaphore)
    error: Json = field(default_factory=dict)
    busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    twins: set[asyncio.Task[Told]] = field(default_factory=set)
    base: Callable[[], str] = str
    session: aiohttp.ClientSession | None = None

    def set(self, params: Params) -> None:
        url, secret = params.text("url"), params.text("secret_token")
        if url:
            checked(url)
        if len(secret) > 256 or set(secret) - ALLOWED:
            raise bad("secret token contains unallowed characters")
        self.url, self.secret, self.error = url, secret, {}
        self.connections = params.whole("max_connections", 40, 1, 100)
        self.lines = asyncio.Semaphore(self.connections)

    def info(self) -> Json:
        told: Json = {"url": self.url, "has_custom_certificate": False}
        told["pending_update_count"] = len(self.world.updates.pending)
        if self.url:
            told |= {"max_connections": self.connections, "ip_address": "127.0.0.1"} | self.error
        if self.world.updates.chosen:
            told["allowed_updates"] = sorted(self.world.updates.allowed)
        return told

    def pump(self) -> None:
        """Begin to bring whatever may be brought now."""
        if not self.url:
            return
        for update in self.world.updates.waiting(self.world.speed):
            if update.queue not in self.busy:
                task = asyncio.get_running_loop().create_task(self.bring(update))
                self.busy[update.queue] = task

    async def bring(self, update: Update) -> None:
        """Until it is taken, too old, or the address is given up."""
        url, wait, tries = self.url, 0.0, 0
        while self.url == url and not update.stale(time.monotonic() + wait / self.world.speed, self.world.speed):
            await asyncio.sleep(wait / self.world.speed)
            status, asked = await self.post(update)
            if 200 <= status < 300:
                break
            wait, tries = asked or self.delay(tries), tries + 1
        self.busy.pop(update.queue, None)
        with self.world.lock:
            if self.url == url:
                self.world.updates.done(update)
            self.world.changed()

    def delay(self, tries: int) -> float:
        """At once after the first failure, then 2 s, 4 s, 8 s, and no longer than one or two minutes."""
        return min(2.0**tries, self.world.random.uniform(60, 120)) if tries else 0.0

    async def post(self, update: Update) -> Told:
        """The status that came back, 0 for none, and the seconds it asks for. At times two lines bring it at once."""
        update.shown += 1
        if self.world.faults.happens("repeated", f"webhook:{update.queue}"):
            twin = asyncio.get_running_loop().create_task(self.once(update))
            self.twins.add(twin)
            twin.add_done_callback(self.twins.discard)
        async with self.lines:
            told = await self.once(update)
        return (0, 0.0) if self.world.faults.happens("unheard", f"webhook:{update.queue}") else told

    async def once(self, update: Update) -> Told:
        self.session = self.session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        headers = {HEADER: self.secret} if self.secret else {}
        try:
            async with self.session.post(self.url, json=update.body, headers=headers) as answer:
                called, body = answer.status == 200, await answer.text()
                status, asked = answer.status, answer.headers.get("Retry-After", "")
                told = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError):
            status, asked, told = 0, "", "Connection refused"
        else:
            if called:
                await self.called_back(body)
        if not 200 <= status < 300:
            self.error = {"last_error_date": int(time.time()), "last_error_message": told}
        return status, min(float(asked), 3600.0) if asked.isdigit() else 0.0

    async def called_back(self, body: str) -> None:
        """An answer may call a method of the server; what comes of it nobody is told."""
        if not body.startswith("{") or "method" not in (call := json.loads(body)):
            return
        assert self.session
        with suppress(aiohttp.ClientError):
            async with self.session.post(self.base() + call.pop("method"), json=call) as answer:
                await answer.read()

    async def close(self) -> None:
        tasks = [*self.busy.values(), *self.twins]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.session:
            await self.session.close()


def checked(url: str) -> None:
    """400 for an address nobody could call; this very machine may be called without a certificate, on any port."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise bad("invalid webhook URL specified") from None
    if parts.hostname in {"127.0.0.1", "localhost"}:
        return
    if parts.scheme != "https" or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
