"""SIGKILL in the middle of a busy minute: what was answered is there, and nothing is there twice."""

import pytest

from tests.faults import kills


def test_five_kills_lose_and_double_nothing() -> None:
    found = kills.run(5, seed=7)
    assert found["answered"] > 50


@pytest.mark.slow
def test_a_hundred_kills_lose_and_double_nothing() -> None:
    found = kills.run(100, seed=8)
    assert found["answered"] > 1000
