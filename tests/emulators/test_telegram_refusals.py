"""One wrong parameter at a time: each is refused in the server's words, and nothing reaches the phone."""

import json
from typing import Any

import pytest

from tests.emulators.scene import Wire
from tests.emulators.telegram import BotApi, User

WRONG = [
    ("sendMessage", {"text": "您好", "reply_parameters": '{"message_id": 99}'}, "message to be replied not found"),
    ("sendMessage", {"text": "您好", "parse_mode": "RTF"}, "unsupported parse_mode"),
    ("sendMessage", {"text": "您好", "entities": "{}"}, "expected an Array of MessageEntity"),
    ("sendLocation", {"latitude": "north"}, "wrong location specified"),
    ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ("sendPhoto", {"photo": "https://a.cn/a.jpg"}, "failed to get HTTP URL content"),
    ("sendPhoto", {"photo": "never-given"}, "wrong file identifier/HTTP URL specified"),
    ("sendVoice", {}, "there is no voice in the request"),
    ("sendMediaGroup", {}, 'parameter "media" is required'),
    ("sendMediaGroup", {"media": "{}"}, "expected an Array of InputMedia"),
    ("deleteMessages", {"message_ids": "[]"}, "message identifiers are not specified"),
    ("getChatMember", {"user_id": 5}, "PARTICIPANT_ID_INVALID"),
    ("leaveChat", {}, "chat can't be left"),
    ("setMyCommands", {"commands": "{}"}, "commands must be of type Array"),
    ("setMyCommands", {"commands": "[]", "scope": '{"type": "moon"}'}, "unsupported type specified"),
    ("setChatMenuButton", {"menu_button": '{"type": "moon"}'}, "unsupported type of MenuButton specified"),
    ("getFile", {}, "file_id not specified"),
]


@pytest.mark.parametrize(("method", "params", "why"), WRONG)
def test_what_is_refused(wire: Wire, wang: User, method: str, params: dict[str, Any], why: str) -> None:
    assert wire.no(method, chat_id=1001, **params) == f"Bad Request: {why}"
    assert wang.chat == []


def test_an_answer_to_what_is_gone_may_be_sent_alone(wire: Wire, wang: User) -> None:
    loose = '{"message_id": 99, "allow_sending_without_reply": true}'
    assert "reply_to_message" not in wire.sent("您好", reply_parameters=loose)
    said = wang.say("在吗").message_id
    assert wire.sent("在", reply_parameters=json.dumps({"message_id": said}))["reply_to_message"]["text"] == "在吗"


def written_in_markdown() -> None:
    with BotApi() as api:
        api.user(1001, "王奶奶")
        wire = Wire(api)
        answer = wire.client.post("sendMessage", data={"chat_id": 1001, "text": "*您好*", "parse_mode": "MarkdownV2"})
        wire.client.close()
        assert answer.status_code == 500


def test_what_is_not_played_ends_the_test_that_asks_for_it() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        written_in_markdown()
    assert [str(one) for one in raised.value.exceptions] == ["MarkdownV2"]


def test_commands_and_menu_buttons(wire: Wire, wang: User) -> None:
    def set_(name: str, said: str = "说明", **scope: Any) -> dict[str, Any]:
        commands = json.dumps([{"command": name, "description": said}])
        return wire.call("setMyCommands", commands=commands, scope=json.dumps(scope or {"type": "default"}))

    assert set_("Start")["description"] == "Bad Request: BOT_COMMAND_INVALID"
    assert set_("start", "")["description"] == "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    assert set_("start", type="chat", chat_id=9)["description"] == "Bad Request: chat not found"
    assert set_("start")["ok"]
    assert wang.menu == {"start": "说明"}
    assert set_("tasks", "任务", type="chat", chat_id=1001)["ok"]
    assert wang.menu == {"tasks": "任务"}
    page = {"type": "web_app", "text": "打开", "web_app": {"url": "http://a.cn"}}
    assert wire.no("setChatMenuButton", chat_id=1001, menu_button=json.dumps(page)).endswith("is invalid")
