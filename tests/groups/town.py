"""A community whose members also talk to each other in a group on Telegram."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from tests.cast import CAST
from tests.channels.telegram.live import Phones
from tests.databases import Databases
from tests.emulators.telegram import BotApi, Shown
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.record import Received

MEMBERS = ("刘书记", "陈书记", "李师傅", "张敏", "何叔", "冯书记", "王奶奶", "马主任")
CHAT = -4001
STRANGER = 5001
POOL = timedelta(hours=4, minutes=1)  # after which all members are told of a wish


class Town:
    def __init__(self, phones: Phones, api: BotApi) -> None:
        self.phones, self.api = phones, api
        self.stranger = api.user(STRANGER, "路人")
        self.users = {who: phones.phones[who] for who in MEMBERS} | {"路人": self.stranger}
        self.group: Group = api.group(CHAT, "演武志愿者", list(self.users.values()))

    def says(self, who: str, text: str) -> None:
        self.group.say(self.users[who], text)
        self.settled()

    def settled(self) -> None:
        self.api.handled()
        self.phones.settled()

    def cards(self) -> Sequence[Shown]:
        """What the bot has said in the group."""
        self.settled()
        return [one for one in self.group.chat if one.from_bot]

    def last(self) -> str:
        return self.cards()[-1].text

    def private(self, who: str) -> str:
        """The newest that the bot has said to somebody alone."""
        self.settled()
        return [one for one in self.users[who].chat if one.from_bot][-1].text

    def press(self, who: str, label: str) -> str:
        """Press the newest such button in the group; what the phone alone then shows."""
        message = next(one for one in reversed(self.cards()) if label in one.labels)
        press = self.group.press(self.users[who], message.message_id, label)
        self.api.wait(lambda: press.answer is not None)
        self.settled()
        return press.answer or ""

    def tie(self) -> None:
        self.group.add_bot()
        self.settled()
        self.says("刘书记", "/here")

    def wish(self, text: str = "想要个轮椅,带老伴出去走走", who: str = "王奶奶") -> None:
        """A wish that whoever is in the pool has just been told of."""
        self.phones.script((who, text), (who, "[提交]"), ("刘书记", "[通过公示]"))
        self.phones.later(POOL)
        self.phones.courier()
        self.settled()

    def sent(self) -> Sequence[Received]:
        """Every call that puts something into the group or changes it there."""
        return [one for one in self.api.log if one.chat == str(self.group.id)]


@contextmanager
def town(databases: Databases, api: BotApi) -> Iterator[Town]:
    with databases.fresh("sqlite") as url:
        phones = Phones(url, api)
        try:
            yield Town(phones, api)
        finally:
            phones.close()


def secrets() -> Sequence[str]:
    """All that nobody in a group may ever read: names as they are registered and called, phones, doors."""
    return [word for who, one in CAST.items() for word in (who, one.name, one.phone, one.door) if word]
