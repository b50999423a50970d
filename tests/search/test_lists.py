"""Pages of a list against the plainest way to make them: all cases read, filtered and sorted in Python."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from benchmarks.city import FLOWS, FREQUENT, NOW
from benchmarks.million import counted
from handlers.cases.records import Case, Holder, HolderKind
from storage import paging
from storage.cases import CASE, case_of, cases
from storage.clocks import clocks
from storage.lists import After, Filter, Lists, Order
from storage.paging import NEVER
from storage.search import Search
from tests.search.conftest import VAULT, Built

SEEN = tuple(FLOWS)
SEAT = Holder(HolderKind.SEAT, 340)
PATHS = ("/1/", "/1/5/", "/1/5/35/", "/1/5/35/344/", "/9/")
FILTERS: Sequence[dict[str, Any]] = (
    {},
    {"states": ("open", "review")},
    {"states": ("closed",)},
    {"states": ("returned",)},
    {"category": "roads"},
    {"category": "bees", "states": ("open", "closed")},
    {"holder": SEAT},
    {"holder": SEAT, "states": ("closed",)},
    {"late_before": NOW},
    {"late_before": NOW + timedelta(days=1), "states": ("open",), "category": "roads"},
    {"ids": tuple(range(1, 2_000, 7))},
    {"ids": ()},
    {"flows": ("whistle",)},
)


@dataclass
class Plain:
    """The whole table in memory."""

    rows: Sequence[Case]
    categories: dict[int, str | None]
    due: dict[int, datetime]

    def page(self, wanted: Filter) -> list[int]:
        key: Callable[[Case], Any] = {
            Order.DUE: lambda c: (self.due.get(c.id, NEVER), c.id),
            Order.NEW: lambda c: -c.id,
            Order.OLD: lambda c: c.id,
        }[wanted.order]
        return [c.id for c in sorted((c for c in self.rows if self._fits(c, wanted)), key=key)]

    def _fits(self, case: Case, wanted: Filter) -> bool:
        due = self.due.get(case.id, NEVER)
        return (
            case.unit_path.startswith(wanted.path)
            and case.flow in wanted.flows
            and (not wanted.states or case.state in wanted.states)
            and (not wanted.category or self.categories[case.id] == wanted.category)
            and (not wanted.holder or case.holder == wanted.holder)
            and (wanted.ids is None or case.id in tuple(wanted.ids))  # type: ignore[arg-type]  # never a query here
            and (not wanted.live or case.closed_at is None)
            and (wanted.late_before is None or due < wanted.late_before)
        )


@pytest.fixture
def plain(conn: Connection) -> Plain:
    rows = [case_of(row) for row in conn.execute(select(*CASE))]
    due: dict[int, datetime] = {}
    for case_id, at in conn.execute(select(clocks.c.case_id, clocks.c.due_at)):
        due[case_id] = min(at, due.get(case_id, NEVER))
    return Plain(rows, dict(conn.execute(select(cases.c.id, cases.c.category)).all()), due)


def walk(conn: Connection, wanted: Filter, pages: int) -> list[int]:
    """The ids of the first pages, one after the other."""
    found: list[int] = []
    for _ in range(pages):
        rows = Lists(conn).page(wanted)
        found += [row.case.id for row in rows]
        if not rows:
            break
        wanted = replace(wanted, after=After.read(str(After.row(rows[-1]))))
    return found


@pytest.mark.parametrize("ahead", [(0, 0), (60, 90), (2_000, 4_000)])
@pytest.mark.parametrize("order", list(Order))
def test_pages_are_what_they_should_be(
    conn: Connection, plain: Plain, order: Order, ahead: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the first look suffices, sometimes does, or never does."""
    monkeypatch.setattr(paging, "NEXT_CLOCKS", ahead[0])
    monkeypatch.setattr(paging, "NEXT_CASES", ahead[1])
    for path in PATHS:
        for also in FILTERS:
            wanted = Filter(path, **({"flows": SEEN} | also), order=order, most=20)
            assert walk(conn, wanted, 4) == plain.page(wanted)[:80], wanted


def test_rows_carry_their_nearest_clock_and_their_place(conn: Connection, plain: Plain, built: Built) -> None:
    rows = Lists(conn).page(Filter("/1/", SEEN))
    assert len(rows) == 50
    for row in rows:
        assert row.clock
        assert row.clock.due_at == plain.due[row.case.id]
        assert row.place == f"grid{row.case.unit_id}"
        assert row.community == f"community{row.case.community_id}"
    assert [row.case for row in rows] == [next(c for c in plain.rows if c.id == row.case.id) for row in rows]


def test_cases_without_a_clock_come_last_by_deadline(built: Built) -> None:
    with built.engine.begin() as conn:
        rows = Lists(conn).page(Filter("/1/", SEEN, most=2_000))
        assert all(row.case.closed_at is None for row in rows)
        assert [row.clock is None for row in rows] == sorted(row.clock is None for row in rows)


@pytest.mark.parametrize("path", PATHS)
def test_counts(conn: Connection, plain: Plain, path: str) -> None:
    here = [c for c in plain.rows if c.unit_path.startswith(path) and c.closed_at is None and c.flow in SEEN]
    assert Lists(conn).counts(path, SEEN) == Counter(c.state for c in here)
    late = Counter(c.state for c in here if plain.due.get(c.id, NEVER) < NOW)
    assert Lists(conn).late(path, SEEN, NOW) == late


@pytest.mark.parametrize("order", list(Order))
def test_a_list_of_what_was_found(conn: Connection, plain: Plain, order: Order) -> None:
    ids = Search(conn, VAULT).find(FREQUENT, "/1/", most=500)
    hits = Search(conn, VAULT).hits(FREQUENT, "/1/", most=500)
    wanted = Filter("/1/", SEEN, states=("open", "closed"), order=order, most=30)
    expected = plain.page(replace(wanted, ids=ids))[:60]
    assert walk(conn, replace(wanted, ids=ids), 2) == expected
    assert walk(conn, replace(wanted, ids=hits), 2) == expected


def test_a_page_is_one_statement(conn: Connection) -> None:
    """Its texts, people and facts are three more: four for a whole list, found by words or not."""
    hits = Search(conn, VAULT).hits(FREQUENT, "/1/", flows=SEEN)
    for wanted in (Filter("/1/", SEEN), Filter("/1/", SEEN, order=Order.NEW), Filter("/1/", SEEN, ids=hits)):
        with counted(conn) as statements:
            assert Lists(conn).page(wanted)
        assert len(statements) == 1


@pytest.mark.parametrize("text", ["", "x", "1.x", "-1", "1" * 40, "²", "5.6.7"])
def test_a_wrong_address_is_no_place(text: str) -> None:
    found = After.read(text)
    assert found is None or found.due_at is None
