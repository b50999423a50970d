"""The demo's year of points: the same each time, each entry in its own cycle; 洪洞 to 华宁 explained to the point."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.whatif import trial
from bot.demo.filling import load
from bot.desk import Desk
from bot.settings import Settings
from bot.wiring import opened
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.chain import first_break
from handlers.ledger.records import Balance, Entry, EntryState, Kind
from handlers.points.rules import cycle_of, star, total
from handlers.points.whatif import Why
from storage.work import Work
from tests.points.sets import SHIPPED
from tests.stillclock import StillClock

HONGDONG, HUANING = SHIPPED["hongdong"], SHIPPED["huaning"]
COMMUNITY = "140403003001"
AUTUMN, NEW_YEAR = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI), datetime(2026, 1, 12, 10, tzinfo=SHANGHAI)


@contextmanager
def demo(folder: Path, now: datetime) -> Iterator[Desk]:
    with opened(Settings(data=folder, demo=True), StillClock(now.astimezone(UTC))) as desk:
        load(desk)
        yield desk


def ledger(work: Work) -> list[tuple[Balance, list[Entry]]]:
    return [(balance, list(entries)) for balance, entries in work.ledger.all() if balance.kind is Kind.POINTS]


@pytest.mark.parametrize("now", [AUTUMN, NEW_YEAR], ids=["autumn", "January"])
def test_each_entry_lies_in_its_own_cycle(tmp_path: Path, now: datetime) -> None:
    with demo(tmp_path, now) as desk:
        found = desk.read_now(ledger)
    assert {balance.cycle for balance, _ in found} == ({"2026"} if now is AUTUMN else {"2025", "2026"})
    for balance, entries in found:
        assert first_break(balance, entries) is None
        assert {cycle_of(HONGDONG, entry.occurred_on).key for entry in entries} == {balance.cycle}
        assert all(entry.occurred_on <= now.date() and entry.at <= now for entry in entries)
    assert sum(len(entries) for _, entries in found) > 60
    assert any(entry.state is EntryState.REVERSAL for _, entries in found for entry in entries)


def test_the_year_is_the_same_each_time(tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        with demo(tmp_path / name, AUTUMN) as desk:
            found = desk.read_now(ledger)
        told.append([(one.rule, one.delta, one.source, one.occurred_on) for _, entries in found for one in entries])
    assert told[0] == told[1]


def test_from_hongdong_to_huaning_line_by_line(tmp_path: Path) -> None:
    """洪洞 → 华宁 on the same year: for every member the explained lines are the total before, and the total after."""
    with demo(tmp_path, AUTUMN) as desk:
        found = desk.read_now(lambda work: trial(work, "huaning", COMMUNITY, None, AUTUMN.date()))
        balances = {balance.person_id: balance for balance, _ in desk.read_now(ledger)}
    assert len(found.changes) >= 7, "everybody begins at 60 in place of 100"
    for one in found.changes:
        assert one.after
        assert sum(line.old for line in one.lines) == one.before.total
        assert sum(line.new for line in one.lines) == one.after.total
        assert one.before.total == total(HONGDONG, balances.get(one.member.person_id)).all
        band = star(HUANING.bands, one.after.total)
        assert one.after.star == (band.title if band else "")
    whys = {line.why for one in found.changes for line in one.lines}
    assert whys >= {Why.INITIAL, Why.ITEM, Why.LACKS}
    assert sum(one.back for one in found.changes) == 1
    stars = {found.names[one.member.person_id]: one.after.star for one in found.changes if one.after}
    assert {"一星", ""} <= set(stars.values())
    assert stars["田守业"] == "", "three and five off, and nothing earned"


def test_last_year_can_be_tried_too(tmp_path: Path) -> None:
    with demo(tmp_path, NEW_YEAR) as desk:
        found = desk.read_now(lambda work: trial(work, "study_cap", COMMUNITY, 2025, NEW_YEAR.date()))
    assert found.cycle
    assert found.cycle.key == "2025"
    assert any(line.why is Why.CAP for one in found.changes for line in one.lines)
