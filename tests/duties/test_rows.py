"""Rows of duties: where a seat begins, what becomes of it when its rule or its people go."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.house import open_house
from handlers.duties.actions import defined, plan
from handlers.duties.rules import first
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Post
from storage.work import Work
from tests.cast import GRID_2, YANWU
from tests.digests.test_desks import ruled
from tests.play import Play

HOUSE = open_house()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("kind", "now", "begins"),
    [
        (PeriodKind.WEEK, "2026-03-02 07:59", date(2026, 2, 23)),
        (PeriodKind.WEEK, "2026-03-02 08:00", date(2026, 3, 2)),
        (PeriodKind.MONTH, "2026-10-03 12:00", date(2026, 9, 1)),
        (PeriodKind.WEEK, "2026-02-23 12:00", date(2026, 2, 9)),
        (PeriodKind.DAY, "2026-02-17 12:00", date(2026, 2, 24)),
        (PeriodKind.DAY, "2026-02-28 07:00", date(2026, 2, 28)),
    ],
)
def test_a_seat_begins_with_what_is_still_to_come(kind: PeriodKind, now: str, begins: date) -> None:
    """On a Monday before eight the week that is over; in the holidays all that comes on the first morning after."""
    assert first(kind, at(now), HOUSE).first == begins


def test_a_seat_that_nobody_fills_any_more_keeps_its_papers(lite_play: Play) -> None:
    """They are made, with the reason why nobody was told; whoever comes next finds them."""
    lite_play.ring()
    seat = lite_play.do(lambda work: work.people.seat(Role.COMMUNITY_SECRETARY, YANWU))
    left = Post(seat, lite_play.ids["刘书记"], date(2020, 1, 1), date(2026, 3, 4))
    assert lite_play.do(lambda work: work.people.change_post(left))
    lite_play.until(lite_play.now + timedelta(days=7))
    rows = [one for one in lite_play.do(lambda work: work.duties.all()) if one.seat_id == seat and one.done_at]
    assert {one.excuse for one in rows} == {"没有人在岗"}
    assert len(lite_play.do(lambda work: work.digests.of_seats([seat]))) == len(rows)
    assert not lite_play.do(lambda work: work.digests.people())


def test_a_line_that_another_role_owes_now_ends_the_old_rows(lite_play: Play) -> None:
    lite_play.ring()
    seat = lite_play.do(lambda work: work.people.seat(Role.GRID_MEMBER, GRID_2))
    owed = next(one for one in lite_play.do(lambda work: work.duties.all()) if one.seat_id == seat)
    assert lite_play.do(lambda work: defined(work, owed))
    assert not lite_play.do(lambda work: defined(work, replace(owed, duty="duty.n01")))


def test_planning_again_enters_nothing(lite_play: Play) -> None:
    assert lite_play.do(lambda work: plan(work, lite_play.now))
    assert not lite_play.do(lambda work: plan(work, lite_play.now))


def test_what_was_entered_while_the_clock_was_ahead_keeps_nobody_waiting(lite_play: Play) -> None:
    lite_play.do(lambda work: plan(work, lite_play.now + timedelta(days=60)))
    assert lite_play.do(lambda work: plan(work, lite_play.now))
    assert not lite_play.do(lambda work: plan(work, lite_play.now))
    lite_play.until(lite_play.now + timedelta(days=9))
    rows = [one for one in lite_play.do(lambda work: work.duties.all()) if one.duty == "duty.n04" and one.done_at]
    assert {one.period.first.day for one in rows} == {3, 4, 5, 6, 9, 10, 11}


def test_a_line_that_moved_to_another_role_ends_where_it_was(lite_play: Play) -> None:
    lite_play.ring()
    ruled(lite_play, {"duty.n01": "周例会；week；branch_secretary；week"})
    lite_play.until(at("2026-03-16 12:00"))
    seat = lite_play.do(lambda work: work.people.seat(Role.COMMUNITY_SECRETARY, YANWU))
    rows = lite_play.do(lambda work: work.duties.all())
    assert [one.excuse for one in rows if (one.duty, one.seat_id) == ("duty.n01", seat)] == ["不再要了"]


def test_refusing_twice_is_refusing_once(lite_play: Play) -> None:
    def refused(work: Work, *, wanted: bool) -> int:
        who = lite_play.ids["刘书记"]
        work.digests.want(who, "duty.n01", wanted=wanted)
        work.digests.want(who, "duty.n01", wanted=wanted)
        return len(work.digests.unwanted([who]))

    assert lite_play.do(lambda work: refused(work, wanted=False)) == 1
    assert lite_play.do(lambda work: refused(work, wanted=True)) == 0
