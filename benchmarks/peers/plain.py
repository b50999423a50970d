"""An aiogram bot as most people write one: sessions by a middleware, state in memory, a commit a message."""

import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop
from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, TelegramObject
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.peers import cards
from benchmarks.peers.schema import Event, Said, Sessions, User, Wish, now, opened

PATH = "/hook"
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
router = Router()


class Wishing(StatesGroup):
    confirming = State()


class WithUser(BaseMiddleware):
    """A session for each update, and whoever wrote it."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        async with self._sessions() as session:
            data["session"] = session
            data["user"] = await user_of(session, data["event_from_user"].id, data["event_from_user"].full_name)
            return await handler(event, data)


async def user_of(session: AsyncSession, number: int, name: str) -> User:
    user = (await session.scalars(select(User).where(User.telegram_id == number))).first()
    if user is None:
        user = User(telegram_id=number, name=name)
        session.add(user)
        await session.flush()
    user.seen_at = now()
    return user


def keyboard(rows: cards.Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
    )


async def submitted(session: AsyncSession, user: User, text: str) -> Wish:
    wish = Wish(owner_id=user.id, text=text, kind=cards.kind(text), events=[Event(step="submit")])
    session.add(wish)
    await session.flush()
    return wish


async def wishes_of(session: AsyncSession, user: User) -> list[str]:
    found = await session.scalars(select(Wish).where(Wish.owner_id == user.id).order_by(Wish.id.desc()).limit(10))
    return [wish.text for wish in found]


@router.message(F.text == cards.MINE)
async def mine(message: Message, session: AsyncSession, user: User) -> None:
    session.add(Said(user_id=user.id, text=cards.MINE))
    texts = await wishes_of(session, user)
    await session.commit()
    await message.answer(cards.listed(texts))


@router.message(F.text)
async def said(message: Message, session: AsyncSession, user: User, state: FSMContext) -> None:
    text = message.text or ""
    session.add(Said(user_id=user.id, text=text))
    await state.set_state(Wishing.confirming)
    await state.update_data(text=text)
    await session.commit()
    await message.answer(cards.draft(text), reply_markup=keyboard(cards.DRAFT_ROWS))


@router.callback_query(Wishing.confirming, F.data == "submit")
async def submit(query: CallbackQuery, session: AsyncSession, user: User, state: FSMContext) -> None:
    text = str((await state.get_data())["text"])
    wish = await submitted(session, user, text)
    await state.clear()
    await session.commit()
    assert isinstance(query.message, Message), "a press hangs on a message"
    await query.message.answer(cards.taken(wish.id, text), reply_markup=keyboard(cards.taken_rows(wish.id)))
    await query.answer()
    await query.message.edit_reply_markup(reply_markup=None)


def bot_of(token: str, api: str) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


async def app(file: str, token: str, api: str, secret: str) -> web.Application:
    _, sessions = await opened(file)
    dispatcher, bot = Dispatcher(storage=MemoryStorage()), bot_of(token, api)
    dispatcher.message.middleware(WithUser(sessions))
    dispatcher.callback_query.middleware(WithUser(sessions))
    dispatcher.include_router(router)
    made = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(made, path=PATH)
    setup_application(made, dispatcher, bot=bot)
    return made


def main() -> None:
    file, port, token, api, secret = sys.argv[1:]
    uvloop.install()
    web.run_app(app(file, token, api, secret), host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
