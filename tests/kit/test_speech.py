"""Times as people say them."""

from datetime import datetime

import pytest

from handlers.kit.speech import ago, exact, left, when
from handlers.kit.worktime import SHANGHAI, china

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI)  # a Monday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23 18:00", "今天 18:00"),
        ("2026-11-22 09:05", "昨天 9:05"),
        ("2026-11-25 18:00", "后天 18:00"),
        ("2026-11-27 18:00", "11月27日（周五）18:00"),
        ("2027-01-04 08:00", "2027年1月4日（周一）8:00"),
    ],
)
def test_when(moment: str, said: str) -> None:
    assert when(at(moment), NOW) == said


@pytest.mark.parametrize(
    ("due", "working", "said"),
    [
        ("2026-11-23 18:00", False, "今天 18:00 前"),
        ("2026-11-23 18:00", True, "今天 18:00 前"),
        ("2026-11-25 18:00", True, "后天 18:00 前，还剩 2 个工作日"),
        ("2026-11-25 18:00", False, "后天 18:00 前，还剩 2 天"),
        ("2026-11-24 09:00", False, "明天 9:00 前，还剩 1 天"),
        ("2026-11-26 18:00", False, "11月26日（周四）前，还剩 3 天"),
        ("2026-11-30 18:00", True, "11月30日（周一）前，还剩 5 个工作日"),
        ("2026-11-30 18:00", False, "11月30日（周一）前，还剩 7 天"),
        ("2027-01-04 18:00", False, "2027年1月4日（周一）前，还剩 42 天"),
        ("2026-11-21 09:30", True, "已过 2 天"),
        ("2026-11-23 07:30", False, "已过 2 小时"),
        ("2026-11-23 09:30", False, "已过 1 分钟"),
    ],
)
def test_left(due: str, working: bool, said: str) -> None:
    assert left(at(due), NOW, china(), working) == said


def test_a_weekend_ahead_holds_no_working_day() -> None:
    friday = at("2026-11-27 20:00")
    assert left(at("2026-11-28 20:00"), friday, china(), working=True) == "明天 20:00 前，还剩 1 天"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23 09:29:50", "刚刚"),
        ("2026-11-23 09:20", "10 分钟前"),
        ("2026-11-23 07:00", "2 小时前"),
        ("2026-11-22 20:00", "昨天 20:00"),
    ],
)
def test_ago(moment: str, said: str) -> None:
    assert ago(at(moment), NOW) == said


def test_exact() -> None:
    assert exact(at("2026-11-22 09:05:30")) == "2026-11-22 09:05:30"
