"""The rates from the tables are those that the histories tell, whatever has happened."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from handlers.kit.flows import RETURN
from handlers.kit.worktime import SHANGHAI
from handlers.rates.records import Beside, Days, RateKind, Rates
from handlers.rates.rules import ABOVE, rates, under
from handlers.requests.flow import REQUEST
from handlers.units.records import Unit
from storage.work import Work
from tests.cast import BLOCK_3, CITY, GRID_1, GRID_2, PLACES, STREET, YANWU
from tests.play import Play
from tests.rates.life import Life
from tests.rates.retold import BACK, ENDS_ALL, Story, Told, retold, stories

UNITS = [unit for unit in PLACES if unit.id in (CITY, STREET, YANWU, GRID_1, GRID_2, BLOCK_3)]


def _kept(rates: Rates) -> Told:
    told = {str(kind): (set(rate.numerator), set(rate.denominator)) for kind, rate in rates.of.items()}
    return told | {str(one): (set(ids), set(ids)) for one, ids in rates.beside.items()}


def _within(found: dict[int, Story], unit: Unit, days: Days) -> dict[int, Story]:
    return {
        id_: one
        for id_, one in found.items()
        if days.first <= one.opened.astimezone(SHANGHAI).date() <= days.last
        and one.path.startswith(unit.path)
        and not (unit.community_id and one.category in ABOVE)
    }


def _periods(today: date) -> Sequence[Days]:
    day = timedelta(days=1)
    return [Days(today - 400 * day, today), Days(today - 9 * day, today - 3 * day), Days(today, today)]


def compare(play: Play) -> None:
    """Every unit and period, both ways, now."""

    def read(work: Work) -> None:
        told = stories(work, play.now)
        for unit in UNITS:
            for days in _periods(play.now.astimezone(SHANGHAI).date()):
                rows = under(work.rates.rows(unit.path, days.starts, days.ends, play.now), unit)
                mine = _within(told, unit, days)
                found = rates(rows)
                assert _kept(found) == retold(mine), (unit.name, days)
                whole(found, set(mine))

    play.desk.read_now(read)


def whole(found: Rates, ids: set[int]) -> None:
    """Every request is in every rate once: counted, or left out for one reason."""
    assert set(found.all) == ids
    for rate in found.of.values():
        parts = [rate.denominator, *rate.excluded.values()]
        assert sorted(id_ for part in parts for id_ in part) == sorted(ids)
        assert set(rate.numerator) <= set(rate.denominator)


@pytest.mark.parametrize("seed", range(2))
def test_both_ways_agree(play: Play, seed: int) -> None:
    life = Life(play, Random(seed))  # noqa: S311  # chance that can be repeated
    for _ in range(5):
        life.live(40)
        compare(play)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_both_ways_agree_on_many_lives(lite_play: Play, seed: int) -> None:
    life = Life(lite_play, Random(seed))  # noqa: S311  # chance that can be repeated
    for _ in range(6):
        life.live(60)
        compare(lite_play)


def test_the_steps_that_were_retold_are_those_of_the_flow() -> None:
    """A step that touches these clocks, and that the retelling does not know, is found here."""
    timed, every = {"contact", "settle"}, {"contact", "settle", "*"}
    begin = {step.name for step in REQUEST.steps if timed & set(step.starts)}
    meet = {step.name for step in REQUEST.steps if timed & set(step.meets)}
    end = {step.name for step in REQUEST.steps if every & set(step.stops)}
    assert begin == {"dispatch", "open"}
    assert meet == {"contact", "finish"}
    assert end == {*ENDS_ALL, "to_wish", "close_unanswered"}, "the last two find neither of them running"
    assert {step.name for step in REQUEST.steps if step.to == RETURN or step.restores} == set(BACK)
    assert {step.name for step in REQUEST.steps if step.pushes} == {"send_back", "park", "merge"}
    assert {step.name for step in REQUEST.steps if step.drops} == {"quit", "go_up", "withdraw"}
    assert {clock.name for clock in REQUEST.clocks if clock.goes_on} == timed
    assert {step.name for step in REQUEST.steps if step.retimes} == {"classify"}


@pytest.mark.slow
def test_lives_go_every_way(lite_play: Play) -> None:
    """What chance does must reach the by-ways, or the comparison says nothing."""
    Life(lite_play, Random(5)).live(900)  # noqa: S311  # chance that can be repeated
    steps = Counter[str]()
    lite_play.desk.read_now(
        lambda work: [steps.update(event.step for event in events) for _, events in work.history.all_chains()]
    )
    wanted = (
        "go_up",
        "send_back",
        "uphold",
        "overrule",
        "grant",
        "park",
        "unpark",
        "merge",
        "unmerge",
        "give_back",
        "classify",
    )
    assert [
        step for step in (*wanted, "rate", "note_answer", "withdraw", "unclaimed", "decline") if not steps[step]
    ] == []
    assert {*RateKind, *Beside}
