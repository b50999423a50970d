"""What every test may ask for: a fresh database of either kind, a house on it, the whole neighbourhood."""

import gc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
import structlog

from bot.desk import hints
from storage import engines
from tests.databases import KINDS, Databases, HouseDb
from tests.engines import sharing
from tests.play import Play
from tests.postgres import memory

# Plain tracebacks: the library's own picture of one takes seconds, and there are tests where much goes wrong.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.LogfmtRenderer()])
patch.object(engines, "create_engine", sharing).start()
hints.BREATH = 0.02  # a desk that closes waits for this: each test on PostgreSQL would take a second more


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: no collection of garbage need walk over it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with TemporaryDirectory(dir=memory(), prefix="weiyuan-") as folder:
        found = Databases(Path(folder))
        yield found
        found.close()


@pytest.fixture(params=KINDS)
def database_url(databases: Databases, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty, migrated database: the test runs once on each kind."""
    with databases.fresh(request.param) as url:
        yield url


@pytest.fixture
def house_db(database_url: str) -> Iterator[HouseDb]:
    found = HouseDb(database_url)
    yield found
    found.close()


@pytest.fixture
def play(database_url: str) -> Iterator[Play]:
    """The neighbourhood at work on either database; afterwards every card ever shown must still render."""
    found = Play(database_url)
    yield found
    try:
        found.look_around()
    finally:
        found.close()


@pytest.fixture
def lite_play(databases: Databases) -> Iterator[Play]:
    """The same on SQLite only, for what no database can change."""
    with databases.fresh("sqlite") as url:
        found = Play(url)
        yield found
        try:
            found.look_around()
        finally:
            found.close()
