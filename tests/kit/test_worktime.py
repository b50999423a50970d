"""Working time, against days whose answers are published: weekends, National Day 2022 with its make-up days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.spans import Span
from handlers.kit.worktime import SHANGHAI, Calendar, china

PLAIN = Calendar({})
moments = st.datetimes(datetime(2017, 1, 2), datetime(2026, 11, 30)).map(lambda one: one.replace(tzinfo=SHANGHAI))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        # 南京鼓楼: a whistle on a Friday at 16:30 is signed for within the hour and answered by Wednesday.
        ("2022-09-23 16:30", "1 working_hours", "2022-09-23 17:30"),
        ("2022-09-23 16:30", "3 working_days", "2022-09-28 18:00"),
        # On 2022-09-30 the week of National Day follows; 8 and 9 October are worked instead.
        ("2022-09-30 16:30", "3 working_days", "2022-10-10 18:00"),
        ("2022-09-30 16:30", "5 working_days", "2022-10-12 18:00"),
        ("2022-09-30 17:30", "1 working_hours", "2022-10-08 09:30"),
        ("2022-09-30 16:30", "7 days", "2022-10-07 16:30"),
        ("2022-09-23 16:30", "24 hours", "2022-09-24 16:30"),
        ("2022-09-23 16:30", "30 minutes", "2022-09-23 17:00"),
        ("2022-09-23 11:30", "1 working_hours", "2022-09-23 14:30"),
        ("2022-09-23 12:30", "1 working_hours", "2022-09-23 15:00"),
        ("2022-09-23 07:00", "2 working_hours", "2022-09-23 11:00"),
        ("2022-09-23 17:00", "15 working_hours", "2022-09-27 18:00"),
        ("2022-09-24 10:00", "7 working_hours", "2022-09-26 18:00"),
        ("2026-01-31 10:00", "1 months", "2026-02-28 10:00"),
        ("2023-11-30 10:00", "3 months", "2024-02-29 10:00"),
        ("2026-12-31 10:00", "1 months", "2027-01-31 10:00"),
        ("2026-11-30 10:00", "1 months", "2026-12-30 10:00"),
        ("2026-03-02 10:00", "end_of month", "2026-03-31 23:59:59"),
        ("2026-03-02 10:00", "end_of quarter", "2026-03-31 23:59:59"),
        ("2026-03-02 10:00", "0 working_days", "2026-03-02 18:00"),
    ],
)
def test_due(start: str, span: str, due: str) -> None:
    assert china().due(at(start), Span.parse(span)) == at(due)


def test_moments_of_any_zone_are_the_same_moment() -> None:
    start = at("2022-09-23 16:30").astimezone(UTC)
    assert china().due(start, Span.parse("1 working_hours")) == at("2022-09-23 17:30")


def test_published_days() -> None:
    assert [china().works(date(2022, 10, day)) for day in range(1, 13)] == [*[False] * 7, True, True, True, True, True]
    assert not china().works(date(2026, 2, 17)), "Spring Festival"
    assert all(china().knows(year) for year in range(2017, 2027))


def test_a_year_without_a_calendar_works_with_weekends() -> None:
    assert not china().knows(2031)
    assert [china().works(date(2031, 10, day)) for day in range(1, 6)] == [True, True, True, False, False]
    assert china().due(at("2031-10-03 16:30"), Span.parse("1 working_days")) == at("2031-10-06 18:00")


@given(moments, st.integers(1, 60))
def test_more_time_is_never_due_earlier(start: datetime, amount: int) -> None:
    for kind in ("working_hours", "working_days", "hours", "days"):
        due, next_ = (china().due(start, Span.parse(f"{n} {kind}")) for n in (amount, amount + 1))
        assert start < due < next_


@given(moments, st.integers(1, 40))
def test_working_time_ends_in_working_time(start: datetime, amount: int) -> None:
    for kind in ("working_hours", "working_days"):
        due = china().due(start, Span.parse(f"{amount} {kind}"))
        assert china().works(due.date())
        assert 9 <= due.hour <= 18


@given(moments)
def test_opening_is_in_working_time_and_stays(moment: datetime) -> None:
    opening = china().next_opening(moment)
    assert opening >= moment
    assert china().next_opening(opening) == opening
    assert opening - moment < timedelta(days=11)


@pytest.mark.parametrize(
    ("now", "due", "left"),
    [
        ("2022-09-30 16:30", "2022-10-10 18:00", 3),
        ("2022-09-30 16:30", "2022-09-30 18:00", 0),
        ("2022-09-30 16:30", "2022-10-05 18:00", 0),
        ("2022-09-30 16:30", "2022-09-29 18:00", 0),
    ],
)
def test_working_days_left(now: str, due: str, left: int) -> None:
    assert china().working_days_left(at(now), at(due)) == left


def test_weekend_and_monday_morning_are_the_same_start() -> None:
    """What arrives outside working time starts at the next opening, as the module says."""
    span = Span.parse("1 working_days")
    saturday, monday = PLAIN.due(at("2026-03-07 10:00"), span), PLAIN.due(at("2026-03-09 09:00"), span)
    assert saturday == monday
