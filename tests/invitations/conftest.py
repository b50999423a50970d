"""A running server for the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.play import Play
from tests.web.server import Site


@pytest.fixture
def site(lite_play: Play, tmp_path: Path) -> Iterator[Site]:
    found = Site(lite_play, Settings(data=tmp_path, demo=False, public_url="http://wish.example.org"))
    yield found
    found.close()
