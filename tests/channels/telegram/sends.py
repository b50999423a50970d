"""Many sends through a server that fails often: `python -m tests.channels.telegram.sends 10000 1000`.

Prints what was lost, what came twice, and what came too fast. What was in doubt twice is not sent a third time, but
its place says so: whoever presses 看看 there sees it.
"""

import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from bot.channels.base import Pace
from bot.channels.telegram import NAME
from bot.courier.deliver import tell_person
from handlers.kit.cards import Card
from storage.messages import messages
from storage.work import Work
from tests.channels.telegram.live import Live, settings_for
from tests.emulators.telegram import BotApi, Faults, Limits, User
from tests.faults.support import Town, founded, later, lite_url, settle

QUICK = Pace(chat_per_second=8, all_per_second=400)
ALLOWED = Limits(chat=(1, 0.1), group=(20, 60.0), overall=(500, 1.0))
MARK = re.compile(r"M\d{6}")


@dataclass(frozen=True)
class Figures:
    """`lost`: not shown even after every 看看 was pressed; `asked`: first shown then; `in_doubt`: not known to have
    arrived after two tries; `most`: shows of one card that nobody asked for; `groundless`: cards that were sent again
    although it was known what had become of them, or a third time although it was not."""

    sends: int
    lost: int
    asked: int
    in_doubt: int
    twice: int
    most: int
    groundless: int
    disordered: int
    too_fast: int
    seconds: float


def run(count: int, people: int, folder: Path, seed: int = 1, *, hurried: bool = False) -> Figures:
    """Send `count` cards to `people` chats, three calls in ten going wrong. `hurried`: pauses pass 300 times as fast,
    but for those of the pace."""
    faults = Faults.sharing(0.3, delay=0.02)
    begun = time.monotonic()
    with BotApi(seed=seed, faults=faults) as api, founded(lite_url(folder)) as town:
        phones = [api.user(1000 + n, f"p{n}") for n in range(people)]
        ids = [town.run(partial(_enter, number=phone.id)) for phone in phones]
        live = Live(town.desk, settings_for(api), QUICK)
        try:
            for n in range(count):
                card = Card("people/refusal", None, {"code": "turns/failed", "reference": f"M{n:06}"})
                town.run(partial(tell_person, person_id=ids[n % people], card=card, now=town.clock.now()))
            _until_sent(town, hurried)
            too_fast, told = len(api.too_fast(ALLOWED, 0.05)), [_marks(phone) for phone in phones]
            groundless = _groundless(api)
            api.fail(Faults())
            _look_again(api, phones)
            _until_sent(town, hurried)
        finally:
            live.close()
        missing = {f"M{n:06}" for n in range(count)}.difference(*told)
        lost = missing.difference(*map(_marks, phones))
        shown = Counter(mark for chat in told for mark in chat)
        return Figures(
            count,
            len(lost),
            len(missing - lost),
            town.read(_in_doubt),
            sum(times > 1 for times in shown.values()),
            max(shown.values(), default=0),
            groundless,
            sum(chat != sorted(chat) for chat in told),
            too_fast,
            time.monotonic() - begun,
        )


def _marks(phone: User) -> list[str]:
    return [found for one in phone.chat for found in MARK.findall(one.text)]


def _groundless(api: BotApi) -> int:
    """A call that got a whole answer settles it: 200 that it is there, 429 that it is not; nothing else does."""
    calls: dict[str, list[int]] = {}
    for one in api.calls("sendMessage"):
        for mark in MARK.findall(one.params["text"]):
            if one.outcome and one.outcome.status != 429:
                calls.setdefault(mark, []).append(one.outcome.status)
    return sum(len(tried) > 2 or 200 in tried[:-1] for tried in calls.values())


def _look_again(api: BotApi, phones: list[User]) -> None:
    for phone in phones:
        for one in phone.chat:
            if "看看" in one.labels:
                phone.press(one.message_id, "看看")
    api.handled()


def _until_sent(town: Town, hurried: bool) -> None:
    while town.read(_waiting):
        time.sleep(0.05)
        if hurried:
            later(town.clock, 15)


def _enter(work: Work, number: int) -> int:
    return settle(work, str(number), channels=(NAME,))


def _waiting(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).where(messages.c.state == "queued")).scalar_one())


def _in_doubt(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).where(messages.c.state == "uncertain")).scalar_one())


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        print(run(int(sys.argv[1]), int(sys.argv[2]), Path(made)))  # noqa: T201
