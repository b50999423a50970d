"""Reminders are handed out: one or two as the cases themselves, many as one message."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.records import Case, Clock
from handlers.cases.registry import room_of
from handlers.kit.climbing import OFTEN
from handlers.kit.notices import Notice
from handlers.kit.quiet import polite
from handlers.kit.refusals import Fact
from handlers.kit.worktime import SHANGHAI
from handlers.reminders.actions import is_urgent, said
from handlers.reminders.records import Kind, Reminder

if TYPE_CHECKING:
    from storage.work import Work

# So many are read at a time, and so many cases one message names; of the rest it says how many they are.
MOST: Final = 200


def hand_out(work: "Work", person_id: int, now: datetime) -> int:
    """Put all that waits for a person into their chat; returns of how many cases. What was settled meanwhile is not
    spoken of any more."""
    waiting = _taken(work, person_id, now)
    cases = work.cases.get({one.case_id for one in waiting})
    running = work.clocks.of(cases)
    live = [one for one in waiting if _still(one, running.get(one.case_id, ()))]
    live = list({one.case_id: one for one in sorted(live, key=lambda one: list(Kind).index(one.kind))}.values())
    if not live:
        return 0
    least = work.house.rules.number("remind.bundle", now.astimezone(SHANGHAI).date())
    at = _welcome(work, cases, live, now)
    alone = [_single(cases[one.case_id], one, now, at) for one in live]
    work.outbox.put([_bundle(live, now, at)] if len(live) >= least else alone)
    return len(live)


def _taken(work: "Work", person_id: int, now: datetime) -> Sequence[Reminder]:
    """All that waits for a person, handed out herewith: however many, they are one message."""
    found: list[Reminder] = []
    while waiting := work.reminders.waiting(person_id, MOST):
        work.reminders.handed([one.id for one in waiting], now)
        found += waiting
    return found


def _welcome(work: "Work", cases: Mapping[int, Case], live: Sequence[Reminder], now: datetime) -> datetime:
    """At once what can't wait. The rest as well by day: an alarm has its hour, but a process that comes up in the night
    catches up in the night."""
    found = [cases[one.case_id] for one in live]
    if any(is_urgent(room_of(case.flow), case) for case in found):
        return now
    return polite(work.house, now, work.unit_codes(found[0].unit_path))


def _still(one: Reminder, clocks: Sequence[Clock]) -> bool:
    return one.clock in OFTEN or any(
        clock.runs and clock.name == one.clock and clock.due_at == one.due_at for clock in clocks
    )


def _single(case: Case, one: Reminder, now: datetime, at: datetime) -> Notice:
    card = f"{room_of(case.flow).name}/news"
    key, to = f"remind:{one.id}", f"person:{one.person_id}"
    return Notice(key, to, card, case.id, case.version, said(one.clock, one.due_at, one.kind), now, at)


def _bundle(live: Sequence[Reminder], now: datetime, at: datetime) -> Notice:
    """Those that stand highest come first where there are too many to name."""
    named = live[-MOST:]
    kinds = ["soon" if one.kind is Kind.SOON else "late" if one.kind is Kind.LATE else "up" for one in named]
    ids: dict[str, Fact] = {
        key: ",".join(str(one.case_id) for one, kind in zip(named, kinds, strict=True) if kind == key)
        for key in ("up", "late", "soon")
    }
    if len(live) > len(named):
        ids["more"] = len(live) - len(named)
    first = live[0]
    return Notice(f"remind:{first.id}", f"person:{first.person_id}", "reminders/bundle", None, 0, ids, now, at)
