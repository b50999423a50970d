"""When red months call for a talk: the rule beside a reading month by month, and by its own promises."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from handlers.summons.records import Light
from handlers.summons.rules import due, spoken, written

Months = list[tuple[date, Light | None]]
R, Y, G = Light.RED, Light.YELLOW, Light.GREEN


def dated(lights: Sequence[Light | None]) -> Months:
    return [(date(2020 + n // 12, n % 12 + 1, 1), light) for n, light in enumerate(lights)]


runs = st.lists(st.sampled_from((R, R, R, Y, G, None)), max_size=24).map(dated)


def calls(months: Months, reds: int) -> list[tuple[date, ...]]:
    """Month by month with a counter, as somebody with a sheet of paper would: what each month calls for."""
    found: list[tuple[date, ...]] = []
    run: list[date] = []
    for month, light in months:
        if light is R:
            run.append(month)
        elif light:
            run = []
        found.append(tuple(run) if light is R and len(run) == reds else ())
    return found


def test_three_in_a_row_and_then_no_more() -> None:
    months = dated([R, R, R, R, R, R])
    assert [due(months[:n], 3) is not None for n in range(7)] == [False, False, False, True, False, False, False]
    assert due(months[:3], 3) == tuple(month for month, _ in months[:3])


def test_a_month_that_is_not_red_begins_anew() -> None:
    assert due(dated([R, R, Y, R]), 3) is None
    assert due(dated([R, R, R, G, R, R, R]), 3)


def test_a_month_without_a_light_breaks_nothing_and_counts_for_nothing() -> None:
    assert due(dated([R, None, R, None, R]), 3)
    assert due(dated([R, R, None]), 3) is None
    assert due(dated([R, R, R, None]), 3) is None, "it was called for the month before"
    assert due(dated([R, R, R, None, R]), 3) is None, "the same run"


@given(runs, st.integers(1, 5))
def test_like_a_sheet_of_paper(months: Months, reds: int) -> None:
    assert [due(months[: n + 1], reds) or () for n in range(len(months))] == calls(months, reds)


@given(runs)
def test_months_left_out_are_months_without_a_light(months: Months) -> None:
    if months and months[-1][1]:
        assert due(months, 3) == due([one for one in months if one[1]], 3)


@given(runs)
def test_no_month_is_called_for_twice(months: Months) -> None:
    found = [month for n in range(len(months)) for month in due(months[: n + 1], 3) or ()]
    assert len(found) == len(set(found))


@given(runs, runs)
def test_what_was_before_a_month_that_is_not_red_does_not_matter(before: Months, after: Months) -> None:
    whole = dated([*(light for _, light in before), G, *(light for _, light in after)])
    assert due(whole, 3) == due(whole[len(before) :], 3)


def test_months_as_people_say_them() -> None:
    assert spoken(written([date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)])) == "8月、9月、10月"
    assert spoken(written([date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)])) == "2025年12月、2026年1月、2月"
    assert spoken("2026-08") == "8月"
