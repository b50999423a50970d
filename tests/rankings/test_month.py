"""A month's ranking: ties, frozen, who is left out, stars, a year that begins anew."""

from datetime import date
from fractions import Fraction

from handlers.kit.roles import Role
from handlers.kit.scores import Band
from handlers.ledger.actions import reverse
from tests.play import Play
from tests.rankings.doing import APRIL, MARCH, at, branch, earn, excuse, lines, ranked, ruled

LONG = date(2020, 1, 1)


def test_ties_are_1_2_2_4_in_the_branch_and_in_the_community(play: Play) -> None:
    members = ("李师傅", "张敏", "何叔", "赵大妈")
    first = branch(play, "第一支部", *((who, Role.PARTY_MEMBER, LONG) for who in members))
    second = branch(play, "第二支部", ("孙大爷", Role.PARTY_MEMBER, LONG))
    for who, times in (("李师傅", 5), ("张敏", 3), ("何叔", 3), ("赵大妈", 1), ("孙大爷", 4)):
        earn(play, who, times)
    play.clock.move(at("2026-04-01 08:00") - play.now)
    found = lines(play, ranked(play))
    assert {who: one.place for who, one in found.items()} == {
        **{"李师傅": 1, "孙大爷": 2, "张敏": 3, "何叔": 3},
        **{"赵大妈": 5},
    }
    assert {who: one.among for who, one in found.items() if one.org_id == first} == {
        **{"李师傅": 1, "张敏": 2, "何叔": 2},
        **{"赵大妈": 4},
    }
    assert found["孙大爷"].among == 1
    assert found["孙大爷"].org_id == second


def test_what_comes_later_changes_no_old_month(play: Play) -> None:
    (entry, *_) = earn(play, "张敏", 3)
    earn(play, "何叔", 2)
    play.clock.move(at("2026-04-01 08:00") - play.now)
    made = ranked(play)
    before = lines(play, made)
    play.do(lambda work: reverse(work, entry.id, 0, play.now))
    earn(play, "何叔", 4)
    assert ranked(play) == made
    assert lines(play, made) == before
    play.clock.move(at("2026-05-06 08:00") - play.now)
    after = lines(play, ranked(play, APRIL))
    assert (after["张敏"].total, after["张敏"].gained, after["张敏"].place) == (10_200, -100, 2)
    assert (after["何叔"].total, after["何叔"].gained, after["何叔"].place) == (10_600, 400, 1)


def test_only_the_ledger_counts(lite_play: Play) -> None:
    """A confirmed wish that has not come through its reviews is in no ranking: nothing of it is in the ledger."""
    lite_play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"), ("李师傅", "[我来接]"))
    lite_play.clock.move(at("2026-04-01 08:00") - lite_play.now)
    found = lines(lite_play, ranked(lite_play))
    assert {who: (one.total, one.gained) for who, one in found.items()} == dict.fromkeys(
        ("李师傅", "张敏", "何叔"), (10_000, 0)
    )


def test_the_exempt_are_counted_apart(play: Play) -> None:
    earn(play, "张敏", 9)
    excuse(play, "张敏", date(2026, 3, 31))
    excuse(play, "何叔", date(2026, 1, 1), date(2026, 3, 30))
    play.clock.move(at("2026-04-01 08:00") - play.now)
    made = ranked(play)
    assert set(lines(play, made)) == {"李师傅", "何叔"}
    assert (made.ranked, made.exempt) == (2, 1)


def test_a_star_needs_a_year_to_the_day(play: Play) -> None:
    ruled(play, bands=(Band("one", "一星", Fraction(100)), Band("two", "二星", Fraction(102))))
    branch(
        play,
        "第一支部",
        ("李师傅", Role.PARTY_MEMBER, date(2025, 3, 31)),
        ("张敏", Role.PARTY_MEMBER, date(2025, 4, 1)),
        ("何叔", Role.PARTY_MEMBER, LONG),
    )
    for who in ("李师傅", "张敏"):
        earn(play, who, 2)
    earn(play, "何叔")
    play.clock.move(at("2026-04-01 08:00") - play.now)
    assert {who: one.band for who, one in lines(play, ranked(play)).items()} == {
        **{"李师傅": "two", "张敏": ""},
        **{"何叔": "one"},
    }


def test_january_begins_at_the_base(play: Play) -> None:
    earn(play, "张敏", 8, when=at("2026-12-30 10:00"))
    earn(play, "张敏", 1, when=at("2027-01-04 10:00"))
    play.clock.move(at("2027-02-01 08:00") - play.now)
    december, january = ranked(play, date(2026, 12, 1)), ranked(play, date(2027, 1, 1))
    assert (lines(play, december)["张敏"].total, lines(play, december)["张敏"].gained) == (10_800, 800)
    assert (lines(play, january)["张敏"].total, lines(play, january)["张敏"].gained) == (10_100, 100)


def test_a_reset_is_zero_for_the_year(play: Play) -> None:
    earn(play, "张敏", 5)
    earn(play, "张敏", item="bottom_line")
    play.clock.move(at("2026-04-01 08:00") - play.now)
    found = lines(play, ranked(play))
    assert (found["张敏"].total, found["张敏"].place, found["张敏"].resets) == (0, 3, 1)


def test_nobody_makes_no_ranking(lite_play: Play) -> None:
    before = lite_play.do(lambda work: work.rankings.of(3, MARCH))
    assert before is None
    excuse_all = ("李师傅", "张敏", "何叔")
    for who in excuse_all:
        excuse(lite_play, who, LONG)
    assert ranked(lite_play).exempt == 3
