"""Twenty messages a minute in a group, and never one more: proven with a clock that does not wait."""

import asyncio
import selectors
import time
from itertools import pairwise
from typing import cast

import pytest

from bot.channels.base import Channel, Pace
from bot.channels.robot.channel import PACE as ROBOTS
from bot.channels.telegram.channel import PACE as TELEGRAM
from bot.courier.post import Post
from bot.desk import Desk

MOST, MINUTE = 20, 60.0


class Skipping(selectors.DefaultSelector):
    """Where there is nothing to do but wait, time jumps."""

    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.ahead += max(0.0, timeout or 0.0)
        return super().select(0)


class Hasty(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.skipping = Skipping()
        super().__init__(self.skipping)

    def time(self) -> float:
        return time.monotonic() + self.skipping.ahead


class Paced:
    """As much of a channel as pacing looks at."""

    name = "paced"

    def __init__(self, pace: Pace) -> None:
        self.pace = pace


class Closed:
    """As much of a desk as a post is made of: nothing is read or written here."""

    async def read(self, _: object) -> None: ...

    async def job(self, _: object) -> None: ...


def times(pace: Pace, address: str, count: int) -> list[float]:
    """When so many messages to one chat leave, asked for all at once."""

    async def run() -> list[float]:
        found: list[float] = []
        post = Post(cast(Desk, Closed()), cast(Channel, Paced(pace)), lambda: None)

        async def one() -> None:
            await post.paced(address)
            found.append(asyncio.get_running_loop().time())

        await asyncio.gather(*(one() for _ in range(count)))
        return found

    loop = Hasty()
    try:
        return loop.run_until_complete(run())
    finally:
        loop.close()


@pytest.mark.parametrize(("pace", "address"), [(TELEGRAM, "-4001"), (TELEGRAM, "-100400100"), (ROBOTS, "a1b2c3")])
def test_no_minute_has_more_than_twenty(pace: Pace, address: str) -> None:
    found = times(pace, address, 200)
    assert found == sorted(found)
    for at in found:
        assert sum(at <= other < at + MINUTE for other in found) <= MOST - 1, "a restart may add one"
    assert found[-1] - found[0] < 200 * MINUTE / 15, "slower than need be"


def test_people_do_not_wait_as_groups_do() -> None:
    found = times(TELEGRAM, "4001", 10)
    assert max(b - a for a, b in pairwise(found)) < 2
