"""The sender's desk: what it has written by the server, and what the server passes on to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.channels.base import Pace
from bot.desk import Effects, StoreUnavailable
from bot.desk.base import TaskFailed
from bot.sender import Sender, keeper, stands_apart
from bot.sender.desk import FarDesk
from bot.sender.line import Line, Told
from bot.settings import Settings
from handlers.kit.cards import Card, Face
from storage.deliveries import Queued
from storage.engines import reader_engine
from storage.vault import Vault
from storage.work import Work
from tests.databases import Databases, shipped_house
from tests.play import MONDAY, Play

TOKEN = "123:a-token"  # noqa: S105  # of nobody


class Outside:
    """Stands for the channel over there."""

    name = "telegram"
    pace = Pace(1, 25)

    async def send(self, address: str, words: object) -> str:
        raise AssertionError("nothing is sent from here")


@pytest.fixture
def place(databases: Databases) -> Iterator[tuple[Play, str]]:
    with databases.fresh("sqlite") as url:
        play = Play(url)
        yield play, url
        play.desk.close()


@asynccontextmanager
async def joined(play: Play, url: str) -> AsyncIterator[tuple[FarDesk, Line, asyncio.Queue[Effects]]]:
    """A desk over there, the server's end of its line, and what it was told of."""
    here, there = socket.socketpair()
    loop, effects = asyncio.get_running_loop(), asyncio.Queue[Effects]()

    def hear(value: Any) -> None:
        if isinstance(value, Told):
            desk.told(value)
        else:
            effects.put_nowait(value)

    line = Line(hear, lambda: None)
    desk = FarDesk(line, reader_engine(url), Vault(b"1" * 32), shipped_house(), play.clock)
    await loop.create_unix_connection(lambda: line, sock=there)
    sender = Sender(Settings(), play.desk, Outside())
    end = sender.line = Line(sender.heard, lambda: None)
    await loop.create_unix_connection(lambda: end, sock=here)
    play.desk.listeners.append(sender.hear)
    try:
        async with asyncio.timeout(10):
            yield desk, end, effects
    finally:
        play.desk.listeners.remove(sender.hear)
        desk.close()


def _retire(who: str, work: Work) -> str:
    work.accounts.retire_at("web", who, MONDAY)
    return "done"


def _reached(person: int, work: Work) -> int:
    return len(work.accounts.of_person(person))


def _fails(_: Work) -> None:
    raise LookupError("of its own")


def _refuses(_: Work) -> None:
    raise StoreUnavailable("closing")


def _strange(_: Work) -> object:
    return lambda: None


async def test_what_is_asked_is_written_by_the_server_and_its_outcome_told(place: tuple[Play, str]) -> None:
    play, url = place
    reached = partial(_reached, play.ids["王奶奶"])
    async with joined(play, url) as (desk, _, _effects):
        assert await desk.read(reached) == 1
        assert await desk.job(partial(_retire, "王奶奶")) == "done"
        assert await desk.read(reached) == 0, "it reads by itself what was written there"
        with pytest.raises(TaskFailed, match="of its own"):
            await desk.job(_fails)
        with pytest.raises(StoreUnavailable):
            await desk.job(_refuses)
        with pytest.raises(TaskFailed, match="pickle"):
            await desk.job(_strange)
        with pytest.raises(Exception, match="pickle"):
            await desk.job(lambda _: None)
        assert await desk.job(reached) == 0, "the line goes on"


async def test_a_reading_that_its_connection_fails_is_repeated_on_another(place: tuple[Play, str]) -> None:
    play, url = place
    used: list[object] = []

    def reach(work: Work) -> int:
        used.append(work.conn)
        if len(used) == 2:
            work.conn.exec_driver_sql("SELECT * FROM nowhere")
        return _reached(play.ids["王奶奶"], work)

    async with joined(play, url) as (desk, _, _effects):
        assert [await desk.read(reach) for _ in range(3)] == [1, 1, 1]
    assert used[0] is used[1], "it stays open"
    assert used[1] is not used[2]
    assert used[3] not in used[:3]


async def test_threads_may_read_while_it_reads_itself(place: tuple[Play, str]) -> None:
    """As a card's photos are, each in a thread of its own."""
    play, url = place
    reached = partial(_reached, play.ids["王奶奶"])
    async with joined(play, url) as (desk, _, _effects):
        for _ in range(50):
            threads = asyncio.gather(*(asyncio.to_thread(desk.read_now, reached) for _ in range(4)))
            assert [await desk.read(reached) for _ in range(4)] == [1] * 4
            assert await threads == [1] * 4


async def test_only_what_it_has_to_send_and_what_may_look_otherwise_is_passed_on(place: tuple[Play, str]) -> None:
    play, url = place
    mine, others = _message({"text": "轮椅"}), _message({"text": "别处的"})
    async with joined(play, url) as (_, end, effects):
        for told in (
            Effects(due=False),  # of a notice, say
            Effects(fresh=(("telegram", mine), ("wecom", others)), due=False),
            Effects(frozenset({7}), frozenset({8}), due=False, told=True),
            Effects(fresh=(("telegram", _message({"text": _fails, "odd": lambda: None})),), due=False),
        ):
            play.desk.announce(told)
        message, moved, odd = [await effects.get() for _ in range(3)]
        assert (end.waiting, effects.empty()) == (0, True)
    assert message.fresh == (("telegram", mine),)
    assert message.fresh[0][1].face == mine.face
    assert (moved.fresh, moved.cases, moved.told) == ((), frozenset({7}), False)
    assert odd.fresh[0][1].face is None, "it is drawn there"


def _message(facts: dict[str, object]) -> Queued:
    face = Face("intake/draft", facts)
    return Queued(1, 2, 3, "1001", Card("intake/draft"), 0, datetime(2026, 3, 2, tzinfo=UTC), face=face)


def test_it_stands_apart_where_that_helps(tmp_path: Path) -> None:
    on = {"data": tmp_path, "telegram_token": TOKEN, "demo": False, "sender": True}

    def apart(cores: float = 2, **more: object) -> bool:
        with patch.object(keeper, "cores", return_value=cores):
            return stands_apart(Settings(**{**on, **more}))  # type: ignore[arg-type]

    assert apart()
    assert not apart(cores=1)
    assert not apart(sender=False), "the operator does not want it"
    assert not apart(telegram_token="")
    assert not apart(demo=True), "the demo moves its clock"
    assert not apart(database="postgresql://x/y"), "there may be several servers as it is"
