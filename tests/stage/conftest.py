"""The demo behind a running server, with a clock that stands still."""

import shutil
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


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo in it, made once: each test begins with a copy."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with opened(Settings(data=folder, demo=True), StillClock(MONDAY.astimezone(UTC))) as desk:
        load(desk)
    return folder


@pytest.fixture
def stage(tmp_path: Path, loaded: Path) -> Iterator[Stage]:
    settings = Settings(data=Path(shutil.copytree(loaded, tmp_path / "data")), demo=True)
    with opened(settings, StillClock(MONDAY.astimezone(UTC))) as desk:
        found = Stage(desk, settings)
        yield found
        found.close()
