"""What the server refuses, in the very words that clients match on, and how it reads what it takes."""

import json
from typing import Any

import httpx
import pytest

from tests.emulators.scene import OGG, Wire, jpeg
from tests.emulators.telegram import BotApi, Button, User
from tests.emulators.telegram.editing import SAME, TOO_OLD

WRONG_HTML = [
    ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
    ("您<b>好", 'Can\'t find end tag corresponding to start tag "b"'),
    ("您好</b>", "Unexpected end tag at byte offset 6"),
    ("<b><i>好</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
    ("1 <", "Unclosed start tag at byte offset 2"),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
    ('<span class="y">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
]


@pytest.mark.parametrize(("text", "why"), WRONG_HTML)
def test_wrong_html(wire: Wire, wang: User, text: str, why: str) -> None:
    told = wire.no("sendMessage", chat_id=1001, text=text, parse_mode="HTML")
    assert told == f"Bad Request: can't parse entities: {why}"
    assert wang.chat == []


RIGHT_HTML: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("<b>您</b>好", "您好", [("bold", 0, 1)]),
    ("😀<i>好</i>", "😀好", [("italic", 2, 1)]),
    ("  <b> 您好 </b> ", "您好", [("bold", 0, 2)]),
    ("a &lt;b&gt; &amp; &#20320; &nbsp;", "a <b> & 你 &nbsp;", []),
    ("<b>甲<i>乙</i></b>", "甲乙", [("bold", 0, 2), ("italic", 1, 1)]),
    ('<a href="https://a.cn/?x=1&amp;y=2">去</a>', "去", [("text_link", 0, 1)]),
    ("<pre><code class=language-py>x</code></pre>", "x", [("pre", 0, 1)]),
    ("<B>大</>写", "大写", [("bold", 0, 1)]),
    ("王\u202e奶奶", "王奶奶", []),
    ("<b></b>空", "空", []),
]


@pytest.mark.parametrize(("text", "plain", "entities"), RIGHT_HTML)
def test_right_html(wire: Wire, wang: User, text: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    message = wire.sent(text, parse_mode="html")
    assert message["text"] == plain == wang.chat[0].text
    assert [(one["type"], one["offset"], one["length"]) for one in message.get("entities", [])] == entities
    assert wang.chat[0].html == text


def test_a_link_keeps_where_it_leads(wire: Wire, wang: User) -> None:
    message = wire.sent('<a href="https://a.cn/?x=1&amp;y=2">去</a>', parse_mode="HTML")
    assert message["entities"][0]["url"] == "https://a.cn/?x=1&y=2"


def test_lengths_count_after_the_tags_are_gone(wire: Wire, wang: User) -> None:
    assert len(wire.sent(f"<b>{'愿' * 4096}</b>", parse_mode="HTML")["text"]) == 4096
    assert wire.no("sendMessage", chat_id=1001, text="愿" * 4097) == "Bad Request: message is too long"
    assert wire.no("sendMessage", chat_id=1001, text=" \n ") == "Bad Request: message text is empty"
    picture = {"photo": ("a.jpg", jpeg())}
    assert wire.call("sendPhoto", picture, chat_id=1001, caption=f"<i>{'愿' * 1024}</i>", parse_mode="HTML")["ok"]
    assert (
        wire.no("sendPhoto", picture, chat_id=1001, caption="愿" * 1025) == "Bad Request: message caption is too long"
    )
    assert len(wang.chat) == 2


def rows(*shape: int, **action: Any) -> str:
    one = {"text": "按"} | (action or {"callback_data": "x"})
    return json.dumps({"inline_keyboard": [[one] * width for width in shape]})


WRONG_KEYBOARDS = [
    (rows(1, callback_data=""), "BUTTON_DATA_INVALID"),
    (rows(1, callback_data="愿" * 22), "BUTTON_DATA_INVALID"),
    (rows(9), "REPLY_MARKUP_TOO_LONG"),
    (rows(*[8] * 13), "REPLY_MARKUP_TOO_LONG"),
    (rows(1, text="空"), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (rows(1, url="nowhere"), "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    (rows(1, url="http://localhost/"), "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"),
    (
        rows(1, web_app={"url": "http://a.cn"}),
        "inline keyboard button Web App URL 'http://a.cn' is invalid: Only HTTPS links are allowed",
    ),
    ("[]", "object expected as reply markup"),
    ("{", "can't parse reply keyboard markup JSON object"),
]


@pytest.mark.parametrize(("markup", "why"), WRONG_KEYBOARDS)
def test_wrong_keyboards(wire: Wire, wang: User, markup: str, why: str) -> None:
    assert wire.no("sendMessage", chat_id=1001, text="选", reply_markup=markup) == f"Bad Request: {why}"
    assert wang.chat == []


def test_pages_open_from_private_chats_only(api: BotApi, wire: Wire, wang: User) -> None:
    group = api.group(-100200, "群", [wang])
    page = rows(1, web_app={"url": "https://a.cn/"})
    assert wire.no("sendMessage", chat_id=group.id, text="看", reply_markup=page) == "Bad Request: BUTTON_TYPE_INVALID"
    wire.sent("看", reply_markup=page)
    assert wang.chat[0].buttons[0][0].web_app == "https://a.cn/"


def test_links_carry_what_they_can(wang: User) -> None:
    wang.start("aB_-9" * 12)
    for payload in ("a" * 65, "请", "a b", "a=b"):
        with pytest.raises(ValueError, match="no link"):
            wang.start(payload)


def test_the_largest_keyboard(wire: Wire, wang: User) -> None:
    wire.sent("选", reply_markup=rows(*[8] * 12, 4, callback_data="x" * 64))
    assert len(wang.chat[0].labels) == 100
    assert wang.chat[0].buttons[0][0] == Button("按", "x" * 64)


def test_contacts_are_asked_for_in_private_only(api: BotApi, wire: Wire, wang: User) -> None:
    group = api.group(-100200, "群", [wang])
    ask = json.dumps({"keyboard": [[{"text": "号码", "request_contact": True}]], "one_time_keyboard": True})
    told = wire.no("sendMessage", chat_id=group.id, text="?", reply_markup=ask)
    assert told == "Bad Request: phone number can be requested in private chats only"
    wire.sent("?", reply_markup=ask)
    assert wang.keyboard[0][0]["text"] == "号码"
    wire.sent("好", reply_markup='{"remove_keyboard": true}')
    assert wang.keyboard == []


def test_edits(wire: Wire, wang: User) -> None:
    mine, theirs = wire.sent("甲", reply_markup=rows(1))["message_id"], wang.say("乙").message_id
    edit = {"chat_id": 1001, "message_id": mine}
    assert wire.no("editMessageText", **edit, text="甲", reply_markup=rows(1)) == f"Bad Request: {SAME}"
    assert wire.no("editMessageReplyMarkup", **edit, reply_markup=rows(1)) == f"Bad Request: {SAME}"
    assert wire.call("editMessageText", **edit, text="甲")["ok"]
    assert wang.chat[0].buttons == []
    assert wang.chat[0].edited
    assert (
        wire.no("editMessageText", chat_id=1001, message_id=theirs, text="丙") == "Bad Request: message can't be edited"
    )
    assert (
        wire.no("editMessageText", chat_id=1001, message_id=99, text="丙") == "Bad Request: message to edit not found"
    )
    assert wire.no("editMessageText", chat_id=1001, text="丙") == "Bad Request: message identifier is not specified"
    assert wire.no("editMessageCaption", **edit, caption="丙").endswith("there is no caption in the message to edit")
    photo = wire.call("sendPhoto", {"photo": ("a.jpg", jpeg())}, chat_id=1001)["result"]["message_id"]
    told = wire.no("editMessageText", chat_id=1001, message_id=photo, text="丙")
    assert told == "Bad Request: there is no text in the message to edit"


def test_a_message_is_deleted_once_and_not_after_two_days(wire: Wire, wang: User) -> None:
    first, second = wire.sent("甲")["message_id"], wire.sent("乙")["message_id"]
    assert wire.call("deleteMessage", chat_id=1001, message_id=first)["ok"]
    told = wire.no("deleteMessage", chat_id=1001, message_id=first)
    assert told == "Bad Request: message to delete not found"
    wang.age(second, hours=49)
    told = wire.no("deleteMessage", chat_id=1001, message_id=second)
    assert told == "Bad Request: message can't be deleted for everyone"


def test_a_press_is_answered_once_and_in_time(wire: Wire, wang: User) -> None:
    card = wire.sent("选", reply_markup=rows(1, callback_data="yes"))["message_id"]
    press = wang.press(card, "按")
    assert wire.no("answerCallbackQuery", callback_query_id=press.id, text="长" * 201).endswith("MESSAGE_TOO_LONG")
    assert press.query.answer is None
    assert wire.call("answerCallbackQuery", callback_query_id=press.id, text="好", show_alert="true")["ok"]
    assert (press.answer, press.alert) == ("好", True)
    assert wire.no("answerCallbackQuery", callback_query_id=press.id) == f"Bad Request: {TOO_OLD}"
    late = wang.press(card, data="forged")
    late.expire()
    assert wire.no("answerCallbackQuery", callback_query_id=late.id) == f"Bad Request: {TOO_OLD}"
    with pytest.raises(LookupError):
        wang.press(card, "没有这个")


def test_who_cannot_be_written_to(api: BotApi, wire: Wire, wang: User) -> None:
    api.user(1002, "李叔", begun=False)
    assert wire.no("sendMessage", text="在吗") == "Bad Request: chat_id is empty"
    assert wire.no("sendMessage", chat_id=9, text="在吗") == "Bad Request: chat not found"
    told = wire.no("sendMessage", chat_id=1002, text="在吗")
    assert told == "Forbidden: bot can't initiate conversation with a user"
    wang.block()
    for method in ("sendMessage", "sendPhoto", "sendMediaGroup", "sendChatAction", "editMessageText"):
        told = wire.no(method, chat_id=1001, text="在吗", message_id=1)
        assert told == "Forbidden: bot was blocked by the user"
    wang.unblock()
    wire.sent("在吗")
    wang.deactivate()
    assert wire.no("sendMessage", chat_id=1001, text="在吗") == "Forbidden: user is deactivated"


def test_groups_move_and_shut_the_bot_out(api: BotApi, wire: Wire, wang: User) -> None:
    group = api.group(-100200, "演武社区党员群", [wang])
    group.migrate(-1_001_234_567_890)
    told = wire.call("sendMessage", chat_id=-100200, text="谁来")
    assert told == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1_001_234_567_890},
    }
    wire.sent("谁来", chat=group.id)
    assert [one.text for one in group.chat if one.from_bot] == ["谁来"]
    group.kick_bot()
    told_ = wire.no("sendMessage", chat_id=group.id, text="谁来")
    assert told_ == "Forbidden: bot was kicked from the supergroup chat"


def test_tokens_and_methods(api: BotApi, wire: Wire) -> None:
    def ask(path: str) -> tuple[int, str]:
        answer = httpx.get(f"{api.base}{path}")
        return answer.status_code, answer.json()["description"]

    assert ask("/bot1:wrong/getMe") == (401, "Unauthorized")
    assert ask("/botnone/getMe") == (401, "Unauthorized: invalid token specified")
    assert ask(f"/bot{api.token}/getMee") == (404, "Not Found: method not found")
    assert ask("/elsewhere") == (404, "Not Found")
    assert ask(f"/file/bot{api.token}/photos/none.jpg") == (404, "Not Found")


def test_bodies_of_every_form_mean_the_same(api: BotApi, wire: Wire, wang: User) -> None:
    markup = {"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}
    flat = {"chat_id": "1001", "text": "您好", "reply_markup": json.dumps(markup)}
    assert wire.json("SENDMESSAGE", chat_id=1001, text="您好", reply_markup=markup)["ok"]
    assert wire.call("sendmessage", **flat)["ok"]
    assert wire.call("sendMessage", {"unused": ("a", b"a")}, **flat)["ok"]
    assert wire.client.get("sendMessage", params=flat).json()["ok"]
    assert wire.client.post("getMe").json()["ok"]
    assert len({(one.text, str(one.buttons)) for one in wang.chat}) == 1
    assert len(wang.chat) == 4
    answer = wire.client.post("sendMessage", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_albums(wire: Wire, wang: User) -> None:
    def group(*kinds: str, **files: tuple[str, bytes]) -> dict[str, Any]:
        media = [{"type": kind, "media": f"attach://f{at}"} for at, kind in enumerate(kinds)]
        return wire.call("sendMediaGroup", files, chat_id=1001, media=json.dumps(media))

    two = {"f0": ("a.jpg", jpeg()), "f1": ("b.jpg", jpeg())}
    assert not group("photo", **two)["ok"]
    assert not group(*["photo"] * 11, **two)["ok"]
    assert not group("photo", "document", **two)["ok"]
    assert not group("photo", "photo", f0=two["f0"])["ok"]
    assert not group("photo", "photo", f0=two["f0"], f1=("b.jpg", b"none"))["ok"]
    assert wang.chat == []
    sent = group("photo", "photo", **two)["result"]
    assert len({one["media_group_id"] for one in sent}) == 1
    assert [one.photos for one in wang.chat] == [[two["f0"][1]], [two["f1"][1]]]


def test_pictures_voices_and_files(api: BotApi, wire: Wire, wang: User) -> None:
    def photo(body: bytes) -> str:
        return wire.no("sendPhoto", {"photo": ("a.jpg", body)}, chat_id=1001)

    assert photo(b"no picture") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert photo(jpeg(3000, 100)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert "too big for a photo" in photo(jpeg() + bytes(10 * 1024 * 1024))
    assert photo(b"") == "Bad Request: file must be non-empty"
    assert wire.no("sendPhoto", chat_id=1001) == "Bad Request: there is no photo in the request"
    assert "voice" in wire.call("sendVoice", {"voice": ("a.ogg", OGG)}, chat_id=1001)["result"]
    large = OGG + bytes(1024 * 1024)
    assert "document" in wire.call("sendVoice", {"voice": ("a.ogg", large)}, chat_id=1001)["result"]


def test_files_are_fetched_by_the_path_that_was_asked_for(api: BotApi, wire: Wire, wang: User) -> None:
    update = wang.voice(OGG, seconds=2).update
    assert update
    path = wire.call("getFile", file_id=update.event["voice"]["file_id"])["result"]["file_path"]
    assert httpx.get(f"{api.base}/file/bot{api.token}/{path}").content == OGG
    assert wire.no("getFile", file_id="none").endswith("wrong file_id or the file is temporarily unavailable")
    huge = wang.voice(OGG + bytes(20 * 1024 * 1024), seconds=900).update
    assert huge
    assert wire.no("getFile", file_id=huge.event["voice"]["file_id"]) == "Bad Request: file is too big"


def test_a_bot_hears_only_what_is_meant_for_it_in_groups(api: BotApi, wire: Wire, wang: User) -> None:
    group = api.group(-100200, "群", [wang])
    mine = wire.sent("谁来？", chat=group.id)["message_id"]
    assert group.say(wang, "今天真冷").update is None
    assert group.say(wang, "/help@other_bot").update is None
    heard = [group.say(wang, "/help"), group.say(wang, "/help@weiyuan_bot"), group.say(wang, "我来", reply_to=mine)]
    assert [one["update_id"] for one in wire.call("getUpdates")["result"]] == [one.update_id for one in heard]
