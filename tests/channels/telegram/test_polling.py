"""What nobody foresaw in an update doesn't make the bot deaf."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest
from aiogram import Bot

from bot.channels.telegram import polling, reading, running
from bot.channels.telegram.polling import Polling, Raw, done_already
from tests.channels.telegram.live import Phones


class Told:
    """In place of Telegram: what it gives each time it is asked; nothing more after that."""

    def __init__(self, *rounds: Any) -> None:
        self.rounds = list(rounds)
        self.offsets: list[int | None] = []

    async def __call__(self, ask: Any, request_timeout: int) -> Any:
        self.offsets.append(ask.offset)
        if not self.rounds:
            await asyncio.Event().wait()
        return self.rounds.pop(0)


def polled(told: Told, take: Callable[[Raw], "asyncio.Future[None]"]) -> None:
    async def a_while() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(Polling(cast("Bot", told), take).run(), 0.5)

    asyncio.run(a_while())


def test_an_update_that_fails_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 0.01)
    taken: list[int] = []

    def take(raw: Raw) -> "asyncio.Future[None]":
        if raw["update_id"] == 2:
            raise KeyError("a fault of ours")
        taken.append(raw["update_id"])
        return done_already()

    told = Told([{"update_id": 1}, {"message": {}}, {"update_id": 2}, {"update_id": 3}], None, [{"update_id": 4}])
    polled(told, take)
    assert taken == [1, 3, 4]
    assert told.offsets == [None, 4, 4, 5]


def test_a_fault_in_the_reading_holds_up_nobody(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reading.meaning

    def faulty(update: Any) -> Any:
        if update.message and update.message.text == "坏":
            raise RuntimeError("a fault of ours")
        return read(update)

    monkeypatch.setattr(running, "meaning", faulty)
    phones.phones["王奶奶"].say("坏")
    phones.phones["王奶奶"].say("你好")
    phones.api.handled()
    assert "王奶奶，您好" in phones.shows("王奶奶")[-1].text
