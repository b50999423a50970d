"""Plays that nobody wrote: people of the cast do what comes to hand, and every button anybody is shown is pressed.

`python -m tests.channels.walking 1 400` prints what was refused in 400 plays.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from bot.desk.base import Task
from handlers.kit.turns import Press
from storage.work import Work
from tests.channels.pressing import PEOPLE, Here, Undone, taken_back
from tests.conversations.test_stateful import TEXTS
from tests.databases import Databases
from tests.play import Play

BUSY: Final = ("王奶奶", "赵大妈", "刘书记", "小吴", "小赵", "陈书记", "李师傅", "张敏", "马主任")
WORDS: Final = (*TEXTS, "3号楼楼道的灯不亮了", "有人占道停车", "不归我管", "3月20日", "演武-0002", "演武-0003")
ASKS: Final = frozenset({"wishes/one_live"})  # no refusal to whoever reads it: whether to have this one instead
NEWEST: Final = 6  # buttons that are likelier to be pressed


@dataclass(frozen=True, slots=True)
class Refused:
    """A button that was shown to somebody, and refused when they pressed it at once; `after` so many doings."""

    seed: int
    after: int
    who: str
    press: str
    code: str


class Walk:
    def __init__(self, play: Play, seed: int) -> None:
        self.play, self.seed, self.done = play, seed, 0
        self._lot = Random(seed)  # noqa: S311  # picks, and keeps no secret

    def go(self, steps: int) -> Iterator[Refused]:
        for _ in range(steps):
            self._step()
            self.done += 1
            if self.done % 3 == 0:
                yield from self._look()

    def _step(self) -> None:
        lot = self._lot.random()
        who = self._lot.choice(PEOPLE if self._lot.random() < 0.3 else BUSY)
        if lot < 0.55:
            self._press(who)
        elif lot < 0.85:
            self.play.say(who, self._lot.choice(WORDS))
        elif lot < 0.89:
            self.play.photo(who)
        elif lot < 0.96:
            self.play.courier()
        else:
            self.play.later(timedelta(hours=self._lot.choice((1, 5, 24, 96))))
            self.play.ring()

    def _press(self, who: str) -> None:
        offered = self.play.offered(who)
        if self._lot.random() < 0.6:
            offered = offered[-NEWEST:]
        if offered:
            self.play.push(who, Press.parse(str(self._lot.choice(offered).press)))

    def _look(self) -> Sequence[Refused]:
        """Press all that is shown now, each by whoever sees it, and take it back."""
        offered = [(who, str(one.press)) for who in PEOPLE for one in self.play.offered(who)]
        found: list[Refused] = []

        def act(work: Work) -> None:
            here = Here(work, self.play)
            for n, (who, press) in enumerate(dict.fromkeys(offered)):
                with taken_back(work):
                    for code in here.refused(who, Press.parse(press), f"tried {n}") - ASKS:
                        found.append(Refused(self.seed, self.done, who, press, code))
            raise Undone

        try:
            self.play.desk.submit(Task(act, "")).result(300)
        except Undone:
            return found
        raise AssertionError("nothing was taken back")


def walked(databases: Databases, seeds: range, steps: int = 90) -> list[Refused]:
    found: list[Refused] = []
    for seed in seeds:
        with databases.fresh("sqlite") as url:
            play = Play(url)
            try:
                found += Walk(play, seed).go(steps)
            finally:
                play.close()
    return found


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        first, count = map(int, sys.argv[1:])
        for one in walked(Databases(Path(made)), range(first, first + count)):
            print(one)  # noqa: T201
