"""The kernel's bare turn, twice: as plain SQL with a COMMIT each, and through the desk."""

import json
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.support import PEOPLE, Timing, Town, together
from handlers.cases.records import Event
from handlers.kit.notices import Notice
from handlers.kit.refusals import Fact
from storage.base import to_micros
from storage.work import Work

_RECEIVE = (
    "INSERT INTO inbox (channel, message_id, received_at) VALUES (?, ?, ?) "
    "ON CONFLICT (channel, message_id) DO NOTHING RETURNING id"
)
_MOVE = (
    "UPDATE cases SET state=?, version=version+1, head=?, holder_kind=?, holder_id=?, counts=?, facts=?, moved_at=?, "
    "closed_at=? WHERE id=? AND version=?"
)
_EVENT = (
    'INSERT INTO case_events (case_id, seq, step, actor_id, seat_id, frm, "to", occurred_at, recorded_at, body, '
    "prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NOTICE = (
    'INSERT INTO outbox ("key", audience, card, case_id, version, args, created_at, due_at) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class Plain:
    """One connection that all callers share, a COMMIT each: what a careful program without a desk does."""

    def __init__(self, file: Path) -> None:
        self._raw = sqlite3.connect(file, isolation_level=None, check_same_thread=False, cached_statements=512)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            self._raw.execute(f"PRAGMA {pragma}")
        self._lock = threading.Lock()

    def turn(self, message_id: str, case_id: int, now: int) -> None:
        run = self._raw.execute
        with self._lock:
            run("BEGIN IMMEDIATE")
            run(_RECEIVE, ("plain", message_id, now)).fetchone()
            row = run("SELECT * FROM cases WHERE id=?", (case_id,)).fetchone()
            version, state, head = row[8], row[7], f"{message_id:0>64}"
            body = json.dumps({"inputs": {}})
            run(_MOVE, (state, head, None, None, "{}", row[18], now, None, case_id, version))
            event = (case_id, version + 1, "bare", 1, None, state, state, now, now, body, row[9], head)
            run(_EVENT, event)
            args = json.dumps({"step": "bare", "by": 1, "seq": version + 1})
            key = f"{case_id}:{version + 1}:asker"
            run(_NOTICE, (key, "asker", "wishes/news", case_id, version + 1, args, now, now))
            run("COMMIT")

    def close(self) -> None:
        self._raw.close()


def plain(place: Town, cases: Sequence[int], turns: int, mark: str) -> Timing:
    """32 threads over one connection, whose COMMITs are synchronous."""
    timing, raw = Timing(), Plain(place.file)
    now = to_micros(place.clock.now())

    def caller(case_id: int) -> None:
        for n in range(turns // len(cases)):
            began = time.perf_counter()
            raw.turn(f"{mark}-{case_id}-{n}", case_id, now)
            timing.spans.append(time.perf_counter() - began)

    threads = [threading.Thread(target=caller, args=(case_id,)) for case_id in cases]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timing.took = time.perf_counter() - began
    raw.close()
    return timing


def desk(place: Town, cases: Sequence[int], turns: int, mark: str) -> Timing:
    """The same effects through the desk, 32 people waiting for their answers on an event loop."""
    now = place.clock.now()

    def turn(message_id: str, case_id: int, work: Work) -> None:
        work.messages.receive("desk", message_id, now)
        case = work.cases.lock(case_id)
        assert case
        head, seq = f"{message_id:0>64}", case.version + 1
        work.cases.move(replace(case, head=head, moved_at=now), case.version)
        event = Event(case_id, seq, "bare", 1, None, case.state, case.state, now, now, {"inputs": {}}, case.head, head)
        work.history.append(event)
        args: dict[str, Fact] = {"step": "bare", "by": 1, "seq": seq}
        work.outbox.put([Notice(f"{case_id}:{seq}:asker", "asker", "wishes/news", case_id, seq, args, now, now)])

    async def caller(n: int, timing: Timing) -> None:
        for k in range(turns // PEOPLE):
            began = time.perf_counter()
            await place.desk.write(partial(turn, f"{mark}-{cases[n]}-{k}", cases[n]))
            timing.spans.append(time.perf_counter() - began)

    return together(PEOPLE, caller)
