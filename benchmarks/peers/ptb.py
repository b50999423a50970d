"""A python-telegram-bot as most people write one, over the same tables; its webhook as in its own example."""

import asyncio
import sys
from typing import Any

import uvicorn
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from benchmarks.peers import cards
from benchmarks.peers.plain import PATH, submitted, user_of, wishes_of
from benchmarks.peers.schema import Said, Sessions, User, opened

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
Context = ContextTypes.DEFAULT_TYPE
Bot = Application[Any, Any, Any, Any, Any, Any]


def keyboard(rows: cards.Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


async def mine(update: Update, context: Context) -> None:
    assert update.message
    async with _session(context) as session:
        user = await _user(session, update)
        session.add(Said(user_id=user.id, text=cards.MINE))
        texts = await wishes_of(session, user)
        await session.commit()
    await update.message.reply_text(cards.listed(texts), parse_mode=ParseMode.HTML)


async def said(update: Update, context: Context) -> None:
    assert update.message
    assert context.user_data is not None
    text = update.message.text or ""
    async with _session(context) as session:
        user = await _user(session, update)
        session.add(Said(user_id=user.id, text=text))
        context.user_data["wish"] = text
        await session.commit()
    markup = keyboard(cards.DRAFT_ROWS)
    await update.message.reply_text(cards.draft(text), parse_mode=ParseMode.HTML, reply_markup=markup)


async def submit(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    assert context.user_data is not None
    text = str(context.user_data.pop("wish"))
    async with _session(context) as session:
        wish = await submitted(session, await _user(session, update), text)
        await session.commit()
    markup = keyboard(cards.taken_rows(wish.id))
    told = cards.taken(wish.id, text)
    await context.bot.send_message(query.from_user.id, told, parse_mode=ParseMode.HTML, reply_markup=markup)
    await query.answer()
    await query.edit_message_reply_markup(None)


def _session(context: Context) -> AsyncSession:
    sessions: Sessions = context.bot_data["sessions"]
    return sessions()


async def _user(session: AsyncSession, update: Update) -> User:
    assert update.effective_user
    return await user_of(session, update.effective_user.id, update.effective_user.full_name)


def bot_of(token: str, api: str) -> Bot:
    builder = Application.builder().token(token).base_url(f"{api}/bot").updater(None)
    made: Bot = builder.concurrent_updates(True).build()
    text = filters.TEXT & ~filters.COMMAND
    made.add_handler(MessageHandler(text & filters.Regex(f"^{cards.MINE}$"), mine))
    made.add_handler(MessageHandler(text, said))
    made.add_handler(CallbackQueryHandler(submit, pattern="^submit$"))
    return made


async def run(file: str, port: int, token: str, api: str, secret: str) -> None:
    _, sessions = await opened(file)
    bot = bot_of(token, api)
    bot.bot_data["sessions"] = sessions

    async def hook(request: Request) -> Response:
        if request.headers.get(SECRET) != secret:
            return Response(status_code=403)
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return Response()

    web = Starlette(routes=[Route(PATH, hook, methods=["POST"])])
    config = uvicorn.Config(web, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    async with bot:
        await bot.start()
        await uvicorn.Server(config).serve()
        await bot.stop()


def main() -> None:
    file, port, token, api, secret = sys.argv[1:]
    # uvloop, as for the others
    with asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner:
        runner.run(run(file, int(port), token, api, secret))


if __name__ == "__main__":
    main()
