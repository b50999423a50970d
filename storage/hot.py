"""Statements of the hot path: compiled once a dialect, run on the driver's own connection.

A turn is a dozen small statements, and SQLAlchemy's execution costs several times what the database needs for one:
measured, a claim turn's writer time halves. Everything that is not run in every turn stays with SQLAlchemy.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import BindParameter, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Processor: TypeAlias = Callable[[Any], Any] | None


MOST_FILLED = 16_384  # SQLite takes 32,766 values, PostgreSQL 65,535


class _Bind(NamedTuple):
    """A parameter: by which key its value is given, or which value it has for good. `nth`: of a list, which one."""

    name: str
    key: str
    given: bool
    fixed: Any
    process: Processor
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement for one dialect."""

    sql: str
    positional: bool
    binds: tuple[_Bind, ...]
    results: tuple[tuple[int, Callable[[Any], Any]], ...]

    def bound(self, values: Mapping[str, Any]) -> Any:
        found = []
        for _, key, given, fixed, process, nth in self.binds:
            value = values[key] if given else fixed
            if nth is not None:
                value = value[min(nth, len(value) - 1)] if value else None
            found.append(process(value) if process else value)
        return found if self.positional else {b.name: v for b, v in zip(self.binds, found, strict=True)}

    def typed(self, row: Sequence[Any]) -> tuple[Any, ...]:
        cells = list(row)
        for place, process in self.results:
            cells[place] = process(cells[place])
        return tuple(cells)


class Hot:
    """One such statement, or one a dialect. `columns` are those that an INSERT gets.

    A list goes where a parameter expands, after IN only: an empty one finds nothing, a longer one is filled up with
    its last value to the next power of two, so that few texts of the statement are ever made.
    """

    def __init__(self, statement: Any, *columns: str, returns: Iterable[Any] = ()) -> None:
        self._statement, self._columns = statement, list(columns) or None
        self._returns = tuple(column.type for column in returns)
        self._compiled: dict[str, SQLCompiler] = {}
        self._lists: dict[str, list[str]] = {}
        self._plans: dict[tuple[str, tuple[int, ...]], _Plan] = {}

    def rows(self, conn: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows, each column as its type makes it."""
        plan = self._plan(conn, values)
        found = self._run(conn, plan, values).fetchall()
        return [plan.typed(row) for row in found] if plan.results else [tuple(row) for row in found]

    def count(self, conn: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it touched."""
        return int(self._run(conn, self._plan(conn, values), values).rowcount)

    def many(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once for each of `rows`; none of them may hold a list."""
        if not rows:
            return
        plan = self._plan(conn, rows[0])
        try:
            conn.connection.cursor().executemany(plan.sql, [plan.bound(row) for row in rows])
        except conn.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy(conn, plan.sql, error) from error

    def _run(self, conn: Connection, plan: _Plan, values: Mapping[str, Any]) -> Any:
        try:
            cursor = conn.connection.cursor()
            cursor.execute(plan.sql, plan.bound(values))
        except conn.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy(conn, plan.sql, error) from error
        return cursor

    def _plan(self, conn: Connection, values: Mapping[str, Any]) -> _Plan:
        name = conn.dialect.name
        if name not in self._lists:
            self._prepare(conn.dialect)
        lists = self._lists[name]
        lengths = tuple([_room(values[key]) for key in lists]) if lists else ()
        found = self._plans.get((name, lengths))
        if found is None:
            given = dict(zip(lists, lengths, strict=True))
            found = self._plans[name, lengths] = _planned(self._compiled[name], given, self._returns, conn.dialect)
        return found

    def _prepare(self, dialect: Dialect) -> None:
        statement = self._statement[dialect.name] if isinstance(self._statement, dict) else self._statement
        compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=self._columns)
        self._compiled[dialect.name] = compiled
        self._lists[dialect.name] = [b.key for b in compiled.bind_names if b.expanding and b.value is None]


def _room(values: Collection[Any]) -> int:
    """How many places a list gets: the next power of two; a very long one no more than it needs, as databases allow
    only so many."""
    return 1 << max(0, len(values) - 1).bit_length() if len(values) <= MOST_FILLED else len(values)


def _planned(
    compiled: SQLCompiler, lengths: Mapping[str, int], returns: Sequence[TypeEngine[Any]], dialect: Dialect
) -> _Plan:
    lists = {
        name: lengths.get(bind.key) or len(bind.value or ())
        for bind, name in compiled.bind_names.items()
        if bind.expanding
    }
    made = compiled.construct_expanded_state({**compiled.params, **{name: [0] * n for name, n in lists.items()}})
    places = {one: (name, n) for name in lists for n, one in enumerate(made.parameter_expansion[name])}
    names = made.positiontup or [*(n for n in compiled.bind_names.values() if n not in lists), *places]
    by_name = {name: bind for bind, name in compiled.bind_names.items()}
    binds = tuple(_bind(by_name[places.get(n, (n, 0))[0]], n, places.get(n, ("", None))[1], dialect) for n in names)
    results = ((n, type_.dialect_impl(dialect).result_processor(dialect, None)) for n, type_ in enumerate(returns))
    return _Plan(made.statement, dialect.positional, binds, tuple((n, process) for n, process in results if process))


def _bind(bind: BindParameter[Any], name: str, nth: int | None, dialect: Dialect) -> _Bind:
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return _Bind(name, bind.key, bind.required or bind.value is None, bind.value, process, nth)


def _as_sqlalchemy(conn: Connection, sql: str, error: Any) -> BaseException:
    """An error of the driver as everybody else knows it; a lost connection is not used again."""
    dialect = conn.dialect
    lost = dialect.is_disconnect(error, conn.connection.dbapi_connection, None)
    if lost:
        conn.invalidate(error)
        conn.engine.dispose()  # those that wait in the pool have most likely died with it
    base = dialect.loaded_dbapi.Error
    known: BaseException = DBAPIError.instance(sql, {}, error, base, connection_invalidated=lost, dialect=dialect)
    return known
