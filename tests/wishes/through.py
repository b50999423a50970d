"""Wishes from a file, each posted by a neighbour of its own and played to 销号.

`python -m tests.wishes.through FILE.csv`; of the file the column `wish` is read.
"""

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.commands.check import verify
from handlers.people.records import Person
from storage.engines import writer_engine
from storage.schema import upgrade
from storage.work import Work
from tests.cast import BLOCK_1, CITY
from tests.play import Play


@dataclass(frozen=True, slots=True)
class Played:
    """How one wish went."""

    no: str
    said: str
    stored: str
    state: str
    steps: tuple[str, ...]


def play_all(play: Play, wishes: Sequence[str]) -> list[Played]:
    return [_one(play, f"居民{n}", wish) for n, wish in enumerate(wishes, 1)]


def _one(play: Play, who: str, wish: str) -> Played:
    play.do(lambda work: _move_in(work, play, who))
    play.say(who, wish)
    play.press(who, "提交")
    if "不是这件" in play.labels(who):
        play.press(who, "不是这件")
    no = _newest(play, who)
    play.courier()
    if play.case(no).flow == "request":
        _settled(play, who)
    else:
        _granted(play, who)
    play.say(who, "谢谢")
    play.courier()
    play.later(timedelta(hours=5))  # one helper claims six a day at most
    return _played(play, no, wish)


def _granted(play: Play, who: str) -> None:
    play.script(("刘书记", "[通过公示]"), ("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"))
    play.photo("李师傅")
    play.script(("李师傅", "[先不]"), (who, "[已实现]"), (who, "[满意]"))


def _settled(play: Play, who: str) -> None:
    """What belongs to everybody goes the way of a request, to whom the routing thinks of."""
    first = play.labels("刘书记")[0]
    holder = first.removeprefix("派")
    play.script(("刘书记", f"[{first}]"), (holder, "[已联系上]"), (holder, "[办好了]"), (holder, "📷"))
    play.script((holder, "办好了"), (who, "[解决了]"), (who, "[满意]"))


def _newest(play: Play, who: str) -> str:
    actor = play.caller(who).actor
    assert actor
    return play.desk.read_now(lambda work: work.queues.own(actor.person_id))[0].no


def _move_in(work: Work, play: Play, who: str) -> None:
    person = work.people.add(Person(0, CITY, who, who, unit_id=BLOCK_1))
    work.accounts.open(person, "web", who, play.now)


def _played(play: Play, no: str, wish: str) -> Played:
    case = play.case(no)
    texts = play.desk.read_now(lambda work: work.history.texts([case.id])[case.id])
    what = next(text.text for text in texts if text.key == "what")
    return Played(no, wish, what, case.state, tuple(event.step for event in play.events(no)))


def main(file: Path) -> int:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        wishes = [row["wish"] for row in csv.DictReader(lines)]
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/through.db"
        engine = writer_engine(url)
        upgrade(engine)
        engine.dispose()
        play = Play(url)
        played = play_all(play, wishes)
        checked = play.desk.read_now(verify)
        play.close()
    for one in played:
        print(one.no, one.state, len(one.steps), one.said)
    done = sum(one.state == "closed" and one.said.strip() == one.stored for one in played)
    print(f"{done} of {len(wishes)} struck off, {checked.events} steps, {len(checked.findings)} faults in histories")
    return 0 if done == len(wishes) and not checked.findings else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
