"""Weeks of lives over 春节 and a month's end: all that time brings came as the rules say, counted twice."""

from datetime import datetime
from random import Random

import pytest

from handlers.kit.worktime import SHANGHAI
from tests.databases import KINDS, Databases
from tests.play import Play
from tests.reminders.agreement import agreement
from tests.reminders.lived import Year

CASES = {"sqlite": 45, "postgres": 10}
SPANS = {
    "sqlite": (datetime(2026, 1, 26, tzinfo=SHANGHAI), datetime(2026, 4, 8, tzinfo=SHANGHAI)),
    "postgres": (datetime(2026, 2, 10, tzinfo=SHANGHAI), datetime(2026, 2, 26, tzinfo=SHANGHAI)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_time_brings_came_once(databases: Databases, kind: str) -> None:
    with databases.fresh(kind) as url:
        span = SPANS[kind]
        play = Play(url, span[0])
        try:
            year = Year(play, Random(60))  # noqa: S311  # the same weeks each time
            year.live(CASES[kind], span[1])
            found = play.desk.read_now(lambda work: agreement(work, year.moved, span, play.ids))
        finally:
            play.close()
    assert found.agrees, {name: wrong for name, (_, _, wrong) in found.lists.items() if wrong}
    assert found.lists["alarms: clock, deadline, kind, minute, told"][0] > 20
    assert found.lists["digests: one a duty that says something"][0] > 10
