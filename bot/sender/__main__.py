"""`python -m bot.sender FD`: what the server starts. It reads the data, writes nothing, and ends with the server."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import uvloop

from bot import interpreter
from bot.channels import opening
from bot.clock import Clock
from bot.courier import Courier
from bot.desk import Effects
from bot.logs import set_up
from bot.sender.desk import FarDesk
from bot.sender.line import Alive, Begin, Line, Stop, Told
from storage.engines import reader_engine
from storage.vault import Vault

BEAT: Final = 5.0  # seconds


def main() -> None:
    for each in (signal.SIGINT, signal.SIGTERM):  # the server alone hears them, and ends this process in its order
        signal.signal(each, signal.SIG_IGN)
    set_up()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_send(socket.socket(fileno=int(sys.argv[1]))))


async def _send(sock: socket.socket) -> None:
    """Until it is told to stop."""
    heard: asyncio.Queue[Any] = asyncio.Queue()
    # Nobody is left who could note down what is sent now: so nothing more is.
    line = Line(heard.put_nowait, lambda: os._exit(1))
    await asyncio.get_running_loop().create_unix_connection(lambda: line, sock=sock)
    begin = await heard.get()
    assert isinstance(begin, Begin), begin
    async with _at_work(begin, line) as desk:
        beating = asyncio.create_task(_beat(line))
        while not isinstance(value := await heard.get(), Stop):
            _take(desk, value)
        ending = asyncio.create_task(_take_all(desk, heard))  # what is noted down at the end has its answers, too
    for task in (ending, beating):
        task.cancel()


async def _beat(line: Line) -> None:
    while True:
        line.send(Alive())
        await asyncio.sleep(BEAT)


async def _take_all(desk: FarDesk, heard: "asyncio.Queue[Any]") -> None:
    while True:
        _take(desk, await heard.get())


def _take(desk: FarDesk, value: Told | Effects) -> None:
    if isinstance(value, Told):
        desk.told(value)
    else:
        desk.announce(value)


@asynccontextmanager
async def _at_work(begin: Begin, line: Line) -> AsyncIterator[FarDesk]:
    settings = begin.settings
    desk = FarDesk(line, reader_engine(settings.url), Vault.at(settings.key_file), begin.house, Clock())
    open_telegram = opening.telegram(settings)
    assert open_telegram, "there is a token"
    running = open_telegram(desk)
    running.channel.pace = begin.pace
    courier = asyncio.create_task(Courier(desk, {running.channel.name: running.channel}, tells=False).run())
    courier.add_done_callback(_died)
    interpreter.settled()
    try:
        yield desk
    finally:
        courier.remove_done_callback(_died)
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)
        await running.bot.session.close()
        desk.close()


def _died(_: object) -> None:
    """Without a courier nothing is sent: another process is better than that."""
    os._exit(1)


if __name__ == "__main__":
    main()
