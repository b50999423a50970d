"""What a digest counts: pure looks at rows."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from handlers.digests.figures import Span, by_unit, helped, light, moved, share, standing
from handlers.digests.records import Life
from handlers.kit.worktime import SHANGHAI
from handlers.summons.records import Light

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=SHANGHAI)
WEEK = Span(NOW - timedelta(days=7, hours=8), NOW - timedelta(hours=8), NOW)


def life(id_: int, state: str = "working", **more: object) -> Life:
    values: dict[str, object] = {
        "flow": "request",
        "unit_path": "/1/2/3/4/",
        "category": "light",
        "counts": {},
        "opened_at": NOW - timedelta(days=3),
        "closed_at": None,
        **more,
    }
    return Life(id=id_, state=state, **values)  # type: ignore[arg-type]


def test_first_comes_what_is_late_the_longest_then_what_waits_for_a_decision() -> None:
    found = standing(
        [
            life(1, opened_at=NOW - timedelta(days=40)),
            life(2, due=NOW - timedelta(hours=1)),
            life(3, due=NOW - timedelta(days=2)),
            life(4, "review", due=NOW + timedelta(hours=1)),
        ],
        NOW,
    )
    assert found["late"] == [3, 2]
    assert found["decide"] == [4]
    assert found["first"] == [3, 2, 4]
    assert found["oldest"][0] == 1


def test_new_and_done_are_of_these_days_only() -> None:
    rows = [
        life(1),
        life(2, "closed", opened_at=NOW - timedelta(days=20), closed_at=NOW - timedelta(days=1)),
        life(3, "withdrawn", closed_at=NOW - timedelta(days=1)),
        life(4, opened_at=NOW - timedelta(hours=2)),  # this morning: of the next week
        life(5, "closed", closed_at=NOW - timedelta(hours=2)),
        life(6, "set_aside", closed_at=NOW - timedelta(days=1)),
        life(7, "merged", closed_at=NOW - timedelta(days=1)),
    ]
    found = moved(rows, WEEK)
    assert found["new"] == [1, 5]
    assert found["done"] == [2]


def test_who_helped_counts_cases_not_presses() -> None:
    steps = [("finish", 1, 5, 7), ("finish", 1, 9, 7), ("fulfil", 2, 3, 8), ("fulfil", 3, 3, 8), ("thank", 1, 6, 9)]
    assert helped(steps) == [(8, 2), (7, 1)]


@pytest.mark.parametrize(
    ("met", "of", "lit"),
    [(79, 99, Light.RED), (80, 100, Light.YELLOW), (949, 1000, Light.YELLOW), (95, 100, Light.GREEN), (0, 0, None)],
)
def test_lights_compare_fractions(met: int, of: int, lit: Light | None) -> None:
    """79/99 is 79.8 %, which is red however it is rounded; 95 of 100 is green."""
    assert light((met, of), 80, 95) is lit


def test_nothing_to_divide_by_is_no_share() -> None:
    assert share((0, 0)) is None
    assert share((19, 20, 3)) == Fraction(19, 20)


def test_each_case_lies_in_one_place() -> None:
    lives = [life(1), life(2, due=NOW - timedelta(days=1)), life(3, unit_path="/1/2/9/10/")]
    assert by_unit(lives, {3: "/1/2/3/", 9: "/1/2/9/"}, NOW) == {3: (2, 1), 9: (1, 0)}
