"""What people do is told to the address under test: sealed, in three tries, at times twice, late or forged."""

import threading
import time
from typing import Any

import pytest

from tests.emulators.scene import jpeg
from tests.emulators.wecom import Faults, WeComApi
from tests.emulators.wecom_scene import AMR, Ear, Heard, Line, card, listening


def test_an_address_is_checked_with_sealed_words() -> None:
    with WeComApi() as api, listening(api) as ear:
        good, told = api.verify()
        assert good
        assert told.status == 200
        assert not api.verify(token="another")[0]  # noqa: S106 - it opens nothing
        ear.checked = lambda path: (200, b'"quoted"')  # type: ignore[method-assign]
        assert not api.verify()[0]


def test_everything_a_person_can_send_is_told(wecom: WeComApi) -> None:
    wang = wecom.staff("wang", "王主任")
    with listening(wecom) as ear:
        said = wang.say("楼道灯坏了 ]]> <b>")
        wang.photo(jpeg())
        wang.voice(AMR)
        wang.video(b"not much of a film")
        wang.location(31.2, 121.5, "人民广场")
        wang.link("新闻", "https://example.org/1", "说明")
        wang.enter()
        wang.unfollow()
        wang.follow()
        wecom.handled()
    kinds = [one.get("Event", one["MsgType"]) for one in ear.heard]
    assert kinds[:6] == ["text", "image", "voice", "video", "location", "link"]
    assert kinds[6:] == ["enter_agent", "unsubscribe", "subscribe"]
    for one in ear.heard:
        assert (one["ToUserName"], one["FromUserName"], one["AgentID"]) == (wecom.corp, "wang", str(wecom.agent))
        assert one["CreateTime"].isdigit()
    text, image, voice, _, place, _, *events = ear.heard
    assert (text["Content"], text["MsgId"]) == ("楼道灯坏了 ]]> <b>", said.id)
    assert voice["Format"] == "amr"
    assert (place["Location_X"], place["Location_Y"], place["Label"]) == ("31.2", "121.5", "人民广场")
    assert not any("MsgId" in one for one in events)
    line = Line(wecom)
    query = {"access_token": line.token, "media_id": image["MediaId"]}
    assert line.client.get("media/get", params=query).content == jpeg()
    assert line.client.get(image["PicUrl"]).content == jpeg()
    assert [one.kind for one in wang.chat] == ["text", "image", "voice", "video", "location", "link"]
    assert not any(one.from_bot for one in wang.chat)


def test_the_menu_is_chosen_from(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    buttons = [
        {"type": "click", "name": "今天", "key": "today"},
        {"type": "view", "name": "网页", "url": "https://example.org/"},
    ]
    query = {"access_token": line.token, "agentid": wecom.agent}
    line.client.post("menu/create", params=query, json={"button": buttons})
    with listening(wecom) as ear:
        wang.choose("今天")
        wang.choose("网页")
        wecom.handled()
    assert [(one["Event"], one["EventKey"]) for one in ear.heard] == [
        ("click", "today"),
        ("view", "https://example.org/"),
    ]
    with pytest.raises(LookupError):
        wang.choose("明天")


def test_a_callback_is_brought_three_times_and_then_given_up(wecom: WeComApi) -> None:
    wang = wecom.staff("wang")
    with listening(wecom) as ear:
        ear.answer = lambda heard: (500, b"")
        sent = wang.say("一")
        wecom.handled()
        assert [one.status for one in sent.callback.tries] == [500, 500, 500]
        assert not sent.callback.taken
        assert [one["MsgId"] for one in ear.heard] == [sent.id] * 3
        ear.answer = lambda heard: (200 if len(ear.heard) > 4 else 503, b"success")
        sent = wang.say("二")
        wecom.handled()
        assert [one.status for one in sent.callback.tries] == [503, 200]
        assert sent.callback.taken


def test_whoever_answers_late_is_asked_again() -> None:
    with WeComApi(speed=20) as api, listening(api) as ear:
        wang = api.staff("wang")

        def late(heard: Heard) -> tuple[int, bytes]:
            time.sleep(0.4 if len(ear.heard) == 1 else 0)
            return 200, b""

        ear.answer = late
        sent = wang.say("一")
        api.handled()
        statuses = [one.status for one in sent.callback.tries]
        assert (statuses[0], statuses[-1]) == (0, 200)
        assert sent.callback.tries[0].seconds >= 0.25
        assert api.slowest >= 0.25


def test_nobody_listens(wecom: WeComApi) -> None:
    wang = wecom.staff("wang")
    assert wang.say("没人听").callback.done
    wecom.listen("http://127.0.0.1:9/wecom")
    sent = wang.say("一")
    wecom.handled()
    assert [one.status for one in sent.callback.tries] == [0, 0, 0]


def told_something() -> None:
    with WeComApi() as api, listening(api) as ear:
        ear.answer = lambda heard: (200, b"<xml>something</xml>")
        api.staff("wang").say("一")
        api.handled()


def test_an_answer_that_says_something_is_not_lost_in_silence() -> None:
    with pytest.raises(ExceptionGroup) as broken:
        told_something()
    assert isinstance(broken.value.exceptions[0], NotImplementedError)


def test_the_same_callback_comes_again_at_one_moment(wecom: WeComApi) -> None:
    wang = wecom.staff("wang")
    with listening(wecom) as ear:
        sent = wang.say("一")
        wecom.handled()
        together = threading.Barrier(2, timeout=5)

        def meet(heard: Heard) -> tuple[int, bytes]:
            together.wait()
            return 200, b""

        ear.answer = meet
        twin = wecom.again(sent.callback, lines=2)
        wecom.handled()
        assert [one.status for one in twin.tries] == [200, 200]
    assert [one["MsgId"] for one in ear.heard] == [sent.id] * 3


def test_callbacks_come_twice_or_in_another_order_when_told_to(wecom: WeComApi) -> None:
    wang = wecom.staff("wang")
    with listening(wecom) as ear:
        wecom.fail(Faults(repeated=1))
        wang.say("一")
        wecom.handled()
        assert [one["Content"] for one in ear.heard] == ["一", "一"]
        wecom.fail(Faults(reordered=0.5))
        ear.heard.clear()
        for at in range(8):
            wang.say(f"{at}")
        wecom.handled()
        assert [one["Content"] for one in ear.heard] != [f"{at}" for at in range(8)]
        assert sorted(one["Content"] for one in ear.heard) == [f"{at}" for at in range(8)]


def test_callbacks_never_come_or_come_again_since_the_answer_was_lost(wecom: WeComApi) -> None:
    wang = wecom.staff("wang")
    with listening(wecom) as ear:
        wecom.fail(Faults(unheard=1))
        assert wang.say("一").callback.tries == []
        wecom.handled()
        wecom.fail(Faults(unheeded=0.5))
        sent = [wang.say(f"{at}") for at in range(8)]
        wecom.handled()
        came = [one["MsgId"] for one in ear.heard]
        assert len(came) > 8
        assert list(dict.fromkeys(came)) == [one.id for one in sent]


@pytest.mark.parametrize(
    "how",
    [
        {"signature": "0" * 40},
        {"token": "another"},
        {"key": "a" * 42 + "A"},
        {"corp": "wwsomebodyelse"},
        {"body": "<xml><Encrypt>"},
        {"body": "not even xml"},
    ],
)
def test_what_is_forged_is_tried_once_and_refused(wecom: WeComApi, how: dict[str, Any]) -> None:
    with listening(wecom) as ear:
        told = wecom.forge("wang", **how)
        wecom.handled()
        assert [one.status for one in told.tries] == [403]
        assert len(ear.refused) == 1
        assert ear.heard == []


def test_a_doctype_and_an_old_stamp_are_on_the_wire(wecom: WeComApi) -> None:
    bodies = list[bytes]()

    def told(path: str, body: bytes) -> tuple[int, bytes]:
        bodies.append(body)
        return Ear.told(ear, path, body)

    with listening(wecom) as ear:
        ear.told = told  # type: ignore[method-assign]
        wecom.forge("wang", doctype=True)
        wecom.forge("wang", inner_doctype=True)
        wecom.forge("wang", age=3600)
        honest = wecom.forge("wang", "您好")
        wecom.handled()
    assert sum(one.startswith(b"<!DOCTYPE") for one in bodies) == 1
    assert honest.taken
    ages = [time.time() - int(one["CreateTime"]) for one in ear.heard]
    assert any(3590 < one < 3700 for one in ages)


def test_people_are_told_of_side_by_side(wecom: WeComApi) -> None:
    """Whoever is slow for one holds up nobody else."""
    people = [wecom.staff(f"p{n}") for n in range(3)]
    together = threading.Barrier(3, timeout=5)
    with listening(wecom) as ear:

        def meet(heard: Heard) -> tuple[int, bytes]:
            together.wait()
            return 200, b""

        ear.answer = meet
        for one in people:
            one.say("一")
        wecom.handled()
        assert len(ear.heard) == 3


def test_a_press_is_told_with_its_card(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    with listening(wecom) as ear:
        line.send("template_card", card("t1"))
        pressed = wang.press(wang.chat[-1].id, wang.chat[-1].button("转交").key)
        wecom.handled()
    heard = ear.heard[0]
    assert (heard["EventKey"], heard["TaskId"], heard["CardType"]) == ("pass", "t1", "button_interaction")
    assert heard["ResponseCode"] == pressed.response_code
    assert "MsgId" not in heard
