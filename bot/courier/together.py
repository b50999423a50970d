"""Small things that are wanted one by one, done together: one connection and one thread for all that wait."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from bot.desk import StoreUnavailable
from storage.work import Work

Wanted = TypeVar("Wanted")
Found = TypeVar("Found")

LONGEST = 5.0  # seconds
MOST = 16  # at once; what is read last is then still about as new as if it had been read alone

Run: TypeAlias = Callable[[Callable[[Work], Any]], Awaitable[Any]]


class Together(Generic[Wanted, Found]):
    """`run` is how the desk does it: as a reading, or as a job. `one` finds or does what is wanted; it may be run
    again."""

    def __init__(self, run: Run, one: Callable[[Work, Wanted], Found]) -> None:
        self._run, self._one = run, one
        self._waiting: list[tuple[Wanted, asyncio.Future[Found]]] = []
        self._under_way: asyncio.Task[None] | None = None

    async def ask(self, wanted: Wanted) -> Found:
        """What `one` finds, begun after this was called; raises what it raises, or StoreUnavailable."""
        found: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, found))
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._all())
        return await found

    async def over(self) -> None:
        """Until all that was asked for is done, whoever still waits for it; not for long."""
        if self._under_way:
            await asyncio.wait([self._under_way], timeout=LONGEST)

    async def _all(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                found = await self._run(partial(_each, self._one, [wanted for wanted, _ in some]))
            except StoreUnavailable as error:
                for _, future in some:
                    _fail(future, error)
            except Exception:  # one of them: it must not take the others with it
                for wanted, future in some:
                    await self._alone(wanted, future)
            else:
                for (_, future), one in zip(some, found, strict=True):
                    if not future.done():
                        future.set_result(one)

    async def _alone(self, wanted: Wanted, future: "asyncio.Future[Found]") -> None:
        try:
            (found,) = await self._run(partial(_each, self._one, [wanted]))
        except Exception as error:
            _fail(future, error)
        else:
            if not future.done():
                future.set_result(found)


def _each(one: Callable[[Work, Wanted], Found], wanted: Sequence[Wanted], work: Work) -> list[Found]:
    return [one(work, each) for each in wanted]


def _fail(future: "asyncio.Future[Found]", error: Exception) -> None:
    if not future.done():  # who stopped waiting needs no word
        future.set_exception(error)
