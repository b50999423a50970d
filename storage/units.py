"""Units, party organisations, households: tables and queries."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    column,
    delete,
    exists,
    insert,
    select,
    table,
    update,
)

from handlers.units.records import Household, Level, OrgLevel, PartyOrg, Unit
from storage.base import Id, metadata
from storage.hot import Hot
from storage.vault import Vault


class unit_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    code: Named[str] = Column(String, unique=True)
    name: Named[str]
    level: Named[str]
    parent_id: Named[int | None] = Column(Id, ForeignKey("units.id"), index=True)
    root_id: Named[int] = Column(Id)
    path: Named[str] = Column(String, index=True)
    community_id: Named[int | None] = Column(Id, index=True)
    next_no: Named[int] = Column(Integer, server_default="1")
    prefix: Named[str | None] = Column(String, unique=True)


class org_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    code: Named[str] = Column(String, unique=True)
    name: Named[str]
    level: Named[str]
    parent_id: Named[int | None] = Column(Id, ForeignKey("party_orgs.id"))


class org_unit_columns(TypedColumns):
    org_id: Named[int] = Column(Id, ForeignKey("party_orgs.id"), primary_key=True)
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), primary_key=True)


class household_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    code: Named[str]
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), index=True)
    door: Named[bytes] = Column(LargeBinary)


units = Table("units", metadata, unit_columns)
party_orgs = Table("party_orgs", metadata, org_columns)
org_units = Table("org_units", metadata, org_unit_columns)
households = Table("households", metadata, household_columns, UniqueConstraint("code"))

_columns = (
    units.c.id,
    units.c.code,
    units.c.name,
    units.c.level,
    units.c.parent_id,
    units.c.root_id,
    units.c.path,
    units.c.community_id,
)
_all_units = select(*_columns).order_by(units.c.path)
_unit = Hot(select(*_columns).where(units.c.id == bindparam("unit")))
_units = Hot(select(*_columns).where(units.c.id.in_(bindparam("ids", expanding=True))))
_under = select(*_columns).where(units.c.path.startswith(bindparam("path", type_=String))).order_by(units.c.id)
_take_no = Hot(
    update(units)
    .where(units.c.id == bindparam("community"))
    .values(next_no=units.c.next_no + 1)
    .returning(units.c.next_no, units.c.prefix)
)


class Units:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def all(self) -> Sequence[Unit]:
        return [_unit_of(*row) for row in self._conn.execute(_all_units)]

    def get(self, unit_id: int) -> Unit:
        ((*row,),) = _unit.rows(self._conn, {"unit": unit_id})
        return _unit_of(*row)

    def under(self, path: str) -> Sequence[Unit]:
        """The unit with this path and all below it."""
        return [_unit_of(*row) for row in self._conn.execute(_under, {"path": path})]

    def at(self, paths: Iterable[str]) -> Sequence[Unit]:
        """The units with exactly these paths."""
        rows = self._conn.execute(select(*_columns).where(units.c.path.in_(set(paths))))
        return [_unit_of(*row) for row in rows]

    def line(self, path: str) -> Sequence[Unit]:
        """The units from the root down to `path`."""
        ids = [int(part) for part in path.strip("/").split("/") if part]
        rows = _units.rows(self._conn, {"ids": ids})
        return sorted((_unit_of(*row) for row in rows), key=lambda unit: len(unit.path))

    def take_no(self, community_id: int) -> str:
        """The next short number of a community: 演武-0412. Given under the row's lock, never twice."""
        ((following, prefix),) = _take_no.rows(self._conn, {"community": community_id})
        return f"{prefix or self._name(community_id)}-{following - 1:04d}"

    def prefix(self, community_id: int) -> str:
        """How a community's numbers begin; empty before its first case."""
        return self._conn.execute(select(units.c.prefix).where(units.c.id == community_id)).scalar() or ""

    def _name(self, community_id: int) -> str:
        """Choose, once, how a community's numbers begin; many communities of a county have the same name."""
        *_, above, community = self.line(self.get(community_id).path)
        wished = (community.short, f"{above.short}{community.short}", f"{community.short}{community_id}")
        taken = set(self._conn.execute(select(units.c.prefix).where(units.c.prefix.in_(wished))).scalars())
        prefix = next(name for name in wished if name not in taken)
        self._conn.execute(update(units).where(units.c.id == community_id).values(prefix=prefix))
        return prefix

    def add(self, rows: Sequence[Unit]) -> None:
        if rows:
            self._conn.execute(insert(units), [_row(unit) for unit in rows])

    def rename(self, unit_id: int, name: str) -> None:
        self._conn.execute(update(units).where(units.c.id == unit_id).values(name=name))

    def orgs(self) -> Sequence[PartyOrg]:
        covers: dict[int, list[int]] = {}
        for org_id, unit_id in self._conn.execute(select(org_units.c.org_id, org_units.c.unit_id)):
            covers.setdefault(org_id, []).append(unit_id)
        query = select(
            party_orgs.c.id, party_orgs.c.code, party_orgs.c.name, party_orgs.c.level, party_orgs.c.parent_id
        )
        return [
            PartyOrg(id_, code, name, OrgLevel(level), parent, tuple(sorted(covers.get(id_, ()))))
            for id_, code, name, level, parent in self._conn.execute(query)
        ]

    def add_org(self, org: PartyOrg) -> int:
        values = {"code": org.code, "name": org.name, "level": str(org.level), "parent_id": org.parent_id}
        org_id = self._conn.execute(insert(party_orgs).values(values).returning(party_orgs.c.id)).scalar_one()
        self.cover(org_id, org.unit_ids)
        return org_id

    def cover(self, org_id: int, unit_ids: Iterable[int]) -> None:
        rows = [{"org_id": org_id, "unit_id": unit_id} for unit_id in unit_ids]
        if rows:
            self._conn.execute(insert(org_units), rows)

    def lock(self, unit_id: int) -> None:
        """Make turns that enter somebody at one unit wait for each other (on SQLite they always do)."""
        if self._conn.dialect.name != "sqlite":
            self._conn.execute(select(units.c.id).where(units.c.id == unit_id).with_for_update())

    def households(self, under: str = "/") -> Sequence[Household]:
        query = (
            select(households.c.id, households.c.code, households.c.unit_id, households.c.door)
            .join(units, units.c.id == households.c.unit_id)
            .where(units.c.path.startswith(under))
        )
        return [
            Household(id_, code, unit_id, self._vault.open_shared(door, "door"))
            for id_, code, unit_id, door in self._conn.execute(query)
        ]

    def add_household(self, code: str, unit_id: int, door: str) -> int:
        values = {"code": code, "unit_id": unit_id, "door": self._vault.seal_shared(door, "door")}
        return self._conn.execute(insert(households).values(values).returning(households.c.id)).scalar_one()

    def forget(self, household_id: int, begins: str) -> None:
        """Delete a home whose code begins so, once nobody lives there who has not been erased: its door is theirs."""
        people = table("persons", column("household_id", Id), column("wrapped"))  # its file builds on this one
        lives = exists().where(people.c.household_id == household_id, people.c.wrapped.is_not(None))
        here = (households.c.id == household_id, households.c.code.startswith(begins), ~lives)
        if self._conn.execute(select(households.c.id).where(*here)).scalar():
            self._conn.execute(update(people).where(people.c.household_id == household_id).values(household_id=None))
            self._conn.execute(delete(households).where(*here))


def _unit_of(
    id_: int, code: str, name: str, level: str, parent: int | None, root: int, path: str, community: int | None
) -> Unit:
    return Unit(id_, code, name, Level(level), parent, root, path, community)


def _row(unit: Unit) -> dict[str, object]:
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "level": str(unit.level),
        "parent_id": unit.parent_id,
        "root_id": unit.root_id,
        "path": unit.path,
        "community_id": unit.community_id,
    }
