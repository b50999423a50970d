"""The channel at work: updates become turns, whichever way they come."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram.exceptions import AiogramError
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from pydantic import ValidationError

from bot.channels.lanes import Lanes
from bot.channels.telegram import NAME
from bot.channels.telegram.albums import Albums, Whole
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.fetching import completed
from bot.channels.telegram.gathering import UNKNOWN, Called, Entered, Gatherings, Migrated
from bot.channels.telegram.hook import PATH, secret_of
from bot.channels.telegram.menus import Menus
from bot.channels.telegram.polling import Polling, done_already
from bot.channels.telegram.reading import Heard, Meaning, Stayed, key_of, lean, meaning
from bot.channels.telegram.wire import WANTED, brief, make_bot
from bot.desk import Desk
from bot.settings import Settings
from storage.work import Work

log = structlog.get_logger()

UNKNOWN_BUTTON = "这个按钮认不出来了。请按新的卡片上的。"


@dataclass(frozen=True, slots=True)
class Word:
    """What a press is answered with, so that its button stops turning: `text` in a line that passes, or (`alert`) in a
    box; none for nothing."""

    query: str
    text: str = ""
    alert: bool = False

    def call(self) -> dict[str, object]:
        """The same as a call of the Bot API."""
        call = AnswerCallbackQuery(callback_query_id=self.query, text=self.text or None, show_alert=self.alert or None)
        return {"method": call.__api_method__, **call.model_dump(exclude_none=True)}


class Running:
    """Raises ValueError where the token can't be one. `channel` is what the courier sends by; `username` is what links
    to the bot are made of, empty until Telegram has said it."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        self.bot = make_bot(settings.telegram_token, settings.telegram_api)
        self.channel = Telegram(self.bot, desk, settings.public_url)
        self.username = ""
        self.secret = secret_of(desk, settings.telegram_secret)
        self._lanes: Lanes[Meaning | Whole, Word | None] = Lanes(self._do)
        self._albums = Albums(desk, self.bot, self._close)
        self._menus = Menus(self.bot, desk)
        self._gatherings = Gatherings(desk, self.bot)
        self._polling = Polling(self.bot, self._take_and_answer)
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        await self._albums.resume()
        self._aside(self._until_done(self._named))
        self._aside(self._until_done(self._menus.begin))
        self._aside(self._hooked() if self._settings.telegram_webhook else self._polled())

    async def stop(self) -> None:
        """What is stored is confirmed; what is not will come again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._albums.stop()
        await self._lanes.stop()
        if not self._settings.telegram_webhook:
            await self._polling.confirm()
        await self.bot.session.close()

    def take(self, raw: Mapping[str, Any]) -> "asyncio.Future[Word | None]":
        """An update, from either way in; done when it is committed. One that nobody can read is noted and done.
        What a press is to be answered with is for the caller to say: it may go with the answer of a webhook."""
        try:
            update = Update.model_validate(lean(raw), context={"bot": self.bot})
        except ValidationError as error:
            log.error("update can't be read", update=raw.get("update_id"), faults=error.error_count())
            return done_already()
        try:
            found, key = meaning(update), key_of(update)
        except Exception:  # a fault of ours with this one: by webhook it would come again for ever
            log.exception("update passed over", update=update.update_id)
            return done_already()
        if found is None:
            query = update.callback_query
            return done_already(Word(query.id, UNKNOWN_BUTTON) if query else None)
        return self._lanes.put(key, found)

    def _take_and_answer(self, raw: Mapping[str, Any]) -> "asyncio.Future[Word | None]":
        def answer(done: "asyncio.Future[Word | None]") -> None:
            if not done.cancelled() and not done.exception() and (word := done.result()):
                self._aside(self._answered(word))

        taken = self.take(raw)
        taken.add_done_callback(answer)
        return taken

    async def _do(self, what: Meaning | Whole) -> Word | None:
        match what:
            case Heard(among=True):
                return await self._among(what)
            case Heard():
                return await self._hear(what)
            case Whole():
                await self._albums.close(what)
            case Stayed(address, here):
                await self._desk.write(lambda work: _stayed(work, address, here, self._desk), f"{NAME}:{address}")
            case Called() | Entered() | Migrated():
                await self._gatherings.do(what)
        return None

    async def _hear(self, heard: Heard) -> Word | None:
        if heard.album and await self._albums.keep(heard):
            return None
        await self._albums.close_all(heard.incoming.account)
        answer = await self._desk.answer(await completed(self.bot, heard))
        self._aside(self._menus.heard(heard.incoming.account, answer))
        return Word(heard.query) if heard.query else None

    async def _among(self, heard: Heard) -> Word:
        """A press in a group: whoever is not known is told so in a line of their own, where nobody else reads it."""
        if not await self._gatherings.known(heard.incoming.account):
            return Word(heard.query, UNKNOWN, alert=True)
        answer = await self._desk.answer(heard.incoming)
        return Word(heard.query, await self._gatherings.told(answer), alert=True)

    def _close(self, whole: Whole) -> None:
        """In its turn among what this person sends; where it can't be stored, later."""

        def ended(done: "asyncio.Future[Word | None]") -> None:
            if not done.cancelled() and done.exception():
                self._albums.later(whole)

        self._lanes.put(whole.address, whole).add_done_callback(ended)

    async def _answered(self, word: Word) -> None:
        """The button stops turning. Whoever waits for it has what they asked for anyway."""
        with suppress(AiogramError):
            await self.bot.answer_callback_query(word.query, text=word.text or None, show_alert=word.alert)

    async def _polled(self) -> None:
        await self._until_done(lambda: self.bot.delete_webhook(drop_pending_updates=False))
        await self._polling.run()

    async def _hooked(self) -> None:
        url = self._settings.telegram_webhook.rstrip("/") + PATH
        await self._until_done(
            lambda: self.bot.set_webhook(url, secret_token=self.secret, allowed_updates=list(WANTED))
        )

    async def _named(self) -> None:
        self.username = (await self.bot.me()).username or ""

    async def _until_done(self, ask: Callable[[], Awaitable[object]]) -> None:
        pause = 1.0
        while True:
            try:
                await ask()
            except AiogramError as error:
                log.warning("telegram does not answer", why=brief(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(60.0, pause * 2)
            else:
                return

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _stayed(work: Work, address: str, here: bool, desk: Desk) -> None:
    if here:
        work.accounts.restore(NAME, address)
    else:
        work.accounts.retire_at(NAME, address, desk.clock.now())
