"""What the server of WeCom refuses, cuts off or drops in silence: tokens, people, lengths, files, haste."""

from typing import Any

import httpx
import pytest

from tests.emulators.scene import jpeg
from tests.emulators.wecom import Limits, WeComApi
from tests.emulators.wecom.clock import DAY, HOUR, MINUTE
from tests.emulators.wecom_scene import AMR, Line, card

PAGE = "https://example.org/1"


def textcard(**more: Any) -> dict[str, Any]:
    return {"title": "心愿", "description": "3 号楼", "url": PAGE} | more


def test_tokens_are_one_for_each_secret_and_end(wecom: WeComApi, line: Line) -> None:
    asked = {"corpid": wecom.corp, "corpsecret": wecom.secret}
    assert line.get("gettoken", **asked)["access_token"] == line.token
    wecom.clock.move(HOUR)
    assert 3590 <= line.get("gettoken", **asked)["expires_in"] <= 3600
    wecom.clock.move(HOUR)
    assert line.text()["errcode"] == 42001
    assert line.get("gettoken", **asked)["access_token"] != line.token
    assert line.get("gettoken", **asked | {"corpsecret": "no"})["errcode"] == 40001
    assert line.get("gettoken", **asked | {"corpid": "no"})["errcode"] == 40013
    line.token = "made-up"  # noqa: S105 - it opens nothing
    assert line.text()["errcode"] == 40014
    line.token = ""
    assert line.text()["errcode"] == 41001


def test_a_new_token_may_end_the_old_one(wecom: WeComApi, line: Line) -> None:
    wecom.new_tokens()
    second = Line(wecom)
    assert line.text()["errcode"] == 40014
    assert second.text()["errcode"] == 0


def test_a_token_opens_what_it_was_given_for(wecom: WeComApi) -> None:
    desk, app = Line(wecom, wecom.kf_secret), Line(wecom)
    wecom.staff("wang")
    assert desk.text()["errcode"] == 48002
    assert app.call("kf/account/list")["errcode"] == 0
    wecom.kf_by_app(False)
    assert app.call("kf/account/list")["errcode"] == 48002
    assert desk.call("kf/account/list")["errcode"] == 0


def test_an_address_that_is_not_trusted_is_told_its_own(wecom: WeComApi, line: Line) -> None:
    wecom.trust(False)
    told = line.text()
    assert told["errcode"] == 60020
    assert "from ip: 127.0.0.1" in told["errmsg"]
    wecom.trust(True)
    assert line.text()["errcode"] == 0


def test_what_it_does_not_know_is_404_and_wrong_methods_are_told(wecom: WeComApi, line: Line) -> None:
    assert line.client.get("message/whisper", params={"access_token": line.token}).status_code == 404
    assert line.asked("message/send")["errcode"] == 43002
    assert line.call("user/get")["errcode"] == 43001
    raw = line.client.post("message/send", params={"access_token": line.token}, content=b"{no json")
    assert raw.json()["errcode"] == 47001
    raw = line.client.post("message/send", params={"access_token": line.token}, content=b'{"a": "\xff"}')
    assert raw.json()["errcode"] == 47001


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {"content": "愿" * 682 + "ab"}, 0),
        ("text", {"content": "愿" * 683}, 45002),
        ("text", {"content": ""}, 44004),
        ("text", {"content": "\ud83d"}, 40058),
        ("text", {"content": "一", "colour": "red"}, 40058),
        ("text", {}, 40058),
        ("text", "您好", 40058),
        ("markdown", {"content": "a" * 2048}, 0),
        ("markdown", {"content": "a" * 2049}, 45002),
        ("textcard", textcard(title="a" * 128, description="a" * 512, btntxt="看一看吧"), 0),
        ("textcard", textcard(title="a" * 129), 45002),
        ("textcard", textcard(description="a" * 513), 45002),
        ("textcard", textcard(url=PAGE + "a" * 2048), 45002),
        ("textcard", textcard(btntxt="看一看去吧"), 45002),
        ("textcard", {"title": "心愿", "url": PAGE}, 40058),
        ("news", {"articles": [{"title": "周报", "url": PAGE}] * 8}, 0),
        ("news", {"articles": [{"title": "周报", "url": PAGE}] * 9}, 40058),
        ("image", {"media_id": "none"}, 40007),
        ("sticker", {"id": 1}, 40008),
    ],
)
def test_lengths_are_of_bytes_and_fields_are_known(endless: Line, kind: str, content: Any, code: int) -> None:
    assert endless.send(kind, content)["errcode"] == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"agentid": 1}, 40056),
        ({"agentid": "1000002"}, 40058),
        ({"safe": 3}, 40058),
        ({"touser": ""}, 81013),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40058),
        ({"toparty": "|".join(f"{n}" for n in range(101))}, 40058),
        ({"silent": 1}, 40058),
        ({"duplicate_check_interval": 4 * 3600 + 1}, 40058),
    ],
)
def test_what_surrounds_a_message_is_checked(endless: Line, more: dict[str, Any], code: int) -> None:
    body = {"touser": "wang", "agentid": endless.api.agent, "msgtype": "text", "text": {"content": "一"}} | more
    assert endless.no("message/send", **body) == code


def test_part_of_the_receivers_may_be_wrong(wecom: WeComApi, line: Line) -> None:
    wang, far = wecom.staff("wang"), wecom.staff("far", visible=False)
    free = wecom.staff("free", licensed=False)
    told = line.text(touser="wang|nobody|far|free", toparty="9")
    assert told["errcode"] == 0
    assert told["invaliduser"] == "nobody|far"
    assert told["unlicenseduser"] == "free"
    assert told["invalidparty"] == "9"
    assert [len(one.chat) for one in (wang, far, free)] == [1, 0, 0]
    assert line.text(touser="nobody|far")["errcode"] == 81013
    assert line.text(touser="@all")["errcode"] == 0
    assert len(wang.chat) == 2


def test_people_out_of_sight(wecom: WeComApi, line: Line) -> None:
    wecom.staff("far", visible=False)
    assert line.asked("user/get", userid="wang")["name"] == "王主任"
    assert line.asked("user/get", userid="far")["errcode"] == 60011
    assert line.asked("user/get", userid="nobody")["errcode"] == 60111
    seen = line.asked("agent/get", agentid=wecom.agent)
    assert seen["allow_userinfos"] == {"user": [{"userid": "wang"}]}
    assert line.asked("agent/get", agentid=1)["errcode"] == 40056


def test_the_same_again_is_dropped_when_asked_to(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    for _ in range(2):
        assert line.text("一", enable_duplicate_check=1)["errcode"] == 0
    assert len(wang.chat) == 1
    assert [who for who, _ in wecom.dropped] == ["wang"]
    wecom.clock.move(1801)
    line.text("一", enable_duplicate_check=1)
    line.text("一")
    assert len(wang.chat) == 3


def test_haste_towards_one_member_is_dropped_in_silence(wecom: WeComApi, line: Line) -> None:
    wang, zhao = wecom.staff("wang"), wecom.staff("zhao")
    for at in range(32):
        assert line.text(f"{at}", touser="wang")["errcode"] == 0
    assert len(wang.chat) == 30
    assert [body["text"]["content"] for _, body in wecom.dropped] == ["30", "31"]
    line.text("您好", touser="zhao")
    assert len(zhao.chat) == 1
    wecom.clock.move(MINUTE + 1)
    line.text("又来")
    assert wang.chat[-1].text == "又来"


def test_a_member_gets_so_many_an_hour_and_an_app_so_many_calls() -> None:
    with WeComApi(limits=Limits(member=100, member_hour=5, path=8)) as api:
        line, wang = Line(api), api.staff("wang")
        for at in range(7):
            line.text(f"{at}")
            api.clock.move(5 * MINUTE)
        assert len(wang.chat) == 5
        api.clock.move(HOUR)
        line.text("一")
        assert len(wang.chat) == 6
        api.limit(Limits(path=2))
        assert [line.text(f"{at}")["errcode"] for at in range(3)] == [0, 45009, 45009]
        api.limit(None)
        assert [line.text(f"{at}")["errcode"] for at in range(40)] == [0] * 40


def test_files_are_measured_and_live_three_days(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    told = line.upload("image", "a.jpg", jpeg())
    assert told["created_at"].isdigit()
    assert line.send("image", {"media_id": told["media_id"]})["errcode"] == 0
    assert line.send("file", {"media_id": told["media_id"]})["errcode"] == 40007
    assert wang.chat[-1].files == (jpeg(),)
    query = {"access_token": line.token, "media_id": told["media_id"]}
    assert line.client.get("media/get", params=query).content == jpeg()
    wecom.clock.move(3 * DAY + 1)
    line = Line(wecom)
    assert line.asked("media/get", media_id=told["media_id"])["errcode"] == 40007
    assert line.send("image", {"media_id": told["media_id"]})["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("image", b"\xff\xd8\xff" + bytes(10 * 2**20), 40009),
        ("image", b"GIF89a and so on", 40004),
        ("image", b"\xff\xd8\xff", 40006),
        ("voice", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 3001, 45007),
        ("voice", b"OggS and so on", 40004),
        ("file", b"", 40006),
        ("file", bytes(20 * 2**20 + 1), 45001),
        ("sticker", b"whatever it is", 40005),
    ],
)
def test_files_that_do_not_come_up(endless: Line, kind: str, body: bytes, code: int) -> None:
    assert endless.upload(kind, "a.x", body)["errcode"] == code


def test_a_minute_of_speech_comes_up(line: Line) -> None:
    assert line.upload("voice", "a.amr", b"#!AMR\n" + AMR[6:] * 3000)["errcode"] == 0


def test_a_sign_in_is_good_once_for_five_minutes(wecom: WeComApi, line: Line) -> None:
    wang, li = wecom.staff("wang"), wecom.customer("wmLi")
    link = httpx.URL(
        "https://open.weixin.qq.com/connect/oauth2/authorize",
        params={
            **{"appid": wecom.corp, "redirect_uri": "http://127.0.0.1/in?to=1", "response_type": "code"},
            **{"scope": "snsapi_base", "state": "s1", "agentid": str(wecom.agent)},
        },
        fragment="wechat_redirect",
    )
    back = httpx.URL(wang.authorize(str(link)))
    assert back.params["state"] == "s1"
    assert back.params["to"] == "1"
    assert line.asked("auth/getuserinfo", code=back.params["code"])["userid"] == "wang"
    assert line.asked("auth/getuserinfo", code=back.params["code"])["errcode"] == 40029
    assert line.asked("auth/getuserinfo", code=li.code())["external_userid"] == "wmLi"
    late = wang.code()
    wecom.clock.move(301)
    assert line.asked("auth/getuserinfo", code=late)["errcode"] == 40029
    with pytest.raises(ValueError, match="no link to a sign-in"):
        wang.authorize(str(link).replace(wecom.corp, "ww0"))
    with pytest.raises(ValueError, match="does not end"):
        wang.authorize(str(link).partition("#")[0])


def test_menus_are_checked(wecom: WeComApi, line: Line) -> None:
    def create(*buttons: Any) -> int:
        query = {"access_token": line.token, "agentid": wecom.agent}
        return int(line.client.post("menu/create", params=query, json={"button": list(buttons)}).json()["errcode"])

    leaf = {"type": "click", "name": "今天", "key": "today"}
    assert create(leaf) == 0
    assert create(*[leaf] * 4) == 40058
    assert create({"name": "更多", "sub_button": [leaf] * 6}) == 40058
    assert create({"type": "click", "name": "今天"}) == 40058
    assert create({"type": "view", "name": "今天", "url": PAGE, "colour": 1}) == 40058
    assert line.asked("menu/delete", agentid=wecom.agent)["errcode"] == 0
    assert line.asked("menu/get", agentid=wecom.agent)["errcode"] == 46003


def test_a_message_is_taken_back_within_a_day(wecom: WeComApi, line: Line) -> None:
    wang, zhao = wecom.staff("wang"), wecom.staff("zhao")
    told = line.text("一", touser="wang|zhao")
    assert line.call("message/recall", msgid=told["msgid"])["errcode"] == 0
    assert wang.chat == zhao.chat == []
    assert line.no("message/recall", msgid=told["msgid"]) == 40058
    assert line.no("message/recall", msgid=wang.say("二").id) == 40058
    late = line.text("三")["msgid"]
    wecom.clock.move(DAY + 1)
    assert Line(wecom).no("message/recall", msgid=late) == 41093


def test_a_card_that_was_dropped_still_counts_as_sent(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    wecom.limit(Limits(member=0))
    told = line.send("template_card", card("t1"))
    assert told["response_code"]
    assert wang.chat == []
    assert line.send("template_card", card("t1"))["errcode"] == 42014
