"""What every desk does, whatever the database: take tasks, wait for their commit, read beside them."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine

from bot import turns
from bot.clock import Clock
from handlers.kit.house import House
from handlers.kit.turns import Incoming
from storage.vault import Vault
from storage.work import Work

T = TypeVar("T")


class StoreUnavailable(Exception):
    """The database can't be written now; nothing of the task is stored."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What committed tasks have changed that others look at: cases that moved, accounts that were written to."""

    cases: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.cases or self.accounts)


@dataclass(slots=True)
class Task:
    """Something to run in a transaction. It may be run again, so it has no effect outside its connection."""

    run: Callable[[Work], Any]
    key: str
    done: "Future[Any]" = field(default_factory=Future)


class Desk(ABC):
    """Turns and jobs go in, answers come out after their commit. `listeners` hear of effects, in any thread."""

    def __init__(self, reader: Engine, vault: Vault, house: House, clock: Clock) -> None:
        self.vault, self.house, self.clock = vault, house, clock
        self.listeners: list[Callable[[Effects], None]] = []
        self._reader = reader
        self._readers = ThreadPoolExecutor(4, "reader")

    def now(self) -> datetime:
        return self.clock.now()

    def turn(self, incoming: Incoming) -> "Future[turns.Answer]":
        """A person's message; people go before jobs."""
        run = self._turn_of(incoming)
        return self.submit(Task(run, f"{incoming.channel}:{incoming.account}"))

    def _turn_of(self, incoming: Incoming) -> Callable[[Work], turns.Answer]:
        return lambda work: turns.run(work, incoming, self.clock.now())

    @abstractmethod
    def submit(self, task: Task, *, job: bool = False) -> "Future[Any]": ...

    @abstractmethod
    def close(self) -> None: ...

    async def answer(self, incoming: Incoming) -> turns.Answer:
        return await asyncio.wrap_future(self.turn(incoming))

    async def write(self, run: Callable[[Work], T], key: str = "") -> T:
        """Something a person waits for that is no message: signing in, an import."""
        result: T = await asyncio.wrap_future(self.submit(Task(run, key)))
        return result

    async def job(self, run: Callable[[Work], T], key: str = "") -> T:
        """A small piece of background work; it lets people pass."""
        result: T = await asyncio.wrap_future(self.submit(Task(run, key), job=True))
        return result

    async def read(self, run: Callable[[Work], T]) -> T:
        """Read on a connection that can't write, beside the turns."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, run)

    def read_now(self, run: Callable[[Work], T]) -> T:
        with self._reader.connect() as conn:
            return run(Work(conn, self.vault, self.house))

    def _close_readers(self) -> None:
        self._readers.shutdown()
        self._reader.dispose()

    def _announce(self, works: list[Work]) -> None:
        cases = frozenset(case for work in works for case in work.touched)
        accounts = frozenset(account for work in works for account in work.spoken)
        effects = Effects(cases, accounts)
        if effects:
            self.announce(effects)

    def announce(self, effects: Effects) -> None:
        for listener in self.listeners:
            listener(effects)


def settle(task: Task, result: Any, error: BaseException | None) -> None:
    """Give a task's waiter its outcome; one who has left is not waited for."""
    if task.done.set_running_or_notify_cancel():
        if error is None:
            task.done.set_result(result)
        else:
            task.done.set_exception(error)
