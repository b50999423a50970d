"""Real turns: claiming an open wish, and the talk that makes one."""

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn
from unittest.mock import patch

import jinja2

from benchmarks.support import PEOPLE, Timing, Town, open_wishes, press, settle_many, text, together
from bot import texts, turns
from handlers import front
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.work import Work

CLAIMS_EACH = 3  # the rule set's limit for one helper


class Claims:
    """Open wishes and enough helpers to claim each of them once."""

    def __init__(self, place: Town, rounds: int) -> None:
        helpers = rounds * PEOPLE
        settle_many(place, "helper", helpers, Role.VOLUNTEER)
        self._place = place
        self._wishes = iter(open_wishes(place, "asker", helpers * CLAIMS_EACH))
        self._helpers = iter(range(helpers))

    def round(self) -> Timing:
        """32 helpers claim three wishes each, all at once."""
        work = [(f"helper{next(self._helpers)}", [next(self._wishes) for _ in range(CLAIMS_EACH)]) for _ in range(32)]

        async def caller(n: int, timing: Timing) -> None:
            name, wishes = work[n]
            for case_id, version in wishes:
                incoming = press(name, f"claim-{case_id}", Press("cases.take", case_id, version, "claim"))
                began = time.perf_counter()
                answer = await self._place.desk.answer(incoming)
                timing.spans.append(time.perf_counter() - began)
                card = answer.bubbles[-1].card
                assert card, "a claim is answered with a card"
                assert card.name == "wishes/news", card

        return together(PEOPLE, caller)


def claims(source: Claims, rounds: int) -> Timing:
    found = Timing()
    with nothing_rendered():
        for _ in range(rounds):
            one = source.round()
            found.spans += one.spans
            found.took += one.took
    return found


def dialogs(place: Town, each: int, mark: str) -> Timing:
    """Type a wish, see the draft, press 提交, see the wish: both answers drawn as the web chat draws them."""
    settle_many(place, mark, each * PEOPLE)

    async def say(name: str, answer: turns.Answer) -> None:
        await place.desk.read(lambda work: _drawn(place, work, name, answer))

    async def caller(n: int, timing: Timing) -> None:
        for k in range(each):
            name = f"{mark}{n * each + k}"
            began = time.perf_counter()
            answer = await place.desk.answer(text(name, f"{name}-1", "想要个轮椅,带老伴出去走走"))
            await say(name, answer)
            card = answer.bubbles[-1].card
            assert card, "words are answered with a draft"
            submit = Press("intake.submit", value=str(card.args["draft"]))
            await say(name, await place.desk.answer(press(name, f"{name}-2", submit)))
            timing.spans.append(time.perf_counter() - began)

    return together(PEOPLE, caller)


def _drawn(place: Town, work: Work, name: str, answer: turns.Answer) -> Sequence[texts.Words]:
    now = place.clock.now()
    caller = work.accounts.who("web", name, now.astimezone(SHANGHAI).date(), now)
    assert caller.actor, name
    cards = [bubble.card for bubble in answer.bubbles if bubble.card]
    return [texts.words(face) for face in front.show(work, Viewer(caller.actor, caller.conversation), cards, now)]


def statements(place: Town, one: Callable[[], object]) -> Counter[str]:
    """All SQL of one turn as SQLite itself sees it, each statement by its beginning; what the batch shares is left out.

    SQLAlchemy's events would miss what runs on the driver's connection.
    """
    found: Counter[str] = Counter()

    def note(sql: str) -> None:
        if not sql.startswith(("BEGIN", "COMMIT", "--")):
            found[" ".join(sql.split())[:56]] += 1

    _trace(place, note)
    one()
    _trace(place, None)
    # The task that starts the trace ends inside it, the one that ends it begins inside it.
    found["RELEASE SAVEPOINT turn"] -= 1
    found["SAVEPOINT turn"] -= 1
    return found


def _trace(place: Town, note: Callable[[str], None] | None) -> None:
    def start(work: Work) -> None:
        raw: Any = work.conn.connection.driver_connection
        raw.set_trace_callback(note)

    place.run(start)


def is_savepoint(statement: str) -> bool:
    return statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))


@contextmanager
def nothing_rendered() -> Iterator[None]:
    """Any rendering within raises, and with it the turn that tried."""

    def never(*_: object, **__: object) -> NoReturn:
        raise AssertionError("rendered inside a turn")

    with (
        patch.object(texts, "words", never),
        patch.object(jinja2.Environment, "get_template", never),
        patch.object(jinja2.Template, "render", never),
    ):
        yield


def profile(place: Town, run: Callable[[], object]) -> pstats.Stats:
    """What the writer thread does while `run` goes on. The profiler belongs to the thread that starts it."""
    profiler = cProfile.Profile()
    place.run(lambda _: profiler.enable())
    run()
    place.run(lambda _: profiler.disable())
    return pstats.Stats(profiler)
