"""When a duty is due: the mornings, the holidays that move them, the lines that can't be read."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.house import open_house
from handlers.duties.records import Build, Duty
from handlers.duties.rules import due_at, duties, duty, first, following
from handlers.kit.periods import Period
from handlers.kit.roles import Role
from handlers.kit.rulesets import RuleFileError
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI

HOUSE = open_house()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        (PeriodKind.DAY, "2026-03-03", "2026-03-03 08:00"),
        (PeriodKind.WEEK, "2026-03-04", "2026-03-09 08:00"),
        (PeriodKind.HALF_MONTH, "2026-03-10", "2026-03-16 08:00"),
        (PeriodKind.HALF_MONTH, "2026-03-20", "2026-04-01 08:00"),
        (PeriodKind.MONTH, "2026-03-20", "2026-04-01 08:00"),
        # 国庆 2026: from the 1st to the 7th of October is off, the 10th is worked instead.
        (PeriodKind.MONTH, "2026-09-10", "2026-10-08 08:00"),
        (PeriodKind.WEEK, "2026-10-01", "2026-10-08 08:00"),
        (PeriodKind.QUARTER, "2026-01-10", "2026-04-01 08:00"),
    ],
)
def test_when_a_period_is_due(kind: PeriodKind, day: str, due: str) -> None:
    assert due_at(Period.of(kind, date.fromisoformat(day)), HOUSE) == at(due)


def test_the_ten_systems_as_they_are_shipped() -> None:
    """B13: the five that have a name; the lines without one owe nothing."""
    named = [one.title for one in duties(HOUSE, date(2026, 3, 2))]
    assert named[:5] == ["周例会", "半月调度", "按月排名", "工作提醒", "通报督办"]
    assert "" not in named


def test_a_line_says_four_things() -> None:
    assert duty("duty.n06", "月度走访；month；community_secretary；dispatch") == Duty(
        "duty.n06", "月度走访", PeriodKind.MONTH, Role.COMMUNITY_SECRETARY, Build.DISPATCH
    )
    assert duty("duty.n06", "") is None
    for wrong in ("月度走访", "月度走访；month；somebody；dispatch", "月度走访；fortnight；street_office；ranking"):
        with pytest.raises(ValueError, match=r"duty\.n06"):
            duty("duty.n06", wrong)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("duty.n06", '"随手拍；weekly；community_secretary；week"'),
        ("duty.n06", '"随手拍；week；mayor；week"'),
        ("duty.n06", '"随手拍；week；community_secretary；poster"'),
        ("duty.n06", '"随手拍；week"'),
        ("quiet.morning", "860"),
        ("quiet.from", "2400"),
        ("quiet.to", "-30"),
        ("escalate.often_to", '"street"'),
        ("escalate.often_to", '"grid_member"'),
    ],
)
def test_what_can_not_be_read_is_found_when_the_house_opens(tmp_path: Path, key: str, value: str) -> None:
    head = '[set]\ncode = "own"\ntitle = "自己的"\nfrom = 2026-12-01\nunits = []\n'
    (tmp_path / "own.toml").write_text(f'{head}[{key}]\nvalue = {value}\nsource = "街道定"\n', "utf-8")
    with pytest.raises(RuleFileError, match=rf"own\.toml.*{key}"):
        open_house(tmp_path)


@given(st.sampled_from(list(PeriodKind)), st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1)))  # noqa: DTZ001
def test_a_seat_begins_with_what_is_still_to_come_and_misses_nothing_after(kind: PeriodKind, naive: datetime) -> None:
    now = naive.replace(tzinfo=SHANGHAI)
    period = first(kind, now, HOUSE)
    assert due_at(period, HOUSE) > now
    after = following(period, HOUSE)
    assert after.first > period.last
    assert due_at(after, HOUSE) >= due_at(period, HOUSE)
    gap = {HOUSE.calendar.works(period.last + timedelta(days=n)) for n in range(1, (after.first - period.last).days)}
    assert gap <= {False}, "only days off lie between two days that are owed"
