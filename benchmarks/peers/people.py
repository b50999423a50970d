"""Residents who wish: the same three updates to every bot, the next as soon as the last is answered."""

import asyncio
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from benchmarks.peers.wire import Call, Post
from benchmarks.support import Timing

WISH = "想要个轮椅,带老伴出去走走"
MINE = "我的"
SUBMIT = "提交"
# What each answer must say; an answer of another kind is not counted as one.
DRAFTED, TAKEN, LISTED = "这样写对吗", "收到了", "我的（"
PATIENCE = 60.0  # seconds for one answer
FIRST = 100_000  # number of the first resident


@dataclass(frozen=True)
class Bot:
    """A bot that runs: its name in the table, its process, its token, and where it takes updates."""

    name: str
    process: int
    token: str
    port: int
    path: str
    secret: str


class Street:
    """All residents: who waits for what, and what their phones show."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, int], tuple[str, asyncio.Future[Call]]] = {}
        self._updates: Iterator[int] = count(1)
        self._next: dict[str, Iterator[int]] = {}
        self._chance = random.Random(7)  # noqa: S311  # the same in every run

    def hear(self, call: Call) -> None:
        """A message that came; edits and other messages answer nobody."""
        wanted = self._waiting.get((call.token, call.chat))
        if wanted and call.method == "sendmessage" and wanted[0] in call.text and not wanted[1].done():
            wanted[1].set_result(call)

    def somebody(self, bot: Bot) -> int:
        """A resident who has not yet wished anything of this bot."""
        return next(self._next.setdefault(bot.token, count(FIRST)))

    async def round(self, bot: Bot, people: int, seconds: float, reads: float = 0.0) -> tuple[Timing, float]:
        """(spans of the steps, dialogs a second) while this many talk; nobody begins a dialog after `seconds`.
        `reads`: seconds that somebody looks at an answer before they go on, on average; else none do."""
        timing = Timing()
        lines = [Post(bot.port, bot.path, bot.secret) for _ in range(people)]
        for line in lines:
            await line.ready()
        began = time.perf_counter()
        ended = await asyncio.gather(*(self._talk(bot, line, began + seconds, timing, reads) for line in lines))
        timing.took = time.perf_counter() - began
        for line in lines:
            line.close()
        return timing, sum(ended) / timing.took

    async def _talk(self, bot: Bot, line: Post, until: float, timing: Timing, reads: float) -> int:
        dialogs = 0
        while time.perf_counter() < until:
            await self._dialog(bot, line, self.somebody(bot), timing, reads)
            dialogs += 1
        return dialogs

    async def _dialog(self, bot: Bot, line: Post, who: int, timing: Timing, reads: float) -> None:
        await self._read(reads)
        draft = await self._step(bot, line, who, _said(who, 1, WISH), DRAFTED, timing)
        press = _pressed(who, draft.message, draft.text, draft.buttons[SUBMIT])
        await self._read(reads)
        await self._step(bot, line, who, press, TAKEN, timing)
        await self._read(reads)
        await self._step(bot, line, who, _said(who, 2, MINE), LISTED, timing)

    async def _read(self, reads: float) -> None:
        """Some longer, some shorter, or all would press at once."""
        if reads:
            await asyncio.sleep(reads * self._chance.uniform(0.5, 1.5))

    async def _step(
        self, bot: Bot, line: Post, who: int, update: Mapping[str, Any], wanted: str, timing: Timing
    ) -> Call:
        """Post an update and wait for its answer; the next comes when the bot has taken this one as well."""
        answer: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
        self._waiting[bot.token, who] = (wanted, answer)
        await line.ready()
        began = time.perf_counter()
        taken = line.send({"update_id": next(self._updates), **update})
        async with asyncio.timeout(PATIENCE):
            call, status = await asyncio.gather(answer, taken)
        assert status == 200, (bot.name, status)
        timing.spans.append(call.at - began)
        del self._waiting[bot.token, who]
        return call


def _who(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "邻居", "language_code": "zh-hans"}


def _message(who: int, number: int, text: str, sender: Mapping[str, Any]) -> dict[str, Any]:
    chat = {"id": who, "type": "private", "first_name": "邻居"}
    return {"message_id": number, "date": int(time.time()), "chat": chat, "from": sender, "text": text}


def _said(who: int, number: int, text: str) -> dict[str, Any]:
    return {"message": _message(who, 1_000_000_000 + number, text, _who(who))}


def _pressed(who: int, number: int, text: str, data: str) -> dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
    shown = _message(who, number, text, bot)
    query = {"id": f"{who}{number}", "from": _who(who), "chat_instance": "1", "data": data, "message": shown}
    return {"callback_query": query}
