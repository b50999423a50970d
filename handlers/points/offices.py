"""Whose points an office may read, and whom it may exempt: pure functions of seats."""

from collections.abc import Mapping, Sequence
from typing import Final

from handlers.kit.roles import Role
from handlers.people.records import Actor, Held
from handlers.points.records import Member
from handlers.units.records import PartyOrg

EXEMPTERS: Final = (Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY)
READERS: Final = (Role.GROUP_LEADER, Role.COMMITTEE_MEMBER, *EXEMPTERS)
Below = Mapping[int, frozenset[int]]


def offices(actor: Actor, roles: Sequence[Role] = READERS) -> Sequence[Held]:
    """The seats by which somebody looks after others' points."""
    return [seat for seat in actor.seats if seat.role in roles]


def below(orgs: Sequence[PartyOrg]) -> Below:
    """Each organisation with those under it: a branch has its groups."""
    parents = {one.id: one.parent_id for one in orgs}
    found: dict[int, set[int]] = {one.id: set() for one in orgs}
    for one in orgs:
        here: int | None = one.id
        while here in found and one.id not in found[here]:
            found[here].add(one.id)
            here = parents[here]
    return {org: frozenset(under) for org, under in found.items()}


def over(seat: Held, member: Member, orgs: Below) -> bool:
    """Whether a seat looks after a member: at or below its unit, and of its branch where both have one.

    A community's secretary looks after every branch of the community.
    """
    if not member.unit_path.startswith(seat.unit_path):
        return False
    if seat.role is Role.COMMUNITY_SECRETARY or not seat.org_id or not member.org_id:
        return True
    return member.org_id in orgs.get(seat.org_id, frozenset({seat.org_id}))
