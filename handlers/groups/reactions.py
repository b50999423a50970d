"""What steps mean to groups: whoever may claim is told there as well, and that it was done."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.registry import room_of
from handlers.groups.records import AUDIENCE, CLAIM, DONE
from handlers.groups.rules import fulfilled, pool_told
from handlers.kit.events import Stepped
from handlers.kit.notices import Notice
from handlers.kit.quiet import polite
from handlers.kit.worktime import SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work


def react(work: "Work", news: Stepped) -> None:
    """Put the group's card into the outbox, due when the members are told; nobody is woken by what can wait."""
    told = None if news.quiet else pool_told(news)
    done = not news.quiet and fulfilled(news)
    if not (told or done) or not work.groups.over(news.case.unit_path):
        return
    card, due = (CLAIM, _due(work, news, told.after)) if told else (DONE, news.at)
    urgent = room_of(news.case.flow).flow.urgent
    if not (told and urgent and urgent(news.case)):
        due = polite(work.house, due, work.unit_codes(news.case.unit_path))
    key = f"{news.case.id}:{news.case.version}:{card}"
    work.outbox.put([Notice(key, AUDIENCE, card, news.case.id, news.case.version, {}, news.at, due)])


def _due(work: "Work", news: Stepped, after: str) -> datetime:
    if not after:
        return news.at
    codes = work.unit_codes(news.case.unit_path)
    span = work.house.rules.span(after, news.at.astimezone(SHANGHAI).date(), codes)
    return work.house.calendar.due(news.at, span)
