"""Open and close everything that stands behind the server and the commands."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import structlog
from sqlalchemy import Engine, select

from bot.clock import Clock
from bot.desk import Desk, open_desk
from bot.desk.base import Task
from bot.house import open_house
from bot.opened import made, reached
from bot.settings import Settings
from storage.engines import is_sqlite, writer_engine
from storage.people import persons
from storage.schema import upgrade
from storage.vault import Vault

log = structlog.get_logger()


class LockedElsewhere(Exception):
    """Another process holds this data folder."""


@contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Desk]:
    """A desk over the migrated database. On SQLite the data folder is held alone: raises LockedElsewhere.

    VaultError where the master key is missing or belongs to other data, Unfit where folder or database can't be used.
    """
    made(settings.data)
    with _held(settings):
        engine = writer_engine(settings.url)
        reached(engine)
        upgrade(engine)
        vault = _vault(settings, engine)
        engine.dispose()
        house = open_house(settings.data / "rules", settings.public_url, settings.chats)
        desk = open_desk(settings.url, vault, house, clock or Clock())
        try:
            _refill(desk)
            yield desk
        finally:
            desk.close()


def _refill(desk: Desk) -> None:
    """Index the texts of a database that was made before there was an index: a few hundred in each transaction."""
    if not desk.read_now(lambda work: work.search.lags()):
        return
    log.info("indexing older cases for the search; may be interrupted, the next start goes on from there")
    done = 0
    while count := desk.submit(Task(lambda work: work.search.refill(), "")).result():
        done += count
        log.info("indexed older cases", count=done)
    log.info("the search knows all older cases", count=done)


def _vault(settings: Settings, engine: Engine) -> Vault:
    """The vault of this data; a new master key only while there is nobody whose data an old one would open."""
    if not settings.key_file.exists() and _somebody(engine) is None:
        return Vault.made(settings.key_file)
    vault, somebody = Vault.at(settings.key_file), _somebody(engine)
    if somebody is not None:
        vault.open(*somebody, "person")  # a foreign key must not write a single row
    return vault


def _somebody(engine: Engine) -> tuple[bytes, bytes] | None:
    """(wrapped, sealed) of some person."""
    query = select(persons.c.wrapped, persons.c.sealed).where(persons.c.sealed.is_not(None)).limit(1)
    with engine.connect() as conn:
        row = conn.execute(query).first()
    return (row[0], row[1]) if row and row[0] and row[1] else None


@contextmanager
def _held(settings: Settings) -> Iterator[None]:
    if not is_sqlite(settings.url):
        yield
        return
    with settings.lock_file.open("a") as file:
        _lock(file)
        yield


def _lock(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise LockedElsewhere(file.name) from error
