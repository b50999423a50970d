"""Sends and edits together keep to what Telegram allows a chat, a group and the bot as a whole."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod

from bot.channels.telegram.channel import PACE
from bot.channels.telegram.spacing import KNOWN, PATIENT, Spacing
from tests.channels.telegram.haste import run
from tests.groups.test_pace import Hasty

PERSON, GROUP = "1001", "-4001"
Left = list[tuple[str, float]]


def calls(chat: str) -> Sequence[TelegramMethod[Any]]:
    """A card in two parts, its keyboard's line, and edits of older ones: by tasks that know nothing of each other."""
    edits = [EditMessageText(chat_id=chat, message_id=n, text="…") for n in range(10)]
    return [*(SendMessage(chat_id=chat, text="…") for _ in range(10)), *edits]


def left(chats: Sequence[str], refuse: dict[str, float] | None = None) -> tuple[Left, list[str]]:
    """When calls to chats leave that are all asked for at once, and what came of those that did not."""
    found: Left = []
    spacing = Spacing(lambda: PACE)

    async def made(_: Bot, method: Any) -> Any:
        found.append((str(method.chat_id), asyncio.get_running_loop().time()))
        if refuse and (after := refuse.pop(str(method.chat_id), 0)):
            raise TelegramRetryAfter(method, "", int(after))

    async def all_of_them() -> list[object]:
        asked = [spacing(made, cast(Bot, None), one) for chat in chats for one in calls(chat)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    loop = Hasty()
    try:
        failed = [type(one).__name__ for one in loop.run_until_complete(all_of_them()) if one]
    finally:
        loop.close()
    return found, failed


def of(found: Left, chat: str) -> list[float]:
    return [at for whose, at in found if whose == chat]


def test_all_calls_to_a_chat_are_a_second_apart_whatever_they_do() -> None:
    found, failed = left([str(n) for n in range(60)])
    assert not failed
    assert min(b - a for n in range(60) for a, b in pairwise(of(found, str(n)))) > 1
    at = [moment for _, moment in found]
    assert max(sum(one <= other < one + 1 for other in at) for one in at) <= 30


def test_a_group_is_told_and_changed_less_than_twenty_times_a_minute() -> None:
    found = of(left([GROUP, PERSON])[0], GROUP)
    assert max(sum(one <= other < one + 60 for other in found) for one in found) < 20


def test_what_telegram_asks_of_a_chat_holds_for_all_calls_to_it() -> None:
    found, failed = left([PERSON, "1002"], {PERSON: 3})
    first, second = of(found, PERSON)[:2]
    assert second - first >= 3
    assert of(found, "1002")[1] < second, "others don't wait for it"
    assert failed == ["TelegramRetryAfter"]
    found, failed = left([PERSON], {PERSON: PATIENT + 60})
    assert len(of(found, PERSON)) == 1
    assert len(failed) == 20, "given back, to be tried when it is time"


def test_an_answer_to_a_press_waits_for_nothing_and_old_chats_are_forgotten() -> None:
    spacing, asked = Spacing(lambda: PACE), list[object]()

    async def answered(_: Bot, method: Any) -> Any:
        asked.append(method)

    made: Any = answered

    async def many() -> None:
        for n in range(5):
            await spacing(made, cast(Bot, None), AnswerCallbackQuery(callback_query_id=f"q{n}"))
        assert len(asked) == 5
        for n in range(KNOWN + 5):
            spacing._line(str(n))
        assert len(spacing._chats) == KNOWN

    asyncio.run(asyncio.wait_for(many(), 1))


def test_scenes_at_ten_times_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courier.run.POLL", 0.05)  # the clock that jumps wakes nobody
    monkeypatch.setattr("bot.courier.redraw.LONGEST", timedelta(seconds=0.1))
    found = run(10, 1, wishes=1)
    assert not found.too_fast
    assert found.edits, "nothing was changed"
    assert found.in_group, "nothing was said in the group"


@pytest.mark.slow
def test_scenes_at_the_pace_itself() -> None:
    found = run(1, 1)
    assert not found.too_fast
    assert found.edits > 5
    assert found.seconds > 20
