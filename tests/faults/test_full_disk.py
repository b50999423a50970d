"""A full disk in the middle of a batch: what was answered is stored, the rest is refused, and then it goes on."""

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from bot.desk import StoreUnavailable
from bot.desk.base import Task
from bot.turns import Answer
from handlers.kit.notices import Notice
from storage.work import Work
from tests.faults.support import SOON, Town, founded, held_up, lite_url, numbers, opened, received, said, settle, sound

PEOPLE = 32
BIG = "很长的心愿" * 90


class Ceiling:
    """A limit of pages for the writer, also for connections it opens anew: a real SQLITE_FULL."""

    def __init__(self, town: Town) -> None:
        self._town, self._most = town, 0

    def __enter__(self) -> "Ceiling":
        event.listen(Engine, "connect", self._limit)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "connect", self._limit)

    def close_down(self, spare: int) -> None:
        self._most = self._town.run(self._pages) + spare
        self._apply()

    def lift(self) -> None:
        self._most = 2**30
        self._apply()

    def _apply(self) -> None:
        self._town.run(lambda work: self._limit(work.conn.connection.driver_connection))

    def _pages(self, work: Work) -> int:
        return int(work.conn.exec_driver_sql("PRAGMA page_count").scalar_one())

    def _limit(self, raw: Any, _: object = None) -> None:
        if self._most:
            raw.execute(f"PRAGMA max_page_count={self._most}")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with founded(lite_url(tmp_path)) as found:
        for n in range(PEOPLE):
            found.run(partial(settle, name=f"person{n}"))
        yield found


def outcomes(waiting: "dict[str, Future[Answer]]") -> tuple[set[str], set[str]]:
    """(answered, refused); anything but an answer or StoreUnavailable is a fault."""
    answered, refused = set(), set()
    for message_id, future in waiting.items():
        try:
            future.result(SOON)
            answered.add(message_id)
        except StoreUnavailable:
            refused.add(message_id)
    return answered, refused


def same_as_told(town: Town, answered: set[str], refused: set[str]) -> None:
    assert town.read(lambda work: received(work, "web", answered | refused)) == answered
    town.read(sound)


def test_a_full_disk_refuses_what_it_cannot_store_and_nothing_else(town: Town) -> None:
    with Ceiling(town) as ceiling:
        ceiling.close_down(spare=12)
        with held_up(town):
            waiting = {f"full-{n}": town.desk.turn(said(f"person{n}", f"full-{n}", BIG)) for n in range(PEOPLE)}
        answered, refused = outcomes(waiting)
        assert refused, "the disk was never full"
        same_as_told(town, answered, refused)

        ceiling.lift()
        again = {f"full-{n}": town.desk.turn(said(f"person{n}", f"full-{n}", BIG)) for n in range(PEOPLE)}
        assert outcomes(again) == (set(waiting), set())
        assert {key for key, future in again.items() if future.result().duplicate} == answered
        same_as_told(town, set(waiting), set())


def test_after_a_silent_rollback_no_later_turn_commits_on_its_own(town: Town) -> None:
    """SQLite undoes the whole transaction when a statement without a journal of its own finds the disk full."""
    gone: list[bool] = []
    ran: list[str] = []

    def fills(work: Work) -> None:
        try:
            for n in range(10_000):
                work.outbox.put([_notice(f"{n}" * 100, town)])
        except DBAPIError:
            raw: Any = work.conn.connection.driver_connection
            gone.append(not raw.in_transaction)
            raise

    def small(work: Work, name: str) -> str:
        ran.append(name)
        work.messages.receive("probe", name, town.clock.now())
        return name

    with Ceiling(town) as ceiling:
        ceiling.close_down(spare=3)
        with held_up(town):
            before = [town.desk.submit(Task(partial(small, name=f"before{n}"), "")) for n in range(5)]
            full = town.desk.submit(Task(fills, ""))
            after = [town.desk.submit(Task(partial(small, name=f"after{n}"), "")) for n in range(5)]
        with pytest.raises(StoreUnavailable):
            full.result(SOON)
        assert gone[0], "this SQLite kept the transaction: the danger was not provoked"
        answered = {task.result(SOON) for task in [*before, *after]}
        assert town.read(lambda work: received(work, "probe", answered)) == answered
        assert ran.count("before0") == 2, "the turns before were undone with the transaction and run again"
        assert ran.count("after0") == 1, "the turns after were not run in the lost transaction"
        assert not town.read(lambda work: work.outbox.due(town.clock.now())), "the refused task left a row behind"


def _notice(key: str, town: Town) -> Notice:
    now = town.clock.now()
    return Notice(key, "asker", "wishes/news", None, 1, {}, now, now)


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """A small file system of its own: ENOSPC while the log is written, at any statement or at COMMIT."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.getuid() != 0:
        pytest.skip("only root may mount a small file system")
    problem = _root_does("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk))
    if problem:
        pytest.skip(f"no small file system here: {problem}")
    try:
        _fill_and_free(disk)
    finally:
        assert not _root_does("umount", "-l", str(disk))


def _root_does(*command: str) -> str:
    """What went wrong, nothing where nothing did."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # written above
    return done.stderr.strip() or ("failed" if done.returncode else "")


def _fill_and_free(disk: Path) -> None:
    with founded(lite_url(disk)) as town:
        for n in range(PEOPLE):
            town.run(partial(settle, name=f"person{n}"))
        ballast = disk / "ballast"
        space = os.statvfs(disk)
        ballast.write_bytes(b"\0" * (space.f_bavail * space.f_frsize - 64 * 1024))
        answered: set[str] = set()
        refused: set[str] = set()
        for wave in range(4):
            with held_up(town):
                ids = {f"wave{wave}-{n}": f"person{n}" for n in range(PEOPLE)}
                waiting = {id_: town.desk.turn(said(who, id_, BIG)) for id_, who in ids.items()}
            good, bad = outcomes(waiting)
            answered, refused = answered | good, refused | bad
        assert refused, "the disk was never full"
        same_as_told(town, answered, refused)
        ballast.unlink()
        good, bad = outcomes({id_: town.desk.turn(said(f"person{id_.split('-')[1]}", id_, BIG)) for id_ in refused})
        assert (good, bad) == (refused, set())
        same_as_told(town, answered | refused, set())
    with opened(lite_url(disk)) as town:
        same_as_told(town, answered | refused, set())
        assert town.read(lambda work: numbers(work, 2))
