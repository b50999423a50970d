"""From a draft to a case: posted as a wish, entered as a request, or joined to one that is under way."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.intake import whom
from handlers.intake.records import Draft
from handlers.kit.events import Stepped
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor
from handlers.requests import actions as requests
from handlers.requests.records import Report
from handlers.units.records import Unit
from handlers.wishes import actions as wishes
from handlers.wishes.records import Wanted

if TYPE_CHECKING:
    from storage.work import Work


def place_of(work: "Work", actor: Actor, draft: Draft) -> Unit:
    """Where the matter is; raises Refusal where nobody can say."""
    unit = work.units.get(draft.unit_id or whom.where(work, actor, draft))
    if unit.community_id is None:
        raise Refusal("intake/no_home", {"draft": draft.id})
    return unit


def post_wish(work: "Work", actor: Actor, draft: Draft, now: datetime, *, instead: bool = False) -> Stepped:
    """`instead`: in the place of the one wish that is live already."""
    needer = whom.needer(work, actor, draft)
    wish = Wanted(draft.what, draft.kind, draft.value, needer, draft.photos, draft.voices)
    try:
        return wishes.submit(work, actor, wish, now, replace=instead)
    except Refusal as refused:
        raise Refusal(refused.code, {**refused.facts, "draft": draft.id}, refused.case) from refused


def enter_request(work: "Work", actor: Actor, draft: Draft, now: datetime, *, rebound_of: int | None = None) -> Stepped:
    """`rebound_of`: the closed case that has come back (反弹)."""
    return requests.submit(work, actor, _report(work, actor, draft, rebound_of), now)


def join_request(work: "Work", actor: Actor, draft: Draft, parent_id: int, now: datetime) -> Stepped:
    return requests.join(work, actor, _report(work, actor, draft, None), parent_id, now)


def _report(work: "Work", actor: Actor, draft: Draft, rebound_of: int | None) -> Report:
    unit = place_of(work, actor, draft)
    needer = whom.needer(work, actor, draft)
    return Report(
        draft.what,
        draft.category,
        draft.urgency,
        unit.id,
        needer,
        actor.person_id,
        photos=draft.photos,
        voices=draft.voices,
        rebound_of=rebound_of,
    )
