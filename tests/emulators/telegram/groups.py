"""Groups: several people and the bot in one chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from tests.emulators.telegram.answers import Json
from tests.emulators.telegram.phones import User, membership, post, press, typed
from tests.emulators.telegram.shown import Press, Sent, Shown, screen
from tests.emulators.telegram.updates import Update
from tests.emulators.telegram.world import SUPERGROUP, Chat, World


def chat_of(world: World, chat_id: int, title: str, members: Sequence[User]) -> Chat:
    """A supergroup counts its own messages; a group shares its count with all the bot's private chats."""
    numbers = count(1) if chat_id <= SUPERGROUP else world.numbers
    chat = Chat(chat_id, title, numbers, members=[one.person for one in members])
    world.chats[chat_id] = chat
    return chat


@dataclass
class Group:
    world: World
    place: Chat
    users: list[User]

    @property
    def id(self) -> int:
        return self.place.id

    @property
    def chat(self) -> list[Shown]:
        with self.world.lock:
            return screen(self.place)

    def say(self, user: User, text: str, reply_to: int = 0) -> Sent:
        """The bot hears commands and answers to its own words; anything only where its privacy mode is off."""
        earlier = self.place.messages[reply_to] if reply_to else None
        content = typed(text) | ({"reply_to_message": earlier.body} if earlier else {})
        heard = not self.world.privacy or self.called(text) or bool(earlier and earlier.from_bot)
        return post(self.world, self.place, user.person, content, heard)

    def called(self, text: str) -> bool:
        """A command, and not one for another bot."""
        name = text.split(maxsplit=1)[0].partition("@")[2] if text.startswith("/") else None
        return name is not None and name in {"", self.world.bot()["username"]}

    def press(self, user: User, message_id: int, label: str | None = None, *, data: str | None = None) -> Press:
        return press(self.world, self.place, user.person, message_id, label, data)

    def join(self, user: User) -> Sent:
        with self.world.lock:
            self.place.members.append(user.person)
        return self.service(user, {"new_chat_members": [user.person.json()]})

    def leave(self, user: User) -> Sent:
        with self.world.lock:
            self.place.members.remove(user.person)
        return self.service(user, {"left_chat_member": user.person.json()})

    def service(self, user: User, content: Json) -> Sent:
        """What the app says of itself, which every bot hears."""
        return post(self.world, self.place, user.person, content)

    def migrate(self, new_id: int) -> None:
        """The group becomes a supergroup with another id; the bot is told in both places."""
        with self.world.lock:
            old, by = self.place, self.users[0]
            self.place = chat_of(self.world, new_id, old.title, self.users)
            post(self.world, old, by.person, {"migrate_to_chat_id": new_id})
            self.service(by, {"migrate_from_chat_id": old.id})
            old.moved_to = new_id

    def kick_bot(self) -> Update | None:
        with self.world.lock:
            self.place.refusal = f"bot was kicked from the {self.place.kind} chat"
            return membership(self.world, self.place, self.users[0].person, False)

    def add_bot(self) -> Update | None:
        with self.world.lock:
            self.place.refusal = ""
            return membership(self.world, self.place, self.users[0].person, True)
