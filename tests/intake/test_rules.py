"""What a draft still needs; which texts are one matter; who is meant by a line."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.intake.records import REQUEST, WISH, Draft
from handlers.intake.rules import (
    ALIKE,
    Sketch,
    has_number,
    is_fresh,
    is_person_line,
    likeness,
    most_alike,
    next_question,
    smells_of_another,
    speaks_for,
)

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
HERE, NEXT_DOOR, ACROSS = ("4", "6"), ("4", "7"), ("5", "8")


@pytest.mark.parametrize(
    ("draft", "asked"),
    [
        (Draft("d"), "what"),
        (Draft("d", what="家里停水", forwarded="?"), "whose"),
        (Draft("d", what="帮忙看看"), "flow"),
        (Draft("d", WISH, "想要轮椅"), ""),
        (Draft("d", WISH, "想要轮椅", name="孙长庚"), "door"),
        (Draft("d", REQUEST, "有点问题"), "category"),
        (Draft("d", REQUEST, "路灯坏了", category="lamp"), ""),
        (Draft("d", REQUEST, "路灯坏了", category="lamp", options=((1, "甲"), (2, "乙"))), "place"),
        (Draft("d", REQUEST, "路灯坏了", category="lamp", options=((1, "甲"),), chosen=("place",)), ""),
    ],
)
def test_one_question_at_a_time(draft: Draft, asked: str) -> None:
    assert next_question(draft, has_home=True) == asked


def test_without_a_home_the_place_is_asked() -> None:
    request = Draft("d", REQUEST, "路灯坏了", category="lamp")
    assert next_question(request, has_home=False) == "place"
    assert next_question(Draft("d", WISH, "想要轮椅"), has_home=False) == ""


def test_fresh_for_ten_minutes() -> None:
    assert is_fresh(NOW.isoformat(), NOW + timedelta(minutes=10))
    assert not is_fresh(NOW.isoformat(), NOW + timedelta(minutes=11))
    assert not is_fresh("", NOW)


@pytest.mark.parametrize("text", ["隔壁大爷家停水了", "替老人问一下医保", "对门没手机", "楼上有个独居老人"])
def test_it_may_be_told_for_somebody_else(text: str) -> None:
    assert smells_of_another(text)


def test_most_is_told_for_oneself() -> None:
    assert not smells_of_another("楼道灯坏了")


@pytest.mark.parametrize("text", ["孙长庚 3单元301", "王桂兰，3号楼2单元501", "郑秀兰 3-1-101", "李四 三单元"])
def test_a_name_and_a_door(text: str) -> None:
    assert is_person_line(text)


@pytest.mark.parametrize("text", ["路灯坏了 3号楼", "家里停水 3单元301", "孙长庚", "想要轮椅 一个", "带老伴出去"])
def test_what_is_no_neighbour(text: str) -> None:
    assert not is_person_line(text)


def test_a_door_has_a_number() -> None:
    assert has_number("3单元301")
    assert has_number("三单元")
    assert not has_number("那边")
    assert not has_number("等一下")


@pytest.mark.parametrize(
    ("one", "other", "there"),
    [
        ("路灯坏了", "路灯坏了", ACROSS),
        ("门口的路灯不亮", "路灯不亮好几天了", ACROSS),
        ("路灯坏了", "东边路灯不亮", HERE),
        ("家里停水了", "我们楼没水了", HERE),
    ],
)
def test_the_same_matter(one: str, other: str, there: tuple[str, ...]) -> None:
    assert likeness(Sketch(one, HERE), Sketch(other, there)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other", "there"),
    [
        ("路灯坏了", "广场舞声音太大", HERE),
        ("楼道的垃圾没人收", "小区绿化带里垃圾堆成山", ACROSS),
        ("垃圾桶满了", "建筑垃圾挡着路", NEXT_DOOR),
        ("(电话已隐去)", "(电话已隐去)", HERE),
    ],
)
def test_another_matter(one: str, other: str, there: tuple[str, ...]) -> None:
    assert likeness(Sketch(one, HERE), Sketch(other, there)) < ALIKE


def test_the_nearest_comes_first_and_three_at_most() -> None:
    others = [(n, Sketch("路灯坏了", place)) for n, place in enumerate((ACROSS, NEXT_DOOR, HERE, ACROSS), 1)]
    assert most_alike(Sketch("路灯坏了", HERE), others) == (3, 2, 1)


@pytest.mark.parametrize(
    "text",
    ["帮隔壁陈大爷说一声，他没手机，家里水管漏了", "替楼上老人提个心愿", "代邻居反映一下", "王奶奶不会用手机，灯坏了"],
)
def test_it_is_plainly_told_for_somebody_else(text: str) -> None:
    assert speaks_for(text)
    assert next_question(Draft("d", REQUEST, text, category="water"), has_home=True) == "whose"


@pytest.mark.parametrize(
    "text",
    ["隔壁太吵", "楼上漏水到我家", "想给老伴买个手机", "帮我问一下", "请帮忙反映一下", "想学用手机", "替我反映一下"],
)
def test_what_is_only_about_them_is_not(text: str) -> None:
    assert not speaks_for(text)
