"""Who may see which unit's rates, the report of a unit and the cases behind a number."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.look import look
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Actor, Held
from handlers.rates.records import Child, Days, Ids, RateKind, Report, Row
from handlers.rates.rules import parted, ranked, rates, under
from handlers.units.records import Level, Unit

if TYPE_CHECKING:
    from storage.work import Work

READERS: Final = (
    *(Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY, Role.STREET_OFFICE, Role.CITY_OFFICE),
    Role.SUPERVISOR,
)


def seats_of(actor: Actor) -> Sequence[Held]:
    """The seats by which somebody reads rates, the widest unit first."""
    return sorted((seat for seat in actor.seats if seat.role in READERS), key=lambda seat: len(seat.unit_path))


def report(work: "Work", actor: Actor, unit_id: int | None, days: Days, now: datetime) -> Report:
    """The rates of a unit at or below one of the actor's; without one, of the widest of these.

    Raises Refusal: `cases/not_yours`, `cases/unknown`.
    """
    seats = seats_of(actor)
    if not seats:
        raise Refusal("cases/not_yours")
    unit = _unit(work, unit_id or seats[0].unit_id)
    top = next((seat for seat in seats if unit.path.startswith(seat.unit_path)), None)
    if top is None:
        raise Refusal("cases/not_yours")
    trail = [one for one in work.units.line(unit.path) if one.path.startswith(top.unit_path)]
    return of_unit(work, unit, days, now, trail)


def of_unit(work: "Work", unit: Unit, days: Days, now: datetime, trail: Sequence[Unit] = ()) -> Report:
    """The report itself, for whoever may read it."""
    rows = under(work.rates.rows(unit.path, days.starts, days.ends, now), unit)
    below = sorted((one for one in work.units.under(unit.path) if one.parent_id == unit.id), key=lambda one: one.code)
    parts = parted(rows, unit, below)
    inside = {row.id for part in parts for row in part}
    own = [row for row in rows if row.id not in inside]
    return Report(unit, trail, days, rates(rows), _beside(below, parts), rates(own))


def community(work: "Work", code: str, days: Days, now: datetime) -> Report | None:
    """The report of a community by its code, for everybody; none where no community has it."""
    unit_id = work.rates.unit(code)
    unit = _unit(work, unit_id) if unit_id else None
    return of_unit(work, unit, days, now) if unit and unit.level is Level.COMMUNITY else None


def shown(work: "Work", actor: Actor, ids: Ids, now: datetime) -> Sequence[Mapping[str, object]]:
    """What the actor may see of each of these cases; those that are not theirs to read are left out."""
    seen = look(work, actor, ids, now)
    return [seen[id_].facts for id_ in ids if id_ in seen]


def _unit(work: "Work", unit_id: int) -> Unit:
    found = work.units.line(f"/{unit_id}/")
    if not found:
        raise Refusal("cases/unknown")
    return found[0]


def _beside(units: Sequence[Unit], parts: Sequence[Sequence[Row]]) -> Sequence[Child]:
    """Each unit with its own rates and its places among the others."""
    found = [rates(part) for part in parts]
    places = {kind: ranked(kind, [one.of[kind].value for one in found]) for kind in RateKind}
    return [
        Child(unit, one, {kind: places[kind][n] for kind in RateKind})
        for n, (unit, one) in enumerate(zip(units, found, strict=True))
    ]
