"""What forbids a step of a request: pure looks at facts. Checked by person, not by post."""

from handlers.kit.days import day_in
from handlers.kit.flows import Facts, Inputs
from handlers.kit.refusals import Refusal
from handlers.routing.categories import passes_community


def _no(facts: Facts, code: str, **more: int) -> Refusal:
    return Refusal(f"requests/{code}", more, case=facts.case.id)


def not_own(facts: Facts) -> Refusal | None:
    """Nobody takes on what they have asked for themselves."""
    waiting = facts.case.facts.get("joiners")
    others = waiting if isinstance(waiting, list | tuple) else ()
    mine = facts.actor.person_id in (facts.case.asker_id, facts.case.needer_id, *others)
    return _no(facts, "own") if mine else None


def not_typed(facts: Facts) -> Refusal | None:
    """Nor what they typed for somebody else: a second pair of hands keeps it honest."""
    return _no(facts, "typed_claim") if facts.actor.person_id == facts.case.typist_id else None


def not_in_household(facts: Facts) -> Refusal | None:
    return _no(facts, "same_home") if facts.counts.get("same_home") else None


def day_limit(facts: Facts) -> Refusal | None:
    """Claiming shows a door and a phone number, so it is not for leafing through."""
    today, most = facts.counts.get("claimed_today", 0), facts.counts.get("most_a_day", 0)
    return _no(facts, "enough_today", most=most) if today >= most else None


def for_everybody(facts: Facts) -> Refusal | None:
    """What concerns one family, or those who lead the community, is not called out to everybody who helps."""
    return None if facts.counts.get("public") else _no(facts, "not_for_the_pool")


def not_overruled(facts: Facts) -> Refusal | None:
    """Whose return was not upheld does not send it back again."""
    case = facts.case
    again = case.counts.get("overruled") and case.facts.get("returned_by") == facts.actor.person_id
    return _no(facts, "overruled") if again else None


def still_waits(facts: Facts) -> Refusal | None:
    """There is nothing to leave once the case that it was merged into is over."""
    return None if facts.counts.get("parent_waits") else _no(facts, "over_meanwhile")


def claim_limit(facts: Facts) -> Refusal | None:
    load, most = facts.counts.get("load", 0), facts.counts.get("most_claims", 0)
    return _no(facts, "enough", load=load, most=most) if load >= most else None


def in_window(facts: Facts) -> Refusal | None:
    """B9: an order that is not one's own goes back within two working days, or stays."""
    return None if facts.counts.get("window") else _no(facts, "too_late_to_return")


def by_a_seat(facts: Facts) -> Refusal | None:
    """Who has claimed it by hand gives it back; only an office returns an order."""
    return None if facts.case.seat_id else _no(facts, "give_it_back")


def by_a_person(facts: Facts) -> Refusal | None:
    return None if facts.case.helper_id else _no(facts, "return_it")


def not_returner(facts: Facts) -> Refusal | None:
    own = facts.case.facts.get("returned_by") == facts.actor.person_id
    return _no(facts, "own_return") if own else None


def not_extended(facts: Facts) -> Refusal | None:
    """B9: once (the rule set may say more often), and only while there is a deadline to put off."""
    most = facts.counts.get("most_longer", 1)
    if facts.case.counts.get("extended", 0) >= most:
        return _no(facts, "extended_enough", most=most)
    if facts.counts.get("asked"):
        return _no(facts, "extension_waits")
    return None if facts.counts.get("latest_until") else _no(facts, "nothing_to_extend")


def extension_waits(facts: Facts) -> Refusal | None:
    if not facts.counts.get("asked"):
        return _no(facts, "nothing_asked")
    own = facts.counts.get("asked_by") == facts.actor.person_id
    return Refusal("cases/own_petition", case=facts.case.id) if own else None


def until_in_bounds(facts: Facts, inputs: Inputs) -> Refusal | None:
    """B9: at most ten working days longer (the rule set says how many), and longer it must be."""
    until, latest, settle = _ordinal(inputs), facts.counts.get("latest_until", 0), facts.counts.get("settle", 0)
    if until and until <= settle:
        return _no(facts, "not_longer", settle=settle)
    return _no(facts, "too_long", latest=latest) if until > latest else None


def park_in_bounds(facts: Facts, inputs: Inputs) -> Refusal | None:
    latest, today = facts.counts.get("latest_park", 0), facts.counts.get("today", 0)
    until = _ordinal(inputs)
    if until and until <= today:
        return _no(facts, "past_day")
    return _no(facts, "too_long", latest=latest) if until > latest else None


def has_others(facts: Facts) -> Refusal | None:
    """There must be something to merge it into."""
    return None if facts.counts.get("others") else Refusal("cases/no_other", case=facts.case.id)


def not_into_itself(facts: Facts, inputs: Inputs) -> Refusal | None:
    return _no(facts, "itself") if str(inputs.get("into")) == str(facts.case.id) else None


def no_joiners(facts: Facts) -> Refusal | None:
    """With others waiting for it the case goes on: it is handed to the next of them."""
    return _no(facts, "others_wait") if facts.counts.get("joiners") else None


def has_joiners(facts: Facts) -> Refusal | None:
    return None if facts.counts.get("joiners") else _no(facts, "nobody_waits")


def not_left(facts: Facts) -> Refusal | None:
    """Who has handed it to the next one has no more to say in it, though they typed it once."""
    gone = facts.case.counts.get("passed") and facts.actor.person_id != facts.case.asker_id
    return _no(facts, "left_it") if gone else None


def not_nudged_today(facts: Facts) -> Refusal | None:
    """Once a working day; a weekend counts to the Monday after it."""
    return _no(facts, "nudged_today") if facts.counts.get("nudged_today") else None


def came_as_wish(facts: Facts) -> Refusal | None:
    return None if facts.counts.get("wish") else _no(facts, "never_a_wish")


def no_live_wish(facts: Facts) -> Refusal | None:
    """B2: 一人一愿. It can't become a wish again beside another of theirs."""
    return Refusal("wishes/has_live", case=facts.counts.get("wish")) if facts.counts.get("wishes") else None


def not_typist(facts: Facts) -> Refusal | None:
    """Who typed a request for somebody else does not confirm that it was settled."""
    for_other = facts.case.typist_id != facts.case.needer_id
    return _no(facts, "typed_it") if for_other and facts.actor.person_id == facts.case.typist_id else None


def not_finisher(facts: Facts) -> Refusal | None:
    """Nor who settled it: by person, whatever seat they acted from."""
    own = facts.actor.person_id in (facts.case.facts.get("finished_by"), facts.case.helper_id)
    return _no(facts, "settled_it") if own else None


def not_holder(facts: Facts) -> Refusal | None:
    """Nor who has it in hand now, by a seat too."""
    held = facts.case.seat_id is not None and facts.case.seat_id in {seat.seat_id for seat in facts.actor.seats}
    return _no(facts, "in_your_hands") if held else None


def asker_has_no_phone(facts: Facts) -> Refusal | None:
    return _no(facts, "asks_self") if facts.counts.get("reachable") else None


def asker_or_caller(facts: Facts) -> Refusal | None:
    """The asker says it themselves; for somebody without a phone, who called them."""
    if facts.actor.person_id == facts.case.asker_id:
        return None
    return asker_has_no_phone(facts) or not_typist(facts) or not_finisher(facts)


def reopened_before(facts: Facts) -> Refusal | None:
    """A final answer in writing is for what was done and refused at least once."""
    return None if facts.case.counts.get("reopened") else _no(facts, "not_yet_final")


def not_thanked(facts: Facts) -> Refusal | None:
    return _no(facts, "said_it") if facts.case.counts.get("thanked") else None


def not_explained(facts: Facts) -> Refusal | None:
    """Once for each time that the answer was no."""
    counts = facts.case.counts
    told = counts.get("explained", 0) >= counts.get("reopened", 0)
    return _no(facts, "said_it") if told else None


def _ordinal(inputs: Inputs) -> int:
    """The day that was put in; 0 where it was not yet, or is none: the kernel says that itself."""
    day = day_in(str(inputs.get("until", "")))
    return day.toordinal() if day else 0


def was_spoken(facts: Facts) -> Refusal | None:
    """A voice is put into words by who hears it first: others may not hear it, and must know what it is about."""
    waits = facts.case.facts.get("spoken") and not facts.case.counts.get("written")
    return None if waits else _no(facts, "nothing_spoken")


def not_past_its_holder(facts: Facts, inputs: Inputs) -> Refusal | None:
    """What turns out to be about those who lead the community is taken from whoever has it: by a step of its own."""
    above = "category" in inputs and passes_community(str(inputs["category"]))
    return _no(facts, "take_it_first") if above and (facts.case.holder or facts.case.state == "pool") else None
