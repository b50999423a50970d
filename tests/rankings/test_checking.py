"""What a secretary is asked to look at: found by numbers, listed with case numbers, taking nothing away."""

from dataclasses import replace
from datetime import date

from handlers.digests.drawing import drawn
from handlers.digests.reading import mine
from handlers.duties.records import Build
from handlers.ledger.records import Kind
from handlers.points.actions import count, counting
from handlers.points.records import Deed
from handlers.rankings.checking import Bounds, Finding, Why, findings
from handlers.rankings.records import Award, Month
from storage.work import Work
from tests.play import Play
from tests.rankings.doing import actor, at
from tests.scenes import fulfilled

MARCH = Month(date(2026, 3, 1))
BOUNDS = Bounds(same_pair=3, burst_days=3, burst_share=60, burst_least=4)


def award(case: int, day: int = 5, asker: int = 7, delta: int = 100, **more: int) -> Award:
    return Award(case, 1, date(2026, 3, day), delta, asker_id=asker, **more)


def test_the_same_two_three_times() -> None:
    assert findings([award(1), award(2)], MARCH, BOUNDS) == []
    assert findings([award(1), award(1), award(2)], MARCH, BOUNDS) == []
    assert findings([award(1), award(2), award(3)], MARCH, BOUNDS) == [Finding(Why.PAIR, 1, (1, 2, 3))]
    assert findings([award(1), award(2), award(3, asker=8)], MARCH, BOUNDS) == []


def test_one_household() -> None:
    asked = award(1, household_id=4, asker_household=4)
    rated = award(2, asker=8, household_id=4, rater_household=4)
    other = award(3, asker=9, household_id=4, asker_household=5, rater_household=6)
    assert findings([asked, rated, other], MARCH, BOUNDS) == [Finding(Why.HOUSEHOLD, 1, (1, 2))]
    assert findings([award(1)], MARCH, BOUNDS) == []  # without a household nobody lives with anybody


def test_a_burst_is_a_share_of_enough() -> None:
    early = [award(n, 5, n) for n in (1, 2)]
    late = [award(3, 29, 3), award(4, 30, 4), award(5, 31, 5)]
    assert findings([*early, *late], MARCH, BOUNDS) == [Finding(Why.BURST, 1, (3, 4, 5))]  # 3 of 5: 60 percent
    assert findings([*early, award(6, 28, 6), *late], MARCH, BOUNDS) == []  # 3 of 6; the 28th is not the end
    assert findings(late, MARCH, BOUNDS) == []  # three are too few
    assert findings([award(n, 31, n, delta=0) for n in range(1, 6)], MARCH, BOUNDS) == []  # all over the cap


def test_listed_with_numbers_and_nothing_is_taken(play: Play) -> None:
    """钱阿姨 lives with 李师傅: her wish, claimed by him, is to be looked at."""
    play.ring()
    fulfilled(play)
    case = play.case()

    def enter(work: Work) -> int:
        person = case.helper_id
        assert person
        household = work.people.get([person])[person].household_id
        asker = work.people.get([case.asker_id])[case.asker_id]
        work.people.change(replace(asker, household_id=household))
        counted = counting(work, person, play.now.date())
        assert counted
        count(work, counted, Deed("served", f"case:{case.id}:served", play.now.date()), play.now)
        return person

    person = play.do(enter)
    before = play.do(lambda work: work.ledger.balance(Kind.POINTS, person, "2026"))
    play.until(at("2026-04-01 09:00"))
    reader = actor(play, "刘书记")
    one = next(one for one in play.do(lambda work: mine(work, reader)) if one.build is Build.POINTS)
    assert one.figures["check"] == [{"why": "household", "person": person, "cases": [case.id]}]
    found = play.do(lambda work: drawn(work, reader, one, play.now))
    (table,) = [table for table in found.tables if table.title.startswith("请核对")]
    assert case.no in str(table.rows)
    assert any("请核对 1 处" in line for line in found.lead)
    assert play.do(lambda work: work.ledger.balance(Kind.POINTS, person, "2026")) == before
    assert before is not None
    assert before.star == 100
