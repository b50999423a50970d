"""The PostgreSQL desk: deadlocks are rerun, two desks share accounts, lost connections heal."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from bot.courier import Courier
from bot.desk import StoreUnavailable
from bot.desk.base import Task
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Press
from storage.work import Work
from tests.faults.support import SOON, Town, claim, founded, helpers, numbers, open_wishes, opened, said, settle, sound
from tests.postgres import Server

_names = iter(range(1000))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    try:
        found = Server()
    except RuntimeError as missing:
        pytest.skip(f"no PostgreSQL to break: {missing}")
    yield found
    found.stop()


@pytest.fixture
def town(server: Server) -> Iterator[Town]:
    name = f"faults{next(_names)}"
    with founded(server.create(name)) as found:
        yield found
    server.drop(name)


def alone(town: Town, run: Any, key: str = "") -> "Future[Any]":
    return town.desk.submit(Task(run, key))


def test_a_deadlock_is_rerun(town: Town) -> None:
    """Two tasks lock the same two rows, each the other's first: PostgreSQL ends one of them (40P01)."""
    (first, _), (second, _) = open_wishes(town, 2)
    runs: list[int] = []
    both = threading.Barrier(2)

    def crosswise(work: Work, mine: int, other: int) -> int:
        runs.append(mine)
        work.cases.lock(mine)
        if len(runs) <= 2:
            both.wait(SOON)
        work.cases.lock(other)
        work.units.take_no(2)
        return mine

    pairs = ((first, second), (second, first))
    waiting = [alone(town, partial(crosswise, mine=mine, other=other)) for mine, other in pairs]
    assert [one.result(SOON) for one in waiting] == [first, second]
    assert len(runs) > 2, "there was no deadlock"


def test_a_serialization_failure_is_rerun(town: Town) -> None:
    """A task on a snapshot writes a row that another has changed since: 40001 until it sees the change."""
    (case_id, _), *_ = open_wishes(town, 1)
    runs: list[int] = []

    def on_a_snapshot(work: Work) -> int:
        work.conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        runs.append(work.conn.execute(text("SELECT priority FROM cases WHERE id = :id"), {"id": case_id}).scalar_one())
        if len(runs) == 1:
            alone(town, lambda other: other.conn.execute(text("UPDATE cases SET priority = priority + 1"))).result(SOON)
        work.conn.execute(text("UPDATE cases SET priority = priority + 10 WHERE id = :id"), {"id": case_id})
        return len(runs)

    assert alone(town, on_a_snapshot).result(SOON) == 2
    assert town.read(lambda work: work.cases.get([case_id])[case_id].priority) == 11


def test_what_never_succeeds_is_given_up(town: Town) -> None:
    runs: list[int] = []

    def never(work: Work) -> None:
        runs.append(1)
        work.conn.execute(text("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(StoreUnavailable):
        alone(town, never).result(SOON)
    assert len(runs) == 4


def test_two_desks_number_the_messages_of_one_account_without_gaps(town: Town) -> None:
    """Two processes, the same people on both, everybody writing at once; some messages arrive at both."""
    names = helpers(town, 4)
    with opened(town.url) as other:
        desks = (town.desk, other.desk)
        waiting = [
            desks[(n + copy) % 2].turn(said(name, f"{name}-{n}", f"想要一辆轮椅{n}"))
            for n in range(40)
            for name in names
            for copy in range(2 if n % 5 == 0 else 1)
        ]
        answers = [future.result(SOON) for future in waiting]
    assert sum(answer.duplicate for answer in answers) == 8 * len(names)
    assert not any(answer.failed for answer in answers)
    for account in {answer.account_id for answer in answers}:
        assert town.read(partial(numbers, account_id=account)) == list(range(1, 81))
    town.read(sound)


def test_one_wish_claimed_at_two_desks_has_one_helper(town: Town) -> None:
    wishes, names = open_wishes(town, 10), helpers(town, 10)
    with opened(town.url) as other:
        pairs = [
            (town.desk.turn(claim(names[n], wish)), other.desk.turn(claim(names[(n + 1) % 10], wish)))
            for n, wish in enumerate(wishes)
        ]
        for pair in pairs:
            cards = [future.result(SOON).bubbles[-1].card for future in pair]
            assert sorted(card.name for card in cards if card) == ["wishes/news", "wishes/refusal"]
    town.read(sound)


def kill_backends(town: Town, which: str) -> int:
    """End this database's connections whose state is `which`, but not the one that does it."""
    statement = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE :which"
    )
    with opened(town.url) as other:
        return other.read(lambda work: int(work.conn.execute(statement, {"which": which}).scalar_one()))


def test_a_connection_lost_in_the_middle_of_a_turn_costs_that_turn_only(town: Town) -> None:
    (name,) = helpers(town, 1)
    inside, go = threading.Event(), threading.Event()

    def cut_off(work: Work) -> None:
        work.messages.receive("probe", "cut off", town.clock.now())
        inside.set()
        assert go.wait(SOON)
        work.units.take_no(2)

    waiting = alone(town, cut_off)
    assert inside.wait(SOON)
    assert kill_backends(town, "idle in transaction") == 1
    go.set()
    with pytest.raises(StoreUnavailable):
        waiting.result(SOON)
    assert not town.desk.turn(said(name, "m1", "帮助")).result(SOON).failed
    assert town.run(lambda work: work.messages.receive("probe", "cut off", town.clock.now())), (
        "nothing of it was stored"
    )


def test_readers_survive_connections_that_died_while_idle(town: Town) -> None:
    names = helpers(town, 1)
    town.read(lambda work: work.units.all())
    assert kill_backends(town, "idle") >= 1
    assert town.read(lambda work: work.units.all())
    assert names


def on_four_readers(town: Town) -> None:
    """The courier's statement, run past SQLAlchemy on the driver's own connection, on four readers at once."""
    together = threading.Barrier(4)

    def queued(work: Work) -> int:
        found = work.deliveries.queued("telegram", town.clock.now())
        together.wait(SOON)
        return len(found)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(town.read, [queued] * 4)) == [0] * 4


def test_a_compiled_statement_gets_a_fresh_reader_where_its_own_has_died(town: Town) -> None:
    on_four_readers(town)
    assert kill_backends(town, "idle") >= 4
    for _ in range(5):
        assert not town.read(lambda work: work.deliveries.queued("telegram", town.clock.now()))


def test_a_reader_that_dies_between_two_compiled_statements_is_replaced(town: Town) -> None:
    runs: list[int] = []

    def cut_off(work: Work) -> int:
        runs.append(work.conn.execute(text("SELECT pg_backend_pid()")).scalar_one())
        if len(runs) == 1:
            assert kill_backends(town, "idle in transaction") == 1
        return len(work.deliveries.queued("telegram", town.clock.now()))

    assert town.read(cut_off) == 0
    assert len(set(runs)) == 2


def test_compiled_statements_go_on_after_the_server_was_restarted(town: Town, server: Server) -> None:
    on_four_readers(town)
    server.restart()
    assert not town.read(lambda work: work.deliveries.queued("telegram", town.clock.now()))
    on_four_readers(town)


def test_after_a_restart_each_message_is_answered_at_last(town: Town) -> None:
    """All idle connections die at once: a turn may be refused and is repeated by its channel, as a 503 asks."""
    names = helpers(town, 20)
    for name in names:
        town.desk.turn(said(name, f"{name}-1", "帮助")).result(SOON)
    assert kill_backends(town, "idle") >= 1
    for name in names:
        until = time.monotonic() + SOON
        while True:
            try:
                assert not town.desk.turn(said(name, f"{name}-2", "帮助")).result(SOON).failed
                break
            except StoreUnavailable:
                assert time.monotonic() < until
    town.read(sound)


def test_a_number_that_no_column_holds_is_a_failed_turn_and_no_outage(town: Town) -> None:
    """Anybody may send a press with a huge number: the database refuses it, and is still there."""
    (name,) = helpers(town, 1)
    press = Incoming("web", name, "huge", Kind.PRESS, press=Press("cases.take", 10**20, 1, "claim"))
    town.desk.turn(press).result(SOON)
    assert town.desk.turn(press).result(SOON).duplicate


async def test_the_courier_survives_connections_that_died(town: Town) -> None:
    courier = Courier(town.desk)
    await courier.round()
    assert kill_backends(town, "idle") >= 1
    await courier.round()


def test_a_closed_desk_says_so(town: Town) -> None:
    town.run(partial(settle, name="late", role=Role.VOLUNTEER))
    with opened(town.url) as other:
        other.desk.close()
        with pytest.raises(StoreUnavailable):
            other.desk.turn(said("late", "m1", "帮助"))
