"""The chain of a history: whatever is changed, left out or put in shows, and where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.cases.chain import GENESIS, anchor, commit, digest, first_break, new_salt
from handlers.cases.records import Event

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def chain(length: int = 5) -> list[Event]:
    events: list[Event] = []
    for n in range(1, length + 1):
        at = NINE + timedelta(hours=n)
        prev = events[-1].hash if events else GENESIS
        body: dict[str, object] = {"inputs": {"granted": "yes"}, "texts": {"what": commit("轮椅", "salt")}}
        event = Event(7, n, f"step{n}", 10 + n, 3, f"state{n - 1}", f"state{n}", at, at, body, prev)
        events.append(replace(event, hash=digest(event)))
    return events


TAMPERS: dict[str, Callable[[Event], Event]] = {
    "case_id": lambda e: replace(e, case_id=8),
    "seq": lambda e: replace(e, seq=e.seq + 1),
    "step": lambda e: replace(e, step="approve"),
    "actor_id": lambda e: replace(e, actor_id=99),
    "seat_id": lambda e: replace(e, seat_id=None),
    "frm": lambda e: replace(e, frm="review"),
    "to": lambda e: replace(e, to="closed"),
    "occurred_at": lambda e: replace(e, occurred_at=e.occurred_at - timedelta(microseconds=1)),
    "recorded_at": lambda e: replace(e, recorded_at=e.recorded_at + timedelta(days=1)),
    "body": lambda e: replace(e, body={**e.body, "inputs": {"granted": "no"}}),
    "body left out": lambda e: replace(e, body={}),
    "prev": lambda e: replace(e, prev="0" * 64),
    "hash": lambda e: replace(e, hash="f" * 64),
}


def test_every_field_can_be_tampered_with() -> None:
    assert set(Event.__dataclass_fields__) <= set(TAMPERS)


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("field", TAMPERS)
def test_any_change_of_any_field_is_found(field: str, place: int) -> None:
    events = chain()
    events[place] = TAMPERS[field](events[place])
    found = first_break(events)
    assert found is not None
    assert found is events[place]


@pytest.mark.parametrize("place", range(5))
def test_a_change_with_its_hash_made_anew_breaks_at_the_next(place: int) -> None:
    events = chain()
    changed = replace(events[place], to="closed")
    events[place] = replace(changed, hash=digest(changed))
    assert first_break(events) is (events[place + 1] if place < 4 else None), "the head of the case holds the last"


@given(st.permutations(range(5)))
def test_order_counts(order: list[int]) -> None:
    events = chain()
    mixed = [events[n] for n in order]
    assert (first_break(mixed) is None) == (order == sorted(order))


def test_a_line_left_out_or_twice_is_found() -> None:
    for place in range(4):
        events = chain()
        assert first_break(events[:place] + events[place + 1 :]) is not None
        assert first_break([*events[: place + 1], *events[place:]]) is not None
    assert first_break([]) is None
    assert first_break(chain()) is None


def test_a_moment_is_the_same_in_any_zone() -> None:
    from handlers.kit.worktime import SHANGHAI  # noqa: PLC0415

    event = chain()[0]
    assert digest(replace(event, occurred_at=event.occurred_at.astimezone(SHANGHAI))) == event.hash


def test_commitments_say_nothing_without_their_salt() -> None:
    one, other = new_salt(), new_salt()
    assert one != other
    assert commit("轮椅", one) == commit("轮椅", one)
    assert commit("轮椅", one) != commit("轮椅", other)
    assert commit("轮椅", one) != commit("轮椅。", one)


def test_anchor_covers_every_head_and_the_day_before() -> None:
    heads = [(1, 3, "a"), (2, 1, "b")]
    whole = anchor("", heads)
    assert anchor("", reversed(heads)) == whole
    for other in ([(1, 3, "a")], [(1, 4, "a"), (2, 1, "b")], [(1, 3, "x"), (2, 1, "b")]):
        assert anchor("", other) != whole
    assert anchor("before", heads) != whole
