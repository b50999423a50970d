"""One bad turn in a batch harms no other, and is kept until it can be run again."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from bot import turns
from bot.clock import Clock
from bot.desk.base import Effects, Task, TaskFailed
from handlers.kit.house import House
from handlers.kit.notices import Notice
from handlers.kit.rulesets import RuleBook, RuleSet
from handlers.kit.turns import Incoming
from storage.outbox import outbox
from storage.work import Work
from tests.faults.support import (
    SOON,
    Town,
    claim,
    founded,
    held_up,
    helpers,
    lite_url,
    open_wishes,
    received,
    said,
    sound,
)

BATCH = 32
BAD = 13


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with founded(lite_url(tmp_path)) as found:
        yield found


def raises(error: BaseException, work: Work) -> None:
    work.messages.receive("probe", "bad", Clock().now())
    raise error


def breaks_a_constraint(work: Work) -> None:
    work.accounts.open(999_999, "web", "nobody", Clock().now())


BAD_TASKS: dict[str, tuple[Callable[[Work], None], type[BaseException]]] = {
    "plain": (partial(raises, RuntimeError("no")), RuntimeError),
    "memory": (partial(raises, MemoryError()), MemoryError),
    "recursion": (partial(raises, RecursionError()), RecursionError),
    "stop iteration": (partial(raises, StopIteration()), TaskFailed),
    "generator exit": (partial(raises, GeneratorExit()), TaskFailed),
    "keyboard": (partial(raises, KeyboardInterrupt()), TaskFailed),
    "system exit": (partial(raises, SystemExit(1)), TaskFailed),
    "cancelled": (partial(raises, asyncio.CancelledError()), TaskFailed),
    "foreign key": (breaks_a_constraint, IntegrityError),
}


@pytest.mark.parametrize("kind", BAD_TASKS)
def test_a_task_that_raises_takes_nobody_with_it(town: Town, kind: str) -> None:
    run, seen = BAD_TASKS[kind]
    names = helpers(town, BATCH)
    with held_up(town):
        waiting = []
        for n, name in enumerate(names):
            if n == BAD:
                bad = town.desk.submit(Task(run, ""))
            waiting.append(town.desk.turn(said(name, f"good-{n}", "想要一辆轮椅")))
    with pytest.raises(seen):
        bad.result(SOON)
    assert not any(future.result(SOON).failed for future in waiting)
    assert town.read(lambda work: received(work, "web", {f"good-{n}" for n in range(BATCH)})) == {
        f"good-{n}" for n in range(BATCH)
    }
    assert not town.read(lambda work: received(work, "probe", {"bad"})), "the bad task left something behind"
    town.read(sound)


@pytest.mark.parametrize("kind", BAD_TASKS)
async def test_whoever_waits_on_a_loop_hears_of_it_too(town: Town, kind: str) -> None:
    run, seen = BAD_TASKS[kind]
    with pytest.raises(seen):
        await asyncio.wait_for(town.desk.write(run), SOON)
    with pytest.raises(seen):
        await asyncio.wait_for(town.desk.job(run), SOON)
    assert await asyncio.wait_for(town.desk.write(lambda _: "alive"), SOON) == "alive"


def claims_in_one_batch(town: Town, wanted: list[Incoming]) -> list[turns.Answer]:
    with held_up(town):
        waiting = [town.desk.turn(incoming) for incoming in wanted]
    return [future.result(SOON) for future in waiting]


def failed_once(town: Town, answers: list[turns.Answer]) -> int:
    """The inbox id of the one turn that failed; its answer names the reference that it is kept under."""
    (bad,) = [answer for answer in answers if answer.failed]
    (kept,) = town.read(lambda work: work.messages.failed())
    card = bad.bubbles[-1].card
    assert card
    assert card.args == {"code": "turns/failed", "reference": kept.reference}
    return kept.id


def test_a_constraint_broken_in_a_turn_is_kept_and_rerun(town: Town) -> None:
    """A notice's key that is taken already: the claim can't tell anybody, so it is not made."""
    wishes, names = open_wishes(town, BATCH), helpers(town, BATCH)
    case_id, version = wishes[BAD]
    key, now = f"{case_id}:{version + 1}:asker", town.clock.now()
    town.run(lambda work: work.outbox.put([Notice(key, "asker", "wishes/news", case_id, version, {}, now, now)]))
    wanted = [claim(name, wish) for name, wish in zip(names, wishes, strict=True)]
    answers = claims_in_one_batch(town, wanted)
    inbox_id = failed_once(town, answers)
    states = town.read(lambda work: {case.id: case.state for case in work.cases.get([w[0] for w in wishes]).values()})
    assert states.pop(case_id) == "open"
    assert set(states.values()) == {"claimed"}
    assert town.desk.turn(wanted[BAD]).result(SOON).duplicate, "a resend gets the stored answer"

    with pytest.raises(IntegrityError):
        town.run(lambda work: turns.rerun(work, inbox_id, town.clock.now()))
    assert town.read(lambda work: work.messages.failed()), "a rerun that fails again is kept"
    town.run(lambda work: work.conn.execute(delete(outbox).where(outbox.c.key == key)))
    answer = town.run(lambda work: turns.rerun(work, inbox_id, town.clock.now()))
    assert [bubble.card.name for bubble in answer.bubbles if bubble.card] == ["wishes/news"]
    assert town.read(lambda work: work.cases.get([case_id])[case_id].state) == "claimed"
    assert not town.read(lambda work: work.messages.failed())
    town.read(sound)


def test_a_missing_rule_fails_turns_with_a_reference_until_it_is_back(town: Town) -> None:
    whole = town.desk.house
    (wish,), (name,) = open_wishes(town, 1), helpers(town, 1)
    town.desk.house = House(whole.calendar, _without(whole.rules, "wish.most_claims"))
    answers = claims_in_one_batch(town, [claim(name, wish), said("asker0", "m1", "帮助")])
    inbox_id = failed_once(town, answers)
    assert not answers[1].failed
    town.desk.house = whole
    answer = town.run(lambda work: turns.rerun(work, inbox_id, town.clock.now()))
    assert [bubble.card.name for bubble in answer.bubbles if bubble.card] == ["wishes/news"]
    town.read(sound)


async def test_a_listener_that_raises_does_not_end_the_desk(town: Town) -> None:
    heard: list[Effects] = []

    def broken(effects: Effects) -> None:
        heard.append(effects)
        raise RuntimeError("Event loop is closed")

    town.desk.listeners.append(broken)
    helpers(town, 2)
    for n in range(2):
        answer = await asyncio.wait_for(town.desk.answer(said(f"helper{n}", f"m{n}", "帮助")), SOON)
        assert not answer.failed
    assert len(heard) == 2


def test_a_waiter_whose_loop_has_closed_does_not_end_the_desk(town: Town) -> None:
    (name,) = helpers(town, 1)
    loop = asyncio.new_event_loop()
    task = Task(
        lambda work: turns.run(work, said(name, "m1", "帮助"), town.clock.now()), "", waiter=loop.create_future()
    )
    with held_up(town):
        town.desk.submit(task)
        loop.close()
    assert town.desk.turn(said(name, "m1", "帮助")).result(SOON).duplicate, "it was done, though nobody waited"


def _without(rules: RuleBook, key: str) -> RuleBook:
    return RuleBook(
        tuple(
            RuleSet(one.code, one.title, one.starts, one.units, {k: v for k, v in one.rules.items() if k != key})
            for one in rules.sets
        )
    )
