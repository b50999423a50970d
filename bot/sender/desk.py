"""The desk as the sender has it: it reads by itself, and has another process write."""

from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.desk.base import Desk, Task, settle
from bot.sender.line import Ask, Line, Told
from handlers.kit.house import House
from storage.vault import Vault
from storage.work import Work

T = TypeVar("T")


class FarDesk(Desk):
    """Tasks are sent over the line: so each is a function of a module with its values, and no closure."""

    def __init__(self, line: Line, reader: Engine, vault: Vault, house: House, clock: Clock) -> None:
        super().__init__(reader, vault, house, clock)
        self._line = line
        self._numbers = count(1)
        self._asked: dict[int, Task] = {}
        self._conn: Connection | None = None

    def submit(self, task: Task, *, job: bool = False) -> "Future[Any]":
        """Whatever is asked from here is a job: people are at the other end."""
        number = next(self._numbers)
        self._line.send(Ask(number, task.run, task.key))
        self._asked[number] = task
        return task.done

    async def read(self, run: Callable[[Work], T]) -> T:
        """Here and now, on a connection that stays open: readings are short, and nobody is kept waiting by them but
        what is sent next. Never from another thread: that has `read_now`, and a connection of its own."""
        if self._conn is None:
            self._conn = self._reader.connect()
        try:
            with self._conn.begin():
                return run(Work(self._conn, self.vault, self.house))
        except DBAPIError:
            self._let_go()
            return self.read_now(run)

    def told(self, told: Told) -> None:
        settle([(self._asked.pop(told.number), told.result, told.error)])

    def _let_go(self) -> None:
        conn, self._conn = self._conn, None
        if conn:
            conn.close()

    def close(self) -> None:
        self._let_go()
        self._close_readers()
