"""Methods that change or take away what is shown, and the answer to a press."""

import time
from typing import Any

from tests.emulators.telegram.answers import Json, bad
from tests.emulators.telegram.markup import keyboard
from tests.emulators.telegram.params import Params
from tests.emulators.telegram.sending import caption_of, picture, text_of
from tests.emulators.telegram.world import Chat, Kept, World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TWO_DAYS = 48 * 3600
FORMS = ("text", "entities", "link_preview_options")
CAPTIONS = ("caption", "caption_entities")


def found(world: World, params: Params, what: str) -> tuple[Chat, Kept]:
    chat = world.open_chat(params.text("chat_id"))
    if not params.has("message_id"):
        raise bad("message identifier is not specified")
    kept = chat.messages.get(params.whole("message_id"))
    if not kept:
        raise bad(f"message to {what} not found")
    return chat, kept


def own(world: World, params: Params) -> tuple[Chat, Kept]:
    chat, kept = found(world, params, "edit")
    if not kept.from_bot:
        raise bad("message can't be edited")
    return chat, kept


def changed(chat: Chat, kept: Kept, params: Params, content: Json, gone: tuple[str, ...]) -> Json:
    """The message with this content in place of those fields. 400 when nobody could see a difference."""
    markup = keyboard(params.parsed("reply_markup", "reply keyboard markup"), chat.kind == "private")
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    body = {name: value for name, value in kept.body.items() if name not in {*gone, "reply_markup", "edit_date"}}
    body |= content | ({"reply_markup": markup} if markup else {})
    if body == {name: value for name, value in kept.body.items() if name != "edit_date"}:
        raise bad(SAME)
    kept.body = body | {"edit_date": int(time.time())}
    return kept.body


def edit_message_text(world: World, params: Params) -> Any:
    chat, kept = own(world, params)
    content, html = text_of(params)
    if "text" not in kept.body:
        raise bad("there is no text in the message to edit")
    body = changed(chat, kept, params, content, FORMS)
    kept.html = html
    return body


def edit_message_caption(world: World, params: Params) -> Any:
    chat, kept = own(world, params)
    content, html = caption_of(params)
    if not {"photo", "voice", "document"} & set(kept.body):
        raise bad("there is no caption in the message to edit")
    body = changed(chat, kept, params, content, CAPTIONS)
    kept.html = html
    return body


def edit_message_reply_markup(world: World, params: Params) -> Any:
    chat, kept = own(world, params)
    return changed(chat, kept, params, {}, ())


def edit_message_media(world: World, params: Params) -> Any:
    chat, kept = own(world, params)
    given = params.parsed("media", "media")
    if not isinstance(given, dict) or given.get("type") != "photo":
        raise bad("can't parse media: only pictures are played here")
    content, picture_body = picture(world, params, str(given.get("media") or ""), "media")
    caption, html = caption_of(given)
    body = changed(chat, kept, params, content | caption, (*FORMS, *CAPTIONS, "photo", "voice", "document"))
    kept.html, kept.pictures = html, [picture_body]
    return body


def taken(chat: Chat, kept: Kept) -> None:
    group = chat.kind != "private"
    if (group and not kept.from_bot) or time.time() - kept.body["date"] > TWO_DAYS:
        raise bad("message can't be deleted for everyone" if not group else "message can't be deleted")
    del chat.messages[kept.id]


def delete_message(world: World, params: Params) -> Any:
    taken(*found(world, params, "delete"))
    return True


def delete_messages(world: World, params: Params) -> Any:
    """Those that aren't there are passed over."""
    chat = world.open_chat(params.text("chat_id"))
    numbers = params.parsed("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
        raise bad("message identifiers are not specified")
    for kept in [chat.messages[int(one)] for one in numbers if int(one) in chat.messages]:
        taken(chat, kept)
    return True


def answer_callback_query(world: World, params: Params) -> Any:
    query = world.queries.get(params.text("callback_query_id"))
    if not query or query.answer is not None or time.monotonic() - query.born > world.query_seconds:
        raise bad(TOO_OLD)
    if len(params.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if params.has("url") and not params.text("url").startswith(("https://t.me/", "tg://")):
        raise bad("URL_INVALID")
    query.answer = {"text": params.text("text"), "show_alert": params.flag("show_alert"), "url": params.text("url")}
    return True
