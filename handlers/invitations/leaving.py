"""What is stored about somebody, as they read it themselves, and taking the consent back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.invitations.guests import shut_out
from handlers.invitations.handing import give_back, give_up
from handlers.invitations.joining import JOINED_HOME
from handlers.invitations.records import Consent
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor, Person

if TYPE_CHECKING:
    from storage.work import Work


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows of somebody; no `consent`: the community entered them."""

    person: Person
    place: str
    consent: Consent | None
    open: int
    posts: bool


def known(work: "Work", actor: Actor) -> Known:
    """Everything on the page of one's own data."""
    person = work.people.get([actor.person_id])[actor.person_id]
    place = " ".join(unit.friendly for unit in work.units.line(actor.unit_path) if unit.community_id)
    return Known(
        person,
        place,
        work.invitations.consent(person.id),
        len(work.cases.open_of(person.id)) + len(work.cases.held_by(person.id)),
        bool(actor.seats),
    )


def withdraw(work: "Work", actor: Actor, now: datetime) -> int:
    """Take the consent back: what is under way is withdrawn, then the person is forgotten; returns how many cases.

    Raises Refusal while they hold a post: what they do for others must be somebody's.
    """
    if actor.seats:
        raise Refusal("invitations/holds_post")
    taken = give_up(work, actor, now)
    give_back(work, actor, now)
    work.invitations.withdraw(actor.person_id, now)
    shut_out(work, actor.person_id, now)
    work.people.erase(actor.person_id)
    if actor.household_id:
        work.units.forget(actor.household_id, JOINED_HOME)
    return taken
