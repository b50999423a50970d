"""Groups on Telegram: what updates about them mean, and what is done. Nobody in a group is heard but by a command."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message, Update

from bot.channels.telegram import NAME
from bot.desk import Desk
from bot.shown import shown
from bot.turns import Answer
from handlers.groups import actions
from handlers.groups.posting import say
from handlers.kit.cards import Card
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.work import Work

TIE: Final = "here"
UNTIE: Final = "bye"
UNKNOWN: Final = "还不认识您。请先私下找我说一声，或者找网格员要邀请链接。"
DONE: Final = "好了，后面的在我私下发给您的消息里。"
MOST_ANSWER: Final = 200
_GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)
_OUT: Final = ("kicked", "left")


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody wrote a command in a group. `by` is empty for whoever hides behind the group; `to` is the bot's name
    where the command has one."""

    chat: str
    by: str
    command: str
    words: str
    to: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The bot was let into a group (`here`), or sent out of it."""

    chat: str
    here: bool
    message_id: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group has become a supergroup with another number."""

    chat: str
    to: str


InGroup = Called | Entered | Migrated


def of_group(update: Update) -> InGroup | None:
    """What an update says of a group; none for people talking."""
    change, message = update.my_chat_member, update.message
    if change and change.chat.type in _GROUPS:
        return _entered(change, update.update_id)
    if message is None or message.chat.type not in _GROUPS:
        return None
    if message.migrate_to_chat_id:
        return Migrated(str(message.chat.id), str(message.migrate_to_chat_id))
    return _called(message)


def in_group(query: CallbackQuery) -> bool:
    """Whether a button hung in a group."""
    message = query.message
    return isinstance(message, Message | InaccessibleMessage) and message.chat.type in _GROUPS


def _entered(change: ChatMemberUpdated, number: int) -> Entered | None:
    """None where only its rights have changed."""
    was, here = change.old_chat_member.status not in _OUT, change.new_chat_member.status not in _OUT
    return None if was == here else Entered(str(change.chat.id), here, f"g{change.chat.id}:{number}")


def _called(message: Message) -> Called | None:
    head, _, words = (message.text or "").partition(" ")
    command, _, to = head[1:].partition("@")
    if not head.startswith("/") or command.lower() not in (TIE, UNTIE):
        return None
    sender = message.from_user
    by = str(sender.id) if sender and not sender.is_bot and message.sender_chat is None else ""
    number = f"m{message.chat.id}:{message.message_id}"
    return Called(str(message.chat.id), by, command.lower(), words.strip(), to.lower(), number)


class Gatherings:
    """Does what groups say, each once however often it comes."""

    def __init__(self, desk: Desk, bot: Bot) -> None:
        self._desk, self._bot = desk, bot

    async def do(self, what: InGroup) -> None:
        if isinstance(what, Called) and what.to and what.to != ((await self._bot.me()).username or "").lower():
            return
        now = self._desk.clock.now()
        await self._desk.write(lambda work: _done(work, what, now), f"{NAME}:{what.chat}")

    async def known(self, address: str) -> bool:
        """Whether an address is somebody's."""
        now = self._desk.clock.now()
        return await self._desk.read(lambda work: work.accounts.known(NAME, address, now.astimezone(SHANGHAI).date()))

    async def told(self, answer: Answer) -> str:
        """What became of a press, in a line that only who pressed sees; the card is in their own chat."""
        now = self._desk.clock.now()
        return await self._desk.read(lambda work: _refusal(work, answer, now)) or DONE


def _done(work: Work, what: InGroup, now: datetime) -> None:
    match what:
        case Migrated(chat, to):
            actions.migrated(work, NAME, chat, to, now)
        case Entered(chat, here, number):
            if work.messages.receive(NAME, number, now) is not None:
                (actions.introduce if here else actions.left)(work, NAME, chat, now)
        case Called():
            if work.messages.receive(NAME, what.message_id, now) is not None:
                _command(work, what, now)


def _command(work: Work, what: Called, now: datetime) -> None:
    """By the account of whoever wrote it; why not is told to them alone, where they can be told."""
    caller = work.accounts.who(NAME, what.by, now.astimezone(SHANGHAI).date(), now) if what.by else None
    if caller is None or caller.actor is None:
        actions.introduce(work, NAME, what.chat, now)
        return
    try:
        if what.command == TIE:
            actions.tie(work, caller.actor, NAME, what.chat, what.words, now)
        else:
            actions.untie(work, caller.actor, NAME, what.chat, now)
    except Refusal as refusal:
        say(work, caller.account_id, Card("people/refusal", args={**refusal.facts, "code": refusal.code}), now)


def _refusal(work: Work, answer: Answer, now: datetime) -> str:
    refused = [one for one in answer.bubbles if one.card and one.card.name.endswith("/refusal")]
    caller = work.accounts.caller(answer.account_id, now.astimezone(SHANGHAI).date())
    if not refused or caller is None or caller.actor is None:
        return ""
    said = shown(work, Viewer(caller.actor, caller.conversation), refused[-1:], now)
    return said[0].body.split("\n\n")[0][:MOST_ANSWER] if said else ""
