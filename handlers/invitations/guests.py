"""Who came in, as their staff sees them, and asking somebody to leave again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.invitations.handing import give_back
from handlers.invitations.records import Guest, Invitation, Join
from handlers.invitations.rules import may_make, may_meet
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Post

if TYPE_CHECKING:
    from storage.work import Work


def guests(work: "Work", actor: Actor, invitation_id: int) -> tuple[Invitation, Sequence[Guest]]:
    """An invitation with those who came in through it and whom the actor may know.

    Raises Refusal where they neither look after the sheet nor after any of these people.
    """
    invitation = work.invitations.get([invitation_id]).get(invitation_id)
    if invitation is None:
        raise Refusal("invitations/not_yours")
    joins = [one for one in work.invitations.joins_of(invitation_id) if may_meet(actor, one.unit_path, invitation.role)]
    if not joins and not may_make(actor, invitation.unit_path, invitation.role):
        raise Refusal("invitations/not_yours")
    return invitation, named(work, joins)


def guest(work: "Work", actor: Actor, join_id: int) -> tuple[Invitation, Guest]:
    """One of them. Raises Refusal."""
    join = work.invitations.joins([join_id]).get(join_id)
    invitation = work.invitations.get([join.invitation_id])[join.invitation_id] if join else None
    if join is None or invitation is None or not may_meet(actor, join.unit_path, invitation.role):
        raise Refusal("invitations/not_yours")
    return invitation, named(work, [join])[0]


def remove(work: "Work", actor: Actor, join_id: int, now: datetime) -> None:
    """Ask somebody to leave: the account and the posts got through invitations end, the history stays.

    Who was here before and only took a post loses no more than the post. Raises Refusal.
    """
    join = guest(work, actor, join_id)[1].join
    ending = work.invitations.joins_by([join.person_id]) if join.entered else [join]
    roles = {id_: one.role for id_, one in work.invitations.get([one.invitation_id for one in ending]).items()}
    if not all(may_make(actor, one.unit_path, roles[one.invitation_id]) for one in ending if not one.ended_at):
        raise Refusal("invitations/above")  # whom somebody else has appointed only they send away
    for one in ending:
        if work.invitations.end(one.id, actor.person_id, now):
            _end_post(work, one, now)
    if join.entered:
        give_back(work, _as_they_are(work, join), now)
        shut_out(work, join.person_id, now)


def _as_they_are(work: "Work", join: Join) -> Actor:
    """Whoever leaves, without any seat: what they had claimed they give back themselves."""
    person = work.people.get([join.person_id])[join.person_id]
    return Actor(person.id, 0, person.root_id, person.called, person.unit_id, join.unit_path)


def shut_out(work: "Work", person_id: int, now: datetime) -> None:
    """Close every way by which a person comes in: an address elsewhere is nobody's, and may be somebody's anew."""
    work.sessions.shut_out(person_id, now)
    work.links.withdraw(person_id, now)
    work.messages.forget(work.accounts.let_go(person_id, work.house.log_channels))
    for account in work.accounts.of_person(person_id):
        work.accounts.retire(account.id, now)


def _end_post(work: "Work", join: Join, now: datetime) -> None:
    """A post is held up to and including its last day: it ends with yesterday."""
    if join.seat_id:
        starts, today = join.at.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
        work.people.change_post(Post(join.seat_id, join.person_id, starts, today - timedelta(days=1)))


def named(work: "Work", joins: Sequence[Join]) -> list[Guest]:
    """Three queries, however many they are. Who came back by a sign-in link is here again."""
    people = work.people.get(join.person_id for join in joins)
    here = work.accounts.with_account(set(people))
    names = {unit.path: unit.name for unit in work.units.at(join.unit_path for join in joins)}
    return [
        Guest(
            join,
            people[join.person_id].called,
            names[join.unit_path],
            people[join.person_id].door,
            join.person_id not in here or (join.ended_at is not None and not join.entered),
        )
        for join in joins
    ]
