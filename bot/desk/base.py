"""What every desk does, whatever the database: take tasks, wait for their commit, read beside them."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from bot import turns
from bot.clock import Clock
from handlers.kit.house import House
from handlers.kit.turns import Incoming
from storage.deliveries import Queued
from storage.vault import Vault
from storage.work import Work

log = structlog.get_logger()

T = TypeVar("T")
# What a statement did wrong by itself. Any other error of a database means that it can't be used now.
_OWN_FAULT = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


class StoreUnavailable(Exception):
    """The database can't be used now; nothing of the task is stored."""


class TaskFailed(Exception):
    """A task ended with something that is no plain exception: it must not end the loop that waits for it as well."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What committed tasks have changed that others look at: cases that moved, accounts that were written to.

    `still`: those of the accounts in which no older card looks otherwise. `fresh`: messages to send, by channel, for
    nobody else to find. `due`: there may be more to send. `told`: there may be notices to deliver.
    """

    cases: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()
    still: frozenset[int] = frozenset()
    fresh: tuple[tuple[str, Queued], ...] = ()
    due: bool = True
    told: bool = True

    def touches(self, message: Queued) -> bool:
        """Whether a message of an older commit may look otherwise now."""
        return message.account_id in self.accounts - self.still or message.card.case in self.cases

    def outdated(self, message: Queued) -> Queued:
        """A message of an older commit, without its face where that may look otherwise now."""
        return replace(message, face=None) if message.face and self.touches(message) else message

    def __bool__(self) -> bool:
        return bool(self.cases or self.accounts or self.fresh or self.due or self.told)


@dataclass(slots=True)
class Task:
    """Something to run in a transaction. It may be run again, so it has no effect outside its connection."""

    run: Callable[[Work], Any]
    key: str
    done: "Future[Any]" = field(default_factory=Future)
    waiter: "asyncio.Future[Any] | None" = None


Outcome: TypeAlias = tuple[Task, Any, BaseException | None]


class Desk(ABC):
    """Turns and jobs go in, answers come out after their commit. `listeners` hear of effects, in any thread.

    `shared`: other processes may be at work on the same database.
    """

    shared = False

    def __init__(self, reader: Engine, vault: Vault, house: House, clock: Clock) -> None:
        self.vault, self.house, self.clock = vault, house, clock
        self.listeners: list[Callable[[Effects], None]] = []
        self._reader = reader
        self._readers = ThreadPoolExecutor(4, "reader")
        self.alone = False  # whether no other process takes what waits in this database
        self.apart: frozenset[str] = frozenset()  # channels whose messages are drawn by who sends them

    def now(self) -> datetime:
        return self.clock.now()

    def turn(self, incoming: Incoming) -> "Future[turns.Answer]":
        """A person's message; people go before jobs."""
        return self.submit(self._task_of(incoming))

    def _task_of(self, incoming: Incoming) -> Task:
        key = f"{incoming.channel}:{incoming.account}"
        draws = self.alone and incoming.channel not in self.apart
        return Task(lambda work: turns.run(work, incoming, self.clock.now(), draws=draws), key)

    @abstractmethod
    def submit(self, task: Task, *, job: bool = False) -> "Future[Any]": ...

    @abstractmethod
    def close(self) -> None: ...

    async def answer(self, incoming: Incoming) -> turns.Answer:
        answer: turns.Answer = await self._awaited(self._task_of(incoming))
        return answer

    async def write(self, run: Callable[[Work], T], key: str = "") -> T:
        """Something a person waits for that is no message: signing in, an import."""
        result: T = await self._awaited(Task(run, key))
        return result

    async def job(self, run: Callable[[Work], T], key: str = "") -> T:
        """A small piece of background work; it lets people pass."""
        result: T = await self._awaited(Task(run, key), job=True)
        return result

    async def _awaited(self, task: Task, *, job: bool = False) -> Any:
        task.waiter = asyncio.get_running_loop().create_future()
        self.submit(task, job=job)
        return await task.waiter

    async def read(self, run: Callable[[Work], T]) -> T:
        """Read on a connection that can't write, beside the turns."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, run)

    def read_now(self, run: Callable[[Work], T]) -> T:
        """Reading is repeated once on a fresh connection: one from the pool may have died while nobody used it."""
        for last in (False, True):
            try:
                with self._reader.connect() as conn:
                    return run(Work(conn, self.vault, self.house))
            except DBAPIError as error:
                if last or not error.connection_invalidated:
                    seen = as_seen(error)
                    raise seen from error
        raise AssertionError("the second try returns or raises")

    def _close_readers(self) -> None:
        self._readers.shutdown()
        self._reader.dispose()

    def _announce(self, works: list[Work]) -> None:
        if effects := self._effects(works):
            self.announce(effects)

    def _effects(self, works: list[Work]) -> Effects:
        cases = frozenset(case for work in works for case in work.touched)
        accounts = frozenset(account for work in works for account in work.spoken)
        moved = frozenset(account for work in works for account in work.spoken - work.still)
        fresh = _fresh(works) if self.alone else ()
        due = any(work.waits or (work.fresh and not self.alone) for work in works)
        return Effects(cases, accounts, accounts - moved, fresh, due, any(work.told for work in works))

    def announce(self, effects: Effects) -> None:
        for listener in self.listeners:
            try:
                listener(effects)
            except Exception:  # a listener whose loop has closed, say: no reason to end the desk's thread
                log.exception("listener failed")


def _fresh(works: Sequence[Work]) -> tuple[tuple[str, Queued], ...]:
    """What all of them have to send; without its face what more than one of them may have changed."""
    cases, accounts = _twice(work.touched for work in works), _twice(work.spoken - work.still for work in works)
    changed = Effects(cases, accounts)
    return tuple((channel, changed.outdated(message)) for work in works for channel, message in work.fresh)


def _twice(groups: Iterable[Set[int]]) -> frozenset[int]:
    """What is in more than one of them."""
    seen: set[int] = set()
    again: set[int] = set()
    for group in groups:
        again |= seen & group
        seen |= group
    return frozenset(again)


def as_seen(error: BaseException) -> BaseException:
    """An error as the task's waiter gets it."""
    if isinstance(error, DBAPIError) and not isinstance(error, _OWN_FAULT):
        return _caused(StoreUnavailable(str(error)), error)
    if isinstance(error, StopIteration) or not isinstance(error, Exception):
        return _caused(TaskFailed(repr(error)), error)
    return error


def _caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def settle(outcomes: Iterable[Outcome]) -> None:
    """Give waiters their outcomes; one who has left is not waited for. A loop is woken once for all of its own."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Outcome]] = {}
    for outcome in outcomes:
        task, result, error = outcome
        if task.waiter is not None:
            by_loop.setdefault(task.waiter.get_loop(), []).append(outcome)
        elif task.done.set_running_or_notify_cancel():
            if error is None:
                task.done.set_result(result)
            else:
                task.done.set_exception(as_seen(error))
    for loop, waiting in by_loop.items():
        try:
            loop.call_soon_threadsafe(_tell, waiting)
        except RuntimeError:
            log.warning("the loop that waited has closed", tasks=len(waiting))


def _tell(outcomes: Iterable[Outcome]) -> None:
    for task, result, error in outcomes:
        if task.waiter is None or task.waiter.done():
            continue
        if error is None:
            task.waiter.set_result(result)
        else:
            task.waiter.set_exception(as_seen(error))
