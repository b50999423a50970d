"""Times as people say them, in Asia/Shanghai."""

from datetime import datetime, timedelta

from handlers.kit.worktime import SHANGHAI, Calendar

_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
_WEEK = "一二三四五六日"


def when(moment: datetime, now: datetime) -> str:
    """今天 18:00, 昨天 9:05, 11月25日(周三) 18:00; with the year where it is another."""
    local, today = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    clock = f"{local.hour}:{local.minute:02d}"
    day = _DAYS.get((local.date() - today).days)
    if day:
        return f"{day} {clock}"
    year = f"{local.year}年" if local.year != today.year else ""
    return f"{year}{local.month}月{local.day}日(周{_WEEK[local.weekday()]}) {clock}"


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


def left(due: datetime, now: datetime, calendar: Calendar) -> str:
    """还剩 2 个工作日, 还剩 3 小时, 今天 18:00 前, 已过 2 天."""
    if due <= now:
        return f"已过 {_length(now - due)}"
    today = now.astimezone(SHANGHAI).date()
    if due.astimezone(SHANGHAI).date() == today:
        return f"{when(due, now)} 前"
    days = calendar.working_days_left(now, due)
    if days:
        return f"还剩 {days} 个工作日"
    return f"还剩 {_length(due - now)}"


def exact(moment: datetime) -> str:
    """2026-11-22 09:05:30, for a history."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _length(span: timedelta) -> str:
    if span.days:
        return f"{span.days} 天"
    hours = int(span.total_seconds() // 3600)
    return f"{hours} 小时" if hours else f"{max(1, int(span.total_seconds() // 60))} 分钟"
