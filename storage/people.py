"""People, skills, seats and posts: tables and queries. A person's name, phone and door lie in one sealed value."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Date,
    ForeignKey,
    LargeBinary,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    column,
    insert,
    or_,
    select,
    table,
    update,
)

from handlers.kit.roles import Role
from handlers.people.records import Held, Person, Post, Seat
from handlers.people.rules import acts_for, addressee
from storage.base import Id, metadata
from storage.hot import Hot
from storage.units import units
from storage.vault import Vault


class person_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    code: Named[str | None] = Column(String, unique=True)
    root_id: Named[int] = Column(Id)
    unit_id: Named[int | None] = Column(Id, ForeignKey("units.id"), index=True)
    household_id: Named[int | None] = Column(Id, ForeignKey("households.id"), index=True)
    wrapped: Named[bytes | None] = Column(LargeBinary)
    sealed: Named[bytes | None] = Column(LargeBinary)
    name_mark: Named[str | None] = Column(String, index=True)
    called_mark: Named[str | None] = Column(String, index=True)
    phone_mark: Named[str | None] = Column(String, index=True)
    hours: Named[str] = Column(String, server_default="")


class skill_columns(TypedColumns):
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), primary_key=True)
    skill: Named[str] = Column(String, primary_key=True)


class seat_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    role: Named[str]
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), index=True)
    org_id: Named[int] = Column(Id, server_default="0")


class post_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    seat_id: Named[int] = Column(Id, ForeignKey("seats.id"), index=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    starts: Named[date] = Column(Date)
    ends: Named[date | None] = Column(Date)
    leave_from: Named[date | None] = Column(Date)
    leave_to: Named[date | None] = Column(Date)
    stand_in_id: Named[int | None] = Column(Id, ForeignKey("persons.id"), index=True)


persons = Table("persons", metadata, person_columns)
person_skills = Table("person_skills", metadata, skill_columns)
# 0 stands for "no organisation": NULLs are never equal, so they would not keep a seat unique.
seats = Table("seats", metadata, seat_columns, UniqueConstraint("role", "unit_id", "org_id"))
posts = Table("posts", metadata, post_columns, UniqueConstraint("seat_id", "person_id", "starts"))

POST = (
    posts.c.seat_id,
    posts.c.person_id,
    posts.c.starts,
    posts.c.ends,
    posts.c.leave_from,
    posts.c.leave_to,
    posts.c.stand_in_id,
)
PERSON = (
    persons.c.id,
    persons.c.root_id,
    persons.c.household_id,
    persons.c.unit_id,
    persons.c.hours,
    persons.c.wrapped,
    persons.c.sealed,
)


_by_ids = Hot(select(*PERSON).where(persons.c.id.in_(bindparam("ids", expanding=True))))

_person: BindParameter[int] = bindparam("person")
_ever = Hot(select(posts.c.id).where((posts.c.person_id == _person) | (posts.c.stand_in_id == _person)).limit(1))
_in_post = (
    select(*POST, seats.c.role, units.c.path)
    .join(seats, seats.c.id == posts.c.seat_id)
    .join(units, units.c.id == seats.c.unit_id)
    .order_by(posts.c.id)
)
_here = units.c.path.in_(bindparam("paths", expanding=True))
_seated = Hot(
    _in_post.where(seats.c.role.in_(bindparam("roles", expanding=True)), _here), returns=_in_post.selected_columns
)


class People:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def get(self, ids: Iterable[int]) -> Mapping[int, Person]:
        """Persons by id, in one query; skills are left out (ask `skills`)."""
        wanted = sorted({i for i in ids if i})
        if not wanted:
            return {}
        return {row[0]: self.person_of(*row) for row in _by_ids.rows(self._conn, {"ids": wanted})}

    def of_household(self, household_id: int) -> Sequence[int]:
        """The ids of those who live there, without those who were erased."""
        here = (persons.c.household_id == household_id, persons.c.wrapped.is_not(None))
        return self._conn.execute(select(persons.c.id).where(*here).order_by(persons.c.id)).scalars().all()

    def named(self, name: str, under: str) -> Sequence[Person]:
        """People of exactly this name or calling name whose home stands under a unit path."""
        mark, here = self._vault.mark("name", name), units.c.path.startswith(under)
        query = (
            select(*PERSON)
            .join(units, units.c.id == persons.c.unit_id)
            .where(or_(persons.c.name_mark == mark, persons.c.called_mark == mark), here)
            .order_by(persons.c.id)
        )
        return [self.person_of(*row) for row in self._conn.execute(query)]

    def reachable(self) -> Sequence[Person]:
        """Everybody with an account that is not retired, in the order they were entered."""
        accounts = table("accounts", column("person_id"), column("retired_at"))  # its file builds on this one
        theirs = select(accounts.c.person_id).where(accounts.c.retired_at.is_(None))
        query = select(*PERSON).where(persons.c.id.in_(theirs)).order_by(persons.c.id)
        return [self.person_of(*row) for row in self._conn.execute(query)]

    def lock(self, person_id: int) -> None:
        """Make turns that count what one person has wait for each other (on SQLite they always do)."""
        if self._conn.dialect.name != "sqlite":
            self._conn.execute(select(persons.c.id).where(persons.c.id == person_id).with_for_update())

    def by_code(self) -> Mapping[str, int]:
        query = select(persons.c.code, persons.c.id).where(persons.c.code.is_not(None))
        return {code: id_ for code, id_ in self._conn.execute(query) if code}

    def add(self, person: Person, code: str | None = None) -> int:
        """Store a new person under a fresh key; returns the id. `person.id` is ignored."""
        wrapped = self._vault.new_key()
        row = self.sealed(person, wrapped) | {"code": code, "root_id": person.root_id, "wrapped": wrapped}
        person_id = self._conn.execute(insert(persons).values(row).returning(persons.c.id)).scalar_one()
        self.set_skills(person_id, person.skills)
        return person_id

    def change(self, person: Person) -> None:
        wrapped = self._conn.execute(select(persons.c.wrapped).where(persons.c.id == person.id)).scalar_one()
        if wrapped is None:
            raise ValueError("this person was erased")
        self._conn.execute(update(persons).where(persons.c.id == person.id).values(self.sealed(person, wrapped)))

    def erase(self, person_id: int) -> None:
        """Forget a person: their key goes, and with it every text, photo and message sealed under it, and its words."""
        marks = ("wrapped", "sealed", "name_mark", "called_mark", "phone_mark")
        gone = {**dict.fromkeys(marks), "hours": "", "household_id": None}  # the door would still tell who it was
        self.set_skills(person_id, ())
        self._conn.execute(update(persons).where(persons.c.id == person_id).values(gone))
        theirs = select(column("id", Id)).select_from(table("cases")).where(column("needer_id") == person_id)
        self._conn.execute(table("case_search", column("case_id")).delete().where(column("case_id").in_(theirs)))

    def keys(self, ids: Iterable[int]) -> Mapping[int, bytes]:
        query = select(persons.c.id, persons.c.wrapped).where(persons.c.id.in_(set(ids)))
        return {id_: wrapped for id_, wrapped in self._conn.execute(query) if wrapped}

    def set_skills(self, person_id: int, skills: Iterable[str]) -> None:
        self._conn.execute(person_skills.delete().where(person_skills.c.person_id == person_id))
        rows = [{"person_id": person_id, "skill": skill} for skill in sorted(set(skills))]
        if rows:
            self._conn.execute(insert(person_skills), rows)

    def skills(self, ids: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
        query = (
            select(person_skills.c.person_id, person_skills.c.skill)
            .where(person_skills.c.person_id.in_(set(ids)))
            .order_by(person_skills.c.skill)
        )
        found: dict[int, tuple[str, ...]] = {}
        for person_id, skill in self._conn.execute(query):
            found[person_id] = (*found.get(person_id, ()), skill)
        return found

    def seat(self, role: Role, unit_id: int, org_id: int | None = None) -> int:
        """The id of a seat, made when it is first needed."""
        key = {"role": str(role), "unit_id": unit_id, "org_id": org_id or 0}
        where = (seats.c.role == key["role"], seats.c.unit_id == unit_id, seats.c.org_id == key["org_id"])
        found = self._conn.execute(select(seats.c.id).where(*where)).scalar()
        return found or self._conn.execute(insert(seats).values(key).returning(seats.c.id)).scalar_one()

    def seats(self) -> Sequence[Seat]:
        query = select(seats.c.id, seats.c.role, seats.c.unit_id, seats.c.org_id)
        return [Seat(id_, Role(role), unit, org or None) for id_, role, unit, org in self._conn.execute(query)]

    def add_post(self, post: Post) -> None:
        self._conn.execute(insert(posts).values(post_row(post)))

    def change_post(self, post: Post) -> bool:
        """Set the end, leave and stand-in of the post that this person began on this day; False where there is none."""
        where = (
            posts.c.seat_id == post.seat_id,
            posts.c.person_id == post.person_id,
            posts.c.starts == post.starts,
        )
        return self._conn.execute(update(posts).where(*where).values(post_row(post))).rowcount == 1

    def posts(self) -> Sequence[Post]:
        return [Post(*row) for row in self._conn.execute(select(*POST))]

    def ever_served(self, person_id: int) -> bool:
        """Whether somebody has, or once had, a post."""
        return bool(_ever.rows(self._conn, {"person": person_id}))

    def held(self, person_id: int, day: date) -> tuple[Held, ...]:
        """The seats a person may act for on a day, stand-ins included."""
        query = (
            select(*POST, seats.c.role, seats.c.unit_id, units.c.path, seats.c.org_id)
            .join(seats, seats.c.id == posts.c.seat_id)
            .join(units, units.c.id == seats.c.unit_id)
            .where(or_(posts.c.person_id == person_id, posts.c.stand_in_id == person_id))
            .order_by(posts.c.id)
        )
        return tuple(
            Held(row[0], Role(row[7]), row[8], row[9], row[10] or None)
            for row in self._conn.execute(query)
            if acts_for(Post(*row[:7]), person_id, day)
        )

    def seated(self, roles: Iterable[Role], paths: Iterable[str], day: date) -> Sequence[tuple[int, Role, str]]:
        """Whom to tell: (person, role, unit path) of the roles' seats at any of these units, on a day."""
        rows = _seated.rows(self._conn, {"roles": [str(role) for role in roles], "paths": list(paths)})
        return self._addressees(rows, day)

    def seated_under(self, roles: Iterable[Role], path: str, day: date) -> Sequence[tuple[int, Role, str]]:
        """The same for seats at a unit or anywhere below it."""
        query = _in_post.where(seats.c.role.in_([str(r) for r in roles]), units.c.path.startswith(path))
        return self._addressees((tuple(row) for row in self._conn.execute(query)), day)

    def _addressees(self, rows: Iterable[tuple[Any, ...]], day: date) -> Sequence[tuple[int, Role, str]]:
        found: dict[tuple[int, str], tuple[int, Role, str]] = {}
        for row in rows:
            role, path = row[7], row[8]
            person_id = addressee(Post(*row[:7]), day)
            if person_id:
                found.setdefault((person_id, role), (person_id, Role(role), path))
        return list(found.values())

    def sealed(self, person: Person, wrapped: bytes) -> dict[str, object]:
        """The columns that hold a person, sealed under their key."""
        secret = {"name": person.name, "called": person.called, "phone": person.phone, "door": person.door}
        return {
            "unit_id": person.unit_id,
            "household_id": person.household_id,
            "hours": person.hours,
            "sealed": self._vault.seal_json(wrapped, secret, "person"),
            "name_mark": self._vault.mark("name", person.name),
            "called_mark": self._vault.mark("name", person.called),
            "phone_mark": self._vault.mark("phone", person.phone) if person.phone else None,
        }

    def person_of(
        self,
        id_: int,
        root: int,
        household: int | None,
        unit: int | None,
        hours: str,
        wrapped: bytes | None,
        sealed: bytes | None,
    ) -> Person:
        if wrapped is None or sealed is None:
            return Person(id_, root, "已注销的人", "已注销的人", household_id=household, unit_id=unit)
        secret = json.loads(self._vault.open(wrapped, sealed, "person") or b"{}")
        return Person(id_, root, **secret, household_id=household, unit_id=unit, hours=hours)


def post_row(post: Post) -> dict[str, object]:
    """A post's columns: named as its fields are."""
    return asdict(post)
