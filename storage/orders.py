"""Orders from outside: what was imported, how sheets are laid out, uploads between two steps, and what was exported."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from handlers.cases.records import Case
from handlers.orders.records import Columns, Field, Kept, Order
from handlers.routing.categories import OTHER
from storage.base import Id, Moment, metadata
from storage.cases import CASE, case_of, cases
from storage.people import persons
from storage.units import units
from storage.vault import Vault

_MANY = 500


class order_columns(TypedColumns):
    source: Named[str] = Column(String, primary_key=True)
    external_no: Named[str] = Column(String, primary_key=True)
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), index=True)
    marks: Named[dict[str, str]] = Column(JSON)
    at: Named[datetime] = Column(Moment)
    person_id: Named[int | None] = Column(Id)


class layout_columns(TypedColumns):
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), primary_key=True)
    signature: Named[str] = Column(String, primary_key=True)
    places: Named[dict[str, int]] = Column(JSON)
    at: Named[datetime] = Column(Moment)


class upload_columns(TypedColumns):
    secret: Named[str] = Column(String, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    at: Named[datetime] = Column(Moment, index=True)
    sealed: Named[bytes] = Column(LargeBinary)


class export_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    at: Named[datetime] = Column(Moment)
    person_id: Named[int | None] = Column(Id)
    path: Named[str]
    source: Named[str]
    since: Named[date | None] = Column(Date)
    count: Named[int] = Column(Integer)


orders = Table("orders", metadata, order_columns)
order_layouts = Table("order_layouts", metadata, layout_columns)
order_uploads = Table("order_uploads", metadata, upload_columns)
order_exports = Table("order_exports", metadata, export_columns)


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(order_layouts)
    fresh = {"places": new.excluded.places, "at": new.excluded.at}
    return new.on_conflict_do_update(index_elements=["unit_id", "signature"], set_=fresh)


_lay_out = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


class Orders:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def kept(self, source: str, numbers: Iterable[str]) -> Mapping[str, Kept]:
        """The orders of a source that are here already, by their numbers."""
        found: dict[str, Kept] = {}
        same = (orders.c.source == cases.c.source) & (orders.c.external_no == cases.c.external_no)
        query = select(cases.c.external_no, cases.c.id, cases.c.no, cases.c.unit_path, orders.c.marks, cases.c.category)
        query = query.outerjoin(orders, same).where(cases.c.source == source)
        for part in _parts(numbers):
            for number, case_id, no, path, marks, category in self._conn.execute(
                query.where(cases.c.external_no.in_(part))
            ):
                found[str(number)] = Kept(case_id, no, path, marks or {}, category or OTHER)
        return found

    def marks(self, order: Order) -> Mapping[str, str]:
        """Blind marks of a row's cells: they tell that one has changed, never what it says."""
        return {key: self._vault.mark(f"order/{key}", text) for key, text in order.raw.items()}

    def keep(self, source: str, order: Order, case_id: int, person_id: int, now: datetime) -> None:
        """`person_id`: who imported it; its history says only that it came by the house."""
        values = {"source": source, "external_no": order.external_no, "case_id": case_id, "person_id": person_id}
        self._conn.execute(insert(orders).values({**values, "marks": dict(self.marks(order)), "at": now}))

    def noticed(self, source: str, order: Order, now: datetime) -> None:
        """A change was told: it is not told again."""
        same = (orders.c.source == source) & (orders.c.external_no == order.external_no)
        self._conn.execute(update(orders).where(same).values(marks=dict(self.marks(order)), at=now))

    def of_source(self, source: str, path: str, since: datetime | None) -> Sequence[Case]:
        """The requests of a source at or below a place, in the order they were opened."""
        query = select(*CASE).where(
            cases.c.source == source, cases.c.external_no.is_not(None), cases.c.unit_path.startswith(path)
        )
        if since:
            query = query.where(cases.c.opened_at >= since)
        return [case_of(row) for row in self._conn.execute(query.order_by(cases.c.opened_at, cases.c.id))]

    def with_phone(self, phone: str, path: str) -> Sequence[int]:
        """The people whose number this is and who live at or below a place, the first entered first."""
        query = select(persons.c.id).where(persons.c.phone_mark == self._vault.mark("phone", phone))
        return self._conn.execute(_under(query, path)).scalars().all()

    def named(self, name: str, path: str = "") -> Sequence[int]:
        """The people of this name who live at or below a place; without one, also those with no home here."""
        mark = self._vault.mark("name", name)
        query = select(persons.c.id).where(or_(persons.c.name_mark == mark, persons.c.called_mark == mark))
        return self._conn.execute(_under(query, path) if path else query.order_by(persons.c.id)).scalars().all()

    def layout(self, unit_id: int, signature: str) -> Columns | None:
        """How a unit last read sheets with these headings."""
        query = select(order_layouts.c.places)
        query = query.where(order_layouts.c.unit_id == unit_id, order_layouts.c.signature == signature)
        found = self._conn.execute(query).scalar()
        return None if found is None else {Field(key): place for key, place in found.items()}

    def lay_out(self, unit_id: int, signature: str, columns: Columns, now: datetime) -> None:
        """The last one who says so, of two at once too."""
        places = {str(key): place for key, place in columns.items()}
        values = {"unit_id": unit_id, "signature": signature, "at": now, "places": places}
        self._conn.execute(_lay_out[self._conn.dialect.name], values)

    def put_upload(self, secret: str, person_id: int, content: Mapping[str, Any], now: datetime) -> None:
        """Keep a sheet between two steps, sealed for its uploader; it takes the place of the one before."""
        self._conn.execute(delete(order_uploads).where(order_uploads.c.person_id == person_id))
        packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
        sealed = self._vault.seal(self._key(person_id), packed, "upload")
        values = {"secret": _hash(secret), "person_id": person_id, "at": now, "sealed": sealed}
        self._conn.execute(insert(order_uploads).values(values))

    def upload(self, secret: str, person_id: int, since: datetime) -> dict[str, Any] | None:
        """A sheet as it was put, to its uploader only; none once it is older than `since`."""
        query = select(order_uploads.c.sealed, persons.c.wrapped)
        query = query.join(persons, persons.c.id == order_uploads.c.person_id).where(
            order_uploads.c.secret == _hash(secret),
            order_uploads.c.person_id == person_id,
            order_uploads.c.at > since,
        )
        row = self._conn.execute(query).first()
        packed = self._vault.open(row[1], row[0], "upload") if row else None
        return dict(json.loads(zlib.decompress(packed))) if packed else None

    def forget(self, before: datetime) -> int:
        """Drop the sheets put before a moment."""
        return self._conn.execute(delete(order_uploads).where(order_uploads.c.at <= before)).rowcount

    def drop_upload(self, secret: str) -> None:
        self._conn.execute(delete(order_uploads).where(order_uploads.c.secret == _hash(secret)))

    def exported(
        self, person_id: int | None, path: str, source: str, since: date | None, count: int, now: datetime
    ) -> None:
        """Leave a trace of what left the house."""
        values = {"at": now, "person_id": person_id, "path": path, "source": source, "since": since, "count": count}
        self._conn.execute(insert(order_exports).values(values))

    def _key(self, person_id: int) -> bytes:
        wrapped = self._conn.execute(select(persons.c.wrapped).where(persons.c.id == person_id)).scalar_one()
        if wrapped is None:
            raise ValueError("this person was erased")
        return wrapped


def _under(query: Select[int], path: str) -> Select[int]:
    """People whose home stands at or below a place."""
    here = query.join(units, units.c.id == persons.c.unit_id).where(units.c.path.startswith(path))
    return here.order_by(persons.c.id)


def _parts(numbers: Iterable[str]) -> Iterator[list[str]]:
    rest = list(dict.fromkeys(numbers))
    for start in range(0, len(rest), _MANY):
        yield rest[start : start + _MANY]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
