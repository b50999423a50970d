"""Metadata and column types shared by all tables."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.hot import Hot

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives an automatic id to INTEGER PRIMARY KEY only.
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware datetime kept as microseconds since 1970 UTC: the same number, order and index on each database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return to_micros(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(value: datetime) -> int:
    delta = value - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(value: int) -> datetime:
    return datetime.fromtimestamp(value // 1_000_000, UTC).replace(microsecond=value % 1_000_000)


def word(text: str) -> ColumnElement[str]:
    """A fixed word written into the statement: as a parameter no database would see that a partial index holds it."""
    assert text.isidentifier()
    return literal_column(f"'{text}'", String)


class InsertOnce:
    """INSERT of `columns` ... ON CONFLICT (`unique`) DO NOTHING RETURNING id, built once for each dialect."""

    def __init__(self, table: Table, id_column: Column[int], unique: tuple[str, ...], columns: tuple[str, ...]) -> None:
        lite = sqlite.insert(table).on_conflict_do_nothing(index_elements=unique).returning(id_column)
        pg = postgresql.insert(table).on_conflict_do_nothing(index_elements=unique).returning(id_column)
        self._hot = Hot({"sqlite": lite, "postgresql": pg}, *columns)

    def __call__(self, conn: Connection, values: dict[str, Any]) -> int | None:
        """The new row's id; none where an equal row was there."""
        rows = self._hot.rows(conn, values)
        return rows[0][0] if rows else None
