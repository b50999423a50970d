"""The channel at work against the emulator: the neighbourhood of the tests, each a member with a phone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.channels.base import Pace
from bot.channels.wecom import NAME
from bot.channels.wecom.allowance import Limit
from bot.channels.wecom.reading import key_of
from bot.channels.wecom.running import Running
from bot.channels.wecom.writing import CHOSEN, QUESTION
from bot.desk import Desk
from bot.settings import Settings
from bot.turns import Answer
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from storage.accounts import Caller
from storage.work import Work
from tests.cast import CAST
from tests.channels.afar import FAST, SOON, Afar, Served, called_back, moved, picture, sending, undone
from tests.emulators.wecom import Button, Callback, Shown, Staff, WeComApi
from tests.emulators.wecom.crypto import Pairs, xml
from tests.play import MONDAY

MEMBERS = {who: f"member{1001 + n}" for n, who in enumerate(CAST)}


def settings_for(api: WeComApi, **more: object) -> Settings:
    given = {"corp": api.corp, "agent": api.agent, "secret": api.secret, "token": api.token, "key": api.key}
    found = {f"wecom_{name}": value for name, value in given.items()} | {"wecom_api": api.base}
    return Settings(**found | more)  # type: ignore[arg-type]


class Live(Served):
    """The channel, its callback page and its courier."""

    def __init__(self, desk: Desk, settings: Settings, pace: Pace = FAST) -> None:
        self._desk, self._settings, self._pace = desk, settings, pace
        self.begin()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        self.running = Running(self._settings, self._desk)
        self.running.channel.pace = self._pace
        self.running.channel.settles = 0.02
        if self._pace is FAST:
            self.running.channel.allowance.limits = (Limit(1_000_000, 1.0),)
        async with sending(self._desk, {NAME: self.running.channel}) as self.courier:
            await self.running.start()
            async with called_back(self.running) as self.url:
                yield
            await self.running.stop()


class Phones(Afar):
    """The same neighbourhood, but everybody writes by WeCom: a message goes over the wire and back."""

    def __init__(self, url: str, api: WeComApi, start: datetime = MONDAY, pace: Pace = FAST, **more: object) -> None:
        super().__init__(url, start)
        self.api = api
        self.do(moved(NAME, MEMBERS))
        self.phones: dict[str, Staff] = {who: api.staff(MEMBERS[who], who) for who, one in CAST.items() if one.account}
        self._settings, self._pace = settings_for(api, **more), pace
        self.open()

    def open(self) -> None:
        """Start the channel, anew after `shut`."""
        self.live: Live = Live(self.desk, self._settings, self._pace)
        self.api.listen(self.live.url)

    def shut(self) -> None:
        """Stop the channel; the server is told nothing of it."""
        self.live.close()

    def send(self, incoming: Incoming) -> Answer:
        """What the harness would have said on the web, done on this person's phone."""
        self.clock.move(timedelta(seconds=1))
        message_id = key_of(self._act(incoming).content)
        self.heard()
        account, bubbles = self.desk.read_now(lambda work: work.messages.answer_to(NAME, message_id))
        self.settled()
        return Answer(account, bubbles)

    def button(self, who: str, label: str) -> Press:
        """What the phone itself shows, on the newest message that has such a button, or such a line in its list."""
        self.settled()
        for message in reversed(self.phones[who].chat):
            for press, text in offers(message).items():
                if text == label:
                    return Press.parse(press)
        raise AssertionError(f"{who}'s phone has no {label!r}: {[m.labels for m in self.phones[who].chat][-3:]}")

    def heard(self) -> None:
        """Until everything that the server told is acted on."""
        self.api.handled(SOON)
        self.eventually(lambda: not self.desk.read_now(undone), "letters still lie there")

    def shows(self, who: str) -> Sequence[Shown]:
        """What the app has said on somebody's phone."""
        self.settled()
        return [one for one in self.phones[who].chat if one.from_bot]

    def _act(self, incoming: Incoming) -> Callback:
        phone = self.phones[incoming.account]
        match incoming.kind:
            case Kind.PRESS:
                return self._pressed(phone, str(incoming.press))
            case Kind.PHOTO if incoming.text:
                raise AssertionError("a picture has no words on WeCom: say them before it")
            case Kind.PHOTO:
                return phone.photo(picture()).callback
        return phone.say(incoming.text).callback

    def _pressed(self, phone: Staff, press: str) -> Callback:
        """On the newest message that offers it; else what somebody would post who made it up."""
        for message in reversed(phone.chat):
            if press in offers(message):
                keys = {one.key for one in message.buttons}
                chosen = {} if press in keys else {QUESTION: [press]}
                return phone.press(message.id, press if press in keys else CHOSEN, chosen).callback
        return self.api.forge(phone.id, content=event(self.api, phone, "template_card_event", EventKey=press))

    def _caller(self, work: Work, who: str) -> Caller:
        return work.accounts.who(NAME, MEMBERS[who], self.now.astimezone(SHANGHAI).date(), self.now)


def offers(message: Shown) -> dict[str, str]:
    """What can be pressed on a message, and what it says there: buttons, or the lines of a list."""
    buttons: Sequence[Button] = [one for one in message.buttons if one.key and one.key != CHOSEN]
    lines = message.content.get("checkbox", {}).get("option_list", ()) if CHOSEN in keys(message) else ()
    return {one.key: one.text for one in buttons} | {one["id"]: one["text"] for one in lines}


def keys(message: Shown) -> set[str]:
    return {one.key for one in message.buttons}


def event(api: WeComApi, phone: Staff, name: str, at: int = 0, **more: str) -> str:
    """The words of an event that no phone of the emulator would make by itself."""
    pairs: Pairs = [("ToUserName", api.corp), ("FromUserName", phone.id), ("CreateTime", at or int(api.clock.now()))]
    return xml([*pairs, ("MsgType", "event"), ("Event", name), *more.items(), ("AgentID", api.agent)])
