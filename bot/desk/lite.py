"""The SQLite desk: one writer thread takes all tasks that wait and commits them together."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.desk.base import Desk, StoreUnavailable, Task, settle
from handlers.kit.house import House
from storage.vault import Vault
from storage.work import Work

log = structlog.get_logger()

MOST = 64
GIVES_WAY = 0.020  # seconds after which a batch ends and jobs let people pass


class TransactionLost(Exception):
    """SQLite has rolled the whole transaction back on its own, as it does on a full disk."""


class LiteDesk(Desk):
    def __init__(self, writer: Engine, reader: Engine, vault: Vault, house: House, clock: Clock) -> None:
        super().__init__(reader, vault, house, clock)
        self._writer = writer
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

    def _next(self, taken: int, began: float) -> Task | None:
        """The next task for this batch: people first; a job only while none of them wait."""
        with self._wake:
            if taken >= MOST or (taken and time.monotonic() - began > GIVES_WAY):
                return None
            if self._people:
                return self._people.popleft()
            return self._jobs.popleft() if self._jobs else None

    def _batch(self) -> None:
        """Run what waits in one transaction. If the transaction is lost, run each alone in its own."""
        began = time.monotonic()
        ran: list[tuple[Task, Work, Any, BaseException | None]] = []
        taken: list[Task] = []
        try:
            with self._writer.connect() as conn:
                while task := self._next(len(taken), began):
                    taken.append(task)
                    ran.append((task, *self._one(conn, task)))
                conn.commit()
        except (TransactionLost, DBAPIError) as error:
            log.warning("batch lost, running each turn alone", turns=len(taken), error=str(error))
            self._drop()
            for task in taken:
                self._alone(task)
            return
        self._finish(ran)

    def _one(self, conn: Connection, task: Task) -> tuple[Work, Any, BaseException | None]:
        """A task within its savepoint; its exception undoes it alone."""
        work = Work(conn, self.vault, self.house)
        conn.exec_driver_sql("SAVEPOINT turn")
        try:
            result = task.run(work)
            self._check_open(conn)
        except BaseException as error:
            self._check_open(conn)
            conn.exec_driver_sql("ROLLBACK TO SAVEPOINT turn")
            conn.exec_driver_sql("RELEASE SAVEPOINT turn")
            return Work(conn, self.vault, self.house), None, error
        conn.exec_driver_sql("RELEASE SAVEPOINT turn")
        return work, result, None

    def _check_open(self, conn: Connection) -> None:
        # After a silent rollback every later savepoint would commit on its own.
        raw = conn.connection.driver_connection
        if raw is None or not raw.in_transaction:
            raise TransactionLost

    def _alone(self, task: Task) -> None:
        try:
            with self._writer.connect() as conn:
                outcome = self._one(conn, task)
                conn.commit()
        except (TransactionLost, DBAPIError) as error:
            self._drop()
            settle(task, None, StoreUnavailable(str(error)))
            return
        self._finish([(task, *outcome)])

    def _drop(self) -> None:
        """Forget the connection: its state is unknown."""
        self._writer.dispose()

    def _finish(self, ran: list[tuple[Task, Work, Any, BaseException | None]]) -> None:
        self._announce([work for _, work, _, _ in ran])
        for task, _, result, error in ran:
            wrapped = StoreUnavailable(str(error)) if isinstance(error, DBAPIError) else error
            settle(task, result, wrapped)
