"""What somebody may see of a case now."""

from handlers.cases.records import Case
from handlers.cases.registry import Room
from handlers.cases.rules import relations
from handlers.kit.flows import Rel
from handlers.people.records import Actor


def open_to(room: Room, case: Case, actor: Actor) -> frozenset[str]:
    """All that any relation of the actor opens; empty: the case may not be read at all."""
    return rights(room, case, relations(room.flow, case, actor))


def rights(room: Room, case: Case, rels: frozenset[Rel]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for rel in rels:
        given = room.sees.get(rel, frozenset())
        found |= room.narrowed(case, rel, given) if room.narrowed else given
    return found
