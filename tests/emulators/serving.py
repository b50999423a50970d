"""What the emulated servers have alike: a thread with its own loop, calls that are cut or given up, and waiting."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class World(Protocol):
    lock: threading.Condition
    listeners: list[Callable[[], None]]

    def changed(self) -> None: ...


Ended = TypeVar("Ended")


class Call(Protocol[Ended]):
    outcome: Ended | None


W = TypeVar("W", bound=World)
C = TypeVar("C", bound=Call[Any])


class Serving(ABC, Generic[W, C, Ended]):
    """On loopback HTTP at `port`. `log`: every call in the order they came; `broken`: what the emulator itself could
    not do, to be raised where the test ends."""

    name = "emulator"

    def __init__(self, world: W) -> None:
        self.world, self.log, self.broken = world, list[C](), list[Exception]()
        self.loop = asyncio.new_event_loop()
        self.ready, self.over = threading.Event(), asyncio.Event()
        self.port = 0
        self.thread = threading.Thread(target=self.run, name=self.name, daemon=True)

    @abstractmethod
    def app(self) -> web.Application: ...

    @abstractmethod
    def look(self) -> None:
        """Something has changed in the world."""

    @abstractmethod
    async def close(self) -> None:
        """Whatever this server has still under way ends."""

    def start(self) -> None:
        self.thread.start()
        if not self.ready.wait(10):
            raise RuntimeError("the emulator did not start")
        self.world.listeners.append(self.wake)

    def stop(self) -> None:
        self.world.listeners.clear()
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(10)

    def wake(self) -> None:
        self.loop.call_soon_threadsafe(self.look)

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.serve())
        self.loop.close()

    async def serve(self) -> None:
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        self.ready.set()
        await self.over.wait()
        await self.close()
        await runner.cleanup()

    def cut(self, request: web.Request, call: C, outcome: Ended) -> web.StreamResponse:
        self.conclude(call, outcome)
        if request.transport:
            request.transport.abort()
        return web.Response()

    def given_up(self, call: C, outcome: Ended) -> web.StreamResponse:
        self.conclude(call, outcome)
        return web.Response(status=502, text=GATEWAY, content_type="text/html")

    def conclude(self, call: C, outcome: Ended) -> None:
        with self.world.lock:
            call.outcome = outcome
            self.world.changed()


S = TypeVar("S", bound=Serving[Any, Any, Any])


class Emulator(Generic[S]):
    """What a test holds of a server: to be used in a `with`."""

    server: S

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.stop()
        if self.server.broken and not error:
            raise ExceptionGroup("the emulator could not do what was asked", self.server.broken)

    def wait(self, met: Callable[[], object], seconds: float = 10) -> None:
        """Until this is so. TimeoutError when it isn't in time."""
        end, lock = time.monotonic() + seconds, self.server.world.lock
        with lock:
            while not met():
                if (left := end - time.monotonic()) <= 0:
                    raise TimeoutError(f"not within {seconds} s; the last calls: {self.server.log[-5:]}")
                lock.wait(min(left, 0.05))
