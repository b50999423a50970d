"""Every card of the intake says something and keeps to the form, whatever is asked."""

from dataclasses import replace

import pytest

from bot.texts import words
from handlers.intake.buttons import of_draft, of_edit, of_question
from handlers.intake.records import REQUEST, WISH, Draft
from handlers.kit.cards import Face
from tests.checks import check_words, text_of

DRAFT = Draft(
    "a1b2c3d4",
    REQUEST,
    "隔壁大爷没手机，演武小区的路灯坏了好几天，晚上出门看不见，摔了一个老人",
    category="lamp",
    options=((1234567, "演武社区 1号楼"), (1234568, "广场东社区 1号楼"), (3, "演武社区 红旗小区家属院"), (4, "西街")),
)
ROW = {
    "mark": "①",
    "short": "路灯坏了",
    "no": "演武-0001",
    "community": "演武社区",
    "place": "3号楼",
    "state_name": "在办",
    "opened": "昨天 9:30",
    "moved": "3 分钟前",
    "joiners": 2,
    "mine": True,
}
FACTS: dict[str, object] = {
    "flow": REQUEST,
    "question": False,
    "homeless": True,
    "what": DRAFT.what,
    "kind_name": "物品",
    "category": "路灯照明",
    "calls": ["119（火警、救援）", "120（急救）", "110（报警）"],
    "photos": 0,
    "received": "照片 9 张、语音 9 段，收到了。一件最多 9 张。",
    "yuan": 301,
    "over": True,
    "here": True,
    "most_yuan": 300,
    "mine": False,
    "who": "孙长庚",
    "door": "3单元301",
    "place": "演武社区 3号楼",
    "again": True,
    "lost": True,
    "home": True,
    "group": "",
    "places": [{"mark": "①", "name": "演武社区 1号楼"}] * 4,
    "pending": "我家的事",
    "whom": "孙长庚",
    "forwarded": "张三",
    "passed": True,
    "several": False,
    "no": "演武-0001",
    "open": True,
    "rows": [ROW] * 3,
}
ABOUT_PARTS = ("what", "kind", "category", "value", "whom", "door", "photo", "place")
ABOUT_ALL = ("flow", "whose", "named", "more", "drop")
ASIDES = ("thanks", "howto", "number", "noise", "nothing")


@pytest.mark.parametrize("flow", [WISH, REQUEST, ""])
@pytest.mark.parametrize("card", ["draft", "edit", "cancelled", "became", "draft_gone", "alike", "lately"])
def test_every_card(card: str, flow: str) -> None:
    check_words(words(Face(f"intake/{card}", {**FACTS, "flow": flow})))


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("about", [*ABOUT_PARTS, *ABOUT_ALL])
def test_every_question(about: str, again: bool) -> None:
    draft = replace(DRAFT, awaiting=about)
    buttons = of_question(draft, has_home=True)
    check_words(words(Face("intake/question", {**FACTS, "about": about, "again": again}, buttons)))
    empty = {"what": "", "pending": "", "forwarded": "", "places": [], "photos": 1, "received": ""}
    assert text_of(words(Face("intake/question", {**FACTS, **empty, "about": about, "again": again})))


@pytest.mark.parametrize("open_", [True, False])
@pytest.mark.parametrize("about", ASIDES)
def test_every_word_aside(about: str, open_: bool) -> None:
    for flow in (WISH, REQUEST):
        check_words(words(Face("intake/aside", {"about": about, "open": open_, "flow": flow})))


@pytest.mark.parametrize("flow", [WISH, REQUEST])
def test_the_buttons_of_a_draft(flow: str) -> None:
    draft = Draft("a1b2c3d4", flow, DRAFT.what, category="lamp")
    for buttons in (of_draft(draft), of_edit(draft)):
        check_words(words(Face("intake/edit", {}, buttons)))
    assert of_draft(draft)[0].text == "提交"
