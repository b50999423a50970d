"""Which cases stand on which list: pure looks at cases and seats."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.cases.records import Case
from handlers.cases.registry import Room
from handlers.kit.flows import Rel
from handlers.people.records import Actor


def claimable(rooms: Iterable[Room]) -> Mapping[str, tuple[str, ...]]:
    """By flow the states from which the pool may take a case."""
    return {
        room.flow.name: tuple({state for step in room.flow.steps if Rel.POOL in step.by for state in step.frm})
        for room in rooms
    }


def by_place(rooms: Iterable[Room], actor: Actor) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """(flow, unit path, states) in which a case waits for one of the actor's seats."""
    found = []
    for room in rooms:
        for rel, states in room.waits.items():
            roles = room.flow.roles.get(rel, ())
            found += [(room.flow.name, seat.unit_path, states) for seat in actor.seats if seat.role in roles]
    return list(dict.fromkeys(found))


def held(rooms: Iterable[Room]) -> Mapping[str, tuple[str, ...]]:
    """By flow the states in which the holder has something to do."""
    return {room.flow.name: room.waits.get(Rel.HOLDER, ()) for room in rooms}


def waits_for(room: Room, case: Case, rels: frozenset[Rel]) -> bool:
    """Whether a case in this state waits for any of these relations.

    The office above is waited for only where the community is passed by: the rest it finds on its page.
    """
    passed_by = bool(room.flow.shut and room.flow.shut(case, Rel.REVIEWER))
    mine = rels if passed_by or not room.flow.shut else rels - {Rel.DISPATCHER}
    return any(case.state in states for rel, states in room.waits.items() if rel in mine)


def community_path(path: str, actor: Actor) -> str:
    """The path of the home community, where a seat stands at or below it."""
    mark = f"/{actor.community_id}/"
    return path[: path.index(mark) + len(mark)] if actor.community_id and mark in path else path
