"""The rules alone: fractions, thresholds, places, and that nothing is lost between counted and excluded."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.cases.records import Case
from handlers.kit.spans import PeriodKind
from handlers.rates.records import BESIDE_NAMES, REASON_NAMES, Beside, Days, Leg, Rate, RateKind, Reason, Row
from handlers.rates.rules import ABOVE, called, chosen, in_time, parted, percent, ranked, rates, under
from handlers.requests.states import STATES, is_above
from handlers.routing.categories import CATEGORIES
from tests.cast import CITY, PLACES, STREET, YANWU

BY_ID = {unit.id: unit for unit in PLACES}
LEGS = st.builds(Leg, st.none() | st.integers(1, 9), st.none() | st.integers(1, 9))
ROWS = st.builds(
    Row,
    id=st.integers(1, 999),
    unit_path=st.sampled_from([unit.path for unit in PLACES]),
    state=st.sampled_from([state.key for state in STATES]),
    contact=LEGS,
    settle=LEGS,
    dispatched=st.booleans(),
    granted=st.sampled_from(["", "yes", "no"]),
    satisfied=st.sampled_from(["", "good", "fair", "bad"]),
    returned=st.integers(0, 2),
    upheld=st.integers(0, 2),
    reopened=st.integers(0, 2),
    rebound=st.booleans(),
    above=st.booleans(),
)
MANY = st.lists(ROWS, max_size=40, unique_by=lambda row: row.id)


def _rate(met: int, of: int) -> Rate:
    return Rate(tuple(range(met)), tuple(range(of)), {})


@pytest.mark.parametrize(
    ("met", "of", "seen", "reaches"),
    [
        (949, 1000, "94.9%", False),
        (950, 1000, "95.0%", True),
        (19, 20, "95.0%", True),
        (9496, 10000, "95.0%", False),
        (9495, 10000, "95.0%", False),
        (9494, 10000, "94.9%", False),
        (1, 3, "33.3%", False),
        (2, 3, "66.7%", False),
        (1, 1, "100.0%", True),
        (0, 7, "0.0%", False),
        (0, 0, "—", False),
    ],
)
def test_rounding_is_for_the_eye(met: int, of: int, seen: str, reaches: bool) -> None:
    rate = _rate(met, of)
    assert percent(rate.value) == seen
    assert rate.reaches(Fraction(95, 100)) is reaches


def test_nothing_to_divide_by() -> None:
    assert _rate(0, 0).value is None
    assert not _rate(0, 0).reaches(Fraction(0))
    assert all(rate.value is None for rate in rates([]).of.values())


def test_ties_are_written_down() -> None:
    half, third, all_ = Fraction(1, 2), Fraction(1, 3), Fraction(1)
    assert ranked(RateKind.RESPONSE, [half, all_, half, third]) == [2, 1, 2, 4]
    assert ranked(RateKind.RETURN, [half, all_, half, third]) == [2, 4, 2, 1]
    assert ranked(RateKind.RESPONSE, [None, third, None]) == [None, 1, None]
    assert ranked(RateKind.RESPONSE, [Fraction(2, 4), half]) == [1, 1]


@pytest.mark.parametrize(
    ("leg", "wanted"),
    [(Leg(), None), (Leg(1), True), (Leg(None, 1), False), (Leg(1, 1), False), (Leg(2, 1), False), (Leg(1, 2), True)],
)
def test_what_broke_after_it_was_met_breaks_nothing(leg: Leg, wanted: bool | None) -> None:
    assert in_time(leg) is wanted


@given(MANY)
def test_every_request_is_in_every_rate_once(rows: list[Row]) -> None:
    found = rates(rows)
    ids = sorted(row.id for row in rows)
    assert list(found.all) == ids
    for rate in found.of.values():
        assert sorted([*rate.denominator, *(id_ for some in rate.excluded.values() for id_ in some)]) == ids
        assert set(rate.numerator) <= set(rate.denominator)
        assert set(rate.numerator) | set(rate.missed) == set(rate.denominator)
        assert rate.value is None or 0 <= rate.value <= 1
    assert set(found.of[RateKind.SATISFACTION].numerator) <= set(found.of[RateKind.RESOLUTION].numerator)


@given(MANY)
def test_a_merged_one_counts_nowhere(rows: list[Row]) -> None:
    merged = [replace(row, state="merged") for row in rows]
    assert all(not rate.denominator for rate in rates(merged).of.values())
    assert not any(rates(merged).beside.values())


@given(MANY)
def test_parts_and_the_rest_are_the_whole(rows: list[Row]) -> None:
    street = BY_ID[STREET]
    mine = under(rows, street)
    below = [unit for unit in PLACES if unit.parent_id == STREET]
    parts = parted(mine, street, below)
    assert parts == [under(rows, unit) for unit in below]
    inside = {row.id for part in parts for row in part}
    rest = [row for row in mine if row.id not in inside]
    assert all(row.above or row.unit_path == street.path for row in rest)
    assert len(rest) + sum(len(part) for part in parts) == len(mine)


def test_a_community_has_none_about_its_leaders() -> None:
    row = Row(1, "/1/2/3/4/", "review", above=True)
    assert under([row], BY_ID[YANWU]) == []
    assert under([row], BY_ID[STREET]) == under([row], BY_ID[CITY]) == [row]


def test_above_is_what_the_flow_shuts_the_community_out_of() -> None:
    def case(key: str) -> Case:
        now = Days(date(2026, 3, 2), date(2026, 3, 2)).starts
        return Case(1, "", "request", 1, 3, 3, "/1/2/3/", "review", 1, "", 1, 1, 1, now, facts={"category": key})

    assert {one.key for one in CATEGORIES if is_above(case(one.key))} == ABOVE


@given(MANY, st.sampled_from([*RateKind, *Beside, "all", "x"]), st.sampled_from([*Reason, "of", "met", "missed", "x"]))
def test_every_number_leads_to_its_cases(rows: list[Row], what: str, side: str) -> None:
    found, ids = rates(rows), {row.id for row in rows}
    cases = chosen(found, what, side)
    if what == "x" or (what in set(RateKind) and side == "x"):
        assert cases is None
    else:
        assert cases is not None
        assert set(cases) <= ids


def test_each_state_has_a_reason_where_nothing_happened() -> None:
    """A request of which nothing counts is explained, whatever its state."""
    for state, kind in product(STATES, RateKind):
        excluded = rates([Row(1, "/1/", state.key)]).of[kind].excluded
        assert list(excluded.values()) == [(1,)]
    assert set(REASON_NAMES) == set(Reason)
    assert set(BESIDE_NAMES) == set(Beside)


@pytest.mark.parametrize(
    ("first", "last", "kind", "said"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), PeriodKind.MONTH, "2026年3月"),
        (date(2026, 1, 1), date(2026, 3, 31), PeriodKind.QUARTER, "2026年第1季度"),
        (date(2026, 10, 1), date(2026, 12, 31), PeriodKind.QUARTER, "2026年第4季度"),
        (date(2026, 1, 1), date(2026, 12, 31), PeriodKind.YEAR, "2026年"),
        (date(2026, 3, 2), date(2026, 3, 8), PeriodKind.WEEK, "2026年3月2日到3月8日"),
        (date(2025, 12, 31), date(2026, 1, 1), None, "2025年12月31日到2026年1月1日"),
    ],
)
def test_a_period_is_called(first: date, last: date, kind: PeriodKind | None, said: str) -> None:
    assert called(Days(first, last), kind) == said
