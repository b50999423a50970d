"""What the harness of every outside channel needs: the channel in a thread of its own, a neighbourhood that waits."""

import asyncio
import io
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

import uvicorn
from PIL import Image
from sqlalchemy import func, select, update
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.base import Channel, Pace
from bot.channels.wecom.hook import PATH, check, hook
from bot.channels.wecom.running import Running
from bot.courier import Courier
from bot.desk import Desk
from storage.accounts import accounts
from storage.letters import letters
from storage.messages import messages
from storage.work import Work
from tests.play import Play

FAST: Final = Pace(chat_per_second=10_000, all_per_second=100_000)
SOON: Final = 20.0


def picture(colour: str = "teal", side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG")
    return out.getvalue()


class Served(ABC):
    """Channels and their courier in a thread of their own, as a server runs them."""

    courier: Courier

    def begin(self) -> None:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(SOON), "the channel did not start"

    def close(self) -> None:
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(SOON)
        assert not self._thread.is_alive(), "the channel did not stop"

    def drawn(self) -> bool:
        """Whether every card shows what it should, as far as anybody draws."""
        return not self._thread.is_alive() or asyncio.run_coroutine_threadsafe(self._quiet(), self._loop).result(SOON)

    @abstractmethod
    def at_work(self) -> AbstractAsyncContextManager[None]:
        """The channels from their start to their stop."""

    async def _quiet(self) -> bool:
        return all(redraw.idle for redraw in self.courier.redraws)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self.at_work():
            self._ready.set()
            await self._stop.wait()


@asynccontextmanager
async def sending(desk: Desk, channels: Mapping[str, Channel]) -> AsyncIterator[Courier]:
    """The courier of these channels, on its rounds."""
    courier = Courier(desk, channels)
    task = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def called_back(wecom: Running) -> AsyncIterator[str]:
    """The page that WeCom calls, on a port of its own; its address."""
    app = Starlette(routes=[Route(PATH, check), Route(PATH, hook, methods=["POST"])])
    app.state.wecom = wecom
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        assert not serving.done(), "the callback page did not start"
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{PATH}"
    finally:
        server.should_exit = True
        await serving


class Afar(Play):
    """A neighbourhood in which things take their way over the wire."""

    live: Served

    def courier(self) -> None:
        super().courier()
        self.settled()

    def settled(self) -> None:
        """Until nothing waits to be sent, and every card shows what it should; what is held does not count."""
        self.eventually(lambda: not self.desk.read_now(waiting), "messages still wait")
        self.eventually(self.drawn, "cards are still being redrawn")

    def drawn(self) -> bool:
        return self.live.drawn()

    def eventually(self, met: Callable[[], object], otherwise: str = "it never came so far") -> None:
        end = time.monotonic() + SOON
        while not met():
            assert time.monotonic() < end, otherwise
            time.sleep(0.01)

    def close(self) -> None:
        self.live.close()
        super().close()


def moved(channel: str, addresses: Mapping[str, str]) -> Callable[[Work], None]:
    """These of the cast are reached on this channel from now on, and no more on the web."""

    def move(work: Work) -> None:
        for who, address in addresses.items():
            here = (accounts.c.channel == "web", accounts.c.address == who)
            work.conn.execute(update(accounts).where(*here).values(channel=channel, address=address))

    return move


def waiting(work: Work) -> int:
    query = select(func.count()).select_from(messages).where(messages.c.state == "queued")
    return int(work.conn.execute(query).scalar_one())


def undone(work: Work) -> int:
    query = select(func.count()).select_from(letters).where(letters.c.done_at.is_(None))
    return int(work.conn.execute(query).scalar_one())
