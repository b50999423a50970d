"""Statements of the hot path: compiled once a dialect, run on the driver's own connection.

A turn is a dozen small statements, and SQLAlchemy's execution costs several times what the database needs for one:
measured, a claim turn's writer time halves. Everything that is not run in every turn stays with SQLAlchemy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Processor: TypeAlias = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Bind:
    """A parameter: by which key its value is given, or which value it has for good."""

    name: str
    key: str
    given: bool
    fixed: Any
    process: Processor


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement for one dialect."""

    sql: str
    positional: bool
    binds: tuple[_Bind, ...]
    results: tuple[tuple[int, Callable[[Any], Any]], ...]

    def bound(self, values: Mapping[str, Any]) -> Any:
        found = [_value(bind, values) for bind in self.binds]
        return found if self.positional else {b.name: v for b, v in zip(self.binds, found, strict=True)}

    def typed(self, row: Sequence[Any]) -> tuple[Any, ...]:
        cells = list(row)
        for place, process in self.results:
            cells[place] = process(cells[place])
        return tuple(cells)


class Hot:
    """One such statement, or one a dialect. `columns` are those that an INSERT gets; no expanding parameters."""

    def __init__(self, statement: Any, *columns: str, returns: Iterable[Any] = ()) -> None:
        self._statement, self._columns = statement, list(columns) or None
        self._returns = tuple(column.type for column in returns)
        self._plans: dict[str, _Plan] = {}

    def rows(self, conn: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows, each column as its type makes it."""
        plan = self._plan(conn)
        found = self._run(conn, plan, values).fetchall()
        return [plan.typed(row) for row in found] if plan.results else [tuple(row) for row in found]

    def count(self, conn: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it touched."""
        return int(self._run(conn, self._plan(conn), values).rowcount)

    def many(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        plan = self._plan(conn)
        with _as_sqlalchemy(conn, plan.sql):
            conn.connection.cursor().executemany(plan.sql, [plan.bound(row) for row in rows])

    def _run(self, conn: Connection, plan: _Plan, values: Mapping[str, Any]) -> Any:
        with _as_sqlalchemy(conn, plan.sql):
            cursor = conn.connection.cursor()
            cursor.execute(plan.sql, plan.bound(values))
            return cursor

    def _plan(self, conn: Connection) -> _Plan:
        name = conn.dialect.name
        if name not in self._plans:
            statement = self._statement[name] if isinstance(self._statement, dict) else self._statement
            self._plans[name] = _planned(statement, self._columns, self._returns, conn.dialect)
        return self._plans[name]


def _planned(statement: Any, columns: list[str] | None, returns: Sequence[TypeEngine[Any]], dialect: Dialect) -> _Plan:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=columns)
    names = compiled.positiontup if compiled.positiontup is not None else list(compiled.binds)
    binds = tuple(_bind(compiled, name, dialect) for name in names)
    results = ((n, type_.dialect_impl(dialect).result_processor(dialect, None)) for n, type_ in enumerate(returns))
    typed = tuple((n, process) for n, process in results if process)
    return _Plan(str(compiled), compiled.positiontup is not None, binds, typed)


def _bind(compiled: SQLCompiler, name: str, dialect: Dialect) -> _Bind:
    bind = compiled.binds[name]
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return _Bind(name, bind.key, bind.required or bind.value is None, compiled.params.get(name), process)


def _value(bind: _Bind, values: Mapping[str, Any]) -> Any:
    value = values[bind.key] if bind.given else bind.fixed
    return bind.process(value) if bind.process else value


@contextmanager
def _as_sqlalchemy(conn: Connection, sql: str) -> Iterator[None]:
    """Errors of the driver as everybody else knows them; a lost connection is not used again."""
    dialect = conn.dialect
    base = dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        lost = dialect.is_disconnect(error, None, None)
        if lost:
            conn.invalidate(error)
        known = DBAPIError.instance(sql, {}, error, base, connection_invalidated=lost, dialect=dialect)
        raise known from error
