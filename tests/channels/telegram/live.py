"""The channel at work against the emulator: the neighbourhood of the tests, each with a phone."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.base import Pace
from bot.channels.telegram import NAME
from bot.channels.telegram.running import Running
from bot.desk import Desk
from bot.settings import Settings
from bot.turns import Answer
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from storage.accounts import Caller
from storage.work import Work
from tests.cast import CAST
from tests.channels.afar import FAST, Afar, Served, moved, picture, sending
from tests.emulators.telegram import BotApi, Shown, User
from tests.play import MONDAY
from tests.web.server import Site

NUMBERS = {who: 1001 + n for n, who in enumerate(CAST)}


def settings_for(api: BotApi, **more: object) -> Settings:
    return Settings(telegram_token=api.token, telegram_api=api.base, **more)  # type: ignore[arg-type]


class Live(Served):
    """The channel and its courier."""

    def __init__(self, desk: Desk, settings: Settings, pace: Pace = FAST) -> None:
        self._desk, self._settings, self._pace = desk, settings, pace
        self.begin()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        self.running = Running(self._settings, self._desk)
        self.running.channel.pace = self._pace
        async with sending(self._desk, {NAME: self.running.channel}) as self.courier:
            await self.running.start()
            yield
            await self.running.stop()


class Phones(Afar):
    """The same neighbourhood, but everybody writes by Telegram: a message goes over the wire and back."""

    def __init__(self, url: str, api: BotApi, start: datetime = MONDAY, pace: Pace = FAST) -> None:
        super().__init__(url, start)
        self.api = api
        self.do(moved(NAME, {who: str(number) for who, number in NUMBERS.items()}))
        self.phones: dict[str, User] = {who: api.user(NUMBERS[who], who) for who, one in CAST.items() if one.account}
        self.live: Live = Live(self.desk, settings_for(api), pace)

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

    def shows(self, who: str) -> Sequence[Shown]:
        """What the bot has said on somebody's phone."""
        self.settled()
        return [one for one in self.phones[who].chat if one.from_bot]

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
