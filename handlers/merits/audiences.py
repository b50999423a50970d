"""Readers of notices: reviewers of the member's own branch, told once for all that waits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.records import Case
from handlers.cases.rules import community_path
from handlers.kit.flows import Rel
from handlers.kit.worktime import SHANGHAI
from handlers.merits.rules import involved, objectors, orgs_of
from handlers.merits.states import ROLES, WAITS

if TYPE_CHECKING:
    from storage.work import Work


def group(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    return _reviewers(work, Rel.GROUP, case, now)


def committee(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    return _reviewers(work, Rel.COMMITTEE, case, now)


def group_once(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    return _once(work, Rel.GROUP, case, now)


def committee_once(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    return _once(work, Rel.COMMITTEE, case, now)


def member(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    return [case.needer_id]


def proposer(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    """Who can mend it: the member, or who entered it for them."""
    return [case.asker_id]


def joiner(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    """Who objected during the publication."""
    return objectors(case)


def counters(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    """Both who have counted."""
    return [int(str(case.facts.get(key) or 0)) for key in ("counted_by", "recounted_by")]


def _reviewers(work: "Work", rel: Rel, case: Case, now: datetime) -> Sequence[int]:
    return _fit(case, work.merits.reviewers(ROLES[rel], community_path(case), orgs_of(case), _day(now)), rel)


def _fit(case: Case, people: Sequence[int], rel: Rel) -> Sequence[int]:
    """Of the branch's reviewers those who may do something where the case stands now."""
    if case.state not in WAITS[rel]:
        return []
    said = case.facts.get({"second_review": "first_by", "counting": "counted_by"}.get(case.state, ""))
    return [one for one in people if not involved(case, one) and one != said]


def _once(work: "Work", rel: Rel, case: Case, now: datetime) -> Sequence[int]:
    """Those for whom nothing waited before this: twenty applications are one card, which shows them all."""
    found, here = _reviewers(work, rel, case, now), community_path(case)
    if not found:
        return []
    came = (case.moved_at or case.opened_at, case.id)
    waiting = work.merits.waiting([here], (case.state,))
    before = [one for one in waiting if (one.moved_at or one.opened_at, one.id) < came]
    branches = {orgs_of(one) for one in before}
    seated = {orgs: work.merits.reviewers(ROLES[rel], here, orgs, _day(now)) for orgs in branches}
    busy = {person for one in before for person in _fit(one, seated[orgs_of(one)], rel)}
    return [person for person in found if person not in busy]


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


AUDIENCES = {
    str(Rel.GROUP): group,
    str(Rel.COMMITTEE): committee,
    "group_once": group_once,
    "committee_once": committee_once,
    "member": member,
    "proposer": proposer,
    "joiner": joiner,
    "counters": counters,
}
