"""The SQLite desk: one writer thread takes all tasks that wait and commits them together."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection, Engine

from bot.clock import Clock
from bot.desk.base import Desk, Outcome, StoreUnavailable, Task, settle
from handlers.kit.house import House
from storage.vault import Vault
from storage.work import Work

log = structlog.get_logger()

MOST = 64
GIVES_WAY = 0.008  # seconds after which a batch ends: whoever sends, or reads, goes on with what is committed
JOBS_AFTER_PEOPLE = 0.004  # seconds of jobs for which people who have run may wait for their COMMIT


class TransactionLost(Exception):
    """SQLite has rolled the whole transaction back on its own, as it does on a full disk."""


@dataclass(slots=True)
class _Batch:
    """Tasks of one transaction; `person_at`: when the last person's turn had its turn, 0 before the first."""

    began: float = field(default_factory=time.monotonic)
    taken: list[Task] = field(default_factory=list)
    jobs: int = 0
    person_at: float = 0

    def full(self, now: float) -> bool:
        return len(self.taken) >= MOST or (bool(self.taken) and now - self.began > GIVES_WAY)


class LiteDesk(Desk):
    def __init__(self, writer: Engine, reader: Engine, vault: Vault, house: House, clock: Clock) -> None:
        super().__init__(reader, vault, house, clock)
        self._writer, self.alone = writer, True
        self._people: deque[Task] = deque()
        self._jobs: deque[Task] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self._thread.start()

    def submit(self, task: Task, *, job: bool = False) -> "Future[Any]":
        with self._wake:
            if self._closing:
                raise StoreUnavailable("the desk is closing")
            (self._jobs if job else self._people).append(task)
            self._wake.notify()
        return task.done

    def close(self) -> None:
        """Finish what was taken in, then stop."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        self._close_readers()
        self._writer.dispose()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._people or self._jobs or self._closing)
                if self._closing and not self._people and not self._jobs:
                    return
            self._batch()

    def _next(self, batch: _Batch) -> Task | None:
        """The next task: people first. Jobs while no people wait, and one in each batch, or they would starve."""
        now = time.monotonic()
        with self._wake:
            full = batch.full(now)
            if self._people and not full:
                batch.person_at = now
                return self._people.popleft()
            lets_wait = bool(batch.person_at) and now - batch.person_at > JOBS_AFTER_PEOPLE
            if self._jobs and (not batch.jobs or not (full or lets_wait)):
                batch.jobs += 1
                return self._jobs.popleft()
            return None

    def _batch(self) -> None:
        """Run what waits in one transaction. If the transaction is lost, run each alone in its own."""
        batch = _Batch()
        ran: list[tuple[Work, Outcome]] = []
        try:
            with self._writer.connect() as conn, conn.begin():
                while task := self._next(batch):
                    batch.taken.append(task)
                    ran.append(self._one(conn, task))
        except Exception as error:
            log.warning("batch lost, running each turn alone", turns=len(batch.taken), error=str(error))
            self._writer.dispose()  # the connection's state is unknown
            if not batch.taken:
                self._refuse(self._waiting(), error)
            self._each_alone(batch.taken)
            return
        self._finish(ran)

    def _one(self, conn: Connection, task: Task) -> tuple[Work, Outcome]:
        """A task within its savepoint; its exception undoes it alone."""
        raw: Any = conn.connection.driver_connection  # three statements a turn that need nothing of SQLAlchemy
        work, result, failure = Work(conn, self.vault, self.house), None, None
        raw.execute("SAVEPOINT turn")
        try:
            result = task.run(work)
        except BaseException as error:
            failure = error
        if not raw.in_transaction:  # every later savepoint would commit on its own
            raise TransactionLost
        if failure is not None:
            raw.execute("ROLLBACK TO SAVEPOINT turn")
            work = Work(conn, self.vault, self.house)
        raw.execute("RELEASE SAVEPOINT turn")
        return work, (task, result, failure)

    def _each_alone(self, tasks: list[Task]) -> None:
        for place, task in enumerate(tasks):
            began = False
            try:
                with self._writer.connect() as conn, conn.begin():
                    began = True
                    ran = self._one(conn, task)
            except Exception as error:
                self._writer.dispose()
                self._refuse([task] if began else tasks[place:], error)
                if not began:
                    return
            else:
                self._finish([ran])

    def _waiting(self) -> list[Task]:
        """Take everybody off the queues: a database that can't be opened is not tried again for each."""
        with self._wake:
            waiting = [*self._people, *self._jobs]
            self._people.clear()
            self._jobs.clear()
        return waiting

    def _refuse(self, tasks: list[Task], error: Exception) -> None:
        settle((task, None, StoreUnavailable(str(error))) for task in tasks)

    def _finish(self, ran: list[tuple[Work, Outcome]]) -> None:
        self._announce([work for work, _ in ran])
        settle(outcome for _, outcome in ran)
