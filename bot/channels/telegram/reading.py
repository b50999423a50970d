"""What an update means: who wrote, what, and which files are still to be fetched. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aiogram.enums import ChatType
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
)

from bot.channels.telegram import NAME
from bot.channels.telegram.commands import COMMANDS
from bot.channels.telegram.gathering import InGroup, in_group, of_group
from handlers.kit.turns import Incoming, Kind, Press

_GONE: Final = ("kicked", "left")
_PLACE: Final = ("message_id", "date", "chat")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or a press of a person. `files` are file ids of pictures, `spoken` the one of a voice.

    `query` is the press to be answered; `album` the group of pictures that it belongs to; `size` in bytes; `among`
    says that others look on: the button hung in a group.
    """

    incoming: Incoming
    files: tuple[str, ...] = ()
    spoken: str = ""
    query: str = ""
    album: str = ""
    size: int = 0
    among: bool = False


@dataclass(frozen=True, slots=True)
class Stayed:
    """A person let the bot in (`here`), or sent it away."""

    address: str
    here: bool


Meaning = Heard | Stayed | InGroup


def lean(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """An update without what its card said: of that only the place is read, and a card is long."""
    press: Any = raw.get("callback_query")
    card = press.get("message") if isinstance(press, dict) else None
    if not isinstance(card, dict):
        return raw
    return {**raw, "callback_query": {**press, "message": {key: card[key] for key in _PLACE if key in card}}}


def key_of(update: Update) -> str:
    """Whose lane it goes into: a private chat has its person's number, so words and presses are in one lane."""
    if update.callback_query:
        return str(update.callback_query.from_user.id)
    if update.message:
        return str(update.message.chat.id)
    return str(update.my_chat_member.chat.id) if update.my_chat_member else ""


def meaning(update: Update) -> Meaning | None:
    """None for what is nobody's message to us: groups talking, bots, channels."""
    if update.callback_query:
        return pressed(update.callback_query)
    if found := of_group(update):
        return found
    if update.my_chat_member:
        return _stayed(update.my_chat_member)
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE or message.from_user is None:
        return None
    return None if message.from_user.is_bot else _said(message)


def pressed(query: CallbackQuery) -> Heard | None:
    """A press, by the account of whoever pressed, wherever the button hung. None: it is none of our buttons."""
    try:
        press = Press.parse(query.data or "")
    except ValueError:
        return None
    incoming = Incoming(NAME, str(query.from_user.id), f"q{query.id}", Kind.PRESS, press=press)
    return Heard(incoming, query=query.id, among=in_group(query))


def _stayed(change: ChatMemberUpdated) -> Stayed | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    return Stayed(str(change.chat.id), change.new_chat_member.status not in _GONE)


def _said(message: Message) -> Heard:
    kind, text, files, spoken, size = _content(message)
    where = message.location
    incoming = Incoming(
        NAME,
        str(message.chat.id),
        f"m{message.chat.id}:{message.message_id}",
        kind,
        text,
        forwarded=_forwarded(message),
        location=(where.latitude, where.longitude) if where else None,
        contact=message.contact.phone_number if message.contact and _is_own(message) else "",
    )
    return Heard(incoming, files, spoken, album=message.media_group_id or "", size=size)


def _content(message: Message) -> tuple[Kind, str, tuple[str, ...], str, int]:
    """(kind, words, pictures, voice, bytes)."""
    caption = message.caption or ""
    if message.photo:
        best = max(message.photo, key=lambda one: one.width * one.height)
        return Kind.PHOTO, caption, (best.file_id,), "", best.file_size or 0
    file = message.document
    if file and (file.mime_type or "").startswith("image/"):
        return Kind.PHOTO, caption, (file.file_id,), "", file.file_size or 0
    spoken = message.voice or message.audio
    if spoken:
        return Kind.VOICE, caption, (), spoken.file_id, spoken.file_size or 0
    if message.location:
        return Kind.LOCATION, caption, (), "", 0
    if message.contact:
        return Kind.TEXT, _contact(message), (), "", 0
    if message.text and message.text.startswith("/"):
        return *_command(message.text), (), "", 0
    return Kind.TEXT, message.text or caption, (), "", 0


def _command(text: str) -> tuple[Kind, str]:
    """A command as the words that it stands for; `/start` opens the chat, with what the link carried."""
    name, _, carried = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    if name == "start":
        return Kind.OPEN, carried.strip()
    return Kind.TEXT, COMMANDS[name].words if name in COMMANDS else text


def _contact(message: Message) -> str:
    """The number alone where it is the sender's own; else with the name that it was sent under."""
    contact = message.contact
    if contact is None:
        return ""
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    return contact.phone_number if _is_own(message) else f"{name} {contact.phone_number}".strip()


def _is_own(message: Message) -> bool:
    """Whether a contact is the sender's own: anybody can send anybody's, and forward one that was."""
    contact, sender = message.contact, message.from_user
    return bool(contact and sender and contact.user_id == sender.id and not message.forward_origin)


def _forwarded(message: Message) -> str:
    """Who wrote it first; "?" where that person doesn't want it known."""
    match message.forward_origin:
        case None:
            return ""
        case MessageOriginUser(sender_user=user):
            return user.full_name or "?"
        case MessageOriginHiddenUser(sender_user_name=name):
            return name or "?"
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return chat.title or "?"
    return "?"


@dataclass
class Album:
    """Pictures sent together, until they are a message: the first has the number, the first words count for all."""

    heard: list[Heard] = field(default_factory=list)

    def together(self) -> Sequence[Heard]:
        return sorted(self.heard, key=lambda one: int(one.incoming.message_id.rpartition(":")[2]))
