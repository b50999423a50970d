"""What forbids a step of a summons: pure looks at facts. Checked by person, not by post."""

from handlers.kit.days import day_in
from handlers.kit.flows import Facts, Inputs
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI


def not_reporter(facts: Facts) -> Refusal | None:
    """Who said that it is mended may stand in at the street as well: then somebody else there looks."""
    mine = facts.case.facts.get("reported_by") == facts.actor.person_id
    return Refusal("summons/reported_it", case=facts.case.id) if mine else None


def ahead(facts: Facts, inputs: Inputs) -> Refusal | None:
    """Nobody mends anything by a day that is over, or by tonight."""
    until, today = day_in(str(inputs.get("until", ""))), facts.now.astimezone(SHANGHAI).date()
    return Refusal("summons/past_day", {"need": "until"}, case=facts.case.id) if until and until <= today else None
