"""The ids on each list, in order: read beside the turns, drawn by the views."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.registry import room_of, rooms
from handlers.kit.flows import Rel
from handlers.kit.worktime import SHANGHAI
from handlers.lists import rules
from handlers.people.records import Actor

if TYPE_CHECKING:
    from handlers.cases.records import Case
    from storage.work import Work


def mine(work: "Work", actor: Actor, now: datetime) -> Sequence[int]:
    """My tasks under way, then what I asked for, then what is at rest."""
    held = work.queues.held(actor.person_id, [seat.seat_id for seat in actor.seats])
    own = work.queues.own(actor.person_id)
    ordered = [*(c for c in held if c.closed_at is None), *(c for c in own if c.closed_at is None), *held, *own]
    return list(dict.fromkeys(case.id for case in ordered))


def open_(work: "Work", actor: Actor, now: datetime) -> Sequence[int]:
    """What anybody of the actor's communities may take: what was given back comes first."""
    paths = {rules.community_path(seat.unit_path, actor) for seat in actor.seats}
    paths |= {rules.community_path(actor.unit_path, actor)} if not paths else set()
    found = work.queues.open(rules.claimable(rooms()), sorted(path for path in paths if path))
    return [case.id for case in found]


def waiting(work: "Work", actor: Actor, now: datetime) -> Sequence[int]:
    """What waits for the actor, the nearest deadline first; what has none, by its age after those."""
    known, day = rooms(), now.astimezone(SHANGHAI).date()
    in_post = {path: work.queues.in_post(path, roles, day) for path, roles in rules.above(known, actor).items()}
    seats = [seat.seat_id for seat in actor.seats]
    waits = rules.by_place(known, actor, in_post)
    found = work.queues.waiting(waits, rules.held(known), actor.person_id, seats)
    mine = (case for case in found if not _is_rating(case) or _may_note(case, actor))
    return [case.id for case in mine if not _is_idle(case, actor)]


def _is_idle(case: "Case", actor: Actor) -> bool:
    idle = room_of(case.flow).idle
    return bool(idle and idle(case, actor))


def _is_rating(case: "Case") -> bool:
    """Whether what it waits for is the answer of the asker, which a second person notes for who has no phone."""
    return case.state in room_of(case.flow).waits.get(Rel.SECOND, ())


def _may_note(case: "Case", actor: Actor) -> bool:
    return actor.person_id not in (case.typist_id, case.helper_id, case.facts.get("finished_by"))


LISTS: "Mapping[str, Callable[[Work, Actor, datetime], Sequence[int]]]" = {
    "lists/mine": mine,
    "lists/open": open_,
    "lists/waiting": waiting,
}
