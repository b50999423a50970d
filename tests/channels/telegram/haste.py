"""Sends and edits together: scenes played faster than Telegram may be told of them, in private chats and in a group.

`python -m tests.channels.telegram.haste 20` plays twenty times as fast as the channel is in earnest, with limits that
are as much higher; prints how many calls came too fast.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.channels.base import Pace
from bot.channels.telegram import NAME
from bot.channels.telegram.channel import PACE
from bot.turns import Answer
from handlers.kit.turns import Incoming, Photo, Press
from tests.channels.afar import picture, waiting
from tests.channels.telegram.live import NUMBERS, Phones
from tests.emulators.telegram import BotApi, Faults, Limits
from tests.faults.support import lite_url, migrate
from tests.groups.town import CHAT, POOL
from tests.play import Play

WISHES = {"王奶奶": "想要个轮椅,带老伴出去走走", "赵大妈": "想要一床厚被子", "何叔": "想要一口铁锅"}
REAL = Photo(picture(), 64, 64)


@dataclass(frozen=True)
class Haste:
    """`in_group`: calls that sent or changed something there; `edits`: calls that changed something anywhere."""

    calls: int
    edits: int
    in_group: int
    too_fast: Sequence[str]
    seconds: float


class Hurried(Phones):
    """Nobody waits until the others' phones show anything."""

    def send(self, incoming: Incoming) -> Answer:
        photos = tuple(REAL for _ in incoming.photos)
        there = replace(incoming, channel=NAME, account=str(NUMBERS[incoming.account]), photos=photos)
        return Play.send(self, there)

    def button(self, who: str, label: str) -> Press:
        return Play.button(self, who, label)

    def courier(self) -> None:
        Play.courier(self)

    def until_sent(self) -> None:
        """Pauses that the server asks for pass by the clock of the house."""
        while self.desk.read_now(waiting) or not self.live.drawn():
            time.sleep(0.05)
            self.later(timedelta(seconds=30))


def run(times: float, rounds: int, wishes: int = 3, seed: int = 1) -> Haste:
    """`wishes` in each round; three calls in ten go wrong. Forgiven are 50 ms, for lines are uneven, and 20 ms
    at the pace itself."""
    pace = Pace(PACE.chat_per_second * times, PACE.all_per_second * times, PACE.group_per_second * times)
    limits = Limits((1, 1 / times), (20, 60 / times), (30, 1 / times))
    begun = time.monotonic()
    with BotApi(seed=seed) as api, hurried(api, pace) as phones:
        group = api.group(CHAT, "演武志愿者", [phones.phones["刘书记"]])
        group.add_bot()
        group.say(phones.phones["刘书记"], "/here")
        api.handled()
        api.fail(Faults.sharing(0.3, delay=0.02 / times))
        for _ in range(rounds):
            play(phones, wishes)
            phones.until_sent()
        told = [one for one in api.log if one.shown]
        fast = [f"{one.method} {one.chat}" for one in api.too_fast(limits, 0.05 if times > 1 else 0.02)]
        edits = sum(one.method.startswith("edit") for one in told)
        in_group = sum(one.chat == str(CHAT) for one in told)
        return Haste(len(told), edits, in_group, fast, time.monotonic() - begun)


def play(phones: Phones, wishes: int) -> None:
    """Wishes that are called out, claimed, given back, claimed by another and withdrawn; talk in between."""
    before = len(phones.desk.read_now(lambda work: work.cases.get(range(1, 1000))))
    chosen = list(WISHES.items())[:wishes]
    for who, text in chosen:
        phones.script((who, text), (who, "[提交]"), ("刘书记", "[通过公示]"))
    phones.later(POOL)
    phones.ring()
    for no, (who, _) in enumerate(chosen, before + 1):
        steps(phones, no, ("李师傅", "claim"), ("李师傅", "give_back"))
        phones.script(("李师傅", "腰扭了"), (who, "我的"), ("刘书记", "待办"))
        steps(phones, no, ("张敏", "claim"), ("张敏", "connect"))
        phones.script((who, "帮助"), ("张敏", "我的"))
        steps(phones, no, ("张敏", "give_back"))
        phones.script(("张敏", "出差"))
        steps(phones, no, (who, "withdraw"))


def steps(phones: Phones, no: int, *taken: tuple[str, str]) -> None:
    for who, step in taken:
        case = phones.case(f"演武-{no:04}")
        phones.push(who, Press("cases.take", case.id, case.version, step))
        phones.courier()


@contextmanager
def hurried(api: BotApi, pace: Pace) -> Iterator[Hurried]:
    with TemporaryDirectory() as folder:
        url = lite_url(Path(folder))
        migrate(url)
        phones = Hurried(url, api, pace=pace)
        try:
            yield phones
        finally:
            phones.close()


if __name__ == "__main__":
    print(run(float(sys.argv[1]), int(sys.argv[2])))  # noqa: T201
