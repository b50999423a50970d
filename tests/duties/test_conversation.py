"""Duties in their rows: once each, whatever the clock and the processes do."""

from datetime import date, datetime, timedelta

from handlers.duties.actions import done, plan
from handlers.duties.records import Owed
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Post
from storage.work import Work
from tests.cast import GRID_1
from tests.play import Play


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def rows(play: Play, duty: str, seat: int) -> list[Owed]:
    return [one for one in play.do(lambda work: work.duties.all()) if (one.duty, one.seat_id) == (duty, seat)]


def seat(play: Play, role: Role, unit: int) -> int:
    return play.do(lambda work: work.people.seat(role, unit))


def test_every_working_day_once(play: Play) -> None:
    play.ring()
    play.until(at("2026-03-13 12:00"))
    found = rows(play, "duty.n04", seat(play, Role.GRID_MEMBER, GRID_1))
    days = [one.period.first.day for one in found if one.done_at]
    assert days == [3, 4, 5, 6, 9, 10, 11, 12, 13]
    assert not any(one.late for one in found)
    assert [one.period.first for one in found if not one.done_at] == [date(2026, 3, 16)]


def test_three_days_down_are_made_up_for_and_marked_late(play: Play) -> None:
    play.ring()
    play.later(timedelta(days=3))
    play.ring()
    found = [one for one in rows(play, "duty.n04", seat(play, Role.GRID_MEMBER, GRID_1)) if one.done_at]
    assert [(one.period.first.day, one.late) for one in found] == [(3, True), (4, True), (5, True)]


def test_who_comes_later_owes_from_then_on(play: Play) -> None:
    def join(work: Work) -> None:
        where = work.people.seat(Role.BRANCH_SECRETARY, GRID_1)
        work.people.add_post(Post(where, play.ids["何叔"], date(2026, 3, 11)))

    play.ring()
    play.until(at("2026-03-11 12:00"))
    play.do(join)
    play.until(at("2026-03-24 12:00"))
    weekly = rows(play, "duty.n12", seat(play, Role.BRANCH_SECRETARY, GRID_1))
    assert [one.period.first for one in weekly if one.done_at] == [date(2026, 3, 9), date(2026, 3, 16)]


def test_two_processes_claim_it_once(play: Play) -> None:
    play.do(lambda work: plan(work, play.now))
    play.later(timedelta(days=1))
    (owed,) = rows(play, "duty.n04", seat(play, Role.GRID_MEMBER, GRID_1))
    assert play.do(lambda work: done(work, owed, play.now))
    assert not play.do(lambda work: done(work, owed, play.now))
    assert len(rows(play, "duty.n04", owed.seat_id)) == 2
