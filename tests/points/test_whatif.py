"""What another set would change: every line adds up, on both sides, whatever was entered."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.roles import Role
from handlers.kit.scores import Cycle, PointSet, ScoreType
from handlers.ledger.records import Balance, Entry, EntryState, Kind
from handlers.points.records import Member
from handlers.points.rules import cap_days, capped, total, worth
from handlers.points.whatif import Change, Record, Why, whatif
from tests.points.sets import SHIPPED

HONGDONG, HUANING, CAPPED, PINGSHUN, XINGTAI, QINYUAN = (
    SHIPPED[code] for code in ("hongdong", "huaning", "study_cap", "pingshun", "xingtai", "qinyuan")
)
CYCLE = Cycle(date(2026, 1, 1), date(2026, 12, 31), "2026")
DAY = date(2026, 11, 22)
SINCE = date(2020, 1, 1)


def test_the_start_the_items_and_what_the_other_lacks() -> None:
    (one,) = tried(HUANING, {1: ("volunteer", "volunteer", "study", "missed_day")})
    assert [(line.why, line.called, line.old, line.new) for line in one.lines] == [
        (Why.INITIAL, "起点", 10_000, 6_000),
        (Why.ITEM, "志愿服务 2 次", 200, 200),
        (Why.LACKS, "集中学习 1 次", 0, 0),
        (Why.ITEM, "主题党日缺席 1 次", -300, -300),
    ]
    assert one.lines[2].note(HUANING.title) == "“华宁星级”没有这一条，不算"
    assert (one.before.total, one.before.star) == (9_900, "")
    assert (one.after and one.after.total, one.after and one.after.star) == (5_900, "")


def test_fifteen_studies_meet_the_others_cap() -> None:
    (one,) = tried(CAPPED, {1: ("study",) * 15})
    assert [(line.called, line.new) for line in one.lines] == [
        ("起点", 0),
        ("集中学习 15 次", 3_000),
        ("集中学习封顶", -1_800),
    ]
    assert one.after
    assert one.after.total == 1_200


def test_a_reversal_cancels_what_it_reverses_on_both_sides() -> None:
    entries = written(HONGDONG, ("volunteer", "missed_day"))
    back = Entry(
        *(
            9,
            1,
            3,
            "missed_day",
            ScoreType.DEDUCTED,
            300,
            "reversal:2",
            "",
            entries[1].occurred_on,
            entries[1].at,
            1,
            "",
        ),
        *(entries[1].facts, EntryState.REVERSAL, 2, ""),
    )
    (one,) = whatif([Record(member(1), HONGDONG, CYCLE, [*entries, back])], PINGSHUN, DAY)
    assert [line.called for line in one.lines] == ["起点", "志愿服务 1 次"]
    assert (one.before.total, one.after and one.after.total, one.back) == (10_100, 10_100, 1)
    assert not one.differs


def test_a_reset_is_nought_under_both_and_lost_is_said() -> None:
    (one,) = tried(HUANING, {1: ("volunteer", "bottom_line", "volunteer")})
    assert one.lines[-1].why is Why.RESET
    assert (one.lines[-1].old, one.lines[-1].new) == (-10_200, -6_200)
    assert (one.before.total, one.after and one.after.total) == (0, 0)


def test_a_reset_that_the_other_lacks_gives_back_what_was_there() -> None:
    (one,) = tried(CAPPED, {1: ("study", "bottom_line")})
    assert (one.before.total, one.after and one.after.total) == (0, 200)
    assert [line.why for line in one.lines] == [Why.INITIAL, Why.ITEM, Why.LACKS, Why.RESET]


def test_times_are_no_hours() -> None:
    (one,) = tried(XINGTAI, {1: ("volunteer",)})
    assert [line.why for line in one.lines] == [Why.INITIAL, Why.UNIT]
    assert one.after
    assert one.after.total == 0


def test_whom_the_other_does_not_count_keeps_what_is_there() -> None:
    (one,) = tried(QINYUAN, {1: ("volunteer",)})
    assert one.after is None
    assert [(line.why, line.old) for line in one.lines] == [(Why.ROLE, 10_100)]
    assert one.lines[0].note(QINYUAN.title) == "“沁源书记积分”不算这个岗位"


def test_equals_share_a_place_and_the_unranked_have_none() -> None:
    entries = {1: ("volunteer",), 2: ("volunteer",), 3: (), 4: ("volunteer", "volunteer")}
    found = tried(HUANING, entries, unranked=frozenset({4}))
    assert [one.before.place for one in found] == [1, 1, 3, None]
    assert [one.after and one.after.place for one in found] == [1, 1, 3, None]


def test_no_star_before_a_year_is_served() -> None:
    since = DAY - timedelta(days=364)
    found = whatif([Record(member(1, since), HONGDONG, CYCLE), Record(member(2), HONGDONG, CYCLE)], HUANING, DAY)
    assert [one.after and one.after.star for one in found] == ["", "一星"]


ITEMS = st.lists(st.sampled_from(sorted(HONGDONG.items)), max_size=40)
OTHERS = st.sampled_from(sorted(SHIPPED))


@given(ITEMS, OTHERS, st.data())
def test_the_lines_add_up_to_both_totals(items: list[str], code: str, data: st.DataObject) -> None:
    """By another way of counting: totals from columns, as a balance keeps them."""
    other = SHIPPED[code]
    entries = written(HONGDONG, tuple(items))
    (one,) = whatif([Record(member(1), HONGDONG, CYCLE, data.draw(st.permutations(entries)))], other, DAY)
    assert sum(line.old for line in one.lines) == one.before.total == by_columns(HONGDONG, items, HONGDONG)
    if one.after is None:
        assert Role.PARTY_MEMBER not in other.who
        return
    assert sum(line.new for line in one.lines) == one.after.total == by_columns(other, items, HONGDONG)


@given(ITEMS)
def test_the_same_set_changes_nothing(items: list[str]) -> None:
    for rules in (HONGDONG, PINGSHUN, CAPPED):
        codes = tuple(code for code in items if code in rules.items)
        (one,) = whatif([Record(member(1), rules, CYCLE, written(rules, codes))], rules, DAY)
        assert not one.differs


def tried(
    other: PointSet, items: Mapping[int, tuple[str, ...]], unranked: frozenset[int] = frozenset()
) -> list[Change]:
    """People counted by 洪洞 under another set."""
    records = [
        Record(member(person), HONGDONG, CYCLE, written(HONGDONG, codes), person not in unranked)
        for person, codes in items.items()
    ]
    return list(whatif(records, other, DAY))


def member(person: int, since: date = SINCE) -> Member:
    return Member(person, 1, Role.PARTY_MEMBER, "/1/2/3/", 3, 0, since)


def written(rules: PointSet, codes: tuple[str, ...]) -> list[Entry]:
    """Entries as the ledger would have them, a day apart, with what the set's caps leave."""
    found: list[Entry] = []
    for n, code in enumerate(codes, 1):
        item, day = rules.items[code], CYCLE.first + timedelta(days=n)
        before = sum(one.delta for one in found if one.rule == code)
        delta = capped(item, worth(rules, code, {"quantity": 100}) or 0, before)
        at = datetime.combine(day, datetime.min.time(), UTC)
        where = (n, 1, n, code, item.type, delta, f"test:{n}", "", day, at, 1, "")
        found.append(Entry(*where, {"quantity": 100}, EntryState.EFFECTIVE, None, ""))
    return found


def by_columns(rules: PointSet, codes: list[str], here: PointSet) -> int:
    """What the codes come to, entered under a set as they happen."""
    sums: dict[str, int] = {}
    columns = dict.fromkeys(("base", "star", "assigned", "deducted", "reset"), 0)
    for code in codes:
        item = rules.items.get(code)
        if item is None or (item.type is not ScoreType.RESET and item.unit != here.items[code].unit):
            continue
        assert cap_days(item, CYCLE, DAY) == (CYCLE.first, CYCLE.last)
        amount = capped(item, worth(rules, code, {"quantity": 100}) or 0, sums.get(code, 0))
        sums[code] = sums.get(code, 0) + amount
        columns[item.type] += amount
    return total(rules, Balance(1, 1, Kind.POINTS, 1, "2026", 0, "", *columns.values())).all


def test_a_fraction_of_an_hour_is_counted_to_the_hundredth() -> None:
    assert worth(XINGTAI, "volunteer", {"quantity": 133}) == int(
        Fraction(133, 100) * Fraction(12, 10) * 100 + Fraction(1, 2)
    )
