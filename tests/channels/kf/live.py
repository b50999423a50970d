"""Customer service at work against the emulator: the residents write by WeChat, whoever has a post by the web."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import uvicorn
from sqlalchemy import func, select, update
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.base import Pace
from bot.channels.kf import NAME
from bot.channels.kf.running import Running
from bot.channels.wecom.hook import PATH, check, hook
from bot.channels.wecom.running import Running as WeComRunning
from bot.courier import Courier
from bot.desk import Desk
from bot.settings import Settings
from bot.turns import Answer
from handlers.kit.turns import Incoming, Kind, Photo, Press
from handlers.kit.worktime import SHANGHAI
from storage.accounts import Caller, accounts
from storage.messages import messages
from storage.work import Work
from tests.cast import CAST
from tests.channels.wecom.live import picture, undone
from tests.channels.wecom.live import settings_for as app_settings
from tests.emulators.wecom import Customer, Shown, WeComApi
from tests.play import MONDAY, Play

FAST = Pace(chat_per_second=10_000, all_per_second=100_000)
RESIDENTS: Final = {who: f"wm{who}" for who, one in CAST.items() if one.account and not one.posts}
SOON = 20.0
REAL: Final = Photo(picture(), 64, 64)  # WeChat opens what it is given


def settings_for(api: WeComApi, **more: object) -> Settings:
    return app_settings(api, kf_secret=api.kf_secret, **more)


class Live:
    """Both channels, the callback page and the courier in a thread of their own, as a server runs them."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk, self._settings = desk, settings
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(SOON), "the channel did not start"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(SOON)
        assert not self._thread.is_alive(), "the channel did not stop"

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.wecom, self.running = WeComRunning(self._settings, self._desk), Running(self._settings, self._desk)
        self.wecom.customers = self.running.customers
        self.running.channel.pace = FAST
        courier = Courier(self._desk, {NAME: self.running.channel})
        task = asyncio.create_task(courier.run())
        await self.wecom.start()
        await self.running.start()
        server, serving = await self._served()
        self.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{PATH}"
        self._ready.set()
        await self._stop.wait()
        server.should_exit = True
        await serving
        await self.running.stop()
        await self.wecom.stop()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _served(self) -> "tuple[uvicorn.Server, asyncio.Task[None]]":
        app = Starlette(routes=[Route(PATH, check), Route(PATH, hook, methods=["POST"])])
        app.state.wecom = self.wecom
        config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1, lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            assert not serving.done(), "the callback page did not start"
            await asyncio.sleep(0.01)
        return server, serving


class Customers(Play):
    """The same neighbourhood; `phones` are the residents', who have found the account before."""

    def __init__(self, url: str, api: WeComApi, start: datetime = MONDAY, **more: object) -> None:
        super().__init__(url, start)
        self.api = api
        self.do(_by_wechat)
        self.phones: dict[str, Customer] = {who: api.customer(id_, who) for who, id_ in RESIDENTS.items()}
        self._settings = settings_for(api, **more)
        self.open()

    def open(self) -> None:
        """Start the channel, anew after `shut`."""
        self.live = Live(self.desk, self._settings)
        self.api.listen(self.live.url)

    def shut(self) -> None:
        self.live.close()

    def later(self, span: timedelta) -> None:
        """Here and at the server."""
        super().later(span)
        self.api.clock.move(span.total_seconds())

    def send(self, incoming: Incoming) -> Answer:
        """What the harness would have said on the web, done on this resident's phone."""
        if incoming.account not in self.phones:
            return super().send(replace(incoming, photos=tuple(REAL for _ in incoming.photos)))
        self.clock.move(timedelta(seconds=1))
        message_id = self._act(self.phones[incoming.account], incoming)
        self.heard()
        account, bubbles = self.desk.read_now(lambda work: work.messages.answer_to(NAME, message_id))
        self.settled()
        return Answer(account, bubbles)

    def button(self, who: str, label: str) -> Press:
        """What the phone itself shows, on the newest message that has such a button."""
        if who not in self.phones:
            return super().button(who, label)
        self.settled()
        for message in reversed(self.phones[who].chat):
            for one in message.buttons:
                if one.key and one.text.partition("（")[0] == label:
                    return Press.parse(one.key)
        raise AssertionError(f"{who}'s phone has no {label!r}: {[m.labels for m in self.phones[who].chat][-3:]}")

    def courier(self) -> None:
        super().courier()
        self.settled()

    def heard(self) -> None:
        """Until everything that the server told is acted on."""
        self.api.handled(SOON)
        self.eventually(lambda: not self.desk.read_now(undone), "letters still lie there")

    def settled(self) -> None:
        """Until nothing waits to be sent; what is held does not count."""
        self.eventually(lambda: not self.desk.read_now(_waiting), "messages still wait")

    def eventually(self, met: Callable[[], object], otherwise: str = "it never came so far") -> None:
        end = time.monotonic() + SOON
        while not met():
            assert time.monotonic() < end, otherwise
            time.sleep(0.01)

    def shows(self, who: str) -> Sequence[Shown]:
        """What we have said on somebody's phone."""
        self.settled()
        return [one for one in self.phones[who].chat if one.from_bot]

    def states(self, who: str) -> list[str]:
        """What became of each card for somebody, in their order."""
        here = (accounts.c.channel == NAME, accounts.c.address == RESIDENTS[who], messages.c.card.is_not(None))
        query = select(messages.c.state).join(accounts, accounts.c.id == messages.c.account_id).where(*here)
        return self.desk.read_now(lambda work: list(work.conn.execute(query.order_by(messages.c.number)).scalars()))

    def close(self) -> None:
        self.live.close()
        super().close()

    def _act(self, phone: Customer, incoming: Incoming) -> str:
        match incoming.kind:
            case Kind.PRESS:
                return phone.click(*_offer(phone, str(incoming.press))).id
            case Kind.PHOTO:
                return phone.photo(picture()).id
        return phone.say(incoming.text).id

    def _caller(self, work: Work, who: str) -> Caller:
        if who not in RESIDENTS:
            return super()._caller(work, who)
        return work.accounts.who(NAME, RESIDENTS[who], self.now.astimezone(SHANGHAI).date(), self.now)


def _offer(phone: Customer, press: str) -> tuple[str, str]:
    """The newest message that offers a press, and the item."""
    for message in reversed(phone.chat):
        if any(one.key == press for one in message.buttons):
            return message.id, press
    raise AssertionError(f"no {press!r} on the phone of {phone.id}")


def _by_wechat(work: Work) -> None:
    for who, id_ in RESIDENTS.items():
        here = (accounts.c.channel == "web", accounts.c.address == who)
        work.conn.execute(update(accounts).where(*here).values(channel=NAME, address=id_))


def _waiting(work: Work) -> int:
    query = select(func.count()).select_from(messages).where(messages.c.state == "queued")
    return int(work.conn.execute(query).scalar_one())
