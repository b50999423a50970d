"""The ledger: balances with a hash chain of entries each, never changed once they are written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    func,
    select,
    update,
)

from handlers.kit.scores import ScoreType
from handlers.ledger.records import Balance, Entry, EntryState, Kind
from storage.base import Id, InsertOnce, Moment, metadata


class balance_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    root_id: Named[int] = Column(Id)
    kind: Named[str]
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    cycle: Named[str]
    seq: Named[int] = Column(Integer, server_default="0")
    head: Named[str] = Column(String, server_default="")
    anchored: Named[int] = Column(Integer, server_default="0")
    base: Named[int] = Column(BigInteger, server_default="0")
    star: Named[int] = Column(BigInteger, server_default="0")
    assigned: Named[int] = Column(BigInteger, server_default="0")
    deducted: Named[int] = Column(BigInteger, server_default="0")
    resets: Named[int] = Column(Integer, server_default="0")


class entry_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    balance_id: Named[int] = Column(Id, ForeignKey("balances.id"))
    seq: Named[int] = Column(Integer)
    rule: Named[str]
    type: Named[str]
    delta: Named[int] = Column(BigInteger)
    source: Named[str]
    occasion: Named[str]
    occurred_on: Named[date] = Column(Date)
    at: Named[datetime] = Column(Moment)
    by: Named[int] = Column(Id)
    evidence: Named[str]
    facts: Named[dict[str, Any]] = Column(JSON)
    state: Named[str]
    reverses: Named[int | None] = Column(Id)
    prev: Named[str]
    hash: Named[str]


balances = Table("balances", metadata, balance_columns, UniqueConstraint("kind", "person_id", "cycle"))
entries = Table("entries", metadata, entry_columns, UniqueConstraint("source", "balance_id", "rule"))
Index("ix_entries_balance", entries.c.balance_id, entries.c.seq, unique=True)
Index("ix_entries_at", entries.c.at)
_grown = balances.c.anchored < balances.c.seq
Index("ix_balances_grown", balances.c.id, sqlite_where=_grown, postgresql_where=_grown)

_BALANCE = (
    *(balances.c.id, balances.c.root_id, balances.c.kind, balances.c.person_id, balances.c.cycle),
    *(balances.c.seq, balances.c.head),
    *(balances.c.base, balances.c.star, balances.c.assigned, balances.c.deducted, balances.c.resets),
)
_ENTRY = (
    *(entries.c.id, entries.c.balance_id, entries.c.seq, entries.c.rule, entries.c.type, entries.c.delta),
    *(entries.c.source, entries.c.occasion, entries.c.occurred_on, entries.c.at, entries.c.by),
    *(entries.c.evidence, entries.c.facts, entries.c.state, entries.c.reverses, entries.c.prev, entries.c.hash),
)
_open = InsertOnce(balances, balances.c.id, ("kind", "person_id", "cycle"), ("root_id", "kind", "person_id", "cycle"))
_add = InsertOnce(
    entries,
    entries.c.id,
    ("source", "balance_id", "rule"),
    tuple(column.name for column in _ENTRY if column.name != "id"),
)


class Ledger:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def held(self, kind: Kind, person_id: int, cycle: str, root_id: int) -> Balance:
        """A person's balance, opened where there is none, and locked until the end of the transaction."""
        _open(self._conn, {"root_id": root_id, "kind": str(kind), "person_id": person_id, "cycle": cycle})
        here = (balances.c.kind == kind, balances.c.person_id == person_id, balances.c.cycle == cycle)
        return _balance(self._conn.execute(select(*_BALANCE).where(*here).with_for_update()).one())

    def hold(self, balance_id: int) -> Balance:
        """A balance, locked until the end of the transaction."""
        query = select(*_BALANCE).where(balances.c.id == balance_id).with_for_update()
        return _balance(self._conn.execute(query).one())

    def unlocked(self, balance_id: int) -> Balance | None:
        """A balance to read only."""
        row = self._conn.execute(select(*_BALANCE).where(balances.c.id == balance_id)).first()
        return _balance(row) if row else None

    def cycles(self, person_id: int) -> Sequence[str]:
        """The cycles in which a person has anything, the newest first."""
        query = select(balances.c.cycle).where(balances.c.person_id == person_id, balances.c.seq > 0)
        return self._conn.execute(query.distinct().order_by(balances.c.cycle.desc())).scalars().all()

    def add(self, entry: Entry) -> int | None:
        """The new entry's id; none where its source is there under this rule."""
        values = {
            "balance_id": entry.balance_id,
            "seq": entry.seq,
            "rule": entry.rule,
            "type": str(entry.type),
            "delta": entry.delta,
            "source": entry.source,
            "occasion": entry.occasion,
            "occurred_on": entry.occurred_on,
            "at": entry.at,
            "by": entry.by,
            "evidence": entry.evidence,
            "facts": dict(entry.facts),
            "state": str(entry.state),
            "reverses": entry.reverses,
            "prev": entry.prev,
            "hash": entry.hash,
        }
        return _add(self._conn, values)

    def keep(self, balance: Balance) -> None:
        """Write what a balance has come to."""
        values = {
            "seq": balance.seq,
            "head": balance.head,
            "base": balance.base,
            "star": balance.star,
            "assigned": balance.assigned,
            "deducted": balance.deducted,
            "resets": balance.resets,
        }
        self._conn.execute(update(balances).where(balances.c.id == balance.id).values(values))

    def entry(self, entry_id: int) -> Entry | None:
        row = self._conn.execute(select(*_ENTRY).where(entries.c.id == entry_id)).first()
        return _entry(row) if row else None

    def balance(self, kind: Kind, person_id: int, cycle: str) -> Balance | None:
        return self.balances(kind, [person_id], cycle).get(person_id)

    def balances(self, kind: Kind, people: Iterable[int], cycle: str) -> Mapping[int, Balance]:
        """By person; without those who have none."""
        here = (balances.c.kind == kind, balances.c.cycle == cycle, balances.c.person_id.in_(list(people)))
        found = [_balance(row) for row in self._conn.execute(select(*_BALANCE).where(*here))]
        return {one.person_id: one for one in found}

    def of(self, balance_id: int, most: int | None = None) -> Sequence[Entry]:
        """The entries of a balance, the newest first."""
        query = select(*_ENTRY).where(entries.c.balance_id == balance_id).order_by(entries.c.seq.desc()).limit(most)
        return [_entry(row) for row in self._conn.execute(query)]

    def there(self, source: str) -> Sequence[Entry]:
        """What was entered for something that happened."""
        query = select(*_ENTRY).where(entries.c.source == source).order_by(entries.c.id)
        return [_entry(row) for row in self._conn.execute(query)]

    def proven(self, person_id: int, evidence: str) -> bool:
        """Whether a person has an entry with this evidence, in any cycle."""
        query = select(entries.c.id).join(balances, balances.c.id == entries.c.balance_id)
        here = (balances.c.person_id == person_id, entries.c.evidence == evidence)
        return self._conn.execute(query.where(*here).limit(1)).first() is not None

    def counted(self, balance_id: int, rule: str, starts: date, ends: date) -> int:
        """What a rule has come to between two days, both inside, what was taken back taken off."""
        days = (entries.c.occurred_on >= starts, entries.c.occurred_on <= ends)
        here = (entries.c.balance_id == balance_id, entries.c.rule == rule, *days)
        return int(self._conn.execute(select(func.coalesce(func.sum(entries.c.delta), 0)).where(*here)).scalar_one())

    def all(self) -> Iterator[tuple[Balance, Sequence[Entry]]]:
        """Every balance with its entries in order, in batches that fit in memory."""
        last = 0
        while True:
            query = select(*_BALANCE).where(balances.c.id > last).order_by(balances.c.id).limit(500)
            batch = [_balance(row) for row in self._conn.execute(query)]
            if not batch:
                return
            found: dict[int, list[Entry]] = {one.id: [] for one in batch}
            lines = select(*_ENTRY).where(entries.c.balance_id.in_(list(found)))
            for row in self._conn.execute(lines.order_by(entries.c.balance_id, entries.c.seq)):
                found[row[1]].append(_entry(row))
            yield from ((one, found[one.id]) for one in batch)
            last = batch[-1].id


def _balance(row: Any) -> Balance:
    id_, root, kind, *rest = row
    return Balance(id_, root, Kind(kind), *rest)


def _entry(row: Any) -> Entry:
    id_, balance, seq, rule, type_, delta, source, occasion, day, at, by, evidence, facts, state, *rest = row
    fields = (id_, balance, seq, rule, ScoreType(type_), delta, source, occasion, day, at, by, evidence, facts)
    return Entry(*fields, EntryState(state), *rest)
