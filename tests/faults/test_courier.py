"""The courier against a server that misbehaves: order, pauses, addresses that are gone, what can't be rendered."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from bot.channels.base import Pace
from bot.courier import Courier
from bot.courier.deliver import tell_person
from bot.desk import StoreUnavailable
from handlers.kit.cards import Card
from handlers.kit.turns import Incoming, Kind, Press
from storage.accounts import accounts
from storage.messages import messages
from storage.work import Work
from tests.faults.outside import BUSY, DROPPED, FAST, GONE, GOOD, HANGS, NAME, Outside, Server, misbehaving, wait
from tests.faults.support import SOON, Town, founded, later, lite_url, settle, sound

ROUNDS = 400


@dataclass
class Street:
    """People with an address outside, and another on the web behind it."""

    town: Town
    server: Server
    courier: Courier
    people: dict[str, int]

    def tell(self, name: str, *marks: str) -> None:
        for mark in marks:
            card = Card("people/refusal", None, {"code": "turns/failed", "reference": mark})
            self.town.run(partial(tell_person, person_id=self.people[name], card=card, now=self.town.clock.now()))

    async def until(self, done: Callable[[], bool], step: float = 0) -> None:
        """Rounds until something is so; the clock jumps ahead where a round had nothing to do."""
        for _ in range(ROUNDS):
            if done():
                return
            if not await self.courier.round():
                later(self.town.clock, step or 1)
        raise AssertionError("it never came so far")

    def delivered(self, name: str) -> list[str]:
        """The references a chat has received, in order."""
        return [found for text in self.server.chats[name] for found in re.findall(r"[A-Z]\d+", text)]

    def states(self, name: str, channel: str = NAME) -> list[str]:
        def read(work: Work) -> list[str]:
            mine = (accounts.c.address == name) & (accounts.c.channel == channel)
            query = select(messages.c.state).join(accounts, accounts.c.id == messages.c.account_id).where(mine)
            return list(work.conn.execute(query.order_by(messages.c.number)).scalars())

        return self.town.read(read)

    def settled(self) -> bool:
        return not any("queued" in self.states(name) for name in self.people)


@asynccontextmanager
async def street(tmp_path: Path, *names: str, pace: Pace = FAST) -> AsyncIterator[Street]:
    with founded(lite_url(tmp_path)) as town:
        people = {name: town.run(partial(settle, name=name, channels=(NAME, "web"))) for name in names}
        async with misbehaving() as server:
            yield Street(town, server, Courier(town.desk, {NAME: Outside(server.port, pace)}), people)
        town.read(sound)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_order_within_each_chat_whatever_the_server_does(tmp_path: Path, seed: int) -> None:
    names = [f"p{n}" for n in range(8)]
    chance = random.Random(seed)  # noqa: S311  # repeatable, not secret
    async with street(tmp_path, *names) as here:
        for name in names:
            here.server.plan(name, *chance.choices((GOOD, BUSY, DROPPED, wait(3)), (5, 2, 1, 2), k=12))
            here.tell(name, *(f"M{k}" for k in range(6)))
        await here.until(here.settled, step=10)
        for name in names:
            got = here.delivered(name)
            assert list(dict.fromkeys(got)) == [f"M{k}" for k in range(6)], f"{name}: {got}"
            assert got == sorted(got), f"{name} out of order: {got}"
            assert all(got.count(mark) <= 2 for mark in got), f"{name}: told more than twice"


async def test_a_chat_that_must_wait_stops_no_other(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b") as here:
        here.server.plan("a", wait(30))
        here.tell("a", "A1", "A2")
        here.tell("b", "B1", "B2")
        await here.until(lambda: here.delivered("b") == ["B1", "B2"])
        assert here.server.asked.count("a") == 1
        later(here.town.clock, 25)
        await here.courier.round()
        assert here.server.asked.count("a") == 1, "asked again before it was allowed"
        later(here.town.clock, 6)
        await here.until(lambda: here.delivered("a") == ["A1", "A2"])


async def test_a_gone_address_is_retired_and_its_cards_move_to_the_next_channel(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b") as here:
        here.server.always["a"] = GONE
        here.tell("a", "A1", "A2")
        here.tell("b", "B1")
        await here.until(here.settled)
        here.tell("a", "A3")
        await here.courier.round()
        assert here.states("a") == ["moved", "moved"]
        assert here.states("a", "web") == ["shown"] * 3
        assert here.server.asked.count("a") == 1
        assert here.delivered("b") == ["B1"]
        told = here.town.read(lambda work: _references(work, here.people["a"]))
        assert told == ["A1", "A2", "A3"]


def _references(work: Work, person_id: int) -> list[object]:
    (account,) = work.accounts.of_person(person_id)
    return [bubble.card.args["reference"] for bubble in work.messages.after(account.id, 0) if bubble.card]


async def test_a_poison_message_blocks_nobody_else_and_its_own_chat_not_for_ever(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b") as here:
        poison = Card("people/no_such_template")
        here.town.run(lambda work: tell_person(work, here.people["a"], poison, here.town.clock.now()))
        here.tell("a", "A2")
        here.tell("b", "B1", "B2")
        await here.until(lambda: here.delivered("b") == ["B1", "B2"])
        assert here.delivered("a") == []
        await here.until(here.settled, step=60)
        assert here.states("a") == ["dead", "shown"]
        assert here.delivered("a") == ["A2"]


async def test_a_message_whose_answer_was_lost_is_repeated_once(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        here.server.plan("a", DROPPED, DROPPED)
        here.tell("a", "A1", "A2")
        await here.until(here.settled)
        assert here.delivered("a") == ["A1", "A1", "A2"]
        assert here.states("a") == ["uncertain", "shown"]
        doubt = [n for n, text in enumerate(here.server.chats["a"]) if "可能没有送到" in text]
        assert doubt == [2], "said once, in the place of what is in doubt"


async def test_what_may_not_have_arrived_is_there_for_the_asking(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        here.server.plan("a", DROPPED, DROPPED, DROPPED)
        here.tell("a", "A1", "A2")
        await here.until(here.settled)
        told = [*here.server.chats["a"]]
        here.town.desk.turn(Incoming(NAME, "a", "q1", Kind.PRESS, press=Press("people.again", value="1"))).result(SOON)
        await here.until(here.settled)
        assert "A1" in here.server.chats["a"][len(told)]
        here.town.desk.turn(Incoming(NAME, "a", "q2", Kind.PRESS, press=Press("people.again", value="99"))).result(SOON)
        await here.until(here.settled)
        assert "您好" in here.server.chats["a"][-1]


async def test_a_chat_that_hangs_stops_no_other(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b") as here:
        here.server.plan("a", HANGS)
        here.tell("a", "A1")
        here.tell("b", "B1", "B2")
        running = asyncio.create_task(here.courier.run())
        try:
            await asyncio.wait_for(_so(lambda: here.delivered("b") == ["B1", "B2"]), 3)
        finally:
            here.server.release.set()
            await asyncio.wait_for(_so(here.settled), SOON)
            running.cancel()


async def test_a_chat_at_its_pace_stops_no_other(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b", pace=Pace(chat_per_second=1, all_per_second=1000)) as here:
        here.tell("a", "A1", "A2", "A3")
        running = asyncio.create_task(here.courier.run())
        await asyncio.wait_for(_so(lambda: here.delivered("a") == ["A1"]), SOON)
        began = time.monotonic()
        here.tell("b", "B1")
        await asyncio.wait_for(_so(lambda: here.delivered("b") == ["B1"]), SOON)
        took = time.monotonic() - began
        running.cancel()
        assert took < 0.5, f"b waited {took:.1f} s for the pace of a"


async def test_a_store_that_cannot_be_written_repeats_no_message(tmp_path: Path) -> None:
    """As with a file system that was remounted read-only after an error, and is mended later."""
    async with street(tmp_path, "a") as here:
        here.tell("a", "A1")
        with read_only():
            here.town.run(lambda work: work.conn.exec_driver_sql("PRAGMA query_only=ON"))
            for _ in range(5):
                with suppress(StoreUnavailable):
                    await here.courier.round()
                later(here.town.clock, 60)
            with pytest.raises(StoreUnavailable):
                here.tell("a", "A2")
        with suppress(StoreUnavailable):
            here.tell("a", "A2")  # the last connection that can't write is noticed, and dropped
        await here.until(here.settled, step=60)
        assert here.delivered("a").count("A1") in (1, 2), here.delivered("a")


@contextmanager
def read_only() -> Iterator[None]:
    """Connections that a desk opens anew within can't write either."""

    def limit(raw: Any, _: object) -> None:
        raw.execute("PRAGMA query_only=ON")

    event.listen(Engine, "connect", limit)
    yield
    event.remove(Engine, "connect", limit)


async def test_an_outage_of_an_hour_loses_nothing(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        here.server.always["a"] = BUSY
        here.tell("a", "A1", "A2")
        for _ in range(120):
            await here.courier.round()
            later(here.town.clock, 30)
        del here.server.always["a"]
        await here.until(here.settled, step=60)
        assert here.delivered("a") == ["A1", "A2"]


async def _so(done: Callable[[], bool]) -> None:
    while not done():  # noqa: ASYNC110  # what it waits for happens on the far side of a socket
        await asyncio.sleep(0.01)
