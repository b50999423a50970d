"""Three sends in ten go wrong: only what was twice in doubt is lost, nothing comes three times, none too fast."""

from pathlib import Path

from tests.channels.telegram.sends import run


def test_what_is_sent_through_faults_arrives_in_order(tmp_path: Path) -> None:
    found = run(60, 20, tmp_path)
    assert found.lost <= found.in_doubt
    assert found.most <= 2
    assert (found.disordered, found.too_fast) == (0, 0)
