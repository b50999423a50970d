"""What people mean by a day, by hours, by numbers of lines; more than half; names masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.merits.rules import hours_of, masked_name, more_than, past_day, picked
from tests.play import MONDAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", date(2026, 3, 2)),
        ("昨天", date(2026, 3, 1)),
        ("3天前", date(2026, 2, 27)),
        ("3月1日", date(2026, 3, 1)),
        ("12月30日", date(2025, 12, 30)),
        ("2026-02-14", date(2026, 2, 14)),
        ("2026年12月1日", date(2026, 12, 1)),
        ("2月30日", None),
        ("扫雪", None),
        ("", None),
    ],
)
def test_a_day_is_the_last_such_day(text: str, day: date | None) -> None:
    assert past_day(text, MONDAY) == day


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2", 200), ("1.5", 150), ("1.5小时", 150), ("两个小时", 200), ("半小时", 50), ("24", 2400)],
)
def test_hours(text: str, hours: int) -> None:
    assert hours_of(text) == hours


@pytest.mark.parametrize("text", ["0", "25", "-1", "1.234", "很久", "", "1e3", "２小时半"])
def test_no_hours(text: str) -> None:
    assert hours_of(text) is None


def test_lines_picked() -> None:
    assert picked("2 5", 8) == [2, 5]
    assert picked("第2、5条", 8) == [2, 5]
    assert picked("3，3，1", 8) == [3, 1]
    assert picked("9", 8) is None
    assert picked("0", 8) is None
    assert picked("第二条", 8) is None
    assert picked("", 8) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_more_than_half_is_never_half(part: int, of: int) -> None:
    assert more_than(part, of, 50) == (part > of - part)


def test_a_name_keeps_its_first_letter() -> None:
    assert (masked_name("王桂兰"), masked_name("李四"), masked_name("")) == ("王**", "李**", "**")
