"""Who acts in a turn: today's seats, stand-ins included, whatever the channel."""

from datetime import date, timedelta

from handlers.kit.roles import Role
from handlers.people.records import Post
from tests.cast import GRID_1, YANWU
from tests.checks import text_of
from tests.play import Play
from tests.scenes import submitted


def roles(play: Play, who: str) -> set[Role]:
    actor = play.caller(who).actor
    assert actor
    return {seat.role for seat in actor.seats}


def test_each_comes_with_their_seats(play: Play) -> None:
    assert roles(play, "刘书记") == {Role.COMMUNITY_SECRETARY}
    assert roles(play, "王奶奶") == set()
    actor = play.caller("李师傅").actor
    assert actor
    assert (actor.called, actor.is_helper, actor.is_staff, actor.community_id) == ("李师傅", True, False, YANWU)
    assert actor.household_id == (play.caller("钱阿姨").actor or actor).household_id


def test_a_stand_in_acts_while_the_secretary_is_away(play: Play) -> None:
    today = play.now.date()
    seat = play.do(lambda work: work.people.seat(Role.COMMUNITY_SECRETARY, YANWU))
    away = Post(seat, play.ids["刘书记"], date(2020, 1, 1), None, today, today + timedelta(days=6), play.ids["小赵"])
    play.do(lambda work: work.people.change_post(away))
    submitted(play)
    assert "新的心愿" in text_of(play.last("小赵")), "the stand-in is told"
    assert play.cards("刘书记") == []
    play.script(("小赵", "[通过公示]", "已经公示"))
    assert play.events()[-1].seat_id == seat
    play.later(timedelta(days=8))
    assert roles(play, "小赵") == {Role.GRID_MEMBER}


def test_a_post_from_tomorrow_gives_nothing_today(play: Play) -> None:
    seat = play.do(lambda work: work.people.seat(Role.VOLUNTEER, GRID_1))
    begins = play.now.date() + timedelta(days=1)
    play.do(lambda work: work.people.add_post(Post(seat, play.ids["赵大妈"], begins)))
    assert roles(play, "赵大妈") == set()
    play.later(timedelta(days=1))
    assert roles(play, "赵大妈") == {Role.VOLUNTEER}


def test_an_erased_person_leaves_no_words(play: Play) -> None:
    submitted(play)
    play.do(lambda work: work.people.erase(play.ids["王奶奶"]))
    said = text_of(play.last("刘书记"))
    assert "轮椅" not in said
    assert "王桂兰" not in said
    assert "13835500001" not in said
    assert "（内容已删除）" in said
