"""Methods that put something new before somebody's eyes."""

from html import escape
from typing import Any

from tests.emulators.telegram.answers import Json, bad
from tests.emulators.telegram.entities import formatted
from tests.emulators.telegram.markup import keyboard
from tests.emulators.telegram.media import File, media_list
from tests.emulators.telegram.params import Params
from tests.emulators.telegram.world import Chat, Kept, World

TEXT, CAPTION = 4096, 1024
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


def entity_list(params: Params, name: str) -> list[Json]:
    found = params.parsed(name, name)
    if found is not None and not isinstance(found, list):
        raise bad("expected an Array of MessageEntity")
    return found or []


def text_of(params: Params) -> tuple[Json, str]:
    """The text of a message and the HTML it came as. 400 when it is empty or too long."""
    mode, raw = params.text("parse_mode"), params.text("text")
    plain, entities = formatted(raw, mode, entity_list(params, "entities"))
    if not plain:
        raise bad("message text is empty")
    if len(plain) > TEXT:
        raise bad("message is too long")
    told: Json = {"text": plain} | ({"entities": entities} if entities else {})
    options = params.parsed("link_preview_options", "link preview options")
    if options and any(one["type"] in {"url", "text_link"} for one in entities):
        told["link_preview_options"] = options
    return told, raw if mode.lower() == "html" else escape(raw, quote=False)


def caption_of(given: Json | Params) -> tuple[Json, str]:
    """The same for what stands below a picture, where nothing may stand too."""
    if isinstance(given, Params):
        given = {**given.texts, "caption_entities": entity_list(given, "caption_entities")}
    mode, raw = str(given.get("parse_mode") or ""), str(given.get("caption") or "")
    plain, entities = formatted(raw, mode, given.get("caption_entities"))
    if len(plain) > CAPTION:
        raise bad("message caption is too long")
    told: Json = {"caption": plain} if plain else {}
    return told | ({"caption_entities": entities} if entities else {}), raw if mode else escape(raw, quote=False)


def surroundings(world: World, chat: Chat, params: Params) -> Json:
    """What goes with any message: its keyboard, what it answers, whether it may be passed on."""
    told: Json = {}
    markup = keyboard(params.parsed("reply_markup", "reply keyboard markup"), chat.kind == "private")
    if markup and "inline_keyboard" in markup:
        told["reply_markup"] = markup
    elif markup:
        chat.keyboard = None if markup.get("remove_keyboard") else markup
    if params.flag("protect_content"):
        told["has_protected_content"] = True
    return told | answered(chat, params)


def answered(chat: Chat, params: Params) -> Json:
    asked = params.parsed("reply_parameters", "reply parameters") or {}
    number = int(asked.get("message_id") or params.whole("reply_to_message_id"))
    if not number:
        return {}
    if number in chat.messages:
        earlier = chat.messages[number].body
        return {"reply_to_message": {name: value for name, value in earlier.items() if name != "reply_to_message"}}
    if asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def put(world: World, params: Params, content: Json, html: str) -> Kept:
    chat = world.open_chat(params.text("chat_id"))
    return world.keep(chat, world.bot(), content | surroundings(world, chat, params), html)


def send_message(world: World, params: Params) -> Any:
    world.open_chat(params.text("chat_id"))
    content, html = text_of(params)
    return put(world, params, content, html).body


def picture(world: World, params: Params, given: str, what: str = "photo") -> tuple[Json, bytes]:
    found = world.files.sent(params, given, what)
    if isinstance(found, File):
        if "photo" not in found.shown:
            raise bad("can't use file of type Document as Photo")
        return found.shown, found.body
    return {"photo": world.files.photo(found[1])}, found[1]


def send_photo(world: World, params: Params) -> Any:
    world.open_chat(params.text("chat_id"))
    content, body = picture(world, params, params.text("photo"))
    caption, html = caption_of(params)
    kept = put(world, params, content | caption, html)
    kept.pictures.append(body)
    return kept.body


def send_voice(world: World, params: Params) -> Any:
    world.open_chat(params.text("chat_id"))
    found = world.files.sent(params, params.text("voice"), "voice")
    shown = found.shown if isinstance(found, File) else world.files.voice(found[1], params.whole("duration"))
    caption, html = caption_of(params)
    return put(world, params, shown | caption, html).body


def send_document(world: World, params: Params) -> Any:
    world.open_chat(params.text("chat_id"))
    found = world.files.sent(params, params.text("document"), "document")
    shown = found.shown if isinstance(found, File) else world.files.document(found[1], found[0])
    caption, html = caption_of(params)
    return put(world, params, shown | caption, html).body


def send_location(world: World, params: Params) -> Any:
    try:
        place = {name: float(params.text(name)) for name in ("latitude", "longitude")}
    except ValueError:
        raise bad("wrong location specified") from None
    return put(world, params, {"location": place}, "").body


def send_media_group(world: World, params: Params) -> Any:
    """All of it is looked at before any of it is sent."""
    world.open_chat(params.text("chat_id"))
    ready = [part(world, params, one) for one in media_list(params)]
    group = str(world.random.randrange(10**16, 10**17))
    sent = [put(world, params, content | {"media_group_id": group}, html) for content, html, _ in ready]
    for kept, (_, _, body) in zip(sent, ready, strict=True):
        kept.pictures += [body] if body else []
    return [kept.body for kept in sent]


def part(world: World, params: Params, given: Json) -> tuple[Json, str, bytes]:
    caption, html = caption_of(given)
    if given.get("type") == "photo":
        content, body = picture(world, params, str(given.get("media") or ""), "media")
        return content | caption, html, body
    if given.get("type") != "document":
        raise bad(f"type of media {given.get('type')!r} is not played here")
    found = world.files.sent(params, str(given.get("media") or ""), "media")
    shown = found.shown if isinstance(found, File) else world.files.document(found[1], found[0])
    return shown | caption, html, b""


def send_chat_action(world: World, params: Params) -> Any:
    world.open_chat(params.text("chat_id"))
    if params.text("action").lower() not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True
