"""Many sends through a server that fails often: `python -m tests.channels.telegram.sends 10000 1000`.

Prints what was lost, what came twice, and what came too fast. Lost may only be what was in doubt twice.
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
from tests.faults.support import founded, lite_url, settle

QUICK = Pace(chat_per_second=40, all_per_second=400)
ALLOWED = Limits(chat=(1, 1 / 50), group=(20, 60.0), overall=(500, 1.0))
MARK = re.compile(r"M\d{6}")


@dataclass(frozen=True)
class Figures:
    """`lost`: never shown; `in_doubt`: not known to have arrived after two tries; `most`: shows of one card."""

    sends: int
    lost: int
    in_doubt: int
    twice: int
    most: int
    disordered: int
    too_fast: int
    seconds: float


def run(count: int, people: int, folder: Path, seed: int = 1) -> Figures:
    """Send `count` cards to `people` chats, three calls in ten going wrong."""
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
            while town.read(_waiting):
                time.sleep(0.2)
        finally:
            live.close()
        in_doubt = town.read(_in_doubt)
        return _figures(count, phones, in_doubt, len(api.too_fast(ALLOWED)), time.monotonic() - begun)


def _figures(count: int, phones: list[User], in_doubt: int, too_fast: int, seconds: float) -> Figures:
    told = [[found for one in phone.chat for found in MARK.findall(one.text)] for phone in phones]
    shown = Counter(mark for chat in told for mark in chat)
    lost = sum(f"M{n:06}" not in shown for n in range(count))
    twice, most = sum(times > 1 for times in shown.values()), max(shown.values(), default=0)
    disordered = sum(chat != sorted(chat) for chat in told)
    return Figures(count, lost, in_doubt, twice, most, disordered, too_fast, seconds)


def _enter(work: Work, number: int) -> int:
    return settle(work, str(number), channels=(NAME,))


def _waiting(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).where(messages.c.state == "queued")).scalar_one())


def _in_doubt(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).where(messages.c.state == "uncertain")).scalar_one())


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        print(run(int(sys.argv[1]), int(sys.argv[2]), Path(made)))  # noqa: T201
