"""Kill a busy server again and again, then look whether anything that was answered is lost or done twice.

`python -m tests.faults.kills 100` prints what it found.
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot import turns
from handlers.kit.roles import Role
from storage.history import case_events
from storage.messages import messages
from storage.schema import metadata
from storage.work import Work
from tests.faults.child import CLIENTS
from tests.faults.support import Town, founded, lite_url, opened, received, settle, sound

ROOT = Path(__file__).resolve().parents[2]
MOST_ANSWERS = 250


@dataclass(slots=True)
class Ledger:
    """What the outside world knows: messages handed in, and answers that came out."""

    sent: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    kills: int = 0
    silent: int = 0

    def read(self, lines: Iterable[bytes], enough: int) -> None:
        """Note lines until `enough` answers have come."""
        for raw in lines:
            if not raw.endswith(b"\n"):
                return  # a line that the kill cut off was never read by anybody
            line = json.loads(raw)
            if line["kind"] == "S":
                self.sent[line["id"]] = line["message"]
            elif line["kind"] == "A":
                self.answers[line["id"]] = line
                enough -= 1
            if enough <= 0:
                return


def found_town(folder: Path) -> None:
    with founded(lite_url(folder)) as town:
        for n in range(CLIENTS):
            town.run(partial(settle, name=f"resident{n}"))
            town.run(partial(settle, name=f"helper{n}", role=Role.VOLUNTEER))


def kill_one(folder: Path, ledger: Ledger, chance: random.Random) -> None:
    """Start the server, let it work for a random while, kill it; its pipe still holds what it said last."""
    command = [sys.executable, "-m", "tests.faults.child", str(folder), f"run{ledger.kills}"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603  # our own module
    assert child.stdout
    before = len(ledger.answers)
    enough = 0 if chance.random() < 0.1 else chance.randint(1, MOST_ANSWERS)
    ledger.read(child.stdout, enough)
    until = time.perf_counter() + chance.random() * 0.02
    while time.perf_counter() < until:  # a random moment of a transaction, not the moment of an answer
        pass
    assert child.poll() is None, "the server ended on its own"
    child.send_signal(signal.SIGKILL)
    ledger.read(child.stdout, sys.maxsize)
    child.wait()
    ledger.kills += 1
    ledger.silent += len(ledger.answers) == before


def check(folder: Path, ledger: Ledger) -> dict[str, int]:
    """Everything that must hold after the last kill; returns the counts found."""
    with opened(lite_url(folder)) as town:
        stored = town.read(lambda work: received(work, "web", ledger.sent))
        lost = set(ledger.answers) - stored
        assert not lost, f"answered but not stored: {sorted(lost)[:5]}"
        town.read(sound)
        done = town.read(_effects)
        before = town.read(_dump)
        for message_id in stored:
            _same_answer(town, ledger, message_id)
        assert town.read(_dump) == before, "a repeated message has changed something"
        unheard = [message_id for message_id in ledger.sent if message_id not in stored]
        for message_id in unheard:
            assert not _again(town, ledger, message_id).duplicate, message_id
        town.read(sound)
        town.read(_effects)
    failed = sum(1 for answer in ledger.answers.values() if answer["failed"])
    assert not failed, f"{failed} turns failed with an exception"
    return {
        "kills": ledger.kills,
        "kills before any answer": ledger.silent,
        "messages handed in": len(ledger.sent),
        "answered": len(ledger.answers),
        "stored, answer cut off by the kill": len(stored) - len(ledger.answers),
        "neither stored nor answered": len(unheard),
        "steps of cases": done,
    }


def _same_answer(town: Town, ledger: Ledger, message_id: str) -> None:
    answer = _again(town, ledger, message_id)
    assert answer.duplicate, message_id
    told = ledger.answers.get(message_id)
    if told:
        assert not told["duplicate"], message_id
        assert answer.account_id == told["account"], message_id
        assert [bubble.number for bubble in answer.bubbles] == told["numbers"], message_id


def _again(town: Town, ledger: Ledger, message_id: str) -> turns.Answer:
    incoming, _ = turns.thaw(ledger.sent[message_id])
    return town.desk.turn(incoming).result()


def _effects(work: Work) -> int:
    """Each message that took a step was answered with its news once: as many events as such answers, no pair twice."""
    events = work.conn.execute(select(func.count()).select_from(case_events)).scalar_one()
    query = select(messages.c.case_id, messages.c.args).where(
        messages.c.card == "wishes/news", messages.c.inbox_id.is_not(None)
    )
    told = Counter((case_id, args["step"]) for case_id, args in work.conn.execute(query))
    assert sum(told.values()) == events, f"{events} events, {sum(told.values())} answers"
    twice = [key for key, count in told.items() if count > 1]
    assert not twice, f"a step of this straight flow was taken twice: {twice[:5]}"
    return events


def _dump(work: Work) -> dict[str, list[str]]:
    return {table.name: sorted(map(repr, work.conn.execute(select(table)))) for table in metadata.sorted_tables}


def run(kills: int, seed: int) -> dict[str, int]:
    ledger, chance = Ledger(), random.Random(seed)  # noqa: S311  # repeatable, not secret
    with tempfile.TemporaryDirectory(prefix=".kills-", dir=ROOT) as name:
        folder = Path(name)
        found_town(folder)
        for _ in range(kills):
            kill_one(folder, ledger, chance)
        return check(folder, ledger)


if __name__ == "__main__":
    began = time.perf_counter()
    for what, count in run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1).items():
        sys.stdout.write(f"{what:<40}{count:>9,}\n")
    sys.stdout.write(f"{'seconds':<40}{time.perf_counter() - began:>9,.0f}\n")
