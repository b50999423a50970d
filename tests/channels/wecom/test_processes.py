"""Several processes on one database, or one after the other: what one sender wrote is done in its order, and nobody is
sent more than WeCom delivers."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
from sqlalchemy import select

from bot.channels.wecom import NAME, postbox
from bot.channels.wecom.allowance import LIMITS
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.postbox import Postbox
from bot.courier import Courier
from bot.courier.deliver import tell_person
from bot.desk import Desk
from handlers.kit.cards import Card
from storage.messages import messages
from storage.work import Work
from tests.channels.wecom.out import BASE, FAST, eventually, waiting
from tests.databases import Databases
from tests.emulators.wecom import WeComApi
from tests.faults.support import Town, founded, opened, settle

_queued = messages.c.state == "queued"


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


def channel_of(town: Town, api: WeComApi) -> WeComChannel:
    return WeComChannel(WeCom(api.corp, api.secret, api.base), town.desk, api.agent, BASE, FAST)


@asynccontextmanager
async def couriers(api: WeComApi, *towns: Town) -> AsyncIterator[None]:
    """A process with a courier of its own for each of these."""
    channels = [channel_of(town, api) for town in towns]
    tasks = [
        asyncio.create_task(Courier(town.desk, {NAME: channel}).run())
        for town, channel in zip(towns, channels, strict=True)
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for channel in channels:
            await channel._client.close()


def tell(town: Town, person: int, number: int) -> None:
    card = Card("people/refusal", None, {"code": "turns/failed", "reference": f"M{number:03}"})
    town.run(lambda work: tell_person(work, person, card, town.clock.now()))


def put_off(work: Work) -> int:
    """For how many cards there is no room in this minute, which shows in when they are tried next."""
    return len(work.conn.execute(select(messages.c.number).where(_queued, messages.c.next_at > messages.c.at)).all())


async def test_two_processes_keep_the_minute_together(towns: tuple[Town, Town], api: WeComApi) -> None:
    one, _ = towns
    person, phone = one.run(partial(settle, name="li", channels=(NAME,))), api.staff("li")
    async with couriers(api, *towns):
        for n in range(40):
            tell(towns[n % 2], person, n)
        await eventually(lambda: one.read(put_off) and len(phone.chat) >= 20)
        await asyncio.sleep(0.3)
    assert 20 <= len(phone.chat) <= LIMITS[0].most
    assert not [call for call in api.log if call.outcome and call.outcome.fault]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_restart_does_not_begin_a_new_minute(databases: Databases, api: WeComApi, kind: str) -> None:
    with databases.fresh(kind) as url:
        with founded(url) as town:
            person, phone = town.run(partial(settle, name="li", channels=(NAME,))), api.staff("li")
            for n in range(20):
                tell(town, person, n)
            async with couriers(api, town):
                await eventually(lambda: len(phone.chat) == 20 and not town.read(waiting))
        with opened(url) as town:
            for n in range(20, 40):
                tell(town, person, n)
            async with couriers(api, town):
                await eventually(lambda: town.read(put_off))
                await asyncio.sleep(0.2)
    assert 20 < len(phone.chat) <= LIMITS[0].most
