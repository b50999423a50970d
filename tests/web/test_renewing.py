"""Pictures are unpacked two at a time, whichever way they come and whoever waits for them."""

import asyncio
import threading
import time

import pytest

from bot.web import photos
from bot.web.photos import Unreadable, renewed
from handlers.kit.turns import Photo
from tests.channels.afar import picture


async def _renewed(data: bytes, count: int) -> list[Photo]:
    return await asyncio.gather(*(renewed(data) for _ in range(count)))


def test_any_loop_may_wait_for_many() -> None:
    for _ in range(2):
        found = asyncio.run(_renewed(picture(), 5))
        assert len(found) == 5
        assert len({photo.data for photo in found}) == 1


def test_never_more_than_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, now, most = threading.Lock(), 0, 0

    def slow(data: bytes) -> Photo:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return Photo(data, 1, 1)

    monkeypatch.setattr(photos, "remade", slow)
    asyncio.run(_renewed(b"", 8))
    assert most == 2


def test_what_is_no_picture_is_told_to_who_waits() -> None:
    with pytest.raises(Unreadable):
        asyncio.run(renewed(b"no picture"))
