"""What is pulled is read whatever it is; what is written keeps every limit; which cards the last message is for."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.kf.reading import Entered, Heard, Unsent, meaning
from bot.channels.kf.results import ASKS, NEWS, is_result
from bot.channels.kf.writing import form
from bot.texts import Words
from handlers.kit.cards import Button, Card
from handlers.kit.datums import to_wgs
from handlers.kit.turns import Kind, Press
from tests.emulators.wecom.service import CONTENTS

TEXT = st.text(max_size=900)
PRESSES = st.builds(Press, st.just("cases.take"), st.integers(0, 10**12), st.integers(0, 99), st.text(max_size=30))
BUTTONS = st.one_of(
    st.builds(Button, st.text(max_size=60), PRESSES),
    st.builds(Button, st.text(max_size=60), page=st.text(max_size=40).map(lambda page: f"/case/{page}")),
)
WORDS = st.builds(
    Words,
    *(TEXT, TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=5).map(tuple), TEXT),
    *(st.lists(BUTTONS, max_size=14).map(tuple), st.just(()), st.booleans(), st.booleans()),
)


def told(kind: str, part: object, **more: object) -> dict[str, Any]:
    here = {"msgid": "m1", "external_userid": "wm1", "open_kfid": "wk1", "send_time": 1_700_000_000, "origin": 3}
    return {**here, "msgtype": kind, kind: part, **more}


def event(kind: str, **more: object) -> dict[str, Any]:
    return told("event", {"event_type": kind, "external_userid": "wm1", **more}, origin=4, external_userid="")


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["", "https://wish.example.org"]))
def test_no_limit_is_ever_broken(cards: list[Words], base: str) -> None:
    made = form(cards, lambda path: base + path if base else "")
    assert 1 <= made.taken <= len(cards)
    assert 1 <= len(made.bodies) <= 2
    for body in made.bodies:
        CONTENTS[body["msgtype"]](body[body["msgtype"]], "")


def test_a_long_card_leaves_the_rest_to_its_page() -> None:
    card = Words("演武-0001", "办理中", (), "长" * 900, (Button("经过", page="/case/演武-0001"),), (), False, False)
    (body,) = form([card], lambda path: f"https://wish.example.org{path}").bodies
    assert body["msgmenu"]["head_content"].endswith("……")
    assert body["msgmenu"]["list"][0]["type"] == "view"


def test_labels_say_which_card_they_are_for() -> None:
    cards = [
        Words(no, "", (), "好了吗", (Button("已实现", Press("cases.take", n, 1, "x")),), (), False, False)
        for n, no in enumerate(("演武-0001", "演武-0002"), 1)
    ]
    (body,) = form(cards, lambda _: "").bodies
    assert [one["click"]["content"] for one in body["msgmenu"]["list"]] == [
        "已实现（演武-0001）",
        "已实现（演武-0002）",
    ]


def test_what_customers_do() -> None:
    press = meaning(told("text", {"content": "提交", "menu_id": "intake.submit|0|0|"}))
    assert isinstance(press, Heard)
    assert press.incoming.kind is Kind.PRESS
    assert press.incoming.press == Press("intake.submit")
    place = meaning(told("location", {"latitude": 36.19, "longitude": 113.11}))
    assert isinstance(place, Heard)
    assert place.incoming.location == to_wgs((36.19, 113.11))
    assert place.incoming.location
    assert place.incoming.location[1] < 113.11 - 0.005, "on the map of WeChat everything lies farther east"
    assert isinstance(spoken := meaning(told("voice", {"media_id": "v"})), Heard)
    assert spoken.spoken == "v"
    assert isinstance(seen := meaning(told("image", {"media_id": "p"})), Heard)
    assert seen.files == ("p",)


def test_what_happens() -> None:
    entered = meaning(event("enter_session", scene="weiyuan", scene_param="join_x", welcome_code="c"))
    assert isinstance(entered, Entered)
    assert (entered.incoming.text, entered.code) == ("join_x", "c")
    assert meaning(event("msg_send_fail", fail_msgid="a-0", fail_type=10)) == Unsent("wm1", "a-0", 10)
    assert meaning(event("session_status_change", change_type=1)) is None
    assert meaning(told("text", {"content": "我是客服"}, origin=5)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


@given(JSON, st.sampled_from(["text", "image", "voice", "location", "link", "video", "event"]), st.integers(3, 5))
def test_whatever_comes_is_read_or_passed_over(part: object, kind: str, origin: int) -> None:
    meaning(part)
    meaning(told(kind, part, origin=origin))
    meaning(told("event", {"event_type": kind, "scene_param": part}, origin=4, send_time=part))


def test_the_last_message_is_for_results() -> None:
    assert all(is_result(Card(name)) for name in ASKS)
    assert all(is_result(Card(name, 1, {"step": step})) for name, steps in NEWS.items() for step in steps)
    assert not is_result(Card("wishes/news", 1, {"step": "claim"}))
