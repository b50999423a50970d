"""What is stored about somebody, as they read it themselves, and taking the consent back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import handlers.requests
import handlers.wishes  # noqa: F401  # whose cases are withdrawn
from handlers.cases.actions import Move, readied, take
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.invitations.guests import shut_out
from handlers.invitations.joining import JOINED_HOME
from handlers.invitations.records import Consent
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor, Person

if TYPE_CHECKING:
    from storage.work import Work

_WAYS = ("withdraw", "leave", "quit")  # alone, with others who wait on, or as one of these


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows of somebody; no `consent`: the community entered them."""

    person: Person
    place: str
    consent: Consent | None
    since: datetime | None
    open: int
    posts: bool


def known(work: "Work", actor: Actor) -> Known:
    """Everything on the page of one's own data."""
    person = work.people.get([actor.person_id])[actor.person_id]
    joins = [one for one in work.invitations.joins_by([person.id]) if one.entered]
    place = " ".join(unit.friendly for unit in work.units.line(actor.unit_path) if unit.community_id)
    return Known(
        person,
        place,
        work.invitations.consent(person.id),
        joins[0].at if joins else None,
        len(work.cases.open_of(person.id)),
        bool(actor.seats),
    )


def withdraw(work: "Work", actor: Actor, now: datetime) -> int:
    """Take the consent back: what is under way is withdrawn, then the person is forgotten; returns how many cases.

    Raises Refusal while they hold a post: what they do for others must be somebody's.
    """
    if actor.seats:
        raise Refusal("invitations/holds_post")
    taken = sum(_withdrawn(work, actor, case, now) for case in work.cases.open_of(actor.person_id))
    work.invitations.withdraw(actor.person_id, now)
    shut_out(work, actor.person_id, now)
    work.people.erase(actor.person_id)
    if actor.household_id:
        work.units.forget(actor.household_id, JOINED_HOME)
    return taken


def _withdrawn(work: "Work", actor: Actor, case: Case, now: datetime) -> bool:
    """Take the step by which an asker gives a case up, where there is one now; what is done already stays."""
    for name in _WAYS:
        move = Move(case.id, name, {"sure": "yes"})
        if room_of(case.flow).flow.step(name) and _may(work, actor, move, now):
            take(work, actor, move, now)
            return True
    return False


def _may(work: "Work", actor: Actor, move: Move, now: datetime) -> bool:
    """Asked before anything is written: what a refused step had written would stay."""
    try:
        readied(work, actor, move, now)
    except Refusal:
        return False
    return True
