"""Whose a draft is: the neighbour for whom somebody types (代提), found in the register or entered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.intake.doors import name_and_door, same_door
from handlers.intake.records import Draft
from handlers.intake.rules import has_number
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor, Person
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def read(text: str) -> tuple[str, str] | None:
    """The name and door that somebody typed; the door is empty where it has no number and must be asked again."""
    parts = name_and_door(text)
    if parts is None:
        return None
    name, door = parts
    return name, door if has_number(door) else ""


def is_known(work: "Work", actor: Actor, name: str) -> bool:
    return bool(name) and bool(neighbours(work, actor, name))


def meant(work: "Work", actor: Actor, draft: Draft) -> Person | None:
    """The neighbour of the register whom the draft names; raises Refusal where several may be meant."""
    found = neighbours(work, actor, draft.name)
    if len(found) > 1:
        known = [one for one in found if same_door(draft.door, one.door)]
    else:  # a name alone is often somebody else's too: where both doors are known they must agree
        known = [one for one in found if not (draft.door and one.door) or same_door(draft.door, one.door)]
    if len(known) > 1:
        raise Refusal("intake/several", {"count": len(known), "draft": draft.id})
    return known[0] if known else None


def needer(work: "Work", actor: Actor, draft: Draft) -> int:
    """Who needs it; only what is really submitted enters anybody. Raises Refusal."""
    if not draft.name:
        return actor.person_id
    known = meant(work, actor, draft)
    if known:
        return known.id
    person = Person(0, actor.root_id, draft.name, draft.name, door=draft.door, unit_id=where(work, actor, draft))
    return work.people.add(person)


def where(work: "Work", actor: Actor, draft: Draft) -> int:
    """Where the matter is when no place was named: at home. Somebody new lives where the typist serves or lives."""
    if draft.name:
        known = meant(work, actor, draft)
        ids = [known.unit_id] if known else [unit.id for unit in served(work, actor) if unit.community_id]
    else:
        ids = [actor.unit_id if actor.community_id else None]
    found = next((unit_id for unit_id in ids if unit_id), None)
    if found is None:
        raise Refusal("intake/no_home", {"draft": draft.id})
    return found


def served(work: "Work", actor: Actor) -> Sequence[Unit]:
    """Where an actor serves, then where they live."""
    ids = [*(seat.unit_id for seat in actor.seats), *([actor.unit_id] if actor.unit_id else [])]
    return [work.units.get(unit_id) for unit_id in dict.fromkeys(ids)]


def neighbours(work: "Work", actor: Actor, name: str) -> Sequence[Person]:
    """People of this name in the communities around an actor (all below, for who serves above them)."""
    found: dict[int, Person] = {}
    for unit in served(work, actor):
        mark = f"/{unit.community_id}/"
        around = unit.path[: unit.path.index(mark) + len(mark)] if unit.community_id else unit.path
        found |= {person.id: person for person in work.people.named(name, around)}
    return list(found.values())
