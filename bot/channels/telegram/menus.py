"""Menus of commands: one for everybody, an own one for whoever has posts. Set when it changes, and seldom looked at."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.channels.telegram.commands import COMMANDS, EVERYBODY, IN_GROUPS, menu_of
from bot.channels.telegram.wire import brief
from bot.courier.together import Together
from bot.desk import Desk
from bot.turns import Answer
from handlers.invitations.chatting import ENTERED
from handlers.kit.worktime import SHANGHAI
from storage.work import Work

log = structlog.get_logger()

AGAIN = timedelta(minutes=10)  # until somebody who writes is looked at again: posts change seldom
KNOWN = 5_000  # chats that are remembered

Menu = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Set:
    """What a chat shows as far as we know (none: nobody knows), and when that was compared with the posts."""

    menu: Menu | None
    at: datetime


class Menus:
    """What goes wrong here is logged and tried again later: all that a menu says can be typed as well."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self._bot, self._desk = bot, desk
        self._chats: OrderedDict[str, _Set] = OrderedDict()
        self._wanted = Together(desk.read, _wanted)

    async def begin(self) -> None:
        """The menu of everybody, and of those who run a group; whoever else is in one has none. Raises AiogramError."""
        await self._bot.set_my_commands(_commands(EVERYBODY), scope=BotCommandScopeAllPrivateChats())
        tying = [BotCommand(command=name, description=told) for name, told in IN_GROUPS.items()]
        await self._bot.set_my_commands(tying, scope=BotCommandScopeAllChatAdministrators())
        await self._bot.delete_my_commands(scope=BotCommandScopeDefault())  # it would be shown in groups as well

    async def heard(self, address: str, answer: Answer) -> None:
        """Somebody has written: the first time, after a while, and when they have just come in, their menu is looked
        at."""
        now, before = self._desk.clock.now(), self._chats.get(address)
        came = any(bubble.card and bubble.card.name == ENTERED for bubble in answer.bubbles)
        if before and now - before.at < AGAIN and not came:
            return
        shown = before.menu if before else None
        self._remember(address, _Set(shown, now))
        menu, ever = await self._wanted.ask((answer.account_id, now))
        if menu == shown or (shown is None and not ever):
            return
        try:
            await self._show(address, menu)
        except AiogramError as error:
            log.warning("menu not set", why=brief(error))
        else:
            self._remember(address, _Set(menu, now))

    async def _show(self, address: str, menu: Menu) -> None:
        scope = BotCommandScopeChat(chat_id=int(address))
        if menu == EVERYBODY:
            await self._bot.delete_my_commands(scope=scope)
        else:
            await self._bot.set_my_commands(_commands(menu), scope=scope)

    def _remember(self, address: str, what: _Set) -> None:
        self._chats[address] = what
        self._chats.move_to_end(address)
        while len(self._chats) > KNOWN:
            self._chats.popitem(last=False)


def _commands(menu: Menu) -> list[BotCommand]:
    return [BotCommand(command=name, description=COMMANDS[name].told) for name in menu]


def _wanted(work: Work, whose: tuple[int, datetime]) -> tuple[Menu, bool]:
    """The menu of whoever an account belongs to, and whether they ever had a post."""
    account_id, now = whose
    caller = work.accounts.caller(account_id, now.astimezone(SHANGHAI).date())
    if caller is None or caller.actor is None:
        return EVERYBODY, False
    return menu_of(caller.actor), bool(caller.actor.seats) or work.people.ever_served(caller.actor.person_id)
