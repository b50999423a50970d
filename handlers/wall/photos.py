"""Photos of what was done: one hangs on the wall only after the community's office has looked at it and said so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.look import look
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor
from handlers.units.records import Unit
from handlers.wall.records import Part, Place, Shown
from handlers.wall.rules import LATELY, MOST_OF_ALL, done_at, hangs, in_office, may_show, wanted

if TYPE_CHECKING:
    from storage.work import Work


@dataclass(frozen=True, slots=True)
class Album:
    """A case with the photos of what was done, for the office to choose from, and the thanks that go up with them."""

    no: str
    what: str
    at: datetime
    photos: Sequence[Shown]
    thanks: str = ""


def photo(work: "Work", code: str, media_id: int, now: datetime) -> bytes | None:
    """A photo that hangs on this community's wall now, for everybody; none where it does not, or was erased."""
    place = work.wall.place(code)
    case = work.wall.shown(place.unit.id, media_id) if place else None
    if place is None or case is None or not hangs(case, Part.DONE, place.prefix) or done_at(case) < now - LATELY:
        return None
    return work.media.data(media_id)


def albums(work: "Work", actor: Actor, code: str, now: datetime) -> tuple[Unit, Sequence[Album]]:
    """What was done lately and may hang on the wall, the newest first, with every photo of how it was done.

    Raises Refusal: `cases/not_yours`, `cases/unknown`.
    """
    place = _office(work, actor, code)
    found = _proofs(work, actor, place, now)
    seen = look(work, actor, found, now)
    names = [(seen[id_], photos) for id_, photos in found.items() if id_ in seen]
    return place.unit, [
        Album(one.case.no, str(one.facts["what"]), done_at(one.case), some, str(one.facts.get("thanks") or ""))
        for one, some in names
    ]


def show(work: "Work", actor: Actor, code: str, media_ids: Collection[int], now: datetime) -> int:
    """Put photos on the wall; how many. Whatever may not hang there is passed over."""
    chosen = [one for one in _own(work, actor, code, now) if one.media_id in media_ids and one.at is None]
    for one in chosen:
        work.cases.lock(one.case_id)
        work.wall.show(one.case_id, one.media_id, actor.person_id, now)
    return len(chosen)


def take_off(work: "Work", actor: Actor, code: str, media_id: int, now: datetime) -> int:
    """Take a photo off the wall, however long it has hung there; how many."""
    case = work.wall.shown(_office(work, actor, code).unit.id, media_id)
    if case is None or not may_show(case, actor):
        return 0
    work.cases.lock(case.id)
    work.wall.take_off(media_id, actor.person_id, now)
    return 1


def _office(work: "Work", actor: Actor, code: str) -> Place:
    place = work.wall.place(code)
    if place is None:
        raise Refusal("cases/unknown")
    if not in_office(actor, place.unit.path):
        raise Refusal("cases/not_yours")
    return place


def _own(work: "Work", actor: Actor, code: str, now: datetime) -> Sequence[Shown]:
    found = _proofs(work, actor, _office(work, actor, code), now)
    return [one for some in found.values() for one in some]


def _proofs(work: "Work", actor: Actor, place: Place, now: datetime) -> Mapping[int, Sequence[Shown]]:
    """By case the photos that this actor may put up: of cases that hang there themselves."""
    shown = work.wall.proofs(place, wanted(Part.DONE), now - LATELY, MOST_OF_ALL)
    cases = work.cases.get({one.case_id for one in shown})
    found: dict[int, list[Shown]] = {}
    for one in shown:
        case = cases[one.case_id]
        if hangs(case, Part.DONE, place.prefix) and may_show(case, actor):
            found.setdefault(one.case_id, []).append(one)
    return found
