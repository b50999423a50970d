"""What the cards of a review say beyond those of any case."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.look import said
from handlers.cases.policy import See
from handlers.cases.records import Case
from handlers.cases.seen import Glimpse
from handlers.kit.days import day_of
from handlers.kit.flows import Rel
from handlers.merits.records import Way
from handlers.merits.rules import masked_name, points_of

if TYPE_CHECKING:
    from storage.work import Work

QUIET = ("withdraw", "object")
_REVIEWERS = frozenset({Rel.GROUP, Rel.COMMITTEE})
_DECIDED = ("published", "effective", "declined")


def says(work: "Work", one: Glimpse, now: datetime) -> Mapping[str, object]:
    case, facts, words = one.case, one.case.facts, said(one)
    member = one.known.person(case.needer_id)
    named = See.NAME in one.open_to
    who = member.called if named else masked_name(member.name)
    mine, reviews = Rel.NEEDER in one.rels, bool(one.rels & _REVIEWERS)
    photos = facts.get("photos")
    return {
        "what": about(case) if mine else f"{who}：{about(case)}",
        "who": who,
        "mine": mine,
        "proposer": bool(one.rels & {Rel.ASKER, Rel.TYPIST}) and not mine,
        "reviews": reviews,
        "objector": Rel.JOINER in one.rels and not reviews,
        "way": str(facts["way"]),
        "item": str(facts["title"]),
        "points": points_of(case),
        "day": day_of(date.fromisoformat(str(facts["day"])), now),
        "of_no": str(facts.get("of_no") or ""),
        "words": words.get("words", "") if See.TEXT in one.open_to else "",
        "objection": words.get("objection", "") if reviews and case.counts.get("objected") else "",
        "objected": case.counts.get("objected", 0),
        "snaps": len(photos) if isinstance(photos, list | tuple) and See.PHOTOS in one.open_to else 0,
        "vote": _vote(case) if See.TEXT in one.open_to or case.state == "published" else "",
        "differed": case.counts.get("differed", 0),
        "until": day_of(date.fromisoformat(str(facts["until"])), now) if facts.get("until") else "",
    }


def about(case: Case) -> str:
    """志愿服务 +1 分: an appeal says so first."""
    line = f"{case.facts.get('title')} {points_of(case)}"
    return f"申诉 {line}" if case.facts.get("way") == Way.APPEAL else line


def _vote(case: Case) -> str:
    """What the meeting said; while it is counted, nobody is told what the first has counted."""
    if case.state not in _DECIDED or not (case.counts.get("agreed") or case.counts.get("outvoted")):
        return ""
    due, present, agree = (case.facts.get(key) for key in ("due", "present", "agree"))
    return f"应到 {due} 人，实到 {present} 人，赞成 {agree} 人"
