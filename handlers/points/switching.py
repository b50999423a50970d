"""Try another set on a unit's cycle: who is counted there, what would change for whom, and how it is adopted.

Nothing is written: the ledger stays as it is, whatever is tried.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.scores import Cycle, PointSet
from handlers.ledger.records import Kind
from handlers.people.records import Actor, Held
from handlers.points.actions import rules_at
from handlers.points.offices import below
from handlers.points.records import Member
from handlers.points.rules import cycle_of, set_codes
from handlers.points.whatif import Change, Record, whatif
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work

READERS: Final = (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY, Role.STREET_OFFICE)


@dataclass(frozen=True, slots=True)
class Trial:
    """What another set would change at a unit. `changes` are those for whom anything differs, by their place now.

    `same`: how many stay as they are; `uncounted`: how many only the other set would count: nothing of theirs is on
    record. `begins_otherwise`: the other set's cycle has other months. `adopt` is the rule file that takes it over.
    `masked`: for an office above, which reads nobody's name, nor who is exempt.
    """

    unit: Unit
    other: PointSet
    cycle: Cycle | None
    changes: Sequence[Change]
    same: int
    uncounted: int
    names: Mapping[int, str]
    begins_otherwise: bool
    starts: date
    adopt: str
    masked: bool = False


def units_of(work: "Work", actor: Actor) -> Sequence[Unit]:
    """The units at which somebody may try another set."""
    paths = [seat.unit_path for seat in _seats(actor)]
    return sorted(work.units.at(paths), key=lambda unit: unit.path)


def tried_by(work: "Work", actor: Actor, unit_id: int | None, code: str, day: date, today: date | None = None) -> Trial:
    """A trial at one of the actor's own units; a branch secretary's is of the branch.

    Raises Refusal `cases/not_yours`, `points/no_set`.
    """
    seats = _seats(actor)
    seat = next((one for one in seats if unit_id in (None, one.unit_id)), None)
    if seat is None:
        raise Refusal("cases/not_yours")
    only = seat.org_id if _branch_only(seats, seat) else None
    found = tried(work, work.units.get(seat.unit_id), code, day, only, today)
    if seat.role is not Role.STREET_OFFICE:
        return found
    return replace(found, names={id_: f"{name[:1]}**" for id_, name in found.names.items()}, masked=True)


def tried(
    work: "Work", unit: Unit, code: str, day: date, org_id: int | None = None, today: date | None = None
) -> Trial:
    """What a set would change in the cycle that holds `day`, for those who serve at a unit or below, or in one branch.
    It can be adopted from the next cycle after `today`.

    Raises Refusal `points/no_set`.
    """
    other = work.house.points.get(code)
    if other is None:
        raise Refusal("points/no_set")
    under = None if org_id is None else below(work.units.orgs()).get(org_id, frozenset({org_id}))
    members = [one for one in work.points.members_under(unit.path, day) if under is None or one.org_id in under]
    counted = _counted(work, members, day)
    records = _records(work, counted, day)
    found = whatif(records, other, day)
    changes = sorted((one for one in found if one.differs), key=_by_place)
    cycle = records[0].cycle if records else None
    names = {id_: one.name for id_, one in work.people.get(one.member.person_id for one in changes).items()}
    fresh = {one.person_id for one in members if one.role in other.who} - set(counted)
    last = (cycle or cycle_of(other, day)).last
    now = max(today or day, day)
    starts = _next_start(other, last if last >= now else cycle_of(other, now).last)
    return Trial(
        *(unit, other, cycle, changes, len(found) - len(changes), len(fresh), names),
        begins_otherwise=bool(cycle) and cycle_of(other, day) != cycle,
        starts=starts,
        adopt=adoption(work, unit, other, day, starts),
    )


def day_in(year: int | None, today: date) -> date:
    """The day whose cycle is meant by a year: today in this one, the last day of any other."""
    return today if year in (None, today.year) else date(year or today.year, 12, 31)


def adoption(work: "Work", unit: Unit, other: PointSet, day: date, starts: date) -> str:
    """The rule file that puts a set in force at a unit; sets for other roles stay beside it."""
    now = set_codes(str(work.house.rules.rule("points.sets", day, work.unit_codes(unit.path)).value))
    beside = [code for code in now if code != other.code and set(work.house.points[code].who) - set(other.who)]
    return ADOPTION.format(
        code=other.code, title=other.title, starts=starts, unit=unit.code, value="、".join([other.code, *beside])
    )


ADOPTION: Final = """[set]
code = "points-{code}"
title = "积分用{title}"
from = {starts}
units = ["{unit}"]

[points.sets]
value = "{value}"
source = "写上谁定的、哪天定的"
"""


def _next_start(other: PointSet, last: date) -> date:
    """The first day of the other set's first whole cycle after a day: none begins in the middle."""
    after = last + timedelta(days=1)
    found = cycle_of(other, after)
    return after if found.first == after else found.last + timedelta(days=1)


def _seats(actor: Actor) -> Sequence[Held]:
    """The widest unit first."""
    return sorted((seat for seat in actor.seats if seat.role in READERS), key=lambda seat: len(seat.unit_path))


def _branch_only(seats: Sequence[Held], seat: Held) -> bool:
    """Whether somebody sees a unit only as the secretary of a branch there."""
    return all(one.role is Role.BRANCH_SECRETARY for one in seats if one.unit_id == seat.unit_id) and bool(seat.org_id)


def _counted(work: "Work", members: Iterable[Member], day: date) -> Mapping[int, tuple[Member, PointSet]]:
    """By person: the seat that counts and its set; the longest held first, as when points are counted."""
    found: dict[int, tuple[Member, PointSet]] = {}
    sets: dict[tuple[str, Role], PointSet | None] = {}
    for one in members:
        key = (one.unit_path, one.role)
        if key not in sets:
            sets[key] = rules_at(work, one, day)
        rules = sets[key]
        if rules and one.person_id not in found:
            found[one.person_id] = (one, rules)
    return found


def _records(work: "Work", counted: Mapping[int, tuple[Member, PointSet]], day: date) -> Sequence[Record]:
    """Each with the entries of the cycle: a query for each key of a cycle, one for all entries, one for who is not
    ranked."""
    cycles = {person: cycle_of(rules, day) for person, (_, rules) in counted.items()}
    balances: dict[int, int] = {}
    for key in sorted({cycle.key for cycle in cycles.values()}):
        people = [person for person, cycle in cycles.items() if cycle.key == key]
        balances |= {person: one.id for person, one in work.ledger.balances(Kind.POINTS, people, key).items()}
    entries = work.ledger.lines(balances.values())
    unranked = work.points.exempted(counted, day)
    return [
        Record(member, rules, cycles[person], entries.get(balances.get(person, 0), ()), person not in unranked)
        for person, (member, rules) in counted.items()
    ]


def _by_place(one: Change) -> tuple[bool, bool, int, int]:
    """Who is counted by both first, then as they are ranked now."""
    return one.after is None, one.before.place is None, one.before.place or 0, one.member.person_id
