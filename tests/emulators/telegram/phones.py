"""People's phones: what they show, and what is done on them."""

import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.emulators.telegram.answers import Json
from tests.emulators.telegram.entities import formatted
from tests.emulators.telegram.shown import Press, Sent, Shown, buttons, screen
from tests.emulators.telegram.updates import Update
from tests.emulators.telegram.world import Chat, Kept, Person, Query, World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def typed(text: str, what: str = "text") -> Json:
    """Text as a phone sends it."""
    plain, entities = formatted(text, "")
    if not plain:
        return {}
    return {what: plain} | ({"entities" if what == "text" else "caption_entities": entities} if entities else {})


def post(world: World, chat: Chat, person: Person, content: Json, told: bool = True) -> Sent:
    """A message of this person's in this chat; the bot hears of it unless it may not."""
    with world.lock:
        kept = world.keep(chat, person.json(), content)
        update = world.tell("message", dict(kept.body), f"chat:{chat.id}") if told and not chat.refusal else None
        world.changed()
        return Sent(kept.id, update)


def press(world: World, chat: Chat, person: Person, message_id: int, label: str | None, data: str | None) -> Press:
    """A press of the button with this label that the message shows, or of whatever data a forged phone sends.
    A message that is gone is told of by its number alone."""
    with world.lock:
        kept = chat.messages.get(message_id) or Kept({"message_id": message_id, "chat": chat.json(), "date": 0})
        query = Query(str(world.random.randrange(10**17, 10**18)), time.monotonic())
        event = {"id": query.id, "from": person.json(), "message": dict(kept.body)}
        event |= {"chat_instance": str(world.bot_id * 7919 + chat.id), "data": data or wanted(kept, label)}
        world.queries[query.id] = query
        return Press(query, world.tell("callback_query", event, f"press:{person.id}"))


def wanted(kept: Kept, label: str | None) -> str:
    found = [one.data for row in buttons(kept) for one in row if one.text == label and one.data]
    if not found:
        raise LookupError(f"no button {label!r} on this message: {buttons(kept)}")
    return found[0]


@dataclass(frozen=True)
class User:
    """A person's phone, open at the private chat with the bot."""

    world: World
    person: Person
    place: Chat

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def chat(self) -> list[Shown]:
        with self.world.lock:
            return screen(self.place)

    @property
    def keyboard(self) -> list[list[Json]]:
        """The buttons below what is typed: `text`, perhaps `request_contact` or `request_location`."""
        with self.world.lock:
            return [list(row) for row in (self.place.keyboard or {}).get("keyboard", [])]

    @property
    def menu(self) -> dict[str, str]:
        """The commands offered here, with what is said of each."""
        with self.world.lock:
            for scope in (f"chat/{self.id}", "all_private_chats/", "default/"):
                for language in ("zh", ""):
                    if found := self.world.commands.get(f"{scope}//{language}"):
                        return {one["command"]: one["description"] for one in found}
        return {}

    def post(self, content: Json) -> Sent:
        with self.world.lock:
            self.place.begun = True
        return post(self.world, self.place, self.person, content)

    def say(self, text: str, reply_to: int = 0) -> Sent:
        earlier = self.place.messages[reply_to].body if reply_to else None
        return self.post(typed(text) | ({"reply_to_message": earlier} if earlier else {}))

    def start(self, payload: str = "") -> Sent:
        """The button at the end of a link to the bot. ValueError for what no link can carry."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise ValueError(f"no link carries {payload!r}")
        return self.say(f"/start {payload}".strip())

    def press(self, message_id: int, label: str | None = None, *, data: str | None = None) -> Press:
        return press(self.world, self.place, self.person, message_id, label, data)

    def photo(self, jpeg: bytes, caption: str = "", album: str = "") -> Sent:
        with self.world.lock:
            content = {"photo": self.world.files.photo(jpeg)} | ({"media_group_id": album} if album else {})
            sent = self.post(content | typed(caption, "caption"))
            self.place.messages[sent.message_id].pictures.append(jpeg)
            return sent

    def album(self, jpegs: list[bytes], caption: str = "") -> list[Sent]:
        """Pictures chosen together: as many messages, the first with what is said of them."""
        group = str(self.world.random.randrange(10**16, 10**17))
        return [self.photo(jpeg, "" if at else caption, group) for at, jpeg in enumerate(jpegs)]

    def voice(self, ogg: bytes, seconds: int) -> Sent:
        with self.world.lock:
            file = self.world.files.add(ogg, "voice", "oga")
            return self.post({"voice": file.json() | {"duration": seconds, "mime_type": "audio/ogg"}})

    def contact(self, phone: str, own: bool = True) -> Sent:
        """A number, with whose account it is; another's number may well come without one."""
        told: Json = {"phone_number": phone, "first_name": self.person.first_name}
        return self.post({"contact": told | ({"user_id": self.id} if own else {})})

    def location(self, latitude: float, longitude: float) -> Sent:
        return self.post({"location": {"latitude": latitude, "longitude": longitude}})

    def forward(self, text: str, name: str) -> Sent:
        """Words of somebody else's, who shows no more of the account than a name."""
        origin = {"type": "hidden_user", "sender_user_name": name, "date": int(time.time())}
        return self.post(typed(text) | {"forward_origin": origin})

    def document(self, body: bytes, name: str) -> Sent:
        with self.world.lock:
            return self.post(self.world.files.document(body, name))

    def sticker(self) -> Sent:
        with self.world.lock:
            file = self.world.files.add(b"RIFF", "stickers", "webp").json()
            kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return self.post({"sticker": file | kind})

    def edit(self, message_id: int, text: str) -> Sent:
        with self.world.lock:
            kept = self.place.messages[message_id]
            body = {name: value for name, value in kept.body.items() if name not in {"text", "entities"}}
            kept.body = body | typed(text) | {"edit_date": int(time.time())}
            update = self.world.tell("edited_message", dict(kept.body), f"chat:{self.place.id}")
            return Sent(message_id, update)

    def block(self) -> Update | None:
        return self.shut("bot was blocked by the user")

    def unblock(self) -> Update | None:
        return self.shut("")

    def shut(self, refusal: str) -> Update | None:
        with self.world.lock:
            self.place.refusal = refusal
            return membership(self.world, self.place, self.person, not refusal)

    def deactivate(self) -> None:
        """The account is gone, and nobody says so until something is sent."""
        with self.world.lock:
            self.place.refusal = "user is deactivated"

    def age(self, message_id: int, hours: float) -> None:
        """As if this message had been here that long."""
        with self.world.lock:
            self.place.messages[message_id].body["date"] -= int(hours * 3600)

    def init_data(self, at: float | None = None, **other: str) -> str:
        """What a page opened inside the app is handed to prove who looks at it, signed with the bot's token."""
        told = {"auth_date": str(int(time.time() if at is None else at)), "query_id": f"AAH{self.id}"}
        told |= {"user": json.dumps(self.person.json(), ensure_ascii=False)} | other
        key = hmac.new(b"WebAppData", self.world.token.encode(), hashlib.sha256).digest()
        lines = "\n".join(f"{name}={told[name]}" for name in sorted(told))
        return urlencode(told | {"hash": hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()})


def membership(world: World, chat: Chat, person: Person, member: bool) -> Update | None:
    """The bot is told that it was let in or shut out."""
    bot = world.bot()
    inside, outside = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}
    old, new = (outside, inside) if member else (inside, outside)
    event = {"chat": chat.json(), "from": person.json(), "date": int(time.time())}
    return world.tell("my_chat_member", event | {"old_chat_member": old, "new_chat_member": new}, f"member:{chat.id}")
