"""The aiogram bot again, with what ours promises: updates once, state and answers in the same commit, sent after it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvloop
from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.exceptions import AiogramError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, TelegramObject, Update
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.peers import cards
from benchmarks.peers.plain import PATH, Handler, Wishing, bot_of, keyboard, submitted, user_of, wishes_of
from benchmarks.peers.schema import Inbox, Outgoing, Said, Sessions, Talk, User, opened

A_ROUND = 50
POLL = 5.0  # seconds after which the outbox is looked at even if nobody woke the sender
router = Router()


class Talks(BaseStorage):
    """States of conversations, within the transaction of the update."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        talk = await self._talk(key)
        talk.state = state if isinstance(state, str) or state is None else state.state

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._talk(key)).state

    async def set_data(self, key: StorageKey, data: Any) -> None:
        (await self._talk(key)).data = dict(data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._talk(key)).data)

    async def close(self) -> None:
        pass

    async def _talk(self, key: StorageKey) -> Talk:
        name = f"{key.bot_id}:{key.chat_id}:{key.user_id}"
        talk = await self._session.get(Talk, name)
        if talk is None:
            talk = Talk(key=name, state=None, data={})
            self._session.add(talk)
        return talk


@dataclass
class Once(BaseMiddleware):
    """One transaction an update: its number, its user, its state, its effects and its answers; then the sender."""

    sessions: Sessions
    woken: asyncio.Event

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        sender = data["event_from_user"]
        async with self.sessions() as session:
            once = insert(Inbox).values(update_id=event.update_id).on_conflict_do_nothing()
            if not (await session.execute(once.returning(Inbox.update_id))).first():
                return None
            key = StorageKey(data["bot"].id, sender.id, sender.id)
            data["session"], data["state"] = session, FSMContext(Talks(session), key)
            data["user"] = await user_of(session, sender.id, sender.full_name)
            data["raw_state"] = await data["state"].get_state()
            result = await handler(event, data)
            await session.commit()
        self.woken.set()
        return result


def put(session: AsyncSession, chat: int, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    told = markup.model_dump_json(exclude_none=True) if markup else None
    session.add(Outgoing(chat_id=chat, text=text, markup=told))


@router.message(F.text == cards.MINE)
async def mine(message: Message, session: AsyncSession, user: User) -> None:
    session.add(Said(user_id=user.id, text=cards.MINE))
    put(session, message.chat.id, cards.listed(await wishes_of(session, user)))


@router.message(F.text)
async def said(message: Message, session: AsyncSession, user: User, state: FSMContext) -> None:
    text = message.text or ""
    session.add(Said(user_id=user.id, text=text))
    await state.set_state(Wishing.confirming)
    await state.update_data(text=text)
    put(session, message.chat.id, cards.draft(text), keyboard(cards.DRAFT_ROWS))


@router.callback_query(Wishing.confirming, F.data == "submit")
async def submit(query: CallbackQuery, session: AsyncSession, user: User, state: FSMContext) -> None:
    text = str((await state.get_data())["text"])
    wish = await submitted(session, user, text)
    await state.clear()
    put(session, query.from_user.id, cards.taken(wish.id, text), keyboard(cards.taken_rows(wish.id)))
    aside = asyncio.create_task(_acknowledged(query))
    asides.add(aside)
    aside.add_done_callback(asides.discard)


asides: set[asyncio.Task[None]] = set()


async def _acknowledged(query: CallbackQuery) -> None:
    """The button stops turning and goes; nothing depends on it."""
    assert isinstance(query.message, Message), "a press hangs on a message"
    with suppress(AiogramError):
        await query.answer()
        await query.message.edit_reply_markup(reply_markup=None)


async def send_all(bot: Bot, sessions: Sessions, woken: asyncio.Event) -> None:
    """Until cancelled: what waits is sent, each noted when it is."""
    while True:
        async with sessions() as session:
            query = select(Outgoing).where(Outgoing.state == "waiting").order_by(Outgoing.id).limit(A_ROUND)
            waiting = list(await session.scalars(query))
        if waiting:
            await asyncio.gather(*(_send(bot, sessions, one) for one in waiting))
            continue
        with suppress(TimeoutError):
            await asyncio.wait_for(woken.wait(), POLL)
        woken.clear()


async def _send(bot: Bot, sessions: Sessions, one: Outgoing) -> None:
    markup = InlineKeyboardMarkup.model_validate(json.loads(one.markup)) if one.markup else None
    sent = await bot.send_message(one.chat_id, one.text, reply_markup=markup)
    async with sessions() as session:
        values = {"state": "sent", "message_id": sent.message_id}
        await session.execute(update(Outgoing).where(Outgoing.id == one.id).values(**values))
        await session.commit()


async def app(file: str, token: str, api: str, secret: str) -> web.Application:
    _, sessions = await opened(file)
    dispatcher, bot, woken = Dispatcher(disable_fsm=True), bot_of(token, api), asyncio.Event()
    dispatcher.update.outer_middleware(Once(sessions, woken))
    dispatcher.include_router(router)

    @asynccontextmanager
    async def sending(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(send_all(bot, sessions, woken))
        yield
        task.cancel()

    made = web.Application()
    made.cleanup_ctx.append(sending)
    # The update is taken only when it is committed: not in the background.
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret).register(made, path=PATH)
    setup_application(made, dispatcher, bot=bot)
    return made


def main() -> None:
    file, port, token, api, secret = sys.argv[1:]
    uvloop.install()
    web.run_app(app(file, token, api, secret), host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
