"""积分制和星级 (B7): what the text says, each as it is written there."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.points.rules import barred, served, star, total
from tests.play import Play
from tests.points.doing import done, lines, stands
from tests.points.sets import SHIPPED

HONGDONG, HUANING, QINYUAN, XINGTAI, CAPPED = (
    SHIPPED[code] for code in ("hongdong", "huaning", "qinyuan", "xingtai", "study_cap")
)
DAY = date(2026, 3, 1)


def test_a_training_is_two_a_leave_nothing_an_absence_what_the_set_says(lite_play: Play) -> None:
    """① 培训一次 +2，请假 0，无故缺席按所选规则集（洪洞 −3）."""
    found = [done(lite_play, "刘书记", item, DAY, QINYUAN) for item in ("training", "leave", "missed_day")]
    assert [entry and entry.delta for entry in found] == [200, 0, -300]
    assert stands(lite_play, "刘书记", DAY, QINYUAN).all == 9_900
    absence = done(lite_play, "李师傅", "missed_day", DAY, HONGDONG)
    assert absence
    assert absence.delta == -300


def test_fifteen_studies_under_a_cap_of_twelve_come_to_twelve(play: Play) -> None:
    """② 15 次学习在封顶 12 的规则下得 12: each is on record, the last ones with what was left."""
    found = [done(play, "李师傅", "study", DAY + timedelta(days=n), CAPPED) for n in range(15)]
    assert [entry and entry.delta for entry in found] == [200] * 6 + [0] * 9
    assert stands(play, "李师傅", DAY, CAPPED).all == 1_200


@pytest.mark.parametrize(
    ("points", "called"),
    [
        *(("0", None), ("59.9", None), ("59.99", None), ("60", "一星"), ("69", "一星"), ("69.99", "一星")),
        *(("70", "二星"), ("79", "二星"), ("80", "三星"), ("89", "三星"), ("90", "四星"), ("95", "四星")),
        *(("95.5", "四星"), ("95.99", "四星"), ("96", "五星"), ("100", "五星")),
    ],
)
def test_the_stars_of_huaning(points: str, called: str | None) -> None:
    """③ 95 分=四星，96=五星，59.9 无星; between 95 and 96 nothing is rounded, and the set says so."""
    found = star(HUANING.bands, int(Fraction(points) * 100))
    assert (found.title if found else None) == called
    assert any("95.99 分也是四星" in sentence for sentence in HUANING.open)


def test_everybody_begins_where_the_set_says() -> None:
    assert [total(rules, None).all for rules in (HONGDONG, HUANING)] == [10_000, 6_000]
    begins = star(HUANING.bands, total(HUANING, None).all)
    assert begins
    assert begins.title == "一星"


def test_who_has_served_364_days_is_not_on_the_list() -> None:
    """④ 任职 364 天不进参评名单; a year to the day, whatever its length."""
    since = date(2025, 1, 1)
    assert not served(since, since + timedelta(days=364), QINYUAN)
    assert served(since, since + timedelta(days=365), QINYUAN)
    leap = date(2024, 1, 1)
    assert not served(leap, leap + timedelta(days=365), QINYUAN), "2024 has 366 days"
    assert served(leap, leap + timedelta(days=366), QINYUAN)
    last = date(2024, 2, 29)
    assert not served(last, date(2025, 2, 27), QINYUAN)
    assert served(last, date(2025, 2, 28), QINYUAN)


def test_secretaries_are_counted_by_qinyuan() -> None:
    assert set(QINYUAN.who) == {Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY}


def test_on_the_first_day_of_a_year_all_begin_anew_and_the_entries_stay(play: Play) -> None:
    """⑤ 跨年首日全员回基础分而流水保留."""
    people = ("李师傅", "张敏", "何叔")
    for who in people:
        done(play, who, "volunteer", date(2026, 12, 31))
        done(play, who, "missed_class", date(2026, 12, 30))
    assert [stands(play, who, date(2026, 12, 31)).all for who in people] == [9_600] * 3
    assert [stands(play, who, date(2027, 1, 1)).all for who in people] == [10_000] * 3
    assert [lines(play, who, date(2026, 12, 31)) for who in people] == [2] * 3
    assert [lines(play, who, date(2027, 1, 1)) for who in people] == [0] * 3


def test_the_same_evidence_counts_once(play: Play) -> None:
    """⑥ 同一证据重复申报被拒: under another source, another item or in another year as well."""
    assert done(play, "李师傅", "volunteer", DAY, evidence="a1b2")
    for item, day in (("volunteer", DAY), ("donate", DAY), ("volunteer", date(2027, 3, 1))):
        with pytest.raises(Refusal) as found:
            done(play, "李师傅", item, day, evidence="a1b2")
        assert found.value.code == "points/proven"
    assert lines(play, "李师傅", DAY) == 1
    assert done(play, "李师傅", "volunteer", DAY, evidence="c3d4")
    assert done(play, "张敏", "volunteer", DAY, evidence="a1b2"), "they were there together"


def test_the_same_deed_twice_is_no_fault(play: Play) -> None:
    """What comes in again is not told off: it is there already."""
    assert done(play, "李师傅", "volunteer", DAY, source="merit:7", evidence="a1b2")
    assert done(play, "李师傅", "volunteer", DAY, source="merit:7", evidence="a1b2") is None
    assert stands(play, "李师傅", DAY).all == 10_100


def test_the_bottom_line_is_nought_for_its_cycle(lite_play: Play) -> None:
    """违法违纪、失信、黄赌毒直接 0; later deeds don't lift it, the next year begins anew."""
    done(lite_play, "李师傅", "volunteer", DAY)
    done(lite_play, "李师傅", "bottom_line", DAY + timedelta(days=1))
    done(lite_play, "李师傅", "volunteer", DAY + timedelta(days=2))
    assert stands(lite_play, "李师傅", DAY).all == 0
    assert stands(lite_play, "李师傅", date(2027, 1, 1)).all == 10_000


def test_fifty_hours_are_sixty_points_and_more_are_more(lite_play: Play) -> None:
    """双报到: 每年 ≥50 小时，达标 60 分、上不封顶."""
    assert (XINGTAI.reach, XINGTAI.least_rate) == (Fraction(50), Fraction(95, 100))
    done(lite_play, "李师傅", "volunteer", DAY, XINGTAI, quantity=5_000)
    assert stands(lite_play, "李师傅", DAY, XINGTAI).all == 6_000
    done(lite_play, "李师傅", "volunteer", DAY, XINGTAI, quantity=2_550)
    assert stands(lite_play, "李师傅", DAY, XINGTAI).all == 9_060


@pytest.mark.parametrize(("met", "of", "out"), [(949, 1000, True), (950, 1000, False), (18, 19, True), (19, 20, False)])
def test_a_unit_below_95_percent_is_out(met: int, of: int, out: bool) -> None:
    """94.9% 的单位被标“取消资格”，95.0% 不被标: 18 of 19 is 94.7 %, and 95 % on no rounding."""
    assert XINGTAI.least_rate
    assert barred(met, of, XINGTAI.least_rate) is out
    assert not barred(0, 0, XINGTAI.least_rate), "where nobody is owed nobody falls short"
