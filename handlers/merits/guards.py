"""What forbids a step of a review: pure looks at facts. Checked by person, not by post."""

from handlers.kit.flows import Facts, Inputs
from handlers.kit.refusals import Refusal
from handlers.merits.records import BALLOT
from handlers.merits.rules import involved, more_than, objectors


def not_own(facts: Facts) -> Refusal | None:
    """Nobody reviews what is their own, what they proposed, or what they had entered before."""
    mine = involved(facts.case, facts.actor.person_id)
    return Refusal("merits/own", case=facts.case.id) if mine else None


def not_first(facts: Facts) -> Refusal | None:
    """Who did the first review does not do the second."""
    did = facts.case.facts.get("first_by") == facts.actor.person_id
    return Refusal("merits/reviewed", case=facts.case.id) if did else None


def not_counter(facts: Facts) -> Refusal | None:
    """Two people count, each by themselves."""
    did = facts.case.facts.get("counted_by") == facts.actor.person_id
    return Refusal("merits/counted", case=facts.case.id) if did else None


def not_members(facts: Facts) -> Refusal | None:
    """The member answers in the review, and objects by an appeal once it counts."""
    mine = facts.case.needer_id == facts.actor.person_id
    return Refusal("merits/own", case=facts.case.id) if mine else None


def not_objected(facts: Facts) -> Refusal | None:
    """Each says it once: what was looked at again is not held up for ever by one person."""
    did = facts.actor.person_id in objectors(facts.case)
    return Refusal("merits/objected", case=facts.case.id) if did else None


def counts_add_up(facts: Facts, inputs: Inputs) -> Refusal | None:
    """No more are present than are due, no more agree than are present; said as soon as a number is there."""
    for suffix in ("", "_again"):
        numbers = [int(str(inputs[key])) for key in (f"{one}{suffix}" for one in BALLOT) if _is_number(inputs, key)]
        if numbers != sorted(numbers, reverse=True) or (numbers and numbers[0] < 1):
            last = f"{BALLOT[len(numbers) - 1]}{suffix}"
            return Refusal("merits/numbers", {"need": last}, case=facts.case.id)
    return None


def quorum(facts: Facts, inputs: Inputs) -> Refusal | None:
    """More than half must be there: exactly half is no meeting ([D][K])."""
    if not (_is_number(inputs, "due") and _is_number(inputs, "present")):
        return None
    due, present = int(str(inputs["due"])), int(str(inputs["present"]))
    enough = more_than(present, due, facts.counts.get("quorum", 50))
    return None if enough else Refusal("merits/quorum", {"whole": due, "came": present}, case=facts.case.id)


def _is_number(inputs: Inputs, key: str) -> bool:
    return str(inputs.get(key, "")).isascii() and str(inputs.get(key, "")).isdigit()
