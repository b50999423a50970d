"""SIGKILL while points are entered: what was answered is there once, and every balance is the sum of its entries."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from bot.commands.check import verify
from handlers.ledger.records import EntryState
from storage.work import Work
from tests.faults.support import founded, helpers, lite_url, opened
from tests.ledger.child import PEOPLE

ROOT = Path(__file__).parents[2]


def test_two_kills_leave_whole_balances(tmp_path: Path) -> None:
    assert _killed(tmp_path, 2) > 100


@pytest.mark.slow
def test_thirty_kills_leave_whole_balances(tmp_path: Path) -> None:
    assert _killed(tmp_path, 30) > 10_000


def _killed(folder: Path, kills: int) -> int:
    """How many entries were answered."""
    chance, answered = Random(kills), set[str]()  # noqa: S311  # repeatable, not secret
    with founded(lite_url(folder)) as town:
        helpers(town, PEOPLE)
    for n in range(kills):
        answered |= _one(folder, f"{n}", chance)
    with opened(lite_url(folder)) as town:
        town.read(lambda work: _whole(work, answered))
    return len(answered)


def _one(folder: Path, run: str, chance: Random) -> set[str]:
    command = [sys.executable, "-m", "tests.ledger.child", str(folder), run]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603  # our own module
    assert child.stdout
    lines = [child.stdout.readline() for _ in range(chance.randint(60, 600))]
    until = time.perf_counter() + chance.random() * 0.02
    while time.perf_counter() < until:  # a random moment of a transaction, not the moment of an answer
        pass
    assert child.poll() is None, "it ended on its own"
    child.send_signal(signal.SIGKILL)
    lines += child.stdout.readlines()
    child.wait()
    return {line.decode().strip() for line in lines if line.endswith(b"\n")}


def _whole(work: Work, answered: set[str]) -> None:
    found = verify(work)
    assert found.findings == ()
    assert not work.ledger.unlike()
    entered = [line.source for _, lines in work.ledger.all() for line in lines if line.state is EntryState.EFFECTIVE]
    assert len(entered) == len(set(entered))
    assert answered <= set(entered), f"answered but not entered: {sorted(answered - set(entered))[:3]}"
    assert found.entries >= len(entered)
