"""A house on SQLite in a file of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from handlers.kit.house import House
from handlers.kit.rulesets import RuleBook
from handlers.kit.worktime import Calendar
from storage.base import metadata
from storage.engines import writer_engine
from storage.vault import Vault
from storage.work import Work

T = TypeVar("T")


class CensusHouse:
    """Runs functions, each inside a transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self._vault = engine, Vault(bytes(32))

    def __call__(self, turn: Callable[[Work], T], /) -> T:
        with self.engine.begin() as conn:
            return turn(Work(conn, self._vault, House(Calendar({}), RuleBook(()))))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[CensusHouse]:
    engine = writer_engine(f"sqlite:///{tmp_path / 'house.db'}")
    metadata.create_all(engine)
    yield CensusHouse(engine)
    engine.dispose()
