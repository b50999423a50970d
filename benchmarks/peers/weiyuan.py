"""Our own server, as `weiyuan serve` starts it; only the pace that Telegram asks for is lifted."""

import math
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.peers.people import FIRST
from benchmarks.support import GRID, found_town
from bot.channels import opening
from bot.channels.base import Pace
from bot.channels.telegram import NAME
from bot.desk import Desk
from bot.desk.base import Task
from bot.serve import serve
from bot.settings import Settings
from bot.wiring import opened
from handlers.people.records import Person
from storage.work import Work

if TYPE_CHECKING:
    from bot.channels.telegram.running import Running

LIFTED = Pace(chat_per_second=math.inf, all_per_second=math.inf)
AT_ONCE = 200


def main() -> None:
    folder, port, token, api, secret, residents = sys.argv[1:]
    settings = Settings(
        data=Path(folder),
        port=int(port),
        telegram_token=token,
        telegram_api=api,
        telegram_secret=secret,
        telegram_webhook="https://weiyuan.test",
    )
    with opened(settings) as desk:
        _settle(desk, int(residents))
    with patch.object(opening, "telegram", _unpaced(opening.telegram)):
        serve(settings)


def _unpaced(usual: Callable[[Settings], opening.Open | None]) -> Callable[[Settings], opening.Open | None]:
    """Telegram takes 30 messages a second of a bot; the server of the benchmark takes what comes."""

    def telegram(settings: Settings) -> opening.Open | None:
        open_ = usual(settings)
        assert open_, "there is a token"

        def lifted(desk: Desk) -> "Running":
            running = open_(desk)
            running.channel.pace = LIFTED
            return running

        return lifted

    return telegram


def _settle(desk: Desk, residents: int) -> None:
    desk.submit(Task(found_town, "")).result()
    for first in range(0, residents, AT_ONCE):
        numbers = range(FIRST + first, FIRST + min(first + AT_ONCE, residents))
        desk.submit(Task(partial(_neighbours, numbers), "")).result()


def _neighbours(numbers: range, work: Work) -> None:
    now = datetime.now(UTC)
    for number in numbers:
        person = Person(0, 1, f"{number}真名", f"邻居{number}", "13800001234", "1号楼2单元", unit_id=GRID)
        work.accounts.open(work.people.add(person), NAME, str(number), now)


if __name__ == "__main__":
    main()
