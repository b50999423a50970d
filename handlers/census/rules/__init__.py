"""Is a census sound, and what would it change? Pure: rows and what is known, to faults and a plan."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from handlers.census.records import Census, Delta, Fault, Known, Plan, PostRow, Seated, Sheet
from handlers.census.rules import orgs, persons, places, seats
from handlers.census.rules.cells import by_code, cell_faults, date_of, twins
from handlers.people.records import Person
from handlers.units.records import Household, PartyOrg, Unit

K = TypeVar("K")
T = TypeVar("T")
_ORDER = {str(sheet): place for place, sheet in enumerate(Sheet)}


def check(census: Census, known: Known, today: date) -> tuple[tuple[Fault, ...], Plan]:
    """All faults in the order of the sheets and rows, and the plan, which holds only if there are none."""
    units = places.place_units(census.units, known)
    mine = places.place_households(census.households, units, known)
    homes = {**known.households, **mine}
    people = persons.place_people(census.people, units, homes, known)
    organisations = orgs.place_orgs(census.orgs, units, known)
    around = _around(census, known, units, people, organisations)
    posts = seats.place_posts(census.posts, around, known)
    alone = list(_row_faults(census, today))
    together = [
        *places.unit_faults(census.units, known),
        *places.crowded_faults(census.units, census.households, known),
        *orgs.org_faults(census.orgs, around.unit_names, known),
        *places.household_faults(census.households, units, around.unit_names, known),
        *persons.person_faults(census.people, units, homes, _names(census, known, around), known),
        *seats.post_faults(census.posts, around, known),
        *seats.clash_faults(posts, known),
    ]
    told = {fault.place for fault in alone}
    faults = alone + [fault for fault in together if fault.place not in told]
    plan = _plan(census, known, (units, organisations, mine, people), posts)
    return tuple(in_order(faults)), plan


def in_order(faults: list[Fault]) -> list[Fault]:
    """By sheet and row, as people will go through the file."""
    return sorted(faults, key=lambda fault: (_ORDER.get(fault.sheet, -1), fault.row))


def _around(
    census: Census,
    known: Known,
    units: Mapping[str, Unit],
    people: Mapping[str, Person],
    organisations: Mapping[str, PartyOrg],
) -> seats.Around:
    return seats.Around(
        people={**known.people, **people},
        units=units,
        orgs={**known.orgs, **organisations},
        person_names=known.people.keys() | by_code(census.people).keys(),
        unit_names=known.units.keys() | by_code(census.units).keys(),
        org_names=known.orgs.keys() | by_code(census.orgs).keys(),
    )


def _names(census: Census, known: Known, around: seats.Around) -> tuple[frozenset[str], frozenset[str]]:
    homes = known.households.keys() | by_code(census.households).keys()
    return frozenset(around.unit_names), frozenset(homes)


def _row_faults(census: Census, today: date) -> Iterator[Fault]:
    for _, rows in census.sheets():
        for row in rows:
            yield from cell_faults(row, today)
    yield from twins(census.units, lambda row: row.code, "code")
    yield from twins(census.orgs, lambda row: row.code, "code")
    yield from twins(census.households, lambda row: row.code, "code")
    yield from twins(census.people, lambda row: row.code, "code")
    yield from twins(census.posts, _post_key, "person")


def _post_key(row: PostRow) -> Hashable:
    day = date_of(row.starts)
    return (row.person, row.role, row.unit, row.org, day) if row.person and day else None


def _plan(
    census: Census,
    known: Known,
    placed: tuple[Mapping[str, Unit], Mapping[str, PartyOrg], Mapping[str, Household], Mapping[str, Person]],
    posts: list[tuple[PostRow, Seated]],
) -> Plan:
    units, organisations, homes, people = placed
    listed = by_code(census.units)
    return Plan(
        units=_delta(known.units, {code: unit for code, unit in units.items() if code in listed}),
        marks=places.place_marks(census.units, units, known),
        orgs=_delta(known.orgs, organisations),
        households=_delta(known.households, homes),
        people=_delta(known.people, people),
        posts=_delta(seats.known_posts(known), {one.key: one for _, one in posts}),
    )


def _delta(old: Mapping[K, T], new: Mapping[K, T]) -> Delta[T]:
    return Delta(
        added=tuple(one for key, one in new.items() if key not in old),
        changed=tuple(one for key, one in new.items() if key in old and old[key] != one),
        same=sum(1 for key, one in new.items() if key in old and old[key] == one),
    )
