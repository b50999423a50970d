"""Customer service: an inbox that is pulled, five messages within two days, a welcome within twenty seconds."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulators.scene import jpeg
from tests.emulators.wecom import KFID, Customer, Faults, WeComApi
from tests.emulators.wecom.clock import DAY, HOUR, MINUTE
from tests.emulators.wecom_scene import AMR, Ear, Json, Line, listening


@pytest.fixture
def desk(wecom: WeComApi) -> Iterator[Line]:
    found = Line(wecom, wecom.kf_secret)
    yield found
    found.client.close()


@pytest.fixture
def li(wecom: WeComApi) -> Customer:
    return wecom.customer("wmLi", "李奶奶")


@pytest.fixture
def ear(wecom: WeComApi) -> Iterator[Ear]:
    with listening(wecom) as found:
        yield found


def text(desk: Line, words: str = "您好", **more: Any) -> Json:
    body: Json = {"touser": "wmLi", "open_kfid": KFID, "msgtype": "text", "text": {"content": words}}
    return desk.call("kf/send_msg", **body | more)


def pulled(desk: Line, cursor: str = "", **more: Any) -> tuple[list[Json], str]:
    """All there is, page by page, and where it ends."""
    found = list[Json]()
    for _ in range(100):
        page = desk.call("kf/sync_msg", open_kfid=KFID, cursor=cursor, **more)
        assert page["errcode"] == 0, page
        found += page["msg_list"]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            return found, cursor
    raise AssertionError("there is no end")


def test_all_that_a_customer_does_lies_in_the_inbox(wecom: WeComApi, desk: Line, li: Customer, ear: Ear) -> None:
    li.enter("wall", "b=3")
    li.say("楼道灯坏了")
    li.photo(jpeg())
    li.voice(AMR)
    li.document("表.csv", "楼,户".encode())
    sent = li.location(31.2, 121.5, "广场", "人民路 1 号")
    wecom.handled()
    li.recall(sent.id)
    li.answered("wang", "我来看看")
    found, _ = pulled(desk)
    enter, said, *rest, recalled, servant = found
    assert enter["msgtype"] == "event"
    assert enter["origin"] == 4
    assert "external_userid" not in enter
    assert enter["event"]["scene"] == "wall"
    assert enter["event"]["external_userid"] == "wmLi"
    assert (said["origin"], said["external_userid"], said["open_kfid"]) == (3, "wmLi", KFID)
    assert [one["msgtype"] for one in rest] == ["image", "voice", "file", "location"]
    assert recalled["event"] == {
        **{"event_type": "user_recall_msg", "open_kfid": KFID, "external_userid": "wmLi"},
        "recall_msgid": sent.id,
    }
    assert (servant["origin"], servant["servicer_userid"]) == (5, "wang")
    assert len({one["msgid"] for one in found}) == len(found)
    file = desk.client.get("media/get", params={"access_token": desk.token, "media_id": rest[0]["image"]["media_id"]})
    assert file.content == jpeg()
    heard = ear.heard[0]
    assert (heard["Event"], heard["OpenKfId"]) == ("kf_msg_or_event", KFID)
    assert "FromUserName" not in heard


def test_pages_follow_each_other_and_may_be_empty_or_overlap(wecom: WeComApi, desk: Line, li: Customer) -> None:
    for at in range(10):
        li.say(f"{at}")
    first = desk.call("kf/sync_msg", open_kfid=KFID, limit=3)
    assert (len(first["msg_list"]), first["has_more"]) == (3, 1)
    found, cursor = pulled(desk, limit=3)
    assert [one["text"]["content"] for one in found] == [f"{at}" for at in range(10)]
    assert pulled(desk, cursor) == ([], cursor)
    wecom.fail(Faults(empty=1))
    page = desk.call("kf/sync_msg", open_kfid=KFID)
    assert (page["msg_list"], page["has_more"]) == ([], 1)
    assert len(pulled(desk, limit=4)[0]) == 10
    wecom.fail(Faults(overlapping=1))
    again, _ = pulled(desk, limit=4)
    assert len(again) > 10
    assert len({one["msgid"] for one in again}) == 10


def test_a_token_is_good_for_ten_minutes_and_without_one_haste_is_refused(
    wecom: WeComApi, desk: Line, li: Customer, ear: Ear
) -> None:
    li.say("一")
    wecom.handled()
    token = ear.heard[0]["Token"]
    assert len(desk.call("kf/sync_msg", token=token)["msg_list"]) == 1
    assert desk.no("kf/sync_msg", token=token + "a", open_kfid=KFID) == 95007
    assert desk.no("kf/sync_msg") == 40058
    assert desk.no("kf/sync_msg", open_kfid="wkNobody") == 95000
    assert desk.no("kf/sync_msg", open_kfid=KFID, cursor="made-up") == 40058
    assert desk.no("kf/sync_msg", open_kfid=KFID, limit=1001) == 40058
    wecom.clock.move(10 * MINUTE + 1)
    assert desk.no("kf/sync_msg", token=token, open_kfid=KFID) == 95007
    codes = [desk.call("kf/sync_msg", open_kfid=KFID)["errcode"] for _ in range(31)]
    assert (codes[0], codes[-1]) == (0, 45009)


def test_three_days_are_kept(wecom: WeComApi, desk: Line, li: Customer) -> None:
    li.say("一")
    wecom.clock.move(2 * DAY)
    li.say("二")
    wecom.clock.move(1 * DAY + 1)
    desk = Line(wecom, wecom.kf_secret)
    assert [one["text"]["content"] for one in pulled(desk)[0]] == ["二"]


def test_five_messages_within_two_days_of_the_last_word(wecom: WeComApi, desk: Line, li: Customer) -> None:
    assert text(desk)["errcode"] == 95002
    li.enter()
    assert text(desk)["errcode"] == 95002
    li.say("一")
    assert [text(desk)["errcode"] for _ in range(6)] == [0, 0, 0, 0, 0, 95001]
    assert li.left == 0
    li.say("二")
    assert li.left == 5
    wecom.clock.move(48 * HOUR - 1)
    desk = Line(wecom, wecom.kf_secret)
    assert text(desk)["errcode"] == 0
    wecom.clock.move(2)
    assert text(desk)["errcode"] == 95002
    assert li.left == 0
    assert len([one for one in li.chat if one.from_bot]) == 6


def test_a_message_with_the_same_id_is_sent_once(desk: Line, li: Customer) -> None:
    li.say("一")
    for _ in range(2):
        assert text(desk, msgid="answer_1-a")["msgid"] == "answer_1-a"
    assert [one.text for one in li.chat if one.from_bot] == ["您好"]
    assert li.left == 4
    assert text(desk, msgid="a" * 33)["errcode"] == 45002
    assert text(desk, msgid="有")["errcode"] == 40058


def test_a_welcome_is_sent_once_within_twenty_seconds(wecom: WeComApi, desk: Line, li: Customer) -> None:
    def welcome(code: str) -> int:
        told = desk.call("kf/send_msg_on_event", code=code, msgtype="text", text={"content": "欢迎您"})
        return int(told["errcode"])

    def code() -> str:
        li.enter()
        return str(pulled(desk)[0][-1]["event"].get("welcome_code", ""))

    late = code()
    wecom.clock.move(21)
    assert welcome(late) == 40029
    first = code()
    assert [welcome(first), welcome(first)] == [0, 40029]
    assert [one.text for one in li.chat] == ["欢迎您"]
    assert code() == ""
    wecom.clock.move(48 * HOUR + 1)
    desk.token = Line(wecom, wecom.kf_secret).token
    assert code()
    li.say("一")
    assert code() == ""


def item(at: int) -> Json:
    return {"type": "click", "click": {"id": f"{at}", "content": f"第{at}项"}}


@pytest.mark.parametrize(
    ("menu", "code"),
    [
        ({"head_content": "愿" * 341, "list": [item(at) for at in range(10)], "tail_content": "好"}, 0),
        ({"head_content": "愿" * 342, "list": [item(1)]}, 45002),
        ({"list": [item(at) for at in range(11)]}, 95008),
        ({"list": []}, 40058),
        ({"list": [{"type": "photo", "photo": {}}]}, 95009),
        ({"list": [{"type": "click", "click": {"id": "a" * 129, "content": "甲"}}]}, 45002),
        ({"list": [{"type": "click", "click": {"id": "a", "content": "愿" * 43}}]}, 45002),
        ({"list": [{"type": "view", "view": {"url": "https://example.org", "content": "看"}}]}, 0),
        ({"list": [{"type": "text", "text": {"content": "说明"}}]}, 0),
        ({"list": [item(1) | {"style": 1}]}, 40058),
    ],
)
def test_menus_are_measured(endless: Line, menu: Json, code: int) -> None:
    endless.api.customer("wmLi", "李奶奶").say("一")
    body: Json = {"touser": "wmLi", "open_kfid": KFID, "msgtype": "msgmenu", "msgmenu": menu}
    assert endless.call("kf/send_msg", **body)["errcode"] == code


def test_a_menu_is_clicked_as_often_as_one_likes(desk: Line, li: Customer) -> None:
    li.say("一")
    items = [item(1), {"type": "view", "view": {"url": "https://example.org", "content": "看"}}]
    body: Json = {"touser": "wmLi", "open_kfid": KFID, "msgtype": "msgmenu", "msgmenu": {"list": items}}
    menu = desk.call("kf/send_msg", **body)["msgid"]
    assert li.chat[-1].labels == ["第1项", "看"]
    for _ in range(2):
        li.click(menu, "1")
    clicked = [one["text"] for one in pulled(desk)[0]][1:]
    assert clicked == [{"content": "第1项", "menu_id": "1"}] * 2
    for wrong in ("2", "看"):
        with pytest.raises(LookupError):
            li.click(menu, wrong)
    with pytest.raises(LookupError):
        li.click("nothing", "1")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"touser": "wmNobody"}, 40003),
        ({"open_kfid": "wkNobody"}, 95000),
        ({"text": {"content": "愿" * 683}}, 45002),
        ({"msgtype": "image", "text": None}, 40058),
        ({"msgtype": "sticker"}, 40008),
        ({"agentid": 1}, 40058),
    ],
)
def test_what_surrounds_a_message_to_a_customer_is_checked(endless: Line, more: dict[str, Any], code: int) -> None:
    endless.api.customer("wmLi", "李奶奶").say("一")
    assert text(endless, **more)["errcode"] == code


def test_pictures_come_up_first(desk: Line, li: Customer) -> None:
    li.say("一")
    body: Json = {"touser": "wmLi", "open_kfid": KFID, "msgtype": "image"}
    assert desk.no("kf/send_msg", **body, image={"media_id": "none"}) == 40007
    media = desk.upload("image", "a.jpg", jpeg())["media_id"]
    assert desk.call("kf/send_msg", **body, image={"media_id": media})["errcode"] == 0
    assert li.chat[-1].files == (jpeg(),)


def test_whoever_refuses_is_told_of_later(wecom: WeComApi, desk: Line, li: Customer, ear: Ear) -> None:
    li.say("一")
    li.refuse()
    sent = text(desk)["msgid"]
    event = pulled(desk)[0][-1]["event"]
    assert (event["event_type"], event["fail_msgid"], event["fail_type"]) == ("msg_send_fail", sent, 10)
    assert not any(one.from_bot for one in li.chat)
    wecom.handled()
    assert len(ear.heard) == 2
    li.refuse(0)
    text(desk)
    assert li.chat[-1].from_bot


def test_while_a_person_serves_the_app_is_silent(desk: Line, li: Customer) -> None:
    li.say("一")
    li.served("wang")
    assert text(desk)["errcode"] == 95018
    li.over()
    assert text(desk)["errcode"] == 95018
    changes = [one["event"]["change_type"] for one in pulled(desk)[0] if one["msgtype"] == "event"]
    assert changes == [1, 3]
    li.say("二")
    assert text(desk)["errcode"] == 0
    body: Json = {"open_kfid": KFID, "external_userid": "wmLi"}
    assert desk.call("kf/service_state/trans", **body, service_state=2)["errcode"] == 0
    assert desk.no("kf/service_state/trans", **body, service_state=1) == 95016
    assert desk.call("kf/service_state/get", **body)["service_state"] == 2
    assert text(desk)["errcode"] == 95018


def test_a_code_on_the_wall_says_where_it_hangs(wecom: WeComApi, desk: Line, li: Customer) -> None:
    url = desk.call("kf/add_contact_way", open_kfid=KFID, scene="wall")["url"]
    li.scan(f"{url}&scene_param=b%3D3")
    event = pulled(desk)[0][-1]["event"]
    assert (event["scene"], event["scene_param"]) == ("wall", "b=3")
    assert desk.no("kf/add_contact_way", open_kfid=KFID, scene="a" * 33) == 40058
    assert desk.no("kf/add_contact_way", open_kfid=KFID, scene="有") == 40058
    with pytest.raises(ValueError, match="so long"):
        li.enter("wall", "a" * 129)
    with pytest.raises(ValueError, match="not a link"):
        li.scan("https://example.org/kfid/1")


def test_accounts_and_names(wecom: WeComApi, desk: Line, li: Customer) -> None:
    wecom.account("wkOther", "另一个")
    assert [one["open_kfid"] for one in desk.call("kf/account/list")["account_list"]] == [KFID, "wkOther"]
    told = desk.call("kf/customer/batchget", external_userid_list=["wmLi", "wmNo"])
    assert told["customer_list"][0]["nickname"] == "李奶奶"
    assert told["invalid_external_userid"] == ["wmNo"]
    assert desk.no("kf/customer/batchget", external_userid_list=[f"wm{n}" for n in range(101)]) == 40058
    other = wecom.customer("wmLi", "李奶奶", "wkOther")
    other.say("一")
    assert li.left == 0
    assert other.left == 5
