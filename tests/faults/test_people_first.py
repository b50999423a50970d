"""People before jobs: a long queue of background work delays nobody, and busy people don't starve it."""

import threading
import time
from concurrent.futures import wait
from functools import partial
from pathlib import Path

import pytest

from bot.desk import StoreUnavailable
from bot.desk.base import Task
from handlers.kit.notices import Notice
from storage.work import Work
from tests.faults.support import SOON, Town, claim, founded, held_up, helpers, lite_url, open_wishes, said

JOBS = 1000
MOST_DELAY = 0.100


def job(town: Town, n: int, work: Work) -> None:
    """About as much as delivering a notice costs."""
    now = town.clock.now()
    for k in range(3):
        work.outbox.put([Notice(f"job:{n}:{k}", "asker", "wishes/news", None, 1, {"n": n}, now, now)])
    work.outbox.due(now, 10)
    work.accounts.who("web", "secretary", now.date(), now)


def test_a_thousand_jobs_do_not_delay_a_turn(tmp_path: Path) -> None:
    with founded(lite_url(tmp_path)) as town:
        names, wishes = helpers(town, 30), open_wishes(town, 30)
        with held_up(town):
            jobs = [town.desk.submit(Task(partial(job, town, n), ""), job=True) for n in range(JOBS)]
        delays = []
        for name, wish in zip(names, wishes, strict=True):
            began = time.perf_counter()
            assert not town.desk.turn(claim(name, wish)).result(SOON).failed
            delays.append(time.perf_counter() - began)
        left = sum(not one.done() for one in jobs)
        assert left, "the jobs were over before the people came: nothing was shown"
        assert max(delays) < MOST_DELAY, f"a turn waited {max(delays) * 1000:.0f} ms"
        done, open_ = wait(jobs, SOON)
        assert (len(done), len(open_)) == (JOBS, 0)
        assert all(one.exception() is None for one in done)


def test_people_who_never_stop_do_not_starve_jobs(tmp_path: Path) -> None:
    with founded(lite_url(tmp_path)) as town:
        names, over = helpers(town, 16), threading.Event()

        def talk(name: str) -> None:
            n = 0
            while not over.is_set():
                n += 1
                waiting = [town.desk.turn(said(name, f"{name}-{n}-{k}", "帮助")) for k in range(8)]
                wait(waiting, SOON)

        threads = [threading.Thread(target=talk, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        try:
            jobs = [town.desk.submit(Task(partial(job, town, n), ""), job=True) for n in range(20)]
            done, _ = wait(jobs, SOON)
        finally:
            over.set()
            for thread in threads:
                thread.join(SOON)
        assert len(done) == 20


def test_a_closed_desk_says_so_and_has_finished_what_it_took(tmp_path: Path) -> None:
    with founded(lite_url(tmp_path)) as town:
        helpers(town, 1)
        with held_up(town):
            taken = [town.desk.turn(said("helper0", f"m{n}", "帮助")) for n in range(20)]
            closing = threading.Thread(target=town.desk.close)
            closing.start()
        closing.join(SOON)
        assert all(one.done() for one in taken)
        assert not any(one.result().failed for one in taken)
        with pytest.raises(StoreUnavailable):
            town.desk.turn(said("helper0", "late", "帮助"))
