"""Reminders are handed out: one or two as the cases themselves, many as one message."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.records import Case, Clock
from handlers.cases.registry import room_of
from handlers.kit.climbing import OFTEN
from handlers.kit.notices import Notice
from handlers.kit.refusals import Fact
from handlers.kit.worktime import SHANGHAI
from handlers.reminders.actions import said
from handlers.reminders.records import Kind, Reminder

if TYPE_CHECKING:
    from storage.work import Work

MOST: Final = 200


def hand_out(work: "Work", person_id: int, now: datetime) -> int:
    """Put all that waits for a person into their chat; returns of how many cases. What was settled meanwhile is not
    spoken of any more."""
    waiting = work.reminders.waiting(person_id, MOST)
    work.reminders.handed([one.id for one in waiting], now)
    cases = work.cases.get({one.case_id for one in waiting})
    running = work.clocks.of(cases)
    live = [one for one in waiting if _still(one, running.get(one.case_id, ()))]
    live = list({one.case_id: one for one in sorted(live, key=lambda one: list(Kind).index(one.kind))}.values())
    if not live:
        return 0
    least = work.house.rules.number("remind.bundle", now.astimezone(SHANGHAI).date())
    alone = [_single(cases[one.case_id], one, now) for one in live]
    work.outbox.put([_bundle(live, now)] if len(live) >= least else alone)
    return len(live)


def _still(one: Reminder, clocks: Sequence[Clock]) -> bool:
    return one.clock in OFTEN or any(
        clock.runs and clock.name == one.clock and clock.due_at == one.due_at for clock in clocks
    )


def _single(case: Case, one: Reminder, now: datetime) -> Notice:
    card = f"{room_of(case.flow).name}/news"
    key, to = f"remind:{one.id}", f"person:{one.person_id}"
    return Notice(key, to, card, case.id, case.version, said(one.clock, one.due_at, one.kind), now, now)


def _bundle(live: Sequence[Reminder], now: datetime) -> Notice:
    ids: dict[str, Fact] = {
        "late": ",".join(str(one.case_id) for one in live if one.kind is not Kind.SOON),
        "soon": ",".join(str(one.case_id) for one in live if one.kind is Kind.SOON),
    }
    first = live[0]
    return Notice(f"remind:{first.id}", f"person:{first.person_id}", "reminders/bundle", None, 0, ids, now, now)
