"""五位一体 (B8): five types in columns of their own, and what comes of them; and what holds for any entries at all."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.scores import Item, PointSet, Review, ScoreType, Source
from handlers.kit.spans import PeriodKind
from handlers.ledger.records import Balance, Kind
from handlers.points.rules import capped, cycle_of, total
from tests.play import Play
from tests.points.doing import done, stands
from tests.points.sets import SHIPPED

PINGSHUN = SHIPPED["pingshun"]
DAY = date(2026, 3, 1)
AMOUNTS = st.integers(-100_000, 100_000)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_five_types_in_five_columns(play: Play) -> None:
    """① 五类分别列账，总分=基础+五星−反向赋−反向扣; the set has every type and everything is reviewed."""
    for item in ("study", "volunteer", "donate", "missed_day", "broken_promise"):
        done(play, "李师傅", item, DAY, PINGSHUN)
    found = stands(play, "李师傅", DAY, PINGSHUN)
    assert (found.base, found.star, found.assigned, found.deducted) == (10_100, 200, -300, -500)
    assert found.all == 10_100 + 200 - 300 - 500
    assert PINGSHUN.review is Review.ALL


def test_after_the_bottom_line_the_total_stays_nought(play: Play) -> None:
    """① 底线事件后恒 0，⑤ 清零只影响本周期: the columns stay on record."""
    done(play, "李师傅", "volunteer", DAY, PINGSHUN)
    done(play, "李师傅", "bottom_line", DAY, PINGSHUN)
    for n in range(1, 4):
        done(play, "李师傅", "volunteer", DAY + timedelta(days=n), PINGSHUN)
        found = stands(play, "李师傅", DAY, PINGSHUN)
        assert (found.all, found.star, found.resets) == (0, 100 + 100 * n, 1)
    assert stands(play, "李师傅", date(2027, 1, 1), PINGSHUN).all == 10_000


def test_what_the_text_leaves_open_is_said() -> None:
    assert sum("客户待定" in sentence for sentence in PINGSHUN.open) >= 4
    assert [
        word for word in ("反向赋分", "反向扣分", "一次清零") if not any(word in one for one in PINGSHUN.open)
    ] == []


@given(st.lists(st.integers(-500, 2_000), max_size=40), st.integers(1, 100), st.data())
def test_no_order_passes_a_cap(amounts: list[int], cap: int, data: st.DataObject) -> None:
    """And in any order of what is earned, as much comes of it."""
    item = _item(cap)
    assert _summed(item, amounts) <= cap * 100
    earned = [abs(amount) for amount in amounts]
    turned = data.draw(st.permutations(earned))
    assert _summed(item, earned) == _summed(item, turned) == min(sum(earned), cap * 100)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 5), st.sampled_from(sorted(SHIPPED)))
def test_whatever_the_columns_a_reset_is_nought(
    base: int, star: int, assigned: int, deducted: int, resets: int, code: str
) -> None:
    """Under every set, without a floor as well: 底线事件后恒 0."""
    balance = Balance(1, 1, Kind.POINTS, 1, "2026", 0, "", base, star, assigned, deducted, resets)
    assert total(SHIPPED[code], balance).all == 0


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(sorted(SHIPPED)))
def test_a_total_is_the_sum_of_its_columns_or_the_floor(
    base: int, star: int, assigned: int, deducted: int, code: str
) -> None:
    rules = SHIPPED[code]
    found = total(rules, Balance(1, 1, Kind.POINTS, 1, "2026", 0, "", base, star, assigned, deducted, 0))
    summed = found.base + found.star + found.assigned + found.deducted
    assert found.all == (summed if rules.floor is None else max(summed, int(rules.floor * 100)))


CYCLES = st.sampled_from((PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR))


@given(CYCLES, st.integers(1, 12), DAYS)
def test_every_day_lies_in_exactly_one_cycle(kind: PeriodKind, first_month: int, day: date) -> None:
    rules = _set(kind, first_month)
    found = cycle_of(rules, day)
    assert found.first <= day <= found.last
    assert cycle_of(rules, found.first) == cycle_of(rules, found.last) == found
    before, after = cycle_of(rules, found.first - timedelta(days=1)), cycle_of(rules, found.last + timedelta(days=1))
    assert before.last + timedelta(days=1) == found.first
    assert after.first - timedelta(days=1) == found.last
    assert len({before.key, found.key, after.key}) == 3


def test_a_cycle_from_july_to_june() -> None:
    """吴岭村: 7 月至次年 6 月为周期."""
    found = cycle_of(SHIPPED["wuling"], date(2027, 6, 30))
    assert (found.first, found.last, found.key) == (date(2026, 7, 1), date(2027, 6, 30), "2026-07")


def _summed(item: Item, amounts: list[int]) -> int:
    """What comes of amounts one after another, none ever above the cap on the way."""
    counted = 0
    for amount in amounts:
        counted += capped(item, amount, counted)
        assert counted <= _most(item)
    return counted


def _most(item: Item) -> int:
    assert item.cap is not None
    return int(item.cap * 100)


def _item(cap: int) -> Item:
    return Item("study", "学习", ScoreType.BASE, Fraction(1), (Source.ENTERED,), "[D]", cap=Fraction(cap))


def _set(kind: PeriodKind, first_month: int) -> PointSet:
    return PointSet("own", "自己的", "[D]", (), Fraction(0), {}, cycle=kind, first_month=first_month)
