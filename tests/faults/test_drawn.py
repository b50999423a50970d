"""What a turn answers is drawn with the turn and sent as it was then, unless it may look otherwise by its turn."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.courier.chats import Chats
from bot.courier.post import Post
from bot.desk import Effects
from handlers import front
from handlers.kit.cards import Card, Face
from handlers.kit.turns import Incoming, Kind
from storage.deliveries import Queued
from storage.work import Work
from tests.faults.outside import NAME
from tests.faults.test_courier import Street, street

WISH = "想要个轮椅，带老伴出去走走"
DRAWN = Face("people/welcome", {})
MESSAGE = Queued(1, 3, 1, "a", Card("wishes/news", 7), 0, datetime(2026, 3, 2, tzinfo=UTC), face=DRAWN)


async def says(here: Street, name: str, text: str) -> list[str]:
    """What came, once all of it is there."""
    await here.town.desk.answer(Incoming(NAME, name, f"{name}:{text}", Kind.TEXT, text))
    for _ in range(300):
        if here.settled():
            break
        await asyncio.sleep(0.01)
    return here.server.chats[name]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the messages that the courier drew itself."""
    found: list[int] = []
    usual = Post._words  # whether it looks is what is asked

    def words(post: Post, work: Work, message: Queued) -> object:
        found.append(message.number)
        return usual(post, work, message)

    monkeypatch.setattr(Post, "_words", words)
    return found


async def test_an_answer_is_sent_as_its_turn_drew_it(tmp_path: Path, looked: list[int]) -> None:
    async with street(tmp_path, "a") as here:
        told = await says(here, "a", WISH)
        assert any("这样写对吗" in text for text in told)
        assert not looked


async def test_what_can_t_be_drawn_with_its_turn_is_drawn_by_the_courier(
    tmp_path: Path, looked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no card today")

    async with street(tmp_path, "a") as here:
        monkeypatch.setattr(front, "show", broken)
        here.town.desk.listeners.append(lambda _: monkeypatch.undo())
        answer = await here.town.desk.answer(Incoming(NAME, "a", "m1", Kind.TEXT, WISH))
        assert not answer.failed
        await here.until(here.settled)
        assert any("这样写对吗" in text for text in here.server.chats["a"])


@pytest.mark.parametrize(
    ("effects", "kept"),
    [
        (Effects(frozenset({7})), False),
        (Effects(frozenset(), frozenset({1})), False),
        (Effects(frozenset(), frozenset({1}), frozenset({1})), True),
        (Effects(frozenset({8}), frozenset({2})), True),
    ],
)
def test_what_may_look_otherwise_loses_its_face(effects: Effects, kept: bool) -> None:
    assert effects.outdated(MESSAGE) == MESSAGE
    assert effects.outdated(MESSAGE).face == (DRAWN if kept else None)


async def test_what_moves_again_within_one_commit_is_drawn_anew(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        heard: list[Effects] = []
        here.town.desk.listeners[:] = [heard.append]

        def said(work: Work) -> None:
            work.touched.add(7)
            work.spoken.add(1)
            work.fresh.append((NAME, MESSAGE))

        works: list[Work] = []
        here.town.read(lambda work: works.extend(replace(work) for _ in range(2)))
        said(works[0])
        here.town.desk._announce(works)  # two turns of one commit, without the luck of the moment
        works[1].touched.add(7)
        here.town.desk._announce(works)
        assert [effects.fresh[0][1].face for effects in heard] == [DRAWN, None]


@pytest.mark.parametrize(("moved", "face"), [(7, None), (8, DRAWN)])
async def test_what_moves_while_another_of_its_chat_is_under_way_is_drawn_anew(moved: int, face: Face | None) -> None:
    sent: list[Queued] = []
    arrived = asyncio.Event()

    async def send(message: Queued, _: bool) -> bool:
        sent.append(message)
        await arrived.wait()
        return True

    chats = Chats(send, lambda: None)
    assert chats.take(replace(MESSAGE, number=2))
    await asyncio.sleep(0)
    assert chats.take(replace(MESSAGE, after=2))
    chats.changed(Effects(frozenset({moved})))
    arrived.set()
    await asyncio.sleep(0.01)
    assert [one.face for one in sent] == [DRAWN, face]
    await chats.stop()
