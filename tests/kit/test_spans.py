"""How rules write lengths of time, and periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind, Span, SpanKind

COUNTED = [kind for kind in SpanKind if kind is not SpanKind.END_OF]
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(COUNTED), st.integers(0, 10_000))
def test_what_is_written_is_read(kind: SpanKind, amount: int) -> None:
    span = Span(kind, amount)
    assert Span.parse(str(span)) == span


@pytest.mark.parametrize("kind", PeriodKind)
def test_end_of_a_period(kind: PeriodKind) -> None:
    assert Span.parse(f"end_of {kind}") == Span(SpanKind.END_OF, 0, kind)
    assert str(Span.parse(f"end_of {kind}")) == f"end_of {kind}"


@pytest.mark.parametrize(
    "text",
    ["", "7", "days", "7days", "-1 days", "7 weeks", "end_of", "end_of fortnight", "3 end_of", "七 days", "1.5 days"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Span.parse(text)


@given(st.sampled_from(PeriodKind), days)
def test_periods_follow_each_other_without_a_gap(kind: PeriodKind, day: date) -> None:
    here = Period.of(kind, day)
    assert here.first <= day <= here.last
    assert Period.of(kind, here.first) == Period.of(kind, here.last) == here
    assert here.next().first == here.last + timedelta(days=1)
    assert here.next().kind is kind


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (PeriodKind.WEEK, "2026-01-01", "2025-12-29", "2026-01-04"),
        (PeriodKind.HALF_MONTH, "2024-02-15", "2024-02-01", "2024-02-15"),
        (PeriodKind.HALF_MONTH, "2024-02-16", "2024-02-16", "2024-02-29"),
        (PeriodKind.MONTH, "2026-02-28", "2026-02-01", "2026-02-28"),
        (PeriodKind.QUARTER, "2026-05-31", "2026-04-01", "2026-06-30"),
        (PeriodKind.HALF_YEAR, "2026-07-01", "2026-07-01", "2026-12-31"),
        (PeriodKind.YEAR, "2026-12-31", "2026-01-01", "2026-12-31"),
    ],
)
def test_periods_by_hand(kind: PeriodKind, day: str, first: str, last: str) -> None:
    found = Period.of(kind, date.fromisoformat(day))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
