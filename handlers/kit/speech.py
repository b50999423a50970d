"""Times as people say them, in Asia/Shanghai, and the office's words as residents do."""

from datetime import date, datetime, timedelta

from handlers.kit.worktime import SHANGHAI, Calendar

_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
_WEEK = "一二三四五六日"
_PLAIN = {
    "已圆梦，待评单": "办好了，等回音",
    "办好了，待评单": "办好了，等回音",
    "已销号": "办完了",
    "评单": "回音",
    "再问后评单": "再问后的回音",
    "打电话问过，代记评单": "打电话问过，记下了回音",
    "评单时说了一句": "说了一句",
}


def when(moment: datetime, now: datetime) -> str:
    """今天 18:00, 昨天 9:05, 11月25日（周三）18:00; with the year where it is another."""
    local, today = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    clock = f"{local.hour}:{local.minute:02d}"
    day = _DAYS.get((local.date() - today).days)
    if day:
        return f"{day} {clock}"
    return f"{_day(local.date(), today)}{clock}"


def ago(moment: datetime, now: datetime) -> str:
    """刚刚, 3 分钟前, 2 小时前, then as `when`."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    if minutes < 6 * 60:
        return f"{minutes // 60} 小时前"
    return when(moment, now)


def left(due: datetime, now: datetime, calendar: Calendar, working: bool = False) -> str:
    """今天 18:00 前; 明天 18:00 前，还剩 1 天; 11月27日（周五）前，还剩 4 天; 已过 2 天.

    还剩 2 个工作日 where the rule is in working days. A day that has a name is called by it, as in `when`.
    """
    if due <= now:
        return f"已过 {_length(now - due)}"
    day, today = due.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
    if day == today:
        return f"{when(due, now)} 前"
    working_days = calendar.working_days_left(now, due) if working else 0
    rest = f"{working_days} 个工作日" if working_days else f"{(day - today).days} 天"
    named = f"{when(due, now)} " if (day - today).days in _DAYS else _day(day, today)
    return f"{named}前，还剩 {rest}"


def exact(moment: datetime) -> str:
    """2026-11-22 09:05:30, for a history."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _day(day: date, today: date) -> str:
    """11月25日（周三）, with the year where it is another."""
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）"


def _length(span: timedelta) -> str:
    if span.days:
        return f"{span.days} 天"
    hours = int(span.total_seconds() // 3600)
    return f"{hours} 小时" if hours else f"{max(1, int(span.total_seconds() // 60))} 分钟"


def plainly(term: str) -> str:
    """A state, a clock or a step of a history as residents read it; the office has words of its own for some."""
    return _PLAIN.get(term, term)
