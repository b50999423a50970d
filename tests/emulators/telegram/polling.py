"""getUpdates: one asks at a time, and waits until there is something to be told."""

import asyncio
from typing import Any

from tests.emulators.telegram.answers import Refused, conflict
from tests.emulators.telegram.params import Params
from tests.emulators.telegram.world import World

OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Polling:
    def __init__(self, world: World) -> None:
        self.world = world
        self.waiting: asyncio.Future[None] | None = None

    async def get(self, params: Params) -> Any:
        self.end(conflict(OTHER))
        timeout = params.whole("timeout", 0, 0, 50)
        with self.world.lock:
            if params.has("allowed_updates"):
                self.world.updates.allow(params.parsed("allowed_updates", "allowed updates"))
            self.world.updates.confirm(params.whole("offset"))
            self.world.lock.notify_all()
        return self.found(params) or (await self.later(params, timeout) if timeout else [])

    async def later(self, params: Params, seconds: float) -> list[Any]:
        mine = self.waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await mine
        except TimeoutError:
            return []
        finally:
            if self.waiting is mine:
                self.waiting = None
        return self.found(params)

    def found(self, params: Params) -> list[Any]:
        with self.world.lock:
            return [one.body for one in self.world.updates.take(params.whole("limit", 100, 1, 100), self.world.speed)]

    def look(self) -> None:
        """Whoever waits is told when something has come."""
        come = self.world.updates.pending or self.world.updates.again
        if come and self.waiting and not self.waiting.done():
            self.waiting.set_result(None)

    def end(self, no: Refused) -> None:
        """Whoever waits is sent away with this."""
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(no)

    def close(self) -> None:
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(None)
