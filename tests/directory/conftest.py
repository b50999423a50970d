"""A running server over the neighbourhood, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.play import Play
from tests.web.server import Site


@pytest.fixture
def site(play: Play, tmp_path: Path) -> Iterator[Site]:
    found = Site(play, Settings(data=tmp_path, demo=False))
    yield found
    found.close()
