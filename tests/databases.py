"""Fresh databases: each a copy of one that was migrated once."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from bot.house import open_house
from handlers.kit.house import House
from storage.engines import writer_engine
from storage.schema import upgrade
from storage.vault import Vault
from storage.work import Work
from tests.postgres import Server

T = TypeVar("T")
KINDS = ("sqlite",) if os.environ.get("WEIYUAN_TEST_DB") == "sqlite" else ("sqlite", "postgres")


@cache
def shipped_house() -> House:
    """The house with the shipped rules: it never changes, and each reading of its files is ten milliseconds."""
    return open_house()


class Databases:
    """Hands out databases of either kind; the PostgreSQL server starts when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, count(1)
        self._server: Server | None = None

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The address of an empty, migrated database that goes afterwards."""
        number = next(self._count)
        if kind == "sqlite":
            file = self._folder / f"{number}.db"
            shutil.copyfile(self._lite, file)
            yield f"sqlite:///{file}"
            for left in self._folder.glob(f"{number}.db*"):
                left.unlink()
            return
        server, name = self._postgres, f"test_{number}"
        yield server.create(name, "migrated")
        server.drop(name)

    def close(self) -> None:
        if self._server:
            self._server.stop()

    @cached_property
    def _lite(self) -> Path:
        file = self._folder / "migrated.db"
        _migrate(f"sqlite:///{file}")
        return file

    @cached_property
    def _postgres(self) -> Server:
        self._server = Server()
        _migrate(self._server.create("migrated"))
        return self._server


class HouseDb:
    """A database with the house's rules and calendar, and a way to work in it: committed at the end, or not at all."""

    def __init__(self, url: str, house: House | None = None) -> None:
        self.url, self.house, self.vault = url, house or shipped_house(), Vault(b"1" * 32)
        self.engine: Engine = writer_engine(url)

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.engine.begin() as conn:
            yield Work(conn, self.vault, self.house)

    def run(self, act: Callable[[Work], T]) -> T:
        with self.work() as work:
            return act(work)

    def close(self) -> None:
        self.engine.dispose()


def _migrate(url: str) -> None:
    engine = writer_engine(url)
    upgrade(engine)
    engine.dispose()
