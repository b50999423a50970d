"""The demo behind a running server, with a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.filling import load
from bot.settings import Settings
from bot.wiring import opened
from handlers.kit.worktime import SHANGHAI
from tests.stage.stage import Stage
from tests.stillclock import StillClock

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    settings = Settings(data=tmp_path / "data", demo=True)
    with opened(settings, StillClock(MONDAY.astimezone(UTC))) as desk:
        load(desk)
        found = Stage(desk, settings)
        yield found
        found.close()
