"""An office before either database."""

from pathlib import Path

import pytest

from tests.orders.office import Office
from tests.play import Play


@pytest.fixture
def office(play: Play, tmp_path: Path) -> Office:
    return Office(play, tmp_path)
