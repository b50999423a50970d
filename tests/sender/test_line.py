"""The line between the server and its sender."""

import asyncio
import socket
from typing import Any

import pytest

from bot.sender.line import Line, Told


class End:
    def __init__(self) -> None:
        self.over = asyncio.Event()
        self._heard: asyncio.Queue[Any] = asyncio.Queue()

    async def on(self, sock: socket.socket) -> Line:
        line = Line(self._heard.put_nowait, self.over.set)
        await asyncio.get_running_loop().create_unix_connection(lambda: line, sock=sock)
        return line

    async def hears(self, count: int) -> list[Any]:
        async with asyncio.timeout(5):
            return [await self._heard.get() for _ in range(count)]


async def test_values_arrive_whole_and_in_their_order_however_large() -> None:
    one, other = socket.socketpair()
    here, there = End(), End()
    line, back = await here.on(one), await there.on(other)
    said = ["a", b"x" * 3_000_000, {"心愿": [1, 2]}, Told(1, None, ValueError("why"))]
    for value in said:
        line.send(value)
    heard = await there.hears(4)
    assert heard[:3] == said[:3]
    assert heard[3].number == 1
    assert repr(heard[3].error) == "ValueError('why')"
    back.send("yes")
    assert await here.hears(1) == ["yes"]


async def test_a_value_cut_in_pieces_is_put_together() -> None:
    one, other = socket.socketpair()
    there, line = End(), Line(lambda _: None, lambda: None)
    pieces: list[bytes] = []

    class Held(asyncio.WriteTransport):
        def write(self, data: Any) -> None:
            pieces.append(bytes(data))

    line.connection_made(Held())
    line.send("一件事")
    line.send("另一件")
    await there.on(other)
    for byte in b"".join(pieces):
        one.send(bytes([byte]))
        await asyncio.sleep(0)
    assert await there.hears(2) == ["一件事", "另一件"]
    one.close()


async def test_an_end_that_goes_is_noticed_and_nothing_is_said_to_it_any_more() -> None:
    one, other = socket.socketpair()
    there = End()
    line = await there.on(other)
    one.close()
    async with asyncio.timeout(5):
        await there.over.wait()
    line.send("nobody hears this")
    assert line.waiting == 0


async def test_what_cannot_be_pickled_is_told_to_whoever_sends_it() -> None:
    one, other = socket.socketpair()
    line, there = await End().on(one), End()
    await there.on(other)
    with pytest.raises(Exception, match="pickle"):
        line.send(lambda: None)
    line.send("the next")
    assert await there.hears(1) == ["the next"]
