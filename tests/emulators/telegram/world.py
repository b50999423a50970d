"""What the server knows: people, chats and their messages, files, presses, commands; one lock over all of it."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.emulators.telegram.answers import Json, bad, forbidden
from tests.emulators.telegram.faults import Faults
from tests.emulators.telegram.media import Files
from tests.emulators.telegram.updates import Update, Updates

SUPERGROUP = -1_000_000_000_000


@dataclass(eq=False)
class Person:
    id: int
    first_name: str
    username: str | None = None
    last_name: str | None = None

    def json(self) -> Json:
        told: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        more = {"last_name": self.last_name, "username": self.username, "language_code": "zh-hans"}
        return told | {name: value for name, value in more.items() if value}


@dataclass(eq=False)
class Kept:
    """A message, `html` as it was sent."""

    body: Json
    html: str = ""
    pictures: list[bytes] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.body["message_id"])

    @property
    def from_bot(self) -> bool:
        return bool(self.body["from"]["is_bot"])


@dataclass(eq=False)
class Chat:
    id: int
    title: str
    numbers: Iterator[int]
    person: Person | None = None
    members: list[Person] = field(default_factory=list)
    messages: dict[int, Kept] = field(default_factory=dict)
    keyboard: Json | None = None
    """The keyboard below what is typed, as the bot last set it."""
    begun: bool = True
    refusal: str = ""
    """Why nothing can be sent here; empty when something can."""
    moved_to: int = 0

    @property
    def kind(self) -> str:
        return "private" if self.person else "supergroup" if self.id <= SUPERGROUP else "group"

    def json(self) -> Json:
        if not self.person:
            return {"id": self.id, "title": self.title, "type": self.kind}
        names = {name: value for name, value in self.person.json().items() if name.endswith("name")}
        return {"id": self.id, **names, "type": "private"}


@dataclass(eq=False)
class Query:
    """A press; `answer` is what the phone was told, None until then."""

    id: str
    born: float
    answer: Json | None = None


class World:
    def __init__(self, token: str, seed: int, faults: Faults, speed: float) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.token, self.speed, self.seed = token, speed, seed
        self.random = random.Random(seed)  # noqa: S311 - ids of a play, not secrets
        self.faults = faults.seeded(seed)
        self.updates = Updates(self.random.randrange(10**8, 9 * 10**8), self.faults)
        self.files = Files(seed)
        self.bot_id = int(token.partition(":")[0])
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.commands: dict[str, list[Json]] = {}
        self.menu_buttons: dict[int, Json] = {}
        self.numbers = count(1)
        self.privacy, self.query_seconds = True, 30.0
        self.listeners: list[Callable[[], None]] = []

    def bot(self) -> Json:
        return {"id": self.bot_id, "is_bot": True, "first_name": "微愿", "username": "weiyuan_bot"}

    def changed(self) -> None:
        """Whoever waits for something looks again; to be called with the lock held."""
        self.lock.notify_all()
        for listener in self.listeners:
            listener()

    def tell(self, kind: str, event: Json, queue: str) -> Update | None:
        update = self.updates.add(kind, event, queue)
        self.changed()
        return update

    def chat(self, given: str) -> Chat:
        """400 when the bot has never met it."""
        if not given:
            raise bad("chat_id is empty")
        try:
            return self.chats[int(given)]
        except (ValueError, KeyError):
            raise bad("chat not found") from None

    def open_chat(self, given: str) -> Chat:
        """One that can be written to: 403 when the bot was shut out, 400 with the new place when it has moved."""
        chat = self.chat(given)
        if chat.moved_to:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
        if not chat.begun:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.refusal:
            raise forbidden(chat.refusal)
        return chat

    def keep(self, chat: Chat, sender: Json, content: Json, html: str = "") -> Kept:
        told = {"message_id": next(chat.numbers), "from": sender, "chat": chat.json(), "date": int(time.time())}
        kept = Kept(told | content, html)
        chat.messages[kept.id] = kept
        return kept
