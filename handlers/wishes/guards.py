"""What forbids a step of a wish: pure looks at facts. Checked by person, not by post."""

from datetime import timedelta

from handlers.kit.days import day_in
from handlers.kit.flows import Facts, Inputs
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI


def not_own(facts: Facts) -> Refusal | None:
    """Nobody claims a wish that is, or was asked for by, themselves."""
    mine = facts.actor.person_id in (facts.case.asker_id, facts.case.needer_id)
    return Refusal("wishes/own", case=facts.case.id) if mine else None


def not_typed(facts: Facts) -> Refusal | None:
    """Nor one that they typed for somebody else: a second pair of hands keeps it honest."""
    return Refusal("wishes/typed_claim", case=facts.case.id) if facts.actor.person_id == facts.case.typist_id else None


def not_in_household(facts: Facts) -> Refusal | None:
    return Refusal("wishes/same_home", case=facts.case.id) if facts.counts.get("same_home") else None


def claim_limit(facts: Facts) -> Refusal | None:
    load, most = facts.counts.get("load", 0), facts.counts.get("most_claims", 0)
    return Refusal("wishes/enough", {"load": load, "most": most}, case=facts.case.id) if load >= most else None


def day_limit(facts: Facts) -> Refusal | None:
    """Claiming shows a door and a phone number, so it is not for leafing through."""
    today, most = facts.counts.get("claimed_today", 0), facts.counts.get("most_a_day", 0)
    return Refusal("wishes/enough_today", {"most": most}, case=facts.case.id) if today >= most else None


def no_other_live(facts: Facts) -> Refusal | None:
    """B2: 一人一愿, also when a case set aside becomes a wish again."""
    return Refusal("wishes/has_live", case=facts.case.id) if facts.counts.get("others_live") else None


def not_typist(facts: Facts) -> Refusal | None:
    """Who typed a wish for somebody else does not confirm it."""
    for_other = facts.case.typist_id != facts.case.needer_id
    own = for_other and facts.actor.person_id == facts.case.typist_id
    return Refusal("wishes/typed_it", case=facts.case.id) if own else None


def not_helper(facts: Facts) -> Refusal | None:
    own = facts.actor.person_id == facts.case.helper_id
    return Refusal("wishes/fulfilled_it", case=facts.case.id) if own else None


def asker_has_no_phone(facts: Facts) -> Refusal | None:
    """A second person answers only for somebody who can't be reached in chat."""
    return Refusal("wishes/asks_self", case=facts.case.id) if facts.counts.get("reachable") else None


def asker_or_caller(facts: Facts) -> Refusal | None:
    """The asker says it themselves; for somebody without a phone, who called them."""
    if facts.actor.person_id == facts.case.asker_id:
        return None
    return asker_has_no_phone(facts) or not_typist(facts) or not_helper(facts)


def not_told(facts: Facts) -> Refusal | None:
    return _once(facts, "fulfilled", "told")


def not_thanked(facts: Facts) -> Refusal | None:
    return Refusal("wishes/said_it", case=facts.case.id) if facts.case.counts.get("thanked") else None


def not_explained(facts: Facts) -> Refusal | None:
    """Once for each time that the answer was no."""
    return _once(facts, "reopened", "explained")


def _once(facts: Facts, each: str, said: str) -> Refusal | None:
    counts = facts.case.counts
    return None if counts.get(each, 0) > counts.get(said, 0) else Refusal("wishes/said_it", case=facts.case.id)


def was_spoken(facts: Facts) -> Refusal | None:
    """A voice is put into words by who hears it first: others may not hear it, and must know what it is about."""
    waits = facts.case.facts.get("spoken") and not facts.case.counts.get("written")
    return None if waits else Refusal("wishes/nothing_spoken", case=facts.case.id)


def until_in_bounds(facts: Facts, inputs: Inputs) -> Refusal | None:
    """Later than today, and not so far off that nobody waits for it any more (the rule set says how many days)."""
    until = day_in(str(inputs.get("until", "")))
    if until is None:
        return None
    today = facts.now.astimezone(SHANGHAI).date()
    latest = today + timedelta(days=facts.counts.get("most_longer", 0))
    if today < until <= latest:
        return None
    return Refusal("wishes/not_then", {"latest": latest.toordinal()}, case=facts.case.id)
