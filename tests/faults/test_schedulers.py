"""Schedulers that run twice, clocks that jump, a process that was down, jobs that fail or hang: all of it once."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.cases import ringing
from handlers.cases.records import Clock
from handlers.digests import making
from handlers.duties.records import Build
from handlers.kit.events import Stepped
from handlers.kit.worktime import SHANGHAI
from handlers.reminders import actions
from handlers.reminders.records import Kind, Sounded
from scheduler import jobs
from storage.work import Work
from tests.databases import Databases
from tests.faults.kills import ROOT
from tests.faults.ticking import BEGINS, Ticking, once, taken_up, ticking
from tests.requests.scenes import reported

TWO_HOURS = timedelta(hours=2)
WEEK = BEGINS + timedelta(days=6)


@pytest.fixture
def town(database_url: str) -> Iterator[Ticking]:
    with ticking(database_url) as found:
        yield found


@pytest.fixture
def lone(database_url: str) -> Iterator[Ticking]:
    with ticking(database_url, loops=1) as found:
        yield found


def failing_once(monkeypatch: pytest.MonkeyPatch, room: Any, name: str, which: Callable[..., bool], fail: Any) -> None:
    """The first call of a kind goes wrong, all others are as ever."""
    real, left = getattr(room, name), [1]

    def act(*args: Any, **named: Any) -> Any:
        if which(*args) and left:
            left.pop()
            fail()
        return real(*args, **named)

    monkeypatch.setattr(room, name, act)


def boom() -> None:
    raise RuntimeError("boom")


def test_two_schedulers_do_each_thing_once(town: Ticking) -> None:
    town.cases(4)
    town.until(WEEK)
    town.holds()
    assert len(town.play.do(lambda work: work.reminders.sounded())) > 20
    assert not [one for one in town.owed() if one.late]
    mornings = town.notices("digest:")
    once(mornings)
    assert len(mornings) > 10


@pytest.mark.parametrize("first", [TWO_HOURS, -TWO_HOURS])
def test_a_clock_that_jumps_neither_repeats_nor_skips(town: Ticking, first: timedelta) -> None:
    """Each day somebody sets the clock, and the next day sets it back."""
    town.cases(3)
    jump = first
    for day in range(1, 6):
        town.until(datetime(2026, 2, 27, 7, 59, tzinfo=SHANGHAI) + timedelta(days=day))
        town.tick()
        town.jump(jump)
        town.tick(2)
        jump = -jump
    town.until(WEEK + timedelta(hours=4))
    town.holds()


def test_72_hours_down_lose_nothing_and_say_that_it_is_late(town: Ticking) -> None:
    town.cases(3)
    town.tick()
    town.jump(timedelta(hours=96))  # over a make-up Saturday and a month's end, to a Tuesday morning
    town.tick()
    town.holds()
    late = [one for one in town.owed() if one.late]
    assert {one.duty for one in late} >= {"duty.n01", "duty.n02", "duty.n03", "duty.n04", "duty.n05"}
    papers = town.play.do(town.digests)
    assert {one.duty_id for one in papers if one.late} == {one.id for one in late if one.id in _made(papers)}
    once([to for to, _ in town.notices("digest:")])


def _made(papers: Any) -> set[int]:
    return {one.duty_id for one in papers}


def test_who_comes_up_in_the_night_lets_people_sleep(lone: Ticking) -> None:
    """What was missed is told in the morning, not at two."""
    lone.cases(3)
    lone.tick()
    lone.jump(datetime(2026, 3, 3, 2, tzinfo=SHANGHAI) - lone.play.now)
    lone.tick()
    lone.holds()
    assert lone.notices("digest:")
    assert lone.notices("remind:")
    due = lone.play.desk.read_now(lambda work: work.outbox.due(lone.play.now, 100))
    assert not [one for one in due if one.key.startswith(("digest:", "remind:"))]
    lone.until(datetime(2026, 3, 3, 7, 31, tzinfo=SHANGHAI))
    assert any("补发" in str(card) for card in lone.play.sees("刘书记"))


def test_a_paper_that_fails_holds_up_no_other(town: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_once(monkeypatch, making, "build", lambda _, kind, __: kind is Build.WEEK, boom)
    town.cases(2)
    monday = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
    town.until(monday)
    undone = [one for one in town.owed() if one.due_at <= monday and not one.done_at]
    assert len(undone) <= 1
    town.until(monday + timedelta(minutes=16))
    assert not [one for one in town.owed() if one.due_at <= monday and not one.done_at]
    town.holds()


def test_a_paper_that_hangs_holds_up_no_other(lone: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that take for ever are waited for a while, the rest comes in its morning."""
    go = threading.Event()
    monkeypatch.setattr(jobs, "LONGEST", 1.5)
    failing_once(monkeypatch, making, "build", lambda _, kind, __: kind is Build.WEEK, lambda: go.wait(20))
    monday = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
    lone.until(monday)
    assert len([one for one in lone.owed() if one.due_at <= monday and not one.done_at]) == 1
    go.set()
    lone.until(monday + timedelta(minutes=16))
    lone.holds()


def test_a_reminder_that_fails_is_not_forgotten(lone: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told later, as late as it is: that it waited does not make it old news."""
    late = BEGINS + timedelta(hours=33)  # half an hour before the review is due
    failing_once(monkeypatch, jobs, "sound", lambda _, __, case, now: case == 1 and now > late, boom)
    lone.cases(2)
    lone.tick()
    lone.until(BEGINS + timedelta(days=4))
    lone.holds()
    sounded = lone.play.do(lambda work: work.reminders.sounded())
    assert {one.case_id for one in sounded if one.kind is Kind.LATE} == {1, 2}


def test_many_that_fail_do_not_starve_the_rest(lone: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a batch of them stand before it."""
    real = actions.sound

    def sound(work: Work, clock: int, case: int, now: datetime) -> Sequence[Sounded]:
        if case <= 3:
            boom()
        return real(work, clock, case, now)

    lone.cases(4)
    monkeypatch.setattr(jobs, "sound", sound)
    monkeypatch.setattr(jobs, "BATCH", 2)
    lone.jump(timedelta(days=3))
    lone.tick()
    assert {one.case_id for one in lone.play.do(lambda work: work.reminders.sounded())} == {4}


def test_many_clocks_that_can_not_ring_do_not_starve_the_rest(lone: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ringing.ring

    def ring(work: Work, clock: Clock, now: datetime) -> Stepped | None:
        if clock.case_id <= 3:
            boom()
        return real(work, clock, now)

    for n in range(4):
        no = reported(lone.play, f"三号楼的{n}号灯坏了")
        lone.play.script(("刘书记", "[大家来接]"))
        assert lone.play.case(no).state == "pool"
    monkeypatch.setattr(jobs, "ring", ring)
    monkeypatch.setattr(jobs, "BATCH", 2)
    lone.jump(timedelta(days=2))
    lone.tick()
    assert [lone.play.case(f"演武-000{n}").state for n in range(1, 5)] == ["pool", "pool", "pool", "dispatching"]


def test_a_reminder_that_hangs_holds_up_no_other(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL; what hangs in SQLite's one writer holds up everything, as everything there waits for it."""
    go = threading.Event()
    monkeypatch.setattr(jobs, "LONGEST", 1.0)
    with databases.fresh("postgres") as url, ticking(url) as town:
        town.cases(4)
        town.tick()
        failing_once(monkeypatch, jobs, "sound", lambda _, __, case, ___: case == 1, lambda: go.wait(20))
        town.jump(timedelta(days=4))
        town.tick()
        others = {one.case_id for one in town.play.desk.read_now(lambda work: work.reminders.sounded())}
        go.set()
        assert others >= {2, 3, 4}
        town.until(town.play.now + timedelta(minutes=16))
        town.holds()


def test_somebody_who_can_not_be_told_starves_nobody(lone: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    person = lone.play.ids["小吴"]
    for name in ("hand_out", "hand_digests"):
        failing_once(monkeypatch, jobs, name, lambda _, who, __: who == person, boom)
    lone.cases(2)
    lone.until(WEEK)
    lone.holds()


def test_who_is_killed_before_handing_out_hands_out_after_the_restart(databases: Databases) -> None:
    """Kept and not handed out: the papers lie there with whom to tell, and one message a person goes out."""
    with databases.fresh("sqlite") as url:
        with ticking(url, loops=1) as before:
            before.cases(2)
            before.tick()
        when = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
        command = [sys.executable, "-m", "tests.faults.dying", url, when.isoformat()]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL  # noqa: S603  # our own
        with taken_up(url, when) as after:
            assert after.play.do(lambda work: work.digests.people())
            assert not after.notices("digest:")
            after.tick(2)
            after.holds()
            once([to for to, _ in after.notices("digest:")])
            assert after.notices("digest:")
