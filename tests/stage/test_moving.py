"""A working day on the stage: everything in between happens, in its order, and is in the chats."""

from datetime import datetime

import pytest

from bot.stage.moving import forward, working_day_later
from handlers.kit.worktime import SHANGHAI
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.asyncio
async def test_a_working_day_brings_all_that_falls_due_in_its_order(lite_play: Play) -> None:
    """Reminder, late, the asker told, the branch, then the morning's digest: each before the next, at its own hour."""
    dispatched(lite_play)
    for who in ("小吴", "王奶奶", "陈书记"):
        lite_play.sees(who)
    for _ in range(2):
        await forward(lite_play.desk, working_day_later(lite_play.now, lite_play.desk.house.calendar))
    assert lite_play.now >= at("2026-03-04 09:30")
    told = [text_of(card) for card in lite_play.sees("小吴")]
    order = ["快到了", "过了时限", "要盯的 1 件"]
    found = [next(n for n, text in enumerate(told) if words in text) for words in order]
    assert found == sorted(found)
    assert any("对不住" in text_of(card) for card in lite_play.sees("王奶奶"))
    assert any("报到你这里了" in text_of(card) for card in lite_play.sees("陈书记"))
    hours = lite_play.do(lambda work: [one.at.astimezone(SHANGHAI) for one in work.messages.after(_account(work), 0)])
    assert hours == sorted(hours)
    assert any((one.hour, one.minute) == (8, 0) for one in hours)


def _account(work) -> int:  # type: ignore[no-untyped-def]
    return int(work.accounts.who("web", "小吴", at("2026-03-04 12:00").date(), at("2026-03-04 12:00")).account_id)
