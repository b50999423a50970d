"""One neighbourhood, four channels at once, one server: residents on WeChat, staff on WeCom, whoever helps on Telegram,
one of the staff on the web."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bot.channels import kf, telegram, wecom
from bot.channels.wecom.allowance import Limit
from bot.channels.wecom.reading import key_of
from bot.channels.wecom.writing import CHOSEN, QUESTION
from bot.turns import Answer
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Photo, Press
from handlers.kit.worktime import SHANGHAI
from storage.accounts import Caller
from storage.work import Work
from tests.cast import CAST
from tests.channels.afar import FAST, SOON, Afar, moved, picture, undone
from tests.channels.kf.live import settings_for
from tests.channels.wecom.live import offers
from tests.emulators.telegram import BotApi, User
from tests.emulators.wecom import Customer, Staff, WeComApi
from tests.play import Play
from tests.web.server import Site

WEB: Final = "web"
HELPS = {Role.PARTY_MEMBER, Role.VOLUNTEER}
REAL: Final = Photo(picture(), 64, 64)


def channel_of(who: str) -> str:
    if who == "小吴":
        return WEB
    roles = {role for role, _ in CAST[who].posts}
    return kf.NAME if not roles else telegram.NAME if roles & HELPS else wecom.NAME


WHERE: Final = {
    who: (channel_of(who), who if who == "小吴" else f"{n}" if channel_of(who) == telegram.NAME else f"wm{n}")
    for n, (who, one) in enumerate(CAST.items(), 1001)
    if one.account
}
"""Of everybody the channel, and the address there."""


class Mixed(Afar):
    def __init__(self, url: str, bots: BotApi, corp: WeComApi, folder: Path) -> None:
        super().__init__(url)
        self.bots, self.corp, self._folder = bots, corp, folder
        for channel in (kf.NAME, telegram.NAME, wecom.NAME):
            self.do(moved(channel, {who: address for who, (where, address) in WHERE.items() if where == channel}))
        self.phones: dict[str, User | Staff | Customer] = {
            who: self._phone(who) for who in WHERE if WHERE[who][0] != WEB
        }

    def open(self) -> None:
        """The server, as it is run in earnest; only the pace is none."""
        settings = settings_for(
            self.corp, data=self._folder, telegram_token=self.bots.token, telegram_api=self.bots.base
        )
        self.site = Site(self, settings)
        self.state: Any = self.site.app.state
        for one in (self.state.telegram, self.state.wecom, self.state.kf):
            one.channel.pace = FAST
        self.state.kf.channel.gather = 0.1
        self.state.wecom.channel.allowance.limits = (Limit(1_000_000, 1.0),)
        self.corp.listen(f"{self.site.base}/wecom")

    def send(self, incoming: Incoming) -> Answer:
        channel, _ = WHERE[incoming.account]
        if channel == WEB:
            answer = super().send(replace(incoming, photos=tuple(REAL for _ in incoming.photos)))
            self.settled()
            return answer
        self.clock.move(timedelta(seconds=1))
        message_id = self._act(self.phones[incoming.account], incoming)
        self.heard()
        account, bubbles = self.desk.read_now(lambda work: work.messages.answer_to(channel, message_id))
        self.settled()
        return Answer(account, bubbles)

    def button(self, who: str, label: str) -> Press:
        """What the phone itself shows, on the newest message that has such a button, or such a line in its list."""
        self.settled()
        if WHERE[who][0] == WEB:
            return super().button(who, label)
        for shown in self._offered(self.phones[who]):
            for press, text in shown.items():
                if text.partition("（")[0] == label:
                    return Press.parse(press)
        raise AssertionError(f"{who}'s phone has no {label!r}: {[one.text for one in self.phones[who].chat][-3:]}")

    def later(self, span: timedelta) -> None:
        """Here and at the servers."""
        super().later(span)
        self.corp.clock.move(span.total_seconds())

    def heard(self) -> None:
        """Until everything that the servers told is acted on."""
        self.bots.handled(SOON)
        self.corp.handled(SOON)
        self.eventually(lambda: not self.desk.read_now(undone), "letters still lie there")

    def drawn(self) -> bool:
        return all(redraw.idle for redraw in self.state.courier.redraws)

    def close(self) -> None:
        if hasattr(self, "site"):
            self.site.close()
        Play.close(self)  # what is served here is the whole app

    def _phone(self, who: str) -> User | Staff | Customer:
        channel, address = WHERE[who]
        if channel == telegram.NAME:
            return self.bots.user(int(address), who)
        if channel == wecom.NAME:
            return self.corp.staff(address, who)
        customer = self.corp.customer(address, who)
        customer.desk.heard(customer.session)  # they have written lately: so they can be written to
        self.do(lambda work: work.kf.heard(address, customer.account.id, self.now))
        return customer

    def _act(self, phone: User | Staff | Customer, incoming: Incoming) -> str:
        """What was wanted, done on a phone; by what the channel knows it."""
        match phone:
            case User():
                return _on_telegram(phone, incoming)
            case Staff():
                return key_of(_on_wecom(phone, incoming))
        return _on_wechat(phone, incoming)

    def _offered(self, phone: User | Staff | Customer) -> list[dict[str, str]]:
        """Presses and their labels, of the newest message first."""
        if isinstance(phone, User):
            return [{b.data: b.text for row in one.buttons for b in row if b.data} for one in reversed(phone.chat)]
        if isinstance(phone, Staff):
            return [offers(one) for one in reversed(phone.chat)]
        return [{b.key: b.text for b in one.buttons if b.key} for one in reversed(phone.chat)]

    def _caller(self, work: Work, who: str) -> Caller:
        return work.accounts.who(*WHERE[who], self.now.astimezone(SHANGHAI).date(), self.now)


def _on_telegram(phone: User, incoming: Incoming) -> str:
    if incoming.kind is Kind.PRESS:
        newest = [one.message_id for one in phone.chat if one.from_bot][-1]
        return f"q{phone.press(newest, data=str(incoming.press)).id}"
    sent = phone.photo(picture(), incoming.text) if incoming.kind is Kind.PHOTO else phone.say(incoming.text)
    return f"m{phone.id}:{sent.message_id}"


def _on_wecom(phone: Staff, incoming: Incoming) -> Any:
    if incoming.kind is Kind.PRESS:
        press = str(incoming.press)
        message = next(one for one in reversed(phone.chat) if press in offers(one))
        button = press in {one.key for one in message.buttons}
        pressed = phone.press(message.id, press if button else CHOSEN, {} if button else {QUESTION: [press]})
        return pressed.callback.content
    sent = phone.photo(picture()) if incoming.kind is Kind.PHOTO else phone.say(incoming.text)
    return sent.callback.content


def _on_wechat(phone: Customer, incoming: Incoming) -> str:
    if incoming.kind is Kind.PRESS:
        press = str(incoming.press)
        message = next(one for one in reversed(phone.chat) if press in {b.key for b in one.buttons})
        return phone.click(message.id, press).id
    return (phone.photo(picture()) if incoming.kind is Kind.PHOTO else phone.say(incoming.text)).id
