"""Two processes on one PostgreSQL: what one sender wrote is done in its order, whichever of them heard it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.channels.wecom import postbox
from bot.channels.wecom.postbox import Postbox
from bot.desk import Desk
from tests.channels.wecom.out import eventually
from tests.databases import Databases
from tests.faults.support import Town, founded, opened


@pytest.fixture
def towns(databases: Databases) -> Iterator[tuple[Town, Town]]:
    with databases.fresh("postgres") as url, founded(url) as one, opened(url) as other:
        yield one, other


class Process:
    """A postbox whose letters are acted on as soon as `go` is set."""

    def __init__(self, desk: Desk, log: list[str]) -> None:
        self.go, self.begun, self._desk, self._log = asyncio.Event(), asyncio.Event(), desk, log
        self.postbox = Postbox(desk, self._act)

    async def hear(self, text: str, sender: str = "li") -> None:
        await self.postbox.keep(text, sender, text)

    async def _act(self, letter: int, text: str) -> None:
        self.begun.set()
        await self.go.wait()
        self._log.append(text)
        await self.postbox.done(letter)


@asynccontextmanager
async def at_work(*processes: Process) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.postbox.run()) for one in processes]
    await asyncio.sleep(0.1)  # the first look takes what lies there, whosever it is
    try:
        yield
    finally:
        for task, one in zip(tasks, processes, strict=True):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await one.postbox.stop()


async def test_the_later_letter_waits_for_the_earlier_one(
    towns: tuple[Town, Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox, "NEXT", 0.02)
    log: list[str] = []
    slow, quick = (Process(town.desk, log) for town in towns)
    quick.go.set()
    async with at_work(slow, quick):
        await slow.hear("first")
        await slow.begun.wait()
        await quick.hear("second")
        await quick.hear("third")
        await quick.hear("of somebody else", "wang")
        await eventually(lambda: log == ["of somebody else"])
        await asyncio.sleep(0.1)
        assert log == ["of somebody else"]
        slow.go.set()
        await eventually(lambda: len(log) == 4)
    assert log == ["of somebody else", "first", "second", "third"]


async def test_letters_of_a_process_that_died_are_done_first(
    towns: tuple[Town, Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox, "NEXT", 0.02)
    log: list[str] = []
    dead, quick = (Process(town.desk, log) for town in towns)
    quick.go.set()
    async with at_work(quick):
        await dead.hear("first")  # and never acts on it
        await quick.hear("second")
        await asyncio.sleep(0.1)
        assert log == []
        for town in towns:
            town.clock.begin_at(town.clock.now() + postbox.LEFT * 2)
        await eventually(lambda: len(log) == 2)
    assert log == ["first", "second"]
