"""A desk that enters points until it is killed; what was answered is written to stdout, a line each.

`python -m tests.ledger.child FOLDER RUN`.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

from bot.desk.base import Task
from handlers.ledger.actions import enter, reverse
from storage.work import Work
from tests.faults.support import Town, lite_url, opened
from tests.ledger.people import NOW, held, new

THREADS, PEOPLE = 6, 4


def main(folder: Path, run: str) -> None:
    with opened(lite_url(folder)) as town:
        people = list(range(1, PEOPLE + 1))  # the first who were settled
        threads = [threading.Thread(target=_member, args=(town, people, f"{run}:{n}")) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _member(town: Town, people: list[int], name: str) -> None:
    """Entries, each taken back now and then, until the end."""
    chance, n = Random(name), 0  # noqa: S311  # repeatable, not secret
    while True:
        n += 1
        source, person = f"case:{name}:{n}", chance.choice(people)
        town.desk.submit(Task(_once(person, source, back=chance.random() < 0.2), "")).result(20)
        os.write(1, f"{source}\n".encode())


def _once(person: int, source: str, *, back: bool) -> Callable[[Work], None]:
    def act(work: Work) -> None:
        entry = enter(work, held(work, person), new(source), NOW)
        assert entry
        assert not back or reverse(work, entry.id, 1, NOW)

    return act


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
