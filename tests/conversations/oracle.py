"""Who may know what of a case, thought out anew for tests: from the case and the seats, not from the flows."""

from handlers.cases.records import Case, HolderKind
from handlers.kit.roles import Role
from handlers.people.records import Actor

OFFICE = (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY, Role.GRID_MEMBER)
ABOVE = (Role.STREET_OFFICE, Role.CITY_OFFICE)
PASSING_BY = ("conduct", "land")
ENDED = ("closed", "unanswered", "concluded", "withdrawn", "declined", "answered", "to_wish")


def may_call(actor: Actor, case: Case) -> bool:
    """See the phone and the door of who needs it: their own, in hand, or of one's own place."""
    if actor.person_id == case.asker_id or _sits_over(actor, case, OFFICE):
        return True
    return (_holds(actor, case) and case.state not in ENDED) or _sits_over(actor, case, ABOVE)


def may_know(actor: Actor, case: Case) -> bool:
    """Learn of a case at all."""
    if actor.person_id in (case.asker_id, case.typist_id) or _holds(actor, case) or _sits_over(actor, case, ABOVE):
        return True
    if case.facts.get("category") in PASSING_BY:
        return False
    return actor.community_id == case.community_id or any(
        f"/{case.community_id}/" in seat.unit_path or case.unit_path.startswith(seat.unit_path) for seat in actor.seats
    )


def _holds(actor: Actor, case: Case) -> bool:
    if case.holder is None:
        return False
    mine = {actor.person_id} if case.holder.kind is HolderKind.PERSON else {seat.seat_id for seat in actor.seats}
    return case.holder.id in mine


def _sits_over(actor: Actor, case: Case, roles: tuple[Role, ...]) -> bool:
    if case.facts.get("category") in PASSING_BY and roles is OFFICE:
        return False
    return any(seat.role in roles and case.unit_path.startswith(seat.unit_path) for seat in actor.seats)
