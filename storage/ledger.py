"""The ledger: balances with a hash chain of entries each, never changed once they are written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar

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
    bindparam,
    func,
    literal_column,
    select,
    union_all,
    update,
)

from handlers.kit.scores import ScoreType
from handlers.ledger.records import Balance, Entry, EntryState, Kind
from storage.base import Id, InsertOnce, Moment, metadata
from storage.hot import Hot

T = TypeVar("T")


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
_held = Hot(
    select(*_BALANCE)
    .where(
        balances.c.kind == bindparam("kind"),
        balances.c.person_id == bindparam("person_id"),
        balances.c.cycle == bindparam("cycle"),
    )
    .with_for_update(),
    returns=_BALANCE,
)
_elsewhere = Hot(
    select(entries.c.id)
    .join(balances, balances.c.id == entries.c.balance_id)
    .where(
        entries.c.source == bindparam("source"),
        entries.c.rule == bindparam("rule"),
        entries.c.balance_id != bindparam("balance"),
        balances.c.person_id == bindparam("person"),
        balances.c.kind == bindparam("kind"),
    )
    .limit(1)
)
_CHANGES = ("seq", "head", "base", "star", "assigned", "deducted", "resets")
_keep = Hot(update(balances).where(balances.c.id == bindparam("b_id")), *_CHANGES)
_WORDS = {"kind", "cycle", "head", "rule", "type", "source", "occasion", "evidence", "state", "prev", "hash"}
_open = InsertOnce(balances, balances.c.id, ("kind", "person_id", "cycle"), ("root_id", "kind", "person_id", "cycle"))
_add = InsertOnce(
    entries,
    entries.c.id,
    ("source", "balance_id", "rule"),
    tuple(column.name for column in _ENTRY if column.name != "id"),
)

_sums = select(entries.c.balance_id.label("id"), entries.c.type, func.sum(entries.c.delta).label("delta"))
_kept = (
    select(balances.c.id, literal_column(f"'{type_}'"), -balances.c["resets" if type_ == "reset" else type_])
    for type_ in ScoreType
)
_left = union_all(_sums.group_by(entries.c.balance_id, entries.c.type), *_kept).subquery()
_by_type = select(_left.c.id).group_by(_left.c.id, _left.c.type).having(func.sum(_left.c.delta) != 0).subquery()
RECOUNT: Final = select(_by_type.c.id).distinct().order_by(_by_type.c.id)


class Ledger:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def held(self, kind: Kind, person_id: int, cycle: str, root_id: int) -> Balance:
        """A person's balance, opened where there is none, and locked until the end of the transaction."""
        here = {"kind": str(kind), "person_id": person_id, "cycle": cycle}
        rows = _held.rows(self._conn, here)
        if not rows:  # whoever opens it at the same time is waited for, and then there is one
            _open(self._conn, {"root_id": root_id, **here})
            rows = _held.rows(self._conn, here)
        return _balance(rows[0])

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
        _keep.count(self._conn, {"b_id": balance.id, **{name: getattr(balance, name) for name in _CHANGES}})

    def elsewhere(self, balance: Balance, source: str, rule: str) -> bool:
        """Whether a source was entered under a rule in another balance of the same person and kind."""
        here = {"source": source, "rule": rule, "balance": balance.id}
        return bool(_elsewhere.rows(self._conn, {**here, "person": balance.person_id, "kind": str(balance.kind)}))

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

    def lines(self, balance_ids: Iterable[int]) -> Mapping[int, Sequence[Entry]]:
        """The entries of many balances in one query, each balance's in order; without those that have none."""
        query = select(*_ENTRY).where(entries.c.balance_id.in_(list(balance_ids)))
        found: dict[int, list[Entry]] = {}
        for row in self._conn.execute(query.order_by(entries.c.balance_id, entries.c.seq)):
            found.setdefault(row[1], []).append(_entry(row))
        return found

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

    def unlike(self) -> Sequence[int]:
        """The balances whose kept sums differ from the sums of their entries, counted over in one statement.

        What is kept is taken off what was entered: nothing must be left. Entries without a balance show as well.
        """
        return list(self._conn.execute(RECOUNT).scalars())

    def ids(self) -> Sequence[int]:
        return list(self._conn.execute(select(balances.c.id)).scalars())

    def all(self, only: int = 0) -> Iterator[tuple[Balance, Sequence[Entry]]]:
        """Every balance (or `only` one) with its entries in order, in batches that fit in memory.

        What somebody has made unreadable is left out, as if it was gone: whoever checks finds that it is missing.
        """
        last = 0
        while True:
            query = select(*_BALANCE).where(balances.c.id > last).order_by(balances.c.id).limit(500)
            rows = self._conn.execute(query.where(balances.c.id == only) if only else query).all()
            if not rows:
                return
            found: dict[int, list[Entry]] = {row[0]: [] for row in rows}
            for entry in self._lines(list(found)):
                found[entry.balance_id].append(entry)
            yield from ((one, found[one.id]) for row in rows if (one := _readable(_balance, row)))
            last = rows[-1][0]

    def _lines(self, ids: Sequence[int]) -> Sequence[Entry]:
        here = entries.c.balance_id.in_(ids)
        try:
            rows = self._conn.execute(select(*_ENTRY).where(here).order_by(entries.c.balance_id, entries.c.seq)).all()
        except (TypeError, ValueError):  # one holds what is no date, number or JSON: read them one by one
            each = self._conn.execute(select(entries.c.id).where(here).order_by(entries.c.balance_id, entries.c.seq))
            return [one for id_ in each.scalars().all() if (one := _readable(self.entry, id_))]
        return [one for row in rows if (one := _readable(_entry, row))]


def _readable(read: Callable[[Any], T | None], row: Any) -> T | None:
    """A balance or entry, if each of its values is what its column holds; SQLite keeps whatever it is given."""
    try:
        found = read(row)
    except (TypeError, ValueError):
        return None
    names: Iterable[str] = getattr(found, "__dataclass_fields__", ())
    return found if all(isinstance(getattr(found, name), _held_by(name)) for name in names) else None


def _held_by(name: str) -> Any:
    others: Mapping[str, Any] = {"occurred_on": date, "at": datetime, "facts": dict, "reverses": int | None}
    return others.get(name, str if name in _WORDS else int)


def _balance(row: Any) -> Balance:
    id_, root, kind, *rest = row
    return Balance(id_, root, Kind(kind), *rest)


def _entry(row: Any) -> Entry:
    id_, balance, seq, rule, type_, delta, source, occasion, day, at, by, evidence, facts, state, *rest = row
    fields = (id_, balance, seq, rule, ScoreType(type_), delta, source, occasion, day, at, by, evidence, facts)
    return Entry(*fields, EntryState(state), *rest)
