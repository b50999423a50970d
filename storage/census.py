"""The census in bulk: what is there by code, ids ahead of time, and writes of many rows at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from handlers.census.records import Known, SeatKey, Sheet
from handlers.kit.roles import Role
from handlers.people.records import Person, Post, Seat
from handlers.units.records import Household, PartyOrg, Unit
from storage.people import People, person_skills, persons, post_row, posts, seats
from storage.units import Units, households, org_units, party_orgs, units
from storage.vault import Vault

T = TypeVar("T")
_MANY = 5_000
# What a sheet's new rows get ids for; a post is known by its seat, person and first day.
_TABLES: Mapping[Sheet, Table] = {
    Sheet.UNITS: units,
    Sheet.ORGS: party_orgs,
    Sheet.HOUSEHOLDS: households,
    Sheet.PEOPLE: persons,
    Sheet.POSTS: seats,
}

_rename_unit = update(units).where(units.c.id == bindparam("b_id")).values(name=bindparam("b_name"))
_change_org = (
    update(party_orgs)
    .where(party_orgs.c.id == bindparam("b_id"))
    .values(name=bindparam("b_name"), level=bindparam("b_level"), parent_id=bindparam("b_parent"))
)
_change_household = (
    update(households)
    .where(households.c.id == bindparam("b_id"))
    .values(unit_id=bindparam("b_unit"), door=bindparam("b_door"))
)
_change_post = (
    update(posts)
    .where(
        posts.c.seat_id == bindparam("b_seat_id"),
        posts.c.person_id == bindparam("b_person_id"),
        posts.c.starts == bindparam("b_starts"),
    )
    .values(
        ends=bindparam("b_ends"),
        leave_from=bindparam("b_leave_from"),
        leave_to=bindparam("b_leave_to"),
        stand_in_id=bindparam("b_stand_in_id"),
    )
)


class Census:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault
        self._units, self._people = Units(conn, vault), People(conn, vault)

    def known(self, household_codes: Collection[str], person_codes: Collection[str]) -> Known:
        """All units, organisations, seats and posts, and the households and people of these codes."""
        ids = self._ids_of(person_codes)
        people = self._persons(ids.values())
        query = select(seats.c.role, seats.c.unit_id, seats.c.org_id, seats.c.id)
        chairs: dict[SeatKey, int] = {
            (Role(role), unit, org or None): id_ for role, unit, org, id_ in self._conn.execute(query)
        }
        return Known(
            units={unit.code: unit for unit in self._units.all()},
            orgs={org.code: org for org in self._units.orgs()},
            households=self._households(household_codes),
            people={code: people[id_] for code, id_ in ids.items() if id_ in people},
            erased=frozenset(code for code, id_ in ids.items() if id_ not in people),
            seats=chairs,
            posts=self._people.posts(),
            settled=self._settled(),
        )

    def take_ids(self, sheet: Sheet, count: int) -> Sequence[int]:
        """Ids for rows to come, so that paths and references are known before anything is written."""
        if not count:
            return ()
        table = _TABLES[sheet]
        top = self._conn.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        if self._conn.dialect.name == "sqlite":
            return range(top + 1, top + count + 1)
        ids = self._from_sequence(table, count)
        if ids[0] <= top:  # rows came in with ids of their own: the sequence has to pass them first
            sequence = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :top)")
            self._conn.execute(sequence, {"name": table.name, "top": top})
            ids = self._from_sequence(table, count)
        return ids

    def rename_units(self, changed: Iterable[Unit]) -> None:
        self._conn.execute(_rename_unit, [{"b_id": unit.id, "b_name": unit.name} for unit in changed])

    def add_orgs(self, added: Sequence[PartyOrg]) -> None:
        rows = [
            {"id": org.id, "code": org.code, "name": org.name, "level": str(org.level), "parent_id": org.parent_id}
            for org in added
        ]
        self._conn.execute(insert(party_orgs), rows)
        self._cover(added)

    def change_orgs(self, changed: Sequence[PartyOrg]) -> None:
        rows = [
            {"b_id": org.id, "b_name": org.name, "b_level": str(org.level), "b_parent": org.parent_id}
            for org in changed
        ]
        self._conn.execute(_change_org, rows)
        self._cover(changed)

    def add_households(self, added: Iterable[Household]) -> None:
        rows = [{"id": home.id, "code": home.code, "unit_id": home.unit_id, "door": self._door(home)} for home in added]
        self._conn.execute(insert(households), rows)

    def change_households(self, changed: Iterable[Household]) -> None:
        rows = [{"b_id": home.id, "b_unit": home.unit_id, "b_door": self._door(home)} for home in changed]
        self._conn.execute(_change_household, rows)

    def residents(self, household_ids: Iterable[int]) -> Sequence[Person]:
        """The people of these households."""
        ids: list[int] = []
        for part in _parts(household_ids):
            ids.extend(self._conn.execute(select(persons.c.id).where(persons.c.household_id.in_(part))).scalars())
        return list(self._persons(ids).values())

    def add_people(self, added: Iterable[tuple[str, Person]]) -> None:
        """New people under the ids they bring, each with a fresh key."""
        rows, skills = [], []
        for code, person in added:
            wrapped = self._vault.new_key()
            own = {"id": person.id, "code": code, "root_id": person.root_id, "wrapped": wrapped}
            rows.append(own | self._people.sealed(person, wrapped))
            skills.append(person)
        self._conn.execute(insert(persons), rows)
        self._add_skills(skills)

    def change_people(self, changed: Sequence[Person]) -> None:
        for part in _parts(changed):
            keys = self._people.keys(person.id for person in part)
            rows = [{"b_id": person.id} | _prefixed(self._people.sealed(person, keys[person.id])) for person in part]
            columns: dict[str, object] = {name[2:]: bindparam(name) for name in rows[0] if name != "b_id"}
            self._conn.execute(update(persons).where(persons.c.id == bindparam("b_id")).values(columns), rows)
            self._conn.execute(delete(person_skills).where(person_skills.c.person_id.in_(list(keys))))
            self._add_skills(part)

    def add_seats(self, added: Iterable[Seat]) -> None:
        rows = [
            {"id": one.id, "role": str(one.role), "unit_id": one.unit_id, "org_id": one.org_id or 0} for one in added
        ]
        if rows:
            self._conn.execute(insert(seats), rows)

    def add_posts(self, added: Iterable[Post]) -> None:
        self._conn.execute(insert(posts), [post_row(post) for post in added])

    def change_posts(self, changed: Iterable[Post]) -> None:
        self._conn.execute(_change_post, [_prefixed(post_row(post)) for post in changed])

    def _ids_of(self, codes: Collection[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for part in _parts(codes):
            query = select(persons.c.code, persons.c.id).where(persons.c.code.in_(part))
            found.update({code: id_ for code, id_ in self._conn.execute(query) if code})
        return found

    def _persons(self, ids: Iterable[int]) -> Mapping[int, Person]:
        """People with their skills; those erased are left out."""
        found: dict[int, Person] = {}
        for part in _parts(ids):
            skills = self._people.skills(part)
            people = self._people.get(self._people.keys(part))
            found.update({id_: replace(one, skills=tuple(sorted(skills.get(id_, ())))) for id_, one in people.items()})
        return found

    def _households(self, codes: Collection[str]) -> Mapping[str, Household]:
        found: dict[str, Household] = {}
        columns = (households.c.id, households.c.code, households.c.unit_id, households.c.door)
        for part in _parts(codes):
            for id_, code, unit_id, door in self._conn.execute(select(*columns).where(households.c.code.in_(part))):
                found[code] = Household(id_, code, unit_id, self._vault.open_shared(door, "door"))
        return found

    def _settled(self) -> Mapping[int, int]:
        query = select(households.c.unit_id, func.count()).group_by(households.c.unit_id)
        return dict(self._conn.execute(query).all())

    def _from_sequence(self, table: Table, count: int) -> Sequence[int]:
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted(self._conn.execute(query, {"name": table.name, "count": count}).scalars())

    def _cover(self, orgs: Iterable[PartyOrg]) -> None:
        """Add what they cover; nothing they covered before is taken away."""
        covered = {tuple(row) for row in self._conn.execute(select(org_units.c.org_id, org_units.c.unit_id))}
        wanted = [(org.id, unit_id) for org in orgs for unit_id in org.unit_ids]
        rows = [{"org_id": org, "unit_id": unit} for org, unit in wanted if (org, unit) not in covered]
        if rows:
            self._conn.execute(insert(org_units), rows)

    def _add_skills(self, people: Iterable[Person]) -> None:
        rows = [{"person_id": person.id, "skill": skill} for person in people for skill in person.skills]
        if rows:
            self._conn.execute(insert(person_skills), rows)

    def _door(self, home: Household) -> bytes:
        return self._vault.seal_shared(home.door, "door")


def _parts(rows: Iterable[T]) -> Iterator[list[T]]:
    """Few enough at once for a statement's parameters."""
    rest = list(rows)
    for start in range(0, len(rest), _MANY):
        yield rest[start : start + _MANY]


def _prefixed(row: Mapping[str, object]) -> dict[str, object]:
    """For an update by `bindparam`, whose names must not be those of columns."""
    return {f"b_{name}": value for name, value in row.items()}
