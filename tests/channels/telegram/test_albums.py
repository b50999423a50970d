"""Pictures sent together that reach two processes: each is in one message, none in two."""

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest
from aiogram import Bot
from sqlalchemy import func, select

from bot.channels.telegram import NAME
from bot.channels.telegram import albums as module
from bot.channels.telegram.albums import Albums, Whole
from bot.channels.telegram.reading import Heard
from handlers.kit.turns import Incoming, Kind, Photo
from storage.albums import albums
from storage.media import media
from storage.work import Work
from tests.play import Play

WHOLE = Whole("1001", "77")


def piece(number: int) -> Heard:
    text = "3号楼楼道的灯不亮了" if number == 1 else ""
    incoming = Incoming(NAME, WHOLE.address, f"m1001:{number}", Kind.PHOTO, text)
    return Heard(incoming, (f"file{number}",), album=WHOLE.album)


async def test_a_picture_that_comes_while_another_process_closes_its_album_is_not_lost(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.do(lambda work: work.accounts.open(play.ids["王奶奶"], NAME, WHOLE.address, play.now))
    gates = {1: asyncio.Event(), 2: asyncio.Event()}

    async def fetched(_: Bot, heard: Heard) -> Incoming:
        await gates[len(heard.files)].wait()
        photos = tuple(Photo(b"\xff\xd8 %s \xff\xd9" % file.encode(), 640, 480) for file in heard.files)
        return replace(heard.incoming, photos=photos)

    monkeypatch.setattr(module, "completed", fetched)
    one, other = (Albums(play.desk, cast(Any, None), lambda whole: None) for _ in range(2))
    await one.keep(piece(1))
    first = asyncio.create_task(one.close(WHOLE))
    await asyncio.sleep(0.1)
    await other.keep(piece(2))
    second = asyncio.create_task(other.close(WHOLE))
    await asyncio.sleep(0.1)
    gates[1].set()
    await first
    gates[2].set()
    await second
    one.stop()
    other.stop()
    assert play.desk.read_now(_kept) == (2, 0)
    numbers = play.desk.read_now(lambda work: work.messages.known(NAME, ["m1001:1", "m1001:2"]))
    assert numbers == {"m1001:1", "m1001:2"}


def _kept(work: Work) -> tuple[int, int]:
    """(pictures in messages, pictures that still wait)."""
    photos, waiting = select(func.count()).select_from(media), select(func.count()).select_from(albums)
    return int(work.conn.execute(photos).scalar_one()), int(work.conn.execute(waiting).scalar_one())
