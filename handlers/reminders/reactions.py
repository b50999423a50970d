"""What goes round too often is looked at from above; who claimed and did not come is remembered for dispatchers."""

from typing import TYPE_CHECKING

from handlers.cases.records import Case
from handlers.kit.climbing import OFTEN, rung
from handlers.kit.events import Stepped
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.reminders.ladder import above, climb
from handlers.reminders.records import Kind, Reminder
from handlers.reminders.rules import climbs_to

if TYPE_CHECKING:
    from datetime import datetime

    from storage.work import Work


def react(work: "Work", news: Stepped) -> None:
    if news.quiet or news.before is None:
        return
    if news.step.name == "release" and news.before.helper_id:
        work.reminders.no_show(news.before.helper_id, news.case.id, news.case.version, news.at)
    for count in OFTEN:
        if _reaches(work, news.before, news.case, count, news.at):
            _supervise(work, news.case, count, news.at)


def _reaches(work: "Work", before: Case, case: Case, count: str, now: "datetime") -> bool:
    now_, was = case.counts.get(count, 0), before.counts.get(count, 0)
    if now_ == was:
        return False
    day = now.astimezone(SHANGHAI).date()
    return was < work.number("escalate.often", day, case.unit_path) <= now_


def _supervise(work: "Work", case: Case, why: str, now: "datetime") -> None:
    day, codes = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path)
    wanted = Role(str(work.house.rules.rule("escalate.often_to", day, codes).value))
    filled = above(work, case, now)
    to = climbs_to(wanted, 0, 0, list(filled)) or max(filled, key=rung, default=None)
    if to and climb(work, case, to, why, now):
        work.reminders.add([Reminder(0, person, case.id, why, Kind(to), now) for person in filled[to]])
