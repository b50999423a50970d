"""Methods about the bot, its chats, its commands and the files it was sent."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.telegram import editing, sending
from tests.emulators.telegram.answers import Json, bad
from tests.emulators.telegram.media import DOWNLOAD
from tests.emulators.telegram.params import Params
from tests.emulators.telegram.world import Chat, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
WIDE = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
OF_CHATS = {"chat", "chat_administrators", "chat_member"}
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
ABILITIES = (
    *("supports_inline_queries", "can_connect_to_business", "has_main_web_app", "has_topics_enabled"),
    *("allows_users_to_create_topics", "can_manage_bots"),
)


def get_me(world: World, params: Params) -> Any:
    able = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy}
    return world.bot() | able | dict.fromkeys(ABILITIES, False)


def get_chat(world: World, params: Params) -> Any:
    chat = world.chat(params.text("chat_id"))
    told = chat.json() | {"accent_color_id": chat.id % 7, "max_reaction_count": 11}
    return told | {"accepted_gift_types": dict.fromkeys(GIFTS, False)}


def members_of(world: World, chat: Chat) -> list[Json]:
    people = [{"user": one.json(), "status": "member"} for one in ([chat.person] if chat.person else chat.members)]
    return people if chat.refusal else [*people, {"user": world.bot(), "status": "member"}]


def get_chat_member(world: World, params: Params) -> Any:
    chat = world.open_chat(params.text("chat_id"))
    number = params.whole("user_id")
    for one in members_of(world, chat):
        if one["user"]["id"] == number:
            return one
    if number not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return {"user": world.people[number].json(), "status": "left"}


def get_chat_member_count(world: World, params: Params) -> Any:
    return len(members_of(world, world.open_chat(params.text("chat_id"))))


def leave_chat(world: World, params: Params) -> Any:
    chat = world.open_chat(params.text("chat_id"))
    if chat.kind == "private":
        raise bad("chat can't be left")
    chat.refusal = f"bot is not a member of the {chat.kind} chat"
    return True


def scope_key(world: World, params: Params) -> str:
    scope = params.parsed("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in WIDE | OF_CHATS:
        raise bad("unsupported type specified")
    place = str(world.chat(str(scope.get("chat_id", ""))).id) if kind in OF_CHATS else ""
    who = str(scope.get("user_id", "")) if kind == "chat_member" else ""
    return f"{kind}/{place}/{who}/{params.text('language_code')}"


def set_my_commands(world: World, params: Params) -> Any:
    key, given = scope_key(world, params), params.parsed("commands", "commands")
    if not isinstance(given, list):
        raise bad("commands must be of type Array")
    if len(given) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in given:
        if not COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[key] = [
        {"command": one["command"].removeprefix("/"), "description": one["description"]} for one in given
    ]
    return True


def get_my_commands(world: World, params: Params) -> Any:
    return world.commands.get(scope_key(world, params), [])


def delete_my_commands(world: World, params: Params) -> Any:
    world.commands.pop(scope_key(world, params), None)
    return True


def private(world: World, params: Params) -> int:
    """The private chat a menu button is for; 0 stands for all of them."""
    if not params.has("chat_id"):
        return 0
    chat = world.chat(params.text("chat_id"))
    if chat.kind != "private":
        raise bad("chat must be private")
    return chat.id


def set_chat_menu_button(world: World, params: Params) -> Any:
    place, given = private(world, params), params.parsed("menu_button", "menu button") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in {"commands", "default", "web_app"}:
        raise bad("unsupported type of MenuButton specified")
    if kind == "web_app":
        url = str((given.get("web_app") or {}).get("url", ""))
        if not given.get("text") or not url.startswith("https://"):
            raise bad(f"menu button Web App URL '{url}' is invalid")
    world.menu_buttons[place] = {"type": "commands"} if kind == "default" else given
    return True


def get_chat_menu_button(world: World, params: Params) -> Any:
    return world.menu_buttons.get(private(world, params)) or world.menu_buttons.get(0) or {"type": "commands"}


def get_file(world: World, params: Params) -> Any:
    if not params.has("file_id"):
        raise bad("file_id not specified")
    file = world.files.kept.get(params.text("file_id"))
    if not file:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.body) > DOWNLOAD:
        raise bad("file is too big")
    file.asked = True
    return file.json() | {"file_path": file.path}


METHODS: Mapping[str, Callable[[World, Params], Any]] = {
    one.__name__.replace("_", ""): one
    for one in (
        *(get_me, get_chat, get_chat_member, get_chat_member_count, leave_chat, get_file),
        *(set_my_commands, get_my_commands, delete_my_commands, set_chat_menu_button, get_chat_menu_button),
        *(sending.send_message, sending.send_photo, sending.send_voice, sending.send_document, sending.send_location),
        *(sending.send_media_group, sending.send_chat_action, editing.edit_message_text),
        *(editing.edit_message_caption, editing.edit_message_reply_markup, editing.edit_message_media),
        *(editing.delete_message, editing.delete_messages, editing.answer_callback_query),
    )
}
SENDING = {"sendmessage", "sendphoto", "sendvoice", "senddocument", "sendlocation", "sendmediagroup"}
