"""How invitations are made, listed and called back: each function is one use case."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.invitations.records import Invitation, Kind, Place
from handlers.invitations.rules import finest, fits, invites, may_make, posts_of
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def make(work: "Work", actor: Actor, unit_id: int, role: Role | None, now: datetime) -> int:
    """A new invitation to a place, or to a post there; returns its id. Raises Refusal."""
    unit = next((one for one in offered(work, actor, role) if one.id == unit_id), None)
    if unit is None:
        raise Refusal("invitations/not_yours")
    day, codes = now.astimezone(SHANGHAI).date(), work.unit_codes(unit.path)
    kind = _kind(work, unit, role)
    span = work.house.rules.span(f"invitation.{'post' if role else 'sheet'}_valid", day, codes)
    most = 1 if role else work.number("invitation.sheet_uses", day, unit.path)
    until = work.house.calendar.due(now, span)
    return work.invitations.add(Invitation(0, kind, unit.id, unit.path, role, actor.person_id, now, until, most))


def offered(work: "Work", actor: Actor, role: Role | None = None) -> Sequence[Unit]:
    """The units for which somebody may make a sheet, or give this post."""
    if not invites(actor) or (role is not None and role not in posts_of(actor)):
        return []
    below = {unit.id: unit for seat in actor.seats for unit in work.units.under(seat.unit_path)}
    leaves = {unit.id for unit in finest(list(below.values()))}
    return [
        unit
        for unit in sorted(below.values(), key=_order)
        if unit.community_id and fits(role, unit.level, leaf=unit.id in leaves) and may_make(actor, unit.path, role)
    ]


def own(work: "Work", actor: Actor) -> Sequence[Invitation]:
    """The invitations that somebody may print and revoke, whoever made them: an office goes on when people change."""
    if not invites(actor):
        return []
    found = work.invitations.under([seat.unit_path for seat in actor.seats])
    return [one for one in found if may_make(actor, one.unit_path, one.role)]


def mine(work: "Work", actor: Actor, invitation_id: int) -> Invitation:
    """One of these. Raises Refusal where there is none, or it is another office's."""
    found = work.invitations.get([invitation_id]).get(invitation_id)
    if found is None or not may_make(actor, found.unit_path, found.role):
        raise Refusal("invitations/not_yours")
    return found


def revoke(work: "Work", actor: Actor, invitation_id: int, now: datetime) -> None:
    """Nobody comes in through it any more; who came stays. Raises Refusal."""
    work.invitations.revoke(mine(work, actor, invitation_id).id, actor.person_id, now)


def place_of(work: "Work", invitation: Invitation) -> Place:
    """Where an invitation leads, as people call it."""
    unit = work.units.get(invitation.unit_id)
    community = work.units.get(unit.community_id) if unit.community_id else unit
    homes = finest(work.units.under(unit.path)) if invitation.kind is Kind.GRID else (unit,)
    return Place(community.friendly, unit, homes)


def _order(unit: Unit) -> tuple[int, ...]:
    """A place before those in it, and all in the order in which they were entered."""
    return tuple(int(part) for part in unit.path.strip("/").split("/"))


def _kind(work: "Work", unit: Unit, role: Role | None) -> Kind:
    if role is not None:
        return Kind.POST
    return Kind.GRID if len(work.units.under(unit.path)) > 1 else Kind.BUILDING
