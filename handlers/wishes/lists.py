"""Which wishes stand on which list, in what order: ids only, drawn by the views."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.records import Case
from handlers.cases.rules import relations
from handlers.kit.flows import Rel
from handlers.people.records import Actor
from handlers.wishes.flow import WISH

if TYPE_CHECKING:
    from storage.work import Work

# What a reviewer or second person is waited for, the most pressing kind first.
_WAITING = ("review", "fulfilled", "open", "set_aside")


def mine(work: "Work", actor: Actor, now: datetime) -> Sequence[int]:
    """My tasks under way, then my wishes, then what is at rest."""
    held = work.wishes.held_by(actor.person_id)
    own = work.wishes.of_person(actor.person_id)
    ordered = [*(c for c in held if c.closed_at is None), *(c for c in own if c.closed_at is None), *held, *own]
    return list(dict.fromkeys(case.id for case in ordered))


def open_(work: "Work", actor: Actor, now: datetime) -> Sequence[int]:
    """Wishes of the actor's communities that wait for somebody: released ones first."""
    paths = {_community_path(seat.unit_path, actor) for seat in actor.seats} or {
        _community_path(actor.unit_path, actor)
    }
    return list(dict.fromkeys(case.id for path in sorted(paths) if path for case in work.wishes.open(path)))


def waiting(work: "Work", actor: Actor, now: datetime) -> Sequence[int]:
    """What waits for the actor, the nearest deadline first; what has none, by its age after those."""
    staff = WISH.roles[Rel.REVIEWER] + WISH.roles[Rel.SECOND]
    paths = {seat.unit_path for seat in actor.seats if seat.role in staff}
    cases = [
        c for c in work.wishes.in_states(_WAITING, sorted(paths)) if _mine_to_do(c.state, relations(WISH, c, actor))
    ]
    if not cases:
        return []
    reachable = work.accounts.with_account({c.asker_id for c in cases if c.state == "fulfilled"})
    cases = [c for c in cases if c.state != "fulfilled" or _may_note(c, actor, reachable)]
    clocks = work.clocks.of([c.id for c in cases])
    never = datetime.max.replace(tzinfo=now.tzinfo)

    def order(case_id: int, state: str) -> tuple[datetime, int]:
        due = min((clock.due_at for clock in clocks.get(case_id, ()) if clock.runs), default=never)
        return due, _WAITING.index(state)

    return [c.id for c in sorted(cases, key=lambda c: order(c.id, c.state))]


def _may_note(case: Case, actor: Actor, reachable: frozenset[int]) -> bool:
    """Whether the answer of an asker without a phone waits for this second person."""
    return case.asker_id not in reachable and actor.person_id not in (case.typist_id, case.helper_id)


def _mine_to_do(state: str, rels: frozenset[Rel]) -> bool:
    return bool(rels & ({Rel.SECOND} if state == "fulfilled" else {Rel.REVIEWER, Rel.DISPATCHER}))


def _community_path(path: str, actor: Actor) -> str:
    """The path of the home community, where a seat stands at or below it."""
    mark = f"/{actor.community_id}/"
    return path[: path.index(mark) + len(mark)] if actor.community_id and mark in path else path


LISTS: "Mapping[str, Callable[[Work, Actor, datetime], Sequence[int]]]" = {
    "wishes/mine": mine,
    "wishes/open": open_,
    "wishes/waiting": waiting,
}
