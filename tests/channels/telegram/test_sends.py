"""Three sends in ten go wrong: nothing is lost, nothing comes three times, none too fast."""

from pathlib import Path

import pytest

from tests.channels.telegram.sends import run


def test_what_is_sent_through_faults_arrives_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courier.run.POLL", 0.05)  # the clock that jumps wakes nobody
    found = run(160, 40, tmp_path, hurried=True)
    assert (found.lost, found.disordered, found.too_fast) == (0, 0, 0)
    assert found.twice, "nothing was ever in doubt"
    assert found.most == 2


@pytest.mark.slow
def test_ten_thousand(tmp_path: Path) -> None:
    found = run(10_000, 1000, tmp_path)
    assert (found.lost, found.disordered, found.too_fast, found.most) == (0, 0, 0, 2)
    assert found.in_doubt
