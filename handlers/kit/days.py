"""Days as people write and say them."""

import re
from datetime import date, datetime, timedelta

from handlers.kit.worktime import SHANGHAI

_NAMED = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_WEEK = "一二三四五六日"
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_NEXT = re.compile(r"(下?)(?:周|星期|礼拜)([一二三四五六日天])")
_IN = re.compile(r"(\d{1,3})\s*天(?:后|以后|之后)?")


def parse_day(text: str, now: datetime) -> date | None:
    """2026-12-01, 12月1日, 明天, 下周三, 5天后; a day without its year is the next such day. None: not a day."""
    today, text = now.astimezone(SHANGHAI).date(), text.strip()
    if text in _NAMED:
        return today + timedelta(days=_NAMED[text])
    try:
        return _numbers(text, today)
    except ValueError:
        return None


def day_in(text: str) -> date | None:
    """The day that 2026-12-01 is; none where a text, sent by whatever client, is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def short_day(day: date) -> str:
    """12月1日: at most six characters, for a button."""
    return f"{day.month}月{day.day}日"


def day_of(day: date, now: datetime) -> str:
    """12月1日, with the year where it is another."""
    year = "" if day.year == now.astimezone(SHANGHAI).year else f"{day.year}年"
    return f"{year}{short_day(day)}"


def _numbers(text: str, today: date) -> date | None:
    if found := _FULL.fullmatch(text):
        return date(*(int(part) for part in found.groups()))
    if found := _SHORT.fullmatch(text):
        month, day = (int(part) for part in found.groups())
        this = date(today.year, month, day)
        return this if this >= today else date(today.year + 1, month, day)
    if found := _NEXT.fullmatch(text):
        wanted = _WEEK.index(found.group(2).replace("天", "日"))
        return _weekday(today, wanted, following=bool(found.group(1)))
    if found := _IN.fullmatch(text):
        return today + timedelta(days=int(found.group(1)))
    return None


def _weekday(today: date, wanted: int, *, following: bool) -> date:
    """周三: the next Wednesday from today on; 下周三: that of the week after this one."""
    if following:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)
