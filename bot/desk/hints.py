"""What other processes on the same PostgreSQL have changed: heard by LISTEN. Only hints; a poll stands behind them."""

import json
import threading
from collections.abc import Callable

import psycopg
import structlog

from bot.desk.base import Effects

log = structlog.get_logger()

CHANNEL = "weiyuan"
BREATH = 1.0  # seconds between looks at whether to stop
PAUSE = 5.0  # seconds before a lost line is taken up again


class Hints:
    """A thread that passes on every notification; after a lost line it simply begins anew."""

    def __init__(self, address: str, hear: Callable[[Effects], None]) -> None:
        self._address, self._hear = address, hear
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen()
            except psycopg.OperationalError as error:
                log.warning("hints lost, listening again", error=str(error))
                self._stop.wait(PAUSE)

    def _listen(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as line:
            line.execute(f"LISTEN {CHANNEL}")
            while not self._stop.is_set():
                for note in line.notifies(timeout=BREATH):
                    self._hear(effects_of(note.payload))


def hint_of(effects: Effects) -> str:
    """Ids for other processes; empty lists where there are more than a notification holds (8,000 bytes)."""
    text = json.dumps([sorted(effects.cases), sorted(effects.accounts)])
    return text if len(text) < 7_900 else "[[], []]"


def effects_of(hint: str) -> Effects:
    cases, accounts = json.loads(hint)
    return Effects(frozenset(cases), frozenset(accounts))
