"""Two independent libraries drive every method over HTTP and find nothing unknown and nothing missing."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile
from aiogram.utils.web_app import safe_parse_webapp_init_data
from pydantic import ValidationError

from tests.emulators.scene import OGG, jpeg
from tests.emulators.telegram import BotApi, Group, User
from tests.emulators.telegram.about import METHODS
from tests.emulators.walks import amiss

EVERY = {*METHODS, "getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}


@dataclass
class Peer:
    """A library: its bot, its types, and how it names a file."""

    name: str
    bot: Any
    types: Any
    file: Callable[[bytes, str], Any]

    def keyboard(self, *labels: str) -> Any:
        kinds = self.types
        row = [kinds.InlineKeyboardButton(text=label, callback_data=f"do:{label}") for label in labels]
        return kinds.InlineKeyboardMarkup(inline_keyboard=[row])

    async def fetched(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        if self.name == "aiogram":
            found = await self.bot.download_file(file.file_path)
            return bytes(found.read())
        return bytes(await file.download_as_bytearray())


async def aiogram_peer(api: BotApi) -> AsyncIterator[Peer]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.base))
    yield Peer("aiogram", aiogram.Bot(api.token, session=session), aiogram.types, BufferedInputFile)
    await session.close()


async def telegram_peer(api: BotApi) -> AsyncIterator[Peer]:
    async with telegram.Bot(api.token, base_url=f"{api.base}/bot", base_file_url=f"{api.base}/file/bot") as bot:
        yield Peer("python-telegram-bot", bot, telegram, lambda body, name: telegram.InputFile(body, filename=name))


@pytest.fixture(params=[aiogram_peer, telegram_peer], ids=["aiogram", "python-telegram-bot"])
async def peer(api: BotApi, request: pytest.FixtureRequest) -> AsyncIterator[Peer]:
    async for one in request.param(api):
        yield one


async def sendings(peer: Peer, wang: User) -> list[Any]:
    """A message of every kind, each looked at again on the phone."""
    bot, kinds = peer.bot, peer.types
    ask = kinds.KeyboardButton(text="用这个号码登记", request_contact=True)
    photo = await bot.send_photo(1001, photo=peer.file(jpeg(), "a.jpg"), caption="门口")
    sent = [
        photo,
        await bot.send_message(1001, "<b>您好</b>，请选", parse_mode="HTML", reply_markup=peer.keyboard("是", "不是")),
        await bot.send_message(1001, "留个电话", reply_markup=kinds.ReplyKeyboardMarkup(keyboard=[[ask]])),
        await bot.send_message(1001, "/help https://a.cn @weiyuan #心愿", reply_to_message_id=photo.message_id),
        await bot.send_photo(1001, photo=photo.photo[-1].file_id),
        await bot.send_voice(1001, voice=peer.file(OGG, "a.ogg"), duration=3),
        await bot.send_document(1001, document=peer.file(b"%PDF", "a.pdf")),
        await bot.send_location(1001, latitude=36.19, longitude=113.11),
        *await bot.send_media_group(1001, media=album(peer, photo.photo[0].file_id)),
    ]
    assert [one.message_id for one in sent] == [one.message_id for one in wang.chat]
    assert wang.keyboard[0][0]["request_contact"] is True
    return sent


def album(peer: Peer, earlier: str) -> list[Any]:
    picture = peer.types.InputMediaPhoto
    fresh = peer.file(jpeg(), "b.jpg") if peer.name == "aiogram" else jpeg()
    return [picture(media=fresh, caption="合影"), picture(media=earlier)]


async def changes(peer: Peer, wang: User) -> list[Any]:
    bot, kinds = peer.bot, peer.types
    card = await bot.send_message(1001, "待认领", reply_markup=peer.keyboard("我来认领"))
    photo = await bot.send_photo(1001, photo=peer.file(jpeg(), "a.jpg"))
    press = wang.press(card.message_id, "我来认领")
    place = {"chat_id": 1001, "message_id": card.message_id}
    found = [
        await bot.answer_callback_query(press.id, text="记下了"),
        await bot.edit_message_text(text="已认领", **place),
        await bot.edit_message_reply_markup(reply_markup=peer.keyboard("办好了"), **place),
        await bot.edit_message_caption(chat_id=1001, message_id=photo.message_id, caption="新的"),
        await bot.edit_message_media(
            media=kinds.InputMediaPhoto(media=photo.photo[0].file_id), chat_id=1001, message_id=photo.message_id
        ),
    ]
    assert press.answer == "记下了"
    assert wang.chat[-2].text == "已认领"
    assert wang.chat[-2].labels == ["办好了"]
    assert await bot.delete_message(1001, card.message_id)
    assert await bot.delete_messages(1001, [photo.message_id])
    assert card.message_id not in {one.message_id for one in wang.chat}
    return found


async def about(peer: Peer, group: Group) -> list[Any]:
    bot, kinds = peer.bot, peer.types
    commands = [kinds.BotCommand(command="start", description="开始")]
    page = kinds.MenuButtonWebApp(text="打开", web_app=kinds.WebAppInfo(url="https://a.cn/"))
    assert await bot.set_my_commands(commands, scope=kinds.BotCommandScopeChat(chat_id=1001))
    assert await bot.set_chat_menu_button(chat_id=1001, menu_button=page)
    assert await bot.send_chat_action(1001, "typing")
    found = [
        await bot.get_me(),
        await bot.get_chat(1001),
        await bot.get_chat(group.id),
        await bot.get_chat_member(group.id, 1001),
        await bot.get_chat_member_count(group.id),
        await bot.get_my_commands(scope=kinds.BotCommandScopeChat(chat_id=1001)),
        await bot.get_chat_menu_button(chat_id=1001),
    ]
    assert await bot.delete_my_commands(scope=kinds.BotCommandScopeChat(chat_id=1001))
    assert await bot.get_my_commands(scope=kinds.BotCommandScopeChat(chat_id=1001)) in ([], ())
    assert await bot.leave_chat(group.id)
    return found


async def webhooks(peer: Peer) -> list[Any]:
    bot = peer.bot
    assert await bot.set_webhook("https://a.cn/hook", secret_token="aB_-9", allowed_updates=["message"])  # noqa: S106
    found = [await bot.get_webhook_info()]
    assert await bot.delete_webhook(drop_pending_updates=True)
    return [*found, await bot.get_webhook_info()]


def happenings(wang: User, group: Group) -> None:
    """Everything a person or a group can make the bot hear of."""
    first = wang.start("invite-1")
    wang.say("想要一副老花镜", reply_to=first.message_id)
    wang.photo(jpeg(), caption="在这里")
    wang.album([jpeg(), jpeg()], caption="两张")
    wang.voice(OGG, seconds=12)
    wang.contact("13800000001")
    wang.contact("13800000002", own=False)
    wang.location(36.19, 113.11)
    wang.forward("请帮我看看", "老李")
    wang.document(b"%PDF", "证明.pdf")
    wang.sticker()
    wang.edit(first.message_id, "改了")
    wang.block()
    wang.unblock()
    group.say(wang, "/help@weiyuan_bot")
    group.leave(wang)
    group.join(wang)
    group.migrate(-1_001_234_567_890)
    group.kick_bot()


async def heard(peer: Peer, wang: User) -> list[Any]:
    card = await peer.bot.send_message(1001, "选一个", reply_markup=peer.keyboard("是"))
    wang.press(card.message_id, "是")
    await peer.bot.delete_message(1001, card.message_id)
    wang.press(card.message_id, data="do:是")
    found: list[Any] = []
    while more := await peer.bot.get_updates(offset=found[-1].update_id + 1 if found else 0, limit=7):
        found += more
    assert len(found) >= 22
    assert all(isinstance(one, peer.types.Update) for one in found)
    return found


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_every_method_and_update_is_whole(api: BotApi, wang: User, peer: Peer) -> None:
    """Every method the emulator has is called, and nothing that comes back is unknown to the library."""
    group = api.group(-100200, "演武社区党员群", members=[wang])
    objects = [*await sendings(peer, wang), *await changes(peer, wang)]
    happenings(wang, group)
    objects += [*await heard(peer, wang), *await webhooks(peer)]
    picture = next(one.message.photo[-1] for one in objects if getattr(one, "message", None) and one.message.photo)
    assert (await peer.fetched(picture.file_id)).startswith(b"\xff\xd8")
    objects += [await peer.bot.get_file(picture.file_id), *await about(peer, api.group(-100201, "另一个群", [wang]))]
    assert list(amiss(objects)) == []
    assert {one.method for one in api.log} == EVERY
    assert all(one.outcome and one.outcome.status == 200 for one in api.log)


def test_what_a_page_is_handed_is_signed(api: BotApi) -> None:
    """The library that reads it knows nothing of who signed it."""
    wang = api.user(1001, "王 & 奶奶", username="wang")
    found = safe_parse_webapp_init_data(api.token, wang.init_data(at=1_790_000_000, start_param="case-1"))
    assert found.user
    assert (found.user.id, found.user.first_name, found.start_param) == (1001, "王 & 奶奶", "case-1")
    assert found.auth_date.timestamp() == 1_790_000_000
    with pytest.raises(ValueError, match="Invalid init data"):
        safe_parse_webapp_init_data(api.token, wang.init_data().replace("1001", "1002"))


def test_what_a_library_does_not_know_is_found() -> None:
    chat = {"id": 1, "type": "private", "first_name": "王", "odd": 1}
    message = {"message_id": 1, "date": 1, "chat": chat}
    update = {"update_id": 1, "message": message}
    for read in (aiogram.types.Update.model_validate(update), telegram.Update.de_json(update, None)):
        assert set(amiss([read])) == {".Update.Message.Chat: {'odd': 1}"}


@pytest.mark.parametrize("name", ["message_id", "date", "chat"])
def test_what_is_missing_is_found(name: str) -> None:
    whole = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    lacking = {"update_id": 1, "message": {key: value for key, value in whole.items() if key != name}}
    with pytest.raises(ValidationError):
        aiogram.types.Update.model_validate(lacking)
    try:
        found = list(amiss([telegram.Update.de_json(lacking, None)]))
    except (TypeError, KeyError):
        found = ["refused"]
    assert found
