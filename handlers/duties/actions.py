"""Rows of duties: made one ahead, done once. A restart, a second process or a moved clock neither skips nor repeats."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.duties.records import Duty, Owed
from handlers.duties.rules import due_at, duties, first, following, is_late
from handlers.kit.worktime import SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work


def plan(work: "Work", now: datetime) -> int:
    """Give every seat that owes something its next row; returns how many were missing."""
    made = 0
    for one in duties(work.house, now.astimezone(SHANGHAI).date()):
        period = first(one.kind, now, work.house)
        for seat_id in work.duties.without(one.key, one.role):
            made += work.duties.owe(Owed(one.key, seat_id, period, due_at(period, work.house)))
    return made


def defined(work: "Work", owed: Owed) -> Duty | None:
    """What a row is about, as the rules say on the day when it is due; none where it is no longer owed."""
    day = owed.due_at.astimezone(SHANGHAI).date()
    return next((one for one in duties(work.house, day) if one.key == owed.duty), None)


def done(work: "Work", owed: Owed, now: datetime, *, count: int = 0, excuse: str = "") -> bool:
    """Claim a row that is due, and make the next; False where somebody was first."""
    if not work.duties.done(owed.id, now, late=is_late(owed.due_at, now), count=count, excuse=excuse):
        return False
    known = defined(work, owed)
    if known and known.kind is owed.period.kind:
        after = following(owed.period, work.house)
        work.duties.owe(Owed(owed.duty, owed.seat_id, after, due_at(after, work.house)))
    return True
