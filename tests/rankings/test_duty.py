"""At a month's end, by the clock: made once, told to the secretaries, late where the house was down."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from handlers.digests.drawing import drawn
from handlers.digests.reading import mine, read
from handlers.digests.records import Digest
from handlers.duties.records import Build
from handlers.kit.papers import Paper
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Post
from storage.work import Work
from tests.cast import YANWU
from tests.checks import text_of
from tests.faults.ticking import ticking
from tests.play import Play
from tests.rankings.doing import MARCH, actor, at, branch, earn, lines, ruled

LONG = date(2020, 1, 1)


def digest(play: Play, who: str) -> Digest:
    reader = actor(play, who)
    return next(one for one in play.do(lambda work: mine(work, reader)) if one.build is Build.POINTS)


def paper(play: Play, who: str, one: Digest) -> Paper:
    reader = actor(play, who)
    return play.do(lambda work: drawn(work, reader, one, play.now))


def text_of_paper(found: Paper) -> str:
    cells = [str(cell) for table in found.tables for row in table.rows for cell in row]
    return " ".join((found.title, *found.lead, *(table.title for table in found.tables), *cells))


def two_branches(play: Play) -> int:
    branch(play, "第一支部", ("李师傅", Role.PARTY_MEMBER, LONG), ("张敏", Role.PARTY_MEMBER, LONG))
    second = branch(play, "第二支部", ("何叔", Role.PARTY_MEMBER, LONG))

    def seat(work: Work) -> None:
        post = Post(work.people.seat(Role.BRANCH_SECRETARY, YANWU, second), play.ids["孙大爷"], LONG)
        work.people.add_post(post)
        work.people.add_post(
            Post(work.people.seat(Role.BRANCH_SECRETARY, YANWU, second), play.ids["小孟"], date(2020, 1, 2))
        )

    play.do(seat)
    return second


def test_the_month_is_ranked_by_the_clock(play: Play) -> None:
    play.ring()
    earn(play, "张敏", 3)
    play.sees("刘书记")
    play.until(at("2026-04-01 09:00"))
    said = next(text for text in map(text_of, play.sees("刘书记")) if "月榜" in text)
    assert "上榜 3 人，这个月一共 +3 分。" in said
    ranking = play.do(lambda work: work.rankings.of(YANWU, MARCH))
    assert ranking
    assert lines(play, ranking)["张敏"].place == 1
    assert not digest(play, "刘书记").late
    figures = digest(play, "刘书记").figures
    assert "张敏" not in str(figures)
    assert (figures["community"], figures["month"]) == (YANWU, "2026-03-01")


def test_the_community_secretary_reads_all_a_branch_secretary_their_branch(play: Play) -> None:
    two_branches(play)
    play.ring()
    for who, times in (("李师傅", 2), ("张敏", 1), ("何叔", 4)):
        earn(play, who, times)
    play.until(at("2026-04-01 09:00"))
    whole = text_of_paper(paper(play, "刘书记", digest(play, "刘书记")))
    assert all(name in whole for name in ("李建国", "张敏", "何卫东", "第一支部", "第二支部"))
    own = digest(play, "小孟")
    part = text_of_paper(paper(play, "小孟", own))
    assert "何卫东" in part
    assert not any(name in part for name in ("李建国", "张敏", "第一支部"))
    all_of_it = digest(play, "刘书记").id
    reader, above_it = actor(play, "小孟"), actor(play, "马主任")
    with pytest.raises(Refusal):
        play.do(lambda work: read(work, reader, all_of_it))
    assert play.do(lambda work: read(work, above_it, own.id)) == own
    above = text_of_paper(paper(play, "马主任", own))
    assert "第二支部" in above
    assert "何卫东" not in above


def test_a_community_without_members_hears_nothing(lite_play: Play) -> None:
    lite_play.ring()
    lite_play.do(lambda work: [work.people.change_post(_ended(one)) for one in _members(work, lite_play)])
    lite_play.until(at("2026-04-01 09:00"))
    assert not [one for one in map(text_of, lite_play.sees("刘书记")) if "月榜" in one]
    assert lite_play.do(lambda work: work.rankings.of(YANWU, MARCH)) is None


def _members(work: Work, play: Play) -> list[Post]:
    here = {play.ids[who] for who in ("李师傅", "张敏", "何叔")}
    return [post for post in work.people.posts() if post.person_id in here]


def _ended(post: Post) -> Post:
    return Post(post.seat_id, post.person_id, post.starts, date(2026, 3, 5))


def test_two_schedulers_make_it_once(database_url: str) -> None:
    with ticking(database_url) as town:
        town.until(at("2026-03-02 09:00"))
        made = town.play.do(lambda work: work.rankings.months(YANWU))
        assert [one.month for one in made] == [date(2026, 2, 1)]
        keys = [one.duty_id for one in town.play.do(town.digests) if one.build is Build.POINTS]
        assert len(keys) == len(set(keys)) >= 2
        town.holds()


def test_after_a_stop_it_is_made_late_and_says_so(play: Play) -> None:
    play.ring()
    earn(play, "张敏", 2)
    play.sees("刘书记")
    play.later(timedelta(days=70))
    play.ring()
    play.ring()
    assert digest(play, "刘书记").late
    months = play.do(lambda work: work.rankings.months(YANWU))
    assert [one.month for one in months] == [date(2026, 4, 1), MARCH]
    gained = [lines(play, one)["张敏"].gained for one in months]
    assert gained == [0, 200]
    assert any("补发" in text_of(card) for card in play.sees("刘书记"))


def test_the_rate_of_hours_is_a_fraction(play: Play) -> None:
    """Two of three are 66.7 percent: below 95."""
    rules = ruled(play, reach=Fraction(0), least_rate=Fraction(95, 100))
    assert rules.reach == 0
    two_branches(play)
    play.ring()
    play.until(at("2026-04-01 09:00"))
    found = paper(play, "刘书记", digest(play, "刘书记"))
    (table,) = [one for one in found.tables if one.title == "各支部"]
    assert [row[-1] for row in table.rows] == ["可以评", "可以评"]
    assert any("学时够的 3/3" in line for line in found.lead)
    ruled(play, reach=Fraction(10), least_rate=Fraction(95, 100))
    play.until(at("2026-05-06 09:00"))
    found = paper(play, "刘书记", digest(play, "刘书记"))
    (table,) = [one for one in found.tables if one.title == "各支部"]
    assert [row[-1] for row in table.rows] == ["取消评先", "取消评先"]
    assert any("学时够的 0/3，要到 95.0%，没到，取消评先" in line for line in found.lead)
