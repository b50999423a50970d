"""The channel at work against the emulator: the neighbourhood of the tests, each with a phone."""

import asyncio
import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select, update

from bot.channels.base import Pace
from bot.channels.telegram import NAME
from bot.channels.telegram.running import Running
from bot.courier import Courier
from bot.desk import Desk
from bot.settings import Settings
from bot.turns import Answer
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from storage.accounts import Caller, accounts
from storage.messages import messages
from storage.work import Work
from tests.cast import CAST
from tests.emulators.telegram import BotApi, Shown, User
from tests.play import MONDAY, Play
from tests.web.server import Site

FAST = Pace(chat_per_second=10_000, all_per_second=100_000)
NUMBERS = {who: 1001 + n for n, who in enumerate(CAST)}
SOON = 20.0


def picture(colour: str = "teal", side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG")
    return out.getvalue()


def settings_for(api: BotApi, **more: object) -> Settings:
    return Settings(telegram_token=api.token, telegram_api=api.base, **more)  # type: ignore[arg-type]


class Live:
    """The channel and its courier in a thread of their own, as a server runs them."""

    def __init__(self, desk: Desk, settings: Settings, pace: Pace = FAST) -> None:
        self._desk, self._settings, self._pace = desk, settings, pace
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(SOON), "the channel did not start"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(SOON)
        assert not self._thread.is_alive(), "the channel did not stop"

    def drawn(self) -> bool:
        """Whether every card shows what it should."""
        return asyncio.run_coroutine_threadsafe(self._quiet(), self._loop).result(SOON)

    async def _quiet(self) -> bool:
        return all(redraw.idle for redraw in self._courier.redraws)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.running = Running(self._settings, self._desk)
        self.running.channel.pace = self._pace
        courier = self._courier = Courier(self._desk, {NAME: self.running.channel})
        task = asyncio.create_task(courier.run())
        await self.running.start()
        self._ready.set()
        await self._stop.wait()
        await self.running.stop()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Phones(Play):
    """The same neighbourhood, but everybody writes by Telegram: a message goes over the wire and back."""

    def __init__(self, url: str, api: BotApi, start: datetime = MONDAY, pace: Pace = FAST) -> None:
        super().__init__(url, start)
        self.api = api
        self.do(_by_telegram)
        self.phones: dict[str, User] = {who: api.user(NUMBERS[who], who) for who, one in CAST.items() if one.account}
        self.live = Live(self.desk, settings_for(api), pace)

    def send(self, incoming: Incoming) -> Answer:
        """What the harness would have said on the web, done on this person's phone."""
        self.clock.move(timedelta(seconds=1))
        phone = self.phones[incoming.account]
        message_id = self._act(phone, incoming)
        self.api.handled()
        account, bubbles = self.desk.read_now(lambda work: work.messages.answer_to(NAME, message_id))
        self.settled()
        return Answer(account, bubbles)

    def button(self, who: str, label: str) -> Press:
        """What the phone itself shows, on the newest message that has such a button."""
        self.settled()
        for message in reversed(self.phones[who].chat):
            for row in message.buttons:
                for one in row:
                    if one.text == label and one.data:
                        return Press.parse(one.data)
        raise AssertionError(f"{who}'s phone has no {label!r}: {[m.labels for m in self.phones[who].chat][-3:]}")

    def courier(self) -> None:
        super().courier()
        self.settled()

    def settled(self) -> None:
        """Until nothing waits to be sent."""
        self.eventually(lambda: not self.desk.read_now(waiting), "messages still wait")
        self.eventually(self.live.drawn, "cards are still being redrawn")

    def eventually(self, met: Callable[[], object], otherwise: str = "it never came so far") -> None:
        end = time.monotonic() + SOON
        while not met():
            assert time.monotonic() < end, otherwise
            time.sleep(0.01)

    def shows(self, who: str) -> Sequence[Shown]:
        """What the bot has said on somebody's phone."""
        self.settled()
        return [one for one in self.phones[who].chat if one.from_bot]

    def close(self) -> None:
        self.live.close()
        super().close()

    def _act(self, phone: User, incoming: Incoming) -> str:
        match incoming.kind:
            case Kind.PRESS:
                newest = [one.message_id for one in phone.chat if one.from_bot]
                return f"q{phone.press(newest[-1], data=str(incoming.press)).id}"
            case Kind.PHOTO:
                return f"m{phone.id}:{phone.photo(picture(), incoming.text).message_id}"
        return f"m{phone.id}:{phone.say(incoming.text).message_id}"

    def _caller(self, work: Work, who: str) -> Caller:
        return work.accounts.who(NAME, str(NUMBERS[who]), self.now.astimezone(SHANGHAI).date(), self.now)


def _by_telegram(work: Work) -> None:
    for who, number in NUMBERS.items():
        here = (accounts.c.channel == "web", accounts.c.address == who)
        work.conn.execute(update(accounts).where(*here).values(channel=NAME, address=str(number)))


def waiting(work: Work) -> int:
    query = select(func.count()).select_from(messages).where(messages.c.state == "queued")
    return int(work.conn.execute(query).scalar_one())


@contextmanager
def behind_a_server(phones: Phones, folder: Path, **more: object) -> Iterator[Site]:
    """The whole app in place of the channel alone: one reader of updates at a time."""
    phones.live.close()
    site = Site(phones, settings_for(phones.api, data=folder, **more))
    try:
        yield site
    finally:
        site.close()
        phones.live = Live(phones.desk, settings_for(phones.api))
