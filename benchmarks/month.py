"""Months of a street's requests with their clocks and histories, as they would lie there by now."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from benchmarks.street import Row, Street, clock_row, event_row, hours, next_id, write
from handlers.kit.worktime import SHANGHAI
from storage.cases import cases
from storage.clocks import clocks
from storage.history import case_events
from storage.work import Work

NOW = datetime(2026, 4, 1, 8, 0, 30, tzinfo=SHANGHAI)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
BATCH = 5_000
STATES = {"closed": 78, "working": 7, "finished": 4, "merged": 3, "assigned": 4, "declined": 2, "review": 2}
OVER = ("closed", "merged", "declined")
_LENGTHS = (("review", 7), ("sign", 4), ("contact", 9), ("settle", 120), ("rate", 72))
_WAY = ("submit", "dispatch", "sign", "contact", "progress", "finish", "rate")


def month(work: Work, street: Street, count: int, months: int = 1) -> None:
    """So many requests a month, the last of them March; and a fifth as many older ones that are under way still."""
    first = next_id(work)
    for n in range(0, count * months, BATCH):
        numbers = range(first + n, first + min(n + BATCH, count * months))
        _write(work, street, [_request(street, number, months) for number in numbers])
    older = range(first + count * months, first + count * months + count // 5)
    _write(work, street, [_older(street, number) for number in older])


def _write(work: Work, street: Street, rows: Sequence[Row]) -> None:
    write(work, cases, rows)
    write(work, clocks, (clock for row in rows for clock in _clocks(street, row)))
    write(work, case_events, (event for row in rows for event in _events(street, row)))


def _request(street: Street, number: int, months: int) -> Row:
    chance = street.chance
    state = chance.choices(list(STATES), list(STATES.values()))[0]
    opened = _midnight(LAST) + timedelta(days=1) - timedelta(minutes=chance.randrange(1, 31 * 24 * 60 * months))
    if state not in OVER and opened < NOW - timedelta(days=40):
        state = "closed"
    row = street.request(number, state, opened, opened + hours(chance.uniform(5, 140)) if state in OVER else None)
    if state == "closed":
        satisfied = chance.choices(("good", "fair", "bad"), (80, 12, 8))[0]
        row["facts"] = {**_facts(row), "granted": "yes", "satisfied": satisfied}
    if chance.random() < 0.05:
        row["counts"] = {"returned": 1, "reopened": chance.randrange(2)}
    return row


def _older(street: Street, number: int) -> Row:
    """From the months before, and not done yet."""
    opened = _midnight(FIRST) - timedelta(minutes=street.chance.randrange(1, 60 * 24 * 60))
    return street.request(number, street.chance.choice(("working", "working", "assigned", "finished")), opened)


def _clocks(street: Street, row: Row) -> Iterator[Row]:
    opened, state = _moment(row["opened_at"]), row["state"]
    for name, span in _LENGTHS:
        met: datetime | None = opened + hours(span * street.chance.uniform(0.1, 1.1))
        if state not in OVER and name in ("settle", "rate") and (name == "settle") == (state != "finished"):
            met = None
        yield clock_row(row, name, opened, opened + hours(span), met_at=met)


def _events(street: Street, row: Row) -> Iterator[Row]:
    """A history as long as the case has come, now and then up the ladder and looked after from above."""
    chance, at = street.chance, _moment(row["opened_at"])
    steps = list(_WAY[: 7 if row["state"] == "closed" else 5])
    if chance.random() < 0.04:
        steps[4:4] = ["escalate", *(["supervise"] if chance.random() < 0.3 else [])]
    if row["state"] == "closed" and chance.random() < 0.1:
        steps.append("thank")
    for n, step in enumerate(steps):
        actor = chance.choice(street.residents)
        yield event_row(row, n + 1, step, at + hours(n * 8), actor)


def _facts(row: Row) -> dict[str, object]:
    found = row["facts"]
    assert isinstance(found, dict)
    return found


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
