"""What the directory is asked and how it is kept: each function is one use case."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.directory.records import Contact, Draft, Duty, Found
from handlers.directory.rules import EDITORS, MOST_ENTRIES, askable, asks_who, faults, match, may_edit
from handlers.kit.refusals import Refusal
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

# Nearest first: the grid's member answers for most things.
_ON_DUTY = (Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY)


def place_of(work: "Work", actor: Actor) -> int | None:
    """The community whose directory somebody reads: the one they keep, else of their home, else where they serve."""
    kept = [seat for seat in actor.seats if seat.role in EDITORS]
    if actor.community_id and (not kept or may_edit(actor, actor.community_id)):
        return actor.community_id
    found = (work.units.get(seat.unit_id).community_id for seat in kept or actor.seats)
    return next((community for community in found if community), actor.community_id)


def answer(work: "Work", actor: Actor, text: str) -> Found | None:
    """The entries that answer a question, or that it asks for who is on duty; none where neither."""
    if not askable(text):
        return None
    place = place_of(work, actor)
    entries = match(text, work.directory.of(place)) if place else ()
    if entries:
        return Found(tuple(entry.key for entry in entries))
    return Found(who=True) if asks_who(text) else None


def who(work: "Work", actor: Actor, now: datetime) -> Sequence[Contact]:
    """Who looks after somebody's home today, the nearest first: read from the register, stand-ins included.

    A phone is shown as far as it belongs to an office: a stand-in without one lends a name only.
    """
    path = actor.unit_path or next((seat.unit_path for seat in actor.seats), "")
    line, day = [int(part) for part in path.split("/") if part], now.astimezone(SHANGHAI).date()
    duties = work.directory.on_duty(_ON_DUTY, line, day) if line else ()
    guests = {duty.person_id for duty in duties if not duty.own}
    public = {duty.person_id for duty in duties if duty.own}
    if guests - public:
        public |= work.directory.officers(guests - public, day)
    people = work.people.get(duty.person_id for duty in duties)
    return [
        Contact(roles, people[id_].called, people[id_].phone if id_ in public else "")
        for id_, roles in _roles(duties).items()
    ]


def save(
    work: "Work", actor: Actor, community_id: int, draft: Draft, now: datetime, version: int = 0
) -> Mapping[str, str]:
    """Store a new entry, or another version instead of `version`; otherwise what is wrong, a word a field.

    `whole` stands for no single field: `full`, or `changed` by somebody else meanwhile.
    """
    _check(actor, community_id)
    live = work.directory.of(community_id)
    if any(Draft(entry.title, entry.answer, entry.words, entry.phone) == draft for entry in live):
        return {}  # pressed twice, or nothing changed
    old = next((entry for entry in live if entry.id == version), None)
    if version and old is None:
        return {"whole": "changed"}
    if old is None and len(live) >= MOST_ENTRIES:
        return {"whole": "full"}
    wrong = faults(draft, [entry for entry in live if entry is not old])
    if wrong:
        return wrong
    if old and not work.directory.retire(old.id, actor.person_id, now):
        return {"whole": "changed"}
    work.directory.add(community_id, draft, actor.person_id, now, old.key if old else None)
    return {}


def retire(work: "Work", actor: Actor, community_id: int, version: int, now: datetime) -> Mapping[str, str]:
    """Take an entry out of the directory; its versions are kept."""
    _check(actor, community_id)
    here = any(entry.id == version for entry in work.directory.of(community_id))
    if here and work.directory.retire(version, actor.person_id, now):
        return {}
    return {"whole": "changed"}


def _check(actor: Actor, community_id: int) -> None:
    if not may_edit(actor, community_id):
        raise Refusal("cases/not_yours")


def _roles(duties: Iterable[Duty]) -> dict[int, str]:
    """The names of what each is, the nearest person first."""
    found: dict[int, list[str]] = {}
    for duty in sorted(duties, key=lambda one: (_ON_DUTY.index(one.role), -len(one.path))):
        found.setdefault(duty.person_id, []).append(ROLE_NAMES[duty.role])
    return {person_id: "、".join(dict.fromkeys(names)) for person_id, names in found.items()}
