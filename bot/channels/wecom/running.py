"""The channel at work: callbacks become letters, letters become turns."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot import turns
from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom import NAME
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.crypto import Seal
from bot.channels.wecom.errors import WeComError
from bot.channels.wecom.fetching import completed
from bot.channels.wecom.menu import menu
from bot.channels.wecom.postbox import Postbox
from bot.channels.wecom.reading import Customers, Heard, Stayed, address_of, key_of, meaning
from bot.courier.deliver import part
from bot.desk import Desk
from bot.settings import Settings
from handlers.kit.turns import Incoming, Kind
from handlers.kit.worktime import SHANGHAI
from storage.letters import KNOWN
from storage.work import Work

log = structlog.get_logger()

LONGEST_PAUSE: Final = 300.0  # seconds between tries to set the menu
FEW: Final = 16  # turns at the desk at once: what comes in is stored behind them, and has a second for it

Fetch = Callable[[str, str], Awaitable[None]]
"""Fetches what happened in customer service: by the account's open_kfid and the token of the callback."""


class Running:
    """Raises ValueError where the callback's key can't be one. `channel` is what the courier sends by.

    `customers` is called for each callback of customer service, in the order of its account, and again after a crash;
    none where that channel is off.
    """

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        self.seal = Seal(settings.wecom_token, settings.wecom_key, settings.wecom_corp)
        self.client = WeCom(settings.wecom_corp, settings.wecom_secret, settings.wecom_api)
        self.channel = WeComChannel(self.client, desk, settings.wecom_agent, settings.public_url)
        self.customers: Fetch | None = None
        self._postbox = Postbox(desk, self._act)
        self._few = asyncio.Semaphore(FEW)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._postbox.run()), asyncio.create_task(self._offer_menu())]

    async def stop(self) -> None:
        """What is not done yet is stored, and done by the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._postbox.stop()
        await self.client.close()

    async def take(self, text: str) -> None:
        """A callback, opened: returns when it is stored. Raises Refused where it is no XML, StoreUnavailable."""
        await self._postbox.keep(key_of(text), address_of(text), text)

    async def _act(self, letter: int, text: str) -> None:
        match meaning(text):
            case Heard() as heard:
                await self._hear(letter, heard)
            case Stayed() as stayed:
                await self._desk.write(lambda work: self._stay(work, letter, stayed), f"{NAME}:{stayed.address}")
            case Customers(open_kfid, token):
                if self.customers:
                    await self.customers(open_kfid, token)
                await self._postbox.done(letter)
            case None:
                await self._postbox.done(letter)

    async def _hear(self, letter: int, heard: Heard) -> None:
        address = heard.incoming.account
        if heard.task and heard.code:
            await self.channel.pressed(heard.task, heard.code, address)
        incoming = await completed(self.client, heard)
        async with self._few:
            await self._desk.write(lambda work: self._turn(work, letter, incoming), f"{NAME}:{address}")

    def _turn(self, work: Work, letter: int, incoming: Incoming) -> None:
        """The turn and the end of its letter are one: neither is ever there without the other."""
        now = self._desk.clock.now()
        work.accounts.restore(NAME, incoming.account)  # whoever writes can be reached
        if incoming.kind is not Kind.OPEN or self._first(work, incoming):
            turns.run(work, incoming, now)
        work.letters.done(letter, now)

    def _first(self, work: Work, incoming: Incoming) -> bool:
        """Whether nothing was ever said in this chat: WeCom tells each time that somebody opens the app."""
        now = self._desk.clock.now()
        caller = work.accounts.who(NAME, incoming.account, now.astimezone(SHANGHAI).date(), now)
        return not work.messages.after(caller.account_id, 0, 1)

    def _stay(self, work: Work, letter: int, stayed: Stayed) -> None:
        """What is older than the keys of letters was recorded and is played again: it would not be known."""
        now = self._desk.clock.now()
        if stayed.at and now - stayed.at > KNOWN:
            log.warning("an old callback came again", at=stayed.at.isoformat())
        elif stayed.here:
            work.accounts.restore(NAME, stayed.address)
        else:
            part(work, NAME, stayed.address, now)  # a name that is given again is another's
        work.letters.done(letter, now)

    async def _offer_menu(self) -> None:
        """The menu below the chat, set anew at each start; without it everything can still be typed."""
        pause = 1.0
        query = {"agentid": str(self._settings.wecom_agent)}
        while True:
            try:
                await self.client.call("menu/create", menu(self.channel.page), query)
            except (RetryLater, Uncertain) as error:
                log.warning("menu not set yet", why=type(error).__name__, pause=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            except WeComError as error:
                log.warning("menu refused", code=error.code)
                return
            else:
                return
