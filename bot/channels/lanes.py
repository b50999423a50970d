"""One lane a person: what they send is done in its order, and nobody waits for anybody else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from bot.desk import StoreUnavailable

log = structlog.get_logger()

T = TypeVar("T")
R = TypeVar("R")
TRIES = 6
PAUSE = 0.2  # seconds before the second try; each next waits twice as long


@dataclass
class Waiting(Generic[T, R]):
    what: T
    done: "asyncio.Future[R | None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Lanes(Generic[T, R]):
    """`do` handles one thing, and may say something of it. StoreUnavailable makes it wait and try again; other faults
    are noted and passed over."""

    def __init__(self, do: Callable[[T], Awaitable[R]], pause: float = PAUSE) -> None:
        self._do, self._pause = do, pause
        self._lanes: dict[str, deque[Waiting[T, R]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, key: str, what: T) -> "asyncio.Future[R | None]":
        """Done once it is committed; StoreUnavailable where it was not, and nothing behind it either."""
        waiting: Waiting[T, R] = Waiting(what)
        if key in self._lanes:
            self._lanes[key].append(waiting)
            return waiting.done
        self._lanes[key] = deque([waiting])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return waiting.done

    async def stop(self) -> None:
        """What is under way is given up; whoever sent it sends it again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, key: str) -> None:
        lane = self._lanes[key]
        try:
            while lane:
                found = await self._one(lane[0].what)
                _settle(lane.popleft().done, None, found)
        except StoreUnavailable as error:
            _give_back(lane, error)
        finally:
            _give_back(lane, StoreUnavailable("stopped"))
            del self._lanes[key]

    async def _one(self, what: T) -> R | None:
        for tried in range(TRIES):
            try:
                return await self._do(what)
            except StoreUnavailable:
                if tried == TRIES - 1:
                    raise
                await asyncio.sleep(self._pause * 2**tried)
            except (
                Exception
            ):  # a fault of ours with this one: it would come again for ever, and nobody else get through
                log.exception("update failed")
                return None
        return None


def _give_back(lane: "deque[Waiting[T, R]]", error: StoreUnavailable) -> None:
    while lane:
        _settle(lane.popleft().done, error)


def _settle(done: "asyncio.Future[R | None]", error: Exception | None, found: R | None = None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(found)
    else:
        done.set_exception(error)
        done.exception()  # whoever waited may have left
