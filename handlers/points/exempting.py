"""Take a member out of the ranking for a time, and end that: for the secretaries of the branch and the community."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.points.offices import EXEMPTERS
from handlers.points.reading import oversees
from handlers.points.records import Exemption, Why
from handlers.points.rules import EXEMPT_DAYS, exempt_fault

if TYPE_CHECKING:
    from storage.work import Work


def exempt(work: "Work", actor: Actor, wanted: Exemption, now: datetime) -> int:
    """Enter an exemption; its id. Raises Refusal `points/not_yours`, `points/own_exemption`, `points/why`,
    `points/exempt_days`, `points/exempt_already`."""
    _check(work, actor, wanted.person_id, now)
    work.people.lock(wanted.person_id)
    there = work.points.exemptions(wanted.person_id)
    fault = exempt_fault(wanted, there, now.astimezone(SHANGHAI).date())
    if fault:
        raise Refusal(fault, {"most": EXEMPT_DAYS // 365})
    return work.points.exempt(wanted)


def end(work: "Work", actor: Actor, person_id: int, exemption_id: int, now: datetime) -> None:
    """From today the person is ranked again; nothing happens where it ended before. Raises Refusal
    `points/not_yours`, `points/own_exemption`, `points/unknown`."""
    _check(work, actor, person_id, now)
    found = next((one for one in work.points.exemptions(person_id) if one.id == exemption_id), None)
    if found is None:
        raise Refusal("points/unknown")
    today = now.astimezone(SHANGHAI).date()
    yesterday = date.fromordinal(today.toordinal() - 1)
    if found.ends is None or found.ends > yesterday:
        work.points.end_exemption(exemption_id, yesterday)


def _check(work: "Work", actor: Actor, person_id: int, now: datetime) -> None:
    if person_id == actor.person_id:
        raise Refusal("points/own_exemption")
    if not oversees(work, actor, person_id, now, EXEMPTERS):
        raise Refusal("points/not_yours")


def asked(person_id: int, why: str, starts: date | None, ends: date | None) -> Exemption:
    """What a form asks for. Raises Refusal `points/why`, `points/exempt_days`."""
    if why not in set(Why):
        raise Refusal("points/why")
    if starts is None:
        raise Refusal("points/exempt_days")
    return Exemption(person_id, starts, ends, why)
