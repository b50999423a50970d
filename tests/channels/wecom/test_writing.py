"""Cards in WeCom's form: no limit is ever broken, and no word gets lost."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.wecom.measures import cut, heavy, size, sound
from bot.channels.wecom.texts import texts
from bot.channels.wecom.writing import CHOSEN, Form, form, gist, mark, pressed, redrawn
from bot.texts import Words
from handlers.kit.cards import Button, Look
from handlers.kit.turns import Press

BASE = "https://wei.example"
TEXT = st.text(st.characters(), max_size=300)  # half characters and control marks too
LONG = st.one_of(TEXT, st.text(st.sampled_from("水管漏了。\n𠮷 <a href=x>\x00"), max_size=4000))
PRESS = st.builds(Press, st.just("cases.take"), st.integers(0, 99), st.integers(0, 9), st.text(max_size=30))
BUTTON = st.one_of(
    st.builds(Button, TEXT, PRESS, look=st.sampled_from(Look)),
    st.builds(Button, TEXT, page=st.sampled_from(["/case/演武-0001", "/mine", "/wall/1"]), look=st.sampled_from(Look)),
)
WORDS = st.builds(
    Words,
    LONG,
    TEXT,
    st.lists(st.tuples(TEXT, TEXT), max_size=9).map(tuple),
    LONG,
    st.lists(BUTTON, max_size=24).map(tuple),
    st.just(()),
    st.booleans(),
    st.booleans(),
    past=st.booleans(),
)


def at_home(page: str) -> str:
    return BASE + page


def nowhere(page: str) -> str:
    return ""


def words(title: str = "", body: str = "", *buttons: Button, state: str = "", **more: Any) -> Words:
    return Words(title, state, more.pop("facts", ()), body, buttons, (), False, False, **more)


def take(n: int, text: str = "") -> Button:
    return Button(text or f"第{n}个", Press("cases.take", n, 1, "claim"))


@settings(max_examples=300, deadline=None)
@given(WORDS, st.sampled_from([at_home, nowhere]))
def test_no_limit_is_ever_broken(said: Words, address: Any) -> None:
    made = form(said, address)
    assert made.texts or made.card
    for text in made.texts:
        assert text.strip()
        assert heavy(text) <= 2048
    if made.card:
        strict(made.card)
        assert made.card["card_type"] == "text_notice" or offered(made.card)
    changed = redrawn(said, address)
    assert (changed.get("replace_text") is None) == any(one["type"] == 0 for one in offered(changed))
    strict(changed)
    assert repr((made, changed)).encode(), "half characters travel nowhere"


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_no_word_gets_lost(said: Words) -> None:
    """Without pages there is no link to put a long card behind: everything is told."""
    made = form(said, nowhere)
    told = bare("".join([*made.texts, *spoken(made.card)]))
    for text in [said.title, said.state, said.body, *(part for row in said.facts for part in row if row[1].strip())]:
        assert bare(text) in told


def bare(text: str) -> str:
    """Without what no screen shows, and without the mark that may be written otherwise."""
    return "".join(sound(text).translate(dict.fromkeys(map(ord, "<\uff1c"))).split())


def strict(card: Mapping[str, Any]) -> None:
    """What WeCom asks of a template card."""
    title = card["main_title"]
    assert 0 < size(title["title"]) <= 36
    assert "desc" not in title or 0 < size(title["desc"]) <= 44
    assert "sub_title_text" not in card or 0 < size(card["sub_title_text"]) <= 160
    rows = card.get("horizontal_content_list", [])
    assert len(rows) <= 6
    assert all(0 < size(row["keyname"]) <= 5 and 0 < size(row["value"]) <= 26 for row in rows)
    match card["card_type"]:
        case "button_interaction":
            _buttons([one for one in card["button_list"] if one.get("key") != "-"])
        case "vote_interaction":
            _options(card["checkbox"]["option_list"], card["submit_button"])
        case "text_notice":
            assert card["card_action"] == {"type": 1, "url": card["card_action"]["url"]}
            assert card["card_action"]["url"].startswith(BASE)
            links = card.get("jump_list", [])
            assert len(links) <= 3
            assert all(0 < size(link["title"]) <= 13 and heavy(link["url"]) <= 2048 for link in links)
        case other:
            raise AssertionError(other)


def offered(card: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Buttons that come back to us as presses."""
    if "checkbox" in card:
        return [{"type": 0}]
    return [one for one in card["button_list"] if one.get("key", "-") != "-"]


def _buttons(buttons: Sequence[Mapping[str, Any]]) -> None:
    assert len(buttons) <= 6
    keys = [one["key"] for one in buttons if one["type"] == 0]
    assert len(set(keys)) == len(keys)
    assert all(0 < size(one["text"]) <= 10 and one["style"] in (1, 2, 3, 4) for one in buttons)
    assert all(Press.parse(key) and heavy(key) <= 1024 for key in keys)


def _options(options: Sequence[Mapping[str, Any]], submit: Mapping[str, str]) -> None:
    ids = [one["id"] for one in options]
    assert 0 < len(options) <= 20
    assert len(set(ids)) == len(ids)
    assert all(Press.parse(one) and heavy(one) <= 128 for one in ids)
    assert all(0 < size(one["text"]) <= 17 for one in options)
    assert submit["key"] == CHOSEN
    assert 0 < size(submit["text"]) <= 10


def spoken(card: Mapping[str, Any] | None) -> list[str]:
    if card is None:
        return []
    rows = [part for row in card.get("horizontal_content_list", []) for part in (row["keyname"], row["value"])]
    return [*card["main_title"].values(), card.get("sub_title_text", ""), *rows]


def test_a_short_card_is_one_card_with_its_buttons() -> None:
    first = Button("我来接", Press("cases.take", 7, 3, "claim"), look=Look.FIRST)
    page = Button("经过", page="/case/演武-0001", look=Look.QUIET)
    said = words("换灯泡", "楼道三天没亮了。", first, page, state="等人接", facts=(("地方", "三号楼"),))
    assert form(said, at_home) == Form(
        (),
        {
            "card_type": "button_interaction",
            "main_title": {"title": "换灯泡", "desc": "等人接"},
            "sub_title_text": "楼道三天没亮了。",
            "horizontal_content_list": [{"keyname": "地方", "value": "三号楼"}],
            "button_list": [
                {"type": 0, "text": "我来接", "style": 1, "key": "cases.take|7|3|claim"},
                {"type": 1, "text": "经过", "style": 4, "url": f"{BASE}/case/演武-0001"},
            ],
        },
    )
    card = form(said, nowhere).card
    assert card
    assert [one["text"] for one in card["button_list"]] == ["我来接"], "a page that nobody can open is no button"


def test_a_long_card_is_told_before_its_buttons() -> None:
    body = "水从四楼漏到三楼。" * 40
    made = form(words("漏水", body, take(1)), at_home)
    assert "".join(made.texts).replace("\n", "") == f"漏水{body}"
    assert made.card
    assert "sub_title_text" not in made.card
    assert made.card["main_title"] == {"title": "漏水"}


def test_a_very_long_card_is_behind_its_page() -> None:
    page = Button("看全文", page="/digest/1")
    (text,) = form(words("周报", "三件办结。" * 2000, page), at_home).texts
    assert text.endswith(f'……\n<a href="{BASE}/digest/1">看全文</a>')
    assert len(form(words("周报", "三件办结。" * 2000, page), nowhere).texts) > 3


def test_nothing_to_press_is_a_notice_that_opens_its_page() -> None:
    pages = (Button("全文", page="/digest/1"), Button("Excel", page="/digest/1.xlsx"))
    card = form(words("周报", "三件办结。", *pages), at_home).card
    assert card
    assert card["card_type"] == "text_notice"
    assert card["card_action"] == {"type": 1, "url": f"{BASE}/digest/1"}
    assert [one["title"] for one in card["jump_list"]] == ["全文", "Excel"]
    assert form(words("周报", "三件办结。", *pages), nowhere) == Form(("周报\n\n三件办结。",), None)


def test_many_to_choose_from_are_a_list_whose_choice_comes_back_as_the_same_press() -> None:
    buttons = [take(n) for n in range(1, 10)]
    made = form(words("派给谁", "挑一位。", *buttons), nowhere)
    assert made.texts == ("派给谁\n\n挑一位。",)
    assert made.card
    options = made.card["checkbox"]["option_list"]
    assert [pressed(CHOSEN, [one["id"]]) for one in options] == [str(one.press) for one in buttons]
    assert pressed(str(buttons[0].press), []) == str(buttons[0].press)
    assert pressed(CHOSEN, []) == ""


def test_a_card_that_lost_its_buttons_has_a_grey_word_there() -> None:
    done = words("换灯泡", "换好了。", Button("经过", page="/case/演武-0001"), state="办好了")
    assert redrawn(done, nowhere)["replace_text"] == "办好了"
    assert redrawn(done.shortened(), nowhere)["replace_text"] == "往下看新的"
    assert redrawn(done, at_home)["jump_list"] == [{"type": 1, "title": "经过", "url": f"{BASE}/case/演武-0001"}]
    with pytest.raises(ValueError, match="not a press"):
        Press.parse(redrawn(done, nowhere)["button_list"][0]["key"])


def test_what_people_write_makes_no_link() -> None:
    (text,) = texts(words("看 <a href='http://bad.example'>这里</a>", "1 < 2"), nowhere)
    assert "<a" not in text
    assert "</a" not in text
    assert "1 < 2" in text


@pytest.mark.parametrize(("text", "most", "shown"), [("微愿", 2, "微愿"), ("微心愿", 2, "微…"), ("𠮷𠮷", 3, "𠮷…")])
def test_cut(text: str, most: int, shown: str) -> None:
    assert cut(text, most) == shown


def test_two_buttons_that_mean_the_same_are_one() -> None:
    card = form(words("", "", take(1, "接"), take(1, "再接")), nowhere).card
    assert card
    assert [one["text"] for one in card["button_list"]] == ["接"]


def test_a_mark_changes_with_what_is_shown_and_a_gist_with_what_matters() -> None:
    card = words("一", "昨天说的", take(1), state="等人接")
    same = (words("一", "昨天说的", take(1), state="等人接"),)
    older = (words("一", "三月一日说的", take(1), state="等人接"),)
    moved = words("一", "昨天说的", take(1), state="有人接了"), words("一", "昨天说的", take(2), state="等人接")
    other = (*moved, words("二", "昨天说的", take(1), state="等人接"), card.shortened())
    assert {mark(one) == mark(card) for one in same} == {True}
    assert {mark(one) == mark(card) for one in (*older, *other)} == {False}
    assert {gist(one) == gist(card) for one in (*same, *older)} == {True}
    assert {gist(one) == gist(card) for one in other} == {False}
