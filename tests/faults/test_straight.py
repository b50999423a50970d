"""What was just written goes to its channel without being looked for: in its order, once, and never past what waits."""

import asyncio
from pathlib import Path

from bot.courier.deliver import tell_person
from bot.desk import Effects
from handlers.kit.cards import Card
from storage.work import Work
from tests.faults.outside import BUSY, NAME, wait
from tests.faults.support import later
from tests.faults.test_courier import Street, street


async def _came(here: Street, name: str, *marks: str) -> None:
    """Without a round: nothing looks into the queue here."""
    for _ in range(500):
        if here.delivered(name) == list(marks) and here.settled():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{name} has {here.delivered(name)}")


async def test_what_is_written_arrives_without_a_round(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b") as here:
        here.tell("a", "A1")
        here.tell("b", "B1")
        await _came(here, "a", "A1")
        await _came(here, "b", "B1")
        assert here.states("a") == ["shown"]


async def test_many_to_one_chat_keep_their_order(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        marks = [f"A{n}" for n in range(1, 8)]
        here.tell("a", *marks[:4])
        await asyncio.sleep(0)
        here.tell("a", *marks[4:])
        await _came(here, "a", *marks)


async def test_behind_one_that_must_wait_all_wait(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        here.server.plan("a", wait(30))
        here.tell("a", "A1", "A2")
        await asyncio.sleep(0.2)
        assert here.server.asked == ["a"]
        here.tell("a", "A3")
        await asyncio.sleep(0.05)
        assert here.delivered("a") == []
        assert here.server.asked == ["a"], "nothing passed the one that waits"
        later(here.town.clock, 31)
        await here.until(here.settled)
        assert here.delivered("a") == ["A1", "A2", "A3"]


async def test_what_a_round_has_found_first_is_sent_once(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        heard: list[Effects] = []
        courier = here.town.desk.listeners.pop()
        here.town.desk.listeners.append(heard.append)
        here.tell("a", "A1")
        await here.until(here.settled)
        assert here.delivered("a") == ["A1"]
        for effects in heard:
            courier(effects)  # the news of the commit come later than the round
        await asyncio.sleep(0.05)
        await here.courier.round()
        assert here.delivered("a") == ["A1"]


async def test_only_one_desk_alone_hands_messages_over(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        heard: list[Effects] = []
        here.town.desk.listeners[:] = [heard.append]
        here.town.desk.alone = False  # as with several processes on one PostgreSQL
        here.tell("a", "A1")
        assert all(not one.fresh for one in heard)
        assert any(one.due for one in heard), "somebody must look for it"


async def test_a_busy_server_loses_and_repeats_nothing(tmp_path: Path) -> None:
    async with street(tmp_path, "a") as here:
        here.server.plan("a", BUSY, BUSY)
        here.tell("a", "A1", "A2", "A3")
        await here.until(here.settled, step=5)
        assert here.delivered("a") == ["A1", "A2", "A3"]


async def test_what_was_taken_away_again_is_not_sent(tmp_path: Path) -> None:
    """As when a person is let go by a later task of the same commit."""
    async with street(tmp_path, "a") as here:

        def said_and_taken(work: Work) -> None:
            tell_person(work, here.people["a"], Card("people/welcome"), here.town.clock.now())
            work.deliveries.take_queued(work.accounts.of_person(here.people["a"])[0].id)

        here.town.run(said_and_taken)
        await asyncio.sleep(0.2)
        await here.courier.round()
        assert not here.server.asked
        assert here.states("a") == ["moved"]


async def test_what_has_gone_is_noted_down_before_the_courier_ends(tmp_path: Path) -> None:
    async with street(tmp_path, "a", "b", "c") as here:
        running = asyncio.create_task(here.courier.run())
        await asyncio.sleep(0)
        for name in ("a", "b", "c"):
            here.tell(name, "M1", "M2")
        while not here.server.asked:  # noqa: ASYNC110  # it is asked on the far side of a socket
            await asyncio.sleep(0.001)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for name in ("a", "b", "c"):
            assert here.states(name).count("shown") == len(here.delivered(name)), name
        here.tell("a", "M3")
        await asyncio.sleep(0.1)
        assert here.states("a")[-1] == "queued", "nothing is begun any more"


async def test_what_waits_in_a_chat_is_found_by_its_own_index(tmp_path: Path) -> None:
    """A parameter would hide from SQLite that the index holds what is asked for."""
    async with street(tmp_path, "a") as here:

        def plans(work: Work) -> str:
            told: list[str] = []
            raw = work.conn.connection.driver_connection
            assert raw
            raw.set_trace_callback(told.append)
            work.deliveries.queued(NAME, here.town.clock.now(), 10)
            work.deliveries.last_waiting(1)
            work.outbox.due(here.town.clock.now())
            raw.set_trace_callback(None)
            steps = [str(row[3]) for one in told for row in raw.execute(f"EXPLAIN QUERY PLAN {one}")]
            return "\n".join(steps)

        said = here.town.read(plans)
        assert "SCAN" not in said, said
        for index in ("ix_messages_queued", "ix_messages_waiting", "ix_outbox_waiting"):
            assert index in said, said
