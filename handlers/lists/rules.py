"""Which cases stand on which list: pure looks at flows and seats."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from handlers.cases.records import Case
from handlers.cases.registry import Room
from handlers.kit.flows import Rel, Seating, Step
from handlers.kit.relations import WIDE
from handlers.kit.roles import Role
from handlers.people.records import Actor, Held
from handlers.routing.categories import CATEGORIES

InPost = Mapping[str, Sequence[tuple[Role, str]]]  # by the path of a seat, who is in post there and below


@dataclass(frozen=True, slots=True)
class Wait:
    """Cases of a flow at or below a place that wait in these states for whoever sits there.

    `only`: of these categories; `barred`: of none of these; `covered`: not below these places, where somebody nearer
    looks after them; `unheard`: only where the asker has no account to answer with.
    """

    flow: str
    path: str
    states: tuple[str, ...]
    only: tuple[str, ...] | None = None
    barred: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    unheard: bool = False


def claimable(rooms: Iterable[Room]) -> Mapping[str, tuple[str, ...]]:
    """By flow the states from which the pool may take a case."""
    return {
        room.flow.name: tuple(
            {state for step in room.flow.steps if Rel.POOL in step.by and _claims(step) for state in step.frm}
        )
        for room in rooms
    }


def _claims(step: Step) -> bool:
    """Whether a step takes a case on: what the pool may only say a word to is on no list of work."""
    return step.seat is Seating.ACTOR


def by_place(rooms: Iterable[Room], actor: Actor, in_post: InPost) -> Sequence[Wait]:
    """What waits for the actor's seats. `in_post`: of the seats in offices above (`above`)."""
    found: list[Wait] = []
    for room in rooms:
        for rel in room.waits:
            held = (seat for seat in actor.seats if seat.role in room.flow.roles.get(rel, ()))
            for seat in held:
                found += _waits(room, rel, _widened(rel, seat, actor), in_post.get(seat.unit_path, ()))
    return list(dict.fromkeys(found))


def above(rooms: Iterable[Room], actor: Actor) -> Mapping[str, frozenset[Role]]:
    """By the paths of the actor's seats in offices above: the roles that look after cases before these do."""
    found: dict[str, frozenset[Role]] = {}
    for room in (room for room in rooms if _steps_in(room)):
        nearer = frozenset((*room.flow.roles.get(Rel.REVIEWER, ()), *room.flow.roles[Rel.DISPATCHER]))
        for seat in actor.seats:
            if seat.role in room.flow.roles[Rel.DISPATCHER]:
                found[seat.unit_path] = found.get(seat.unit_path, frozenset()) | nearer
    return found


def held(rooms: Iterable[Room]) -> Mapping[str, tuple[str, ...]]:
    """By flow the states in which the holder has something to do."""
    return {room.flow.name: room.waits.get(Rel.HOLDER, ()) for room in rooms}


def shut_to(room: Room, rel: Rel) -> tuple[str, ...]:
    """The categories of which a flow keeps a relation out."""
    shut = room.flow.shut
    return tuple(one.key for one in CATEGORIES if shut(_about(room, one.key), rel)) if shut else ()


def community_path(path: str, actor: Actor) -> str:
    """The path of the home community, where a seat stands at or below it."""
    mark = f"/{actor.community_id}/"
    return path[: path.index(mark) + len(mark)] if actor.community_id and mark in path else path


def _widened(rel: Rel, seat: Held, actor: Actor) -> Held:
    """A seat that counts in its whole community, as if it stood there."""
    return replace(seat, unit_path=community_path(seat.unit_path, actor)) if rel in WIDE else seat


def _waits(room: Room, rel: Rel, seat: Held, in_post: Sequence[tuple[Role, str]]) -> Iterator[Wait]:
    """Where a case waits for its asker's answer, only those who can't give it are waited for here."""
    answers = room.waits.get(Rel.SECOND, ())
    for unheard in (False, True):
        states = tuple(state for state in room.waits[rel] if (state in answers) == unheard)
        common = Wait(room.flow.name, seat.unit_path, states, unheard=unheard)
        if not states:
            continue
        if rel is not Rel.DISPATCHER or not room.flow.shut:
            yield replace(common, barred=shut_to(room, rel))
            continue
        # The office above is waited for where the community is passed by or nobody there is in post: the rest it
        # finds on its page.
        yield replace(common, only=shut_to(room, Rel.REVIEWER))
        yield replace(common, covered=_covered(room, seat.unit_path, in_post))


def _steps_in(room: Room) -> bool:
    return bool(room.flow.shut and Rel.DISPATCHER in room.waits)


def _covered(room: Room, path: str, in_post: Sequence[tuple[Role, str]]) -> tuple[str, ...]:
    """The highest places below an office where somebody looks after the cases before it does."""
    reviews, dispatches = room.flow.roles.get(Rel.REVIEWER, ()), room.flow.roles[Rel.DISPATCHER]
    there = {at for role, at in in_post if role in reviews or (role in dispatches and at != path)}
    return tuple(sorted(at for at in there if not any(at != other and at.startswith(other) for other in there)))


def _about(room: Room, category: str) -> Case:
    """A case of a category before there is one, to ask the flow about."""
    began = datetime(2000, 1, 1, tzinfo=UTC)
    return Case(0, "", room.flow.name, 0, 0, 0, "", "", 0, "", 0, 0, 0, began, facts={"category": category})
