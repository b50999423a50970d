"""Rows of duties: made one ahead, done once. A restart, a second process or a moved clock neither skips nor repeats."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.duties.records import Duty, Owed
from handlers.duties.rules import due_at, duties, first, following, is_late
from handlers.kit.worktime import SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work


def missing(work: "Work", now: datetime) -> Sequence[Owed]:
    """The next row of every seat that owes something and has none to come: only reads."""
    found = []
    for one in duties(work.house, now.astimezone(SHANGHAI).date()):
        period = first(one.kind, now, work.house)
        last = due_at(following(period, work.house), work.house)  # a clock set back by hours leaves the next one open
        seats = work.duties.without(one.key, one.role, period.first, last)
        found += [Owed(one.key, seat, period, due_at(period, work.house)) for seat in seats]
    return found


def plan(work: "Work", now: datetime) -> int:
    """Enter the rows that are missing; returns how many were."""
    return owe(work, missing(work, now))


def owe(work: "Work", rows: Sequence[Owed]) -> int:
    """Enter rows; returns how many were new."""
    return sum(work.duties.owe(one) for one in rows)


def defined(work: "Work", owed: Owed) -> Duty | None:
    """What a row is about, as the rules say on the day when it is due; none where nobody, or somebody else, owes it."""
    day, role = owed.due_at.astimezone(SHANGHAI).date(), work.sittings.role(owed.seat_id)
    return next((one for one in duties(work.house, day) if one.key == owed.duty and one.role is role), None)


def done(work: "Work", owed: Owed, now: datetime, *, count: int = 0, excuse: str = "") -> bool:
    """Claim a row that is due, and make the next; False where somebody was first."""
    if not work.duties.done(owed.id, now, late=is_late(owed.due_at, now), count=count, excuse=excuse):
        return False
    known = defined(work, owed)
    if known and known.kind is owed.period.kind:
        after = following(owed.period, work.house)
        work.duties.owe(Owed(owed.duty, owed.seat_id, after, due_at(after, work.house)))
    return True
