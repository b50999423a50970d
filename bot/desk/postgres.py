"""The PostgreSQL desk: one task, one transaction; an account always goes to the same thread and takes its lock."""

import hashlib
import queue
import random
import threading
import time
from concurrent.futures import Future
from typing import Any

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.desk.base import Desk, StoreUnavailable, Task, settle
from bot.desk.hints import CHANNEL, Hints, hint_of
from handlers.kit.house import House
from storage.vault import Vault
from storage.work import Work

log = structlog.get_logger()

THREADS = 8
TRIES = 4  # the first and three more
PAUSE = 0.02  # seconds; who reruns at once takes the lock that the other waits for, and both are stuck again
_RERUN = ("40P01", "40001")  # deadlock, serialization failure
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_NOTIFY = text("SELECT pg_notify(:channel, :hint)")
_Queue = queue.PriorityQueue[tuple[int, int, Task | None]]


class PostgresDesk(Desk):
    def __init__(self, writer: Engine, reader: Engine, vault: Vault, house: House, clock: Clock) -> None:
        super().__init__(reader, vault, house, clock)
        self._writer = writer
        self._count = 0
        self._lock = threading.Lock()
        self._closing = False
        self._queues: list[_Queue] = [queue.PriorityQueue() for _ in range(THREADS)]
        self._load = [0] * THREADS
        self._threads = [threading.Thread(target=self._run, args=(lane,), daemon=True) for lane in range(THREADS)]
        for thread in self._threads:
            thread.start()
        address = writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._hints = Hints(address, self.announce)

    def submit(self, task: Task, *, job: bool = False) -> "Future[Any]":
        with self._lock:
            if self._closing:
                raise StoreUnavailable("the desk is closing")
            self._count += 1
            place = self._count
            lane = lock_key(task.key) % THREADS if task.key else self._freest(place)
            self._load[lane] += 1
            self._queues[lane].put((1 if job else 0, place, task))
        return task.done

    def _freest(self, place: int) -> int:
        """Where the fewest wait, in turn among equals: nothing waits behind what hangs while another thread is free."""
        return min(range(THREADS), key=lambda lane: (self._load[lane], (lane - place) % THREADS))

    def close(self) -> None:
        """Finish what was taken in, then stop."""
        with self._lock:
            self._closing = True
        for lane in self._queues:
            lane.put((2, 0, None))
        for thread in self._threads:
            thread.join()
        self._hints.close()
        self._close_readers()
        self._writer.dispose()

    def _run(self, lane: int) -> None:
        while True:
            _, _, task = self._queues[lane].get()
            if task is None:
                return
            self._one(task)
            with self._lock:
                self._load[lane] -= 1

    def _one(self, task: Task) -> None:
        for left in reversed(range(TRIES)):
            try:
                work, result = self._transaction(task)
            except BaseException as error:
                if left and _may_rerun(error):
                    time.sleep(PAUSE * random.uniform(0.5, 1.5) * (TRIES - left))  # noqa: S311  # jitter
                    continue
                settle([(task, None, error)])
            else:
                self._announce([work])
                settle([(task, result, None)])
            return

    def _transaction(self, task: Task) -> tuple[Work, Any]:
        with self._writer.begin() as conn:
            if task.key:
                conn.execute(_LOCK, {"key": lock_key(task.key)})
            work = Work(conn, self.vault, self.house)
            result = task.run(work)
            effects = self._effects([work])
            if effects:
                conn.execute(_NOTIFY, {"channel": CHANNEL, "hint": hint_of(effects)})
        return work, result


def _may_rerun(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RERUN


def lock_key(key: str) -> int:
    """The same signed 64-bit number in every process."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
