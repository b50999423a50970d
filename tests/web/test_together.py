"""Thirty-two chats open on one wish: one claims, and all the others follow within a second."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial

import httpx

from handlers.cases.records import Case
from handlers.kit.cards import Bubble, Card
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.people.records import Person, Post
from storage.work import Work
from tests.cast import BLOCK_3, CITY, GRID_2
from tests.play import Play
from tests.web.server import Site

CHATS, ROUNDS = 32, 8
_BUBBLE = re.compile(r'<li id="(m\d+)".*?(?=<li id="m|\Z)', re.DOTALL)


async def test_all_others_follow_within_a_second(site: Site) -> None:
    secrets = site.play.do(lambda work: [_volunteer(work, site.play, n) for n in range(CHATS)])
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(Chat(site.base, secret)) for secret in secrets]
        # Whatever else the machine is busy with slows this down: one of three measures must be undisturbed.
        for first in (0, ROUNDS, 2 * ROUNDS):
            p99 = await _measured(site, secrets, lines, first)
            if p99 < 1:
                return
    raise AssertionError(f"p99 {p99:.1f} s, three times")


async def _measured(site: Site, secrets: list[str], lines: "list[Chat]", first: int) -> float:
    """p99 in seconds of the time until all others have seen a claim, over some rounds."""
    took: list[float] = []
    for n in range(first, first + ROUNDS):
        case = _wish(site.play, secrets, n)
        shown = [await line.sees(f"cases.take|{case.id}|{case.version}|claim") for line in lines]
        began, claimer = time.monotonic(), lines[n]
        await claimer.press(Press("cases.take", case.id, case.version, "claim"))
        others = [(line, bubble) for line, bubble in zip(lines, shown, strict=True) if line is not claimer]
        times = await asyncio.gather(*(line.loses(bubble, f"cases.take|{case.id}|") for line, bubble in others))
        took += [at - began for at in times]
        _end(site.play, case)
    took.sort()
    assert len(took) == ROUNDS * (CHATS - 1)
    p99 = took[int(len(took) * 0.99)]
    print(f"{len(took)} cards followed: median {took[len(took) // 2] * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")  # noqa: T201  # the figure is what this test is for
    return p99


class Chat:
    """One open chat: its line, what each bubble looks like on it, and since when."""

    def __init__(self, base: str, secret: str) -> None:
        self._http = httpx.AsyncClient(base_url=base, cookies={"weiyuan": secret}, timeout=30)
        self._csrf = ""
        self._bubbles: dict[str, tuple[str, float]] = {}
        self._changed = asyncio.Event()

    async def __aenter__(self) -> "Chat":
        page = (await self._http.get("/chat")).text
        self._csrf = page.split('name="csrf" value="')[1][:64]
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._http.aclose()

    async def press(self, press: Press) -> None:
        data = {"csrf": self._csrf, "press": str(press)}
        (await self._http.post("/chat/press", data=data, headers={"x-live": "1"})).raise_for_status()

    async def sees(self, button: str) -> str:
        """The bubble that has this button. Others may change after it has come: a card of the case before, say."""
        while not (found := [bubble for bubble, (html, _) in self._bubbles.items() if button in html]):
            await self._change()
        return found[-1]

    async def loses(self, bubble: str, button: str) -> float:
        """When the button of a bubble was gone."""
        while button in self._bubbles[bubble][0]:
            await self._change()
        return self._bubbles[bubble][1]

    async def _change(self) -> None:
        self._changed.clear()
        await asyncio.wait_for(self._changed.wait(), 10)

    async def _listen(self) -> None:
        async with self._http.stream("GET", "/chat/events?after=0") as answer:
            async for html in _told(answer):
                now = time.monotonic()
                self._bubbles |= {one[1]: (one[0], now) for one in _BUBBLE.finditer(html)}
                self._changed.set()


async def _told(answer: httpx.Response) -> AsyncIterator[str]:
    async for line in answer.aiter_lines():
        if line.startswith("data: ") and line != 'data: ""':
            yield json.loads(line.removeprefix("data: "))


def _volunteer(work: Work, play: Play, n: int) -> str:
    person = work.people.add(Person(0, CITY, f"志愿者{n}", f"志愿者{n}", unit_id=BLOCK_3))
    account = work.accounts.open(person, "web", f"v{n}", play.now)
    seat = work.people.seat(Role.VOLUNTEER, GRID_2)
    work.people.add_post(Post(seat, person, play.now.date()))
    work.sessions.open(f"session-{n}", account, play.now, play.now.replace(year=play.now.year + 1))
    return f"session-{n}"


def _wish(play: Play, secrets: list[str], n: int) -> Case:
    """A wish open to all, shown in every chat."""
    play.script(("王奶奶", f"想要第{n}本书"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    case = play.case(f"演武-{n + 1:04d}")
    for secret in secrets:
        play.do(partial(_show, play=play, secret=secret, case=case))
    return case


def _show(work: Work, play: Play, secret: str, case: Case) -> None:
    found = work.sessions.account(secret, play.now)
    assert found
    number = work.accounts.take_numbers(found[0], 1)
    work.messages.add(found[0], [Bubble(number, False, play.now, Card("wishes/case", case.id))], None)
    work.spoken.add(found[0])


def _end(play: Play, case: Case) -> None:
    """The asker has one wish at a time: this one is taken back."""
    play.push("王奶奶", Press("cases.take", case.id, play.case(case.no).version, "withdraw"))
