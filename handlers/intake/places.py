"""Where a matter is: named in the words, sent as a location, or the home of whoever tells it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.intake.records import REQUEST, Draft
from handlers.people.records import Actor
from handlers.routing.place_records import Found, Home
from handlers.routing.places import find, nearest
from handlers.units.records import Level, Unit

if TYPE_CHECKING:
    from storage.work import Work

_TOLD = (Level.COMMUNITY, Level.GRID, Level.BUILDING)
_AT_HOME = re.compile("[家我咱俺]|本楼")  # the home of whoever needs it, not always of who types it
MOST = 4


def has_home(actor: Actor) -> bool:
    return actor.unit_id is not None and actor.community_id is not None


def located(work: "Work", actor: Actor, draft: Draft) -> Draft:
    """A request with its place as the words name it; where they name none it is at home."""
    if draft.flow != REQUEST or "place" in draft.chosen or not draft.what:
        return draft
    found = read(work, actor, draft.what)
    if found.unit_id is not None and found.said:
        own = found.unit_id == actor.unit_id and _AT_HOME.search(found.said)
        return replace(draft, unit_id=None if own else found.unit_id, options=())
    return replace(draft, unit_id=None, options=named(work, found.options))


def read(work: "Work", actor: Actor, text: str) -> Found:
    """The place that a text names, among the names of the asker's street."""
    line = _around(work, actor)
    street = next((unit.path for unit in line if unit.level is Level.STREET), line[0].path if line else "")
    if not street:
        return Found()
    home = Home(actor.unit_id, actor.unit_path, actor.community_id, street)
    return find(text, work.routing.names(street), home)


def at(work: "Work", actor: Actor, location: tuple[float, float]) -> Found:
    """The place of a location, in the asker's city or county."""
    line = _around(work, actor)
    return nearest(work.routing.points(line[0].path), *location) if line else Found()


def named(work: "Work", ids: Iterable[int]) -> tuple[tuple[int, str], ...]:
    """Places to choose from with their names, those that a case can stand at."""
    units = [unit for unit in (work.units.get(id_) for id_ in list(ids)[:MOST]) if unit.community_id]
    return tuple((unit.id, words(work, unit)) for unit in units)


def with_nearby(work: "Work", actor: Actor, draft: Draft) -> Draft:
    """Where somebody without a home here names nothing that is known, they may choose a community around them."""
    if has_home(actor) or draft.options:
        return draft
    line = _around(work, actor)
    below = work.units.under(line[-1].path) if line else ()
    return replace(draft, options=named(work, [one.id for one in below if one.level is Level.COMMUNITY]))


def words(work: "Work", unit: Unit) -> str:
    """演武社区 3号楼: the community and the place itself, as people say them."""
    line = [one for one in work.units.line(unit.path) if one.level in _TOLD]
    return " ".join(dict.fromkeys(one.friendly for one in (line[:1] + line[-1:])))


def _around(work: "Work", actor: Actor) -> Sequence[Unit]:
    """The units from the top down to the asker's home, or to where they serve."""
    path = actor.unit_path or next((seat.unit_path for seat in actor.seats), "")
    return work.units.line(path) if path else ()
