"""Customer service at work against the emulator: the residents write by WeChat, whoever has a post by the web."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.channels.kf import NAME
from bot.channels.kf.running import Running
from bot.channels.wecom.running import Running as WeComRunning
from bot.desk import Desk
from bot.settings import Settings
from bot.turns import Answer
from handlers.kit.turns import Incoming, Kind, Photo, Press
from handlers.kit.worktime import SHANGHAI
from storage.accounts import Caller, accounts
from storage.messages import messages
from storage.work import Work
from tests.cast import CAST
from tests.channels.afar import FAST, SOON, Afar, Served, called_back, moved, picture, sending, undone
from tests.channels.wecom.live import settings_for as app_settings
from tests.emulators.wecom import Customer, Shown, WeComApi
from tests.play import MONDAY

RESIDENTS: Final = {who: f"wm{who}" for who, one in CAST.items() if one.account and not one.posts}
REAL: Final = Photo(picture(), 64, 64)  # WeChat opens what it is given


def settings_for(api: WeComApi, **more: object) -> Settings:
    return app_settings(api, kf_secret=api.kf_secret, **more)


class Live(Served):
    """Both channels, the callback page and the courier."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk, self._settings = desk, settings
        self.begin()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        self.wecom, self.running = WeComRunning(self._settings, self._desk), Running(self._settings, self._desk)
        self.wecom.customers = self.running.customers
        self.running.channel.pace, self.running.channel.gather = FAST, 0.1
        async with sending(self._desk, {NAME: self.running.channel}) as self.courier:
            await self.wecom.start()
            await self.running.start()
            async with called_back(self.wecom) as self.url:
                yield
            await self.running.stop()
            await self.wecom.stop()


class Customers(Afar):
    """The same neighbourhood; `phones` are the residents', who have found the account before."""

    def __init__(self, url: str, api: WeComApi, start: datetime = MONDAY, **more: object) -> None:
        super().__init__(url, start)
        self.api = api
        self.do(moved(NAME, RESIDENTS))
        self.phones: dict[str, Customer] = {who: api.customer(id_, who) for who, id_ in RESIDENTS.items()}
        self._settings = settings_for(api, **more)
        self.open()

    def open(self) -> None:
        """Start the channel, anew after `shut`."""
        self.live: Live = Live(self.desk, self._settings)
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

    def heard(self) -> None:
        """Until everything that the server told is acted on."""
        self.api.handled(SOON)
        self.eventually(lambda: not self.desk.read_now(undone), "letters still lie there")

    def shows(self, who: str) -> Sequence[Shown]:
        """What we have said on somebody's phone."""
        self.settled()
        return [one for one in self.phones[who].chat if one.from_bot]

    def states(self, who: str) -> list[str]:
        """What became of each card for somebody, in their order."""
        here = (accounts.c.channel == NAME, accounts.c.address == RESIDENTS[who], messages.c.card.is_not(None))
        query = select(messages.c.state).join(accounts, accounts.c.id == messages.c.account_id).where(*here)
        return self.desk.read_now(lambda work: list(work.conn.execute(query.order_by(messages.c.number)).scalars()))

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
