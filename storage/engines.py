"""Engines. SQLite: one writer that takes the write lock at BEGIN, and readers that can't write. PostgreSQL: a pool."""

import json
import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

HIDE = True  # values are people's words: they must not get into a log with an error


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def writer_engine(url: str) -> Engine:
    """The engine that turns are run on; on SQLite it has exactly one connection."""
    if not is_sqlite(url):
        return create_engine(url, pool_size=10, max_overflow=0, json_serializer=_dumps, hide_parameters=HIDE)
    engine = create_engine(
        url,
        poolclass=StaticPool,
        json_serializer=_dumps,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 5, "cached_statements": 512},
    )
    event.listen(engine, "connect", _set_up_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader_engine(url: str) -> Engine:
    """The engine for lists, pages and digests; it refuses to write."""
    if not is_sqlite(url):
        return create_engine(
            url,
            pool_size=8,
            max_overflow=0,
            json_serializer=_dumps,
            hide_parameters=True,
            execution_options={"postgresql_readonly": True},
        )
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=0,
        json_serializer=_dumps,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 5, "cached_statements": 512},
    )
    event.listen(engine, "connect", _set_up_reader)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _set_up_writer(raw: sqlite3.Connection, _: Any) -> None:
    raw.isolation_level = None  # the driver must not begin transactions of its own
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA cache_size=-65536")
    raw.execute("PRAGMA case_sensitive_like=ON")  # lets LIKE 'path%' use the index


def _set_up_reader(raw: sqlite3.Connection, _: Any) -> None:
    raw.isolation_level = None
    raw.execute("PRAGMA query_only=ON")
    raw.execute("PRAGMA wal_autocheckpoint=0")
    raw.execute("PRAGMA case_sensitive_like=ON")


def _begin_immediate(conn: Connection) -> None:
    _begin(conn, "BEGIN IMMEDIATE")


def _begin_deferred(conn: Connection) -> None:
    _begin(conn, "BEGIN")


def _begin(conn: Connection, statement: str) -> None:
    """Straight on the driver: every turn and every reading begins with it."""
    raw: Any = conn.connection.driver_connection
    try:
        raw.execute(statement)
    except sqlite3.Error as error:
        known = DBAPIError.instance(statement, {}, error, sqlite3.Error, dialect=conn.dialect)
        raise known from error
