"""Count what was done: which rules hold for whom, what it comes to, and the entry of it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.kit.refusals import Refusal
from handlers.kit.scores import PointSet, ScoreType
from handlers.ledger.actions import enter
from handlers.ledger.records import Entry, Kind, New
from handlers.points.records import Counting, Deed, Member
from handlers.points.rules import cap_days, capped, cycle_of, set_codes, worth

if TYPE_CHECKING:
    from storage.work import Work


def counting(work: "Work", person_id: int, day: date) -> Counting | None:
    """Which set and cycle hold for a person on a day; none where no set counts for any of their seats."""
    for member in work.points.memberships(person_id, day):
        rules = rules_at(work, member, day)
        if rules:
            return Counting(member, rules, cycle_of(rules, day))
    return None


def rules_at(work: "Work", member: Member, day: date) -> PointSet | None:
    """The set for a member: that in force where they serve when the cycle began, so that none changes within it."""
    found = _in_force(work, member, day)
    return found and (_in_force(work, member, cycle_of(found, day).first) or found)


def _in_force(work: "Work", member: Member, day: date) -> PointSet | None:
    codes = set_codes(str(work.house.rules.rule("points.sets", day, work.unit_codes(member.unit_path)).value))
    sets = (work.house.points.get(code) for code in codes)
    return next((one for one in sets if one and member.role in one.who), None)


def count(work: "Work", counted: Counting, deed: Deed, now: datetime) -> Entry | None:
    """Enter a deed for a member; none where its source was entered before. Raises Refusal `points/no_item`,
    `points/other_cycle`, `points/proven` (the same evidence stands under another of their entries).

    What passes a cap is entered with what is left of it, 0 where nothing is: what was done stays on record. Hours are
    entered beside the points of an item that is counted by the hour.
    """
    item, cycle = counted.rules.items.get(deed.item), counted.cycle
    raw = worth(counted.rules, deed.item, deed.facts)
    if item is None or raw is None:
        raise Refusal("points/no_item")
    if not cycle.first <= deed.occurred_on <= cycle.last:
        raise Refusal("points/other_cycle")
    balance = work.ledger.held(Kind.POINTS, counted.member.person_id, cycle.key, counted.member.root_id)
    if deed.evidence and _proven(work, counted.member.person_id, deed):
        raise Refusal("points/proven")
    before = work.ledger.counted(balance.id, item.code, *cap_days(item, cycle, deed.occurred_on)) if item.cap else 0
    entry = enter(work, balance, _new(deed, item.type, capped(item, raw, before)), now)
    if entry and item.in_hours:
        hours = work.ledger.held(Kind.HOURS, counted.member.person_id, cycle.key, counted.member.root_id)
        enter(work, hours, _new(deed, ScoreType.BASE, deed.quantity), now)
    return entry


def _proven(work: "Work", person_id: int, deed: Deed) -> bool:
    """Whether a deed's evidence was used before, for something else; a confirmed case is there once by its source."""
    if deed.kind or not work.ledger.proven(person_id, deed.evidence):
        return False
    return all(entry.evidence != deed.evidence for entry in work.ledger.there(deed.source))


def _new(deed: Deed, type_: ScoreType, delta: int) -> New:
    return New(
        rule=deed.item,
        type=type_,
        delta=delta,
        source=deed.source,
        occurred_on=deed.occurred_on,
        occasion=deed.occasion,
        evidence=deed.evidence,
        by=deed.by,
        facts=deed.facts,
    )
