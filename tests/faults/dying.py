"""A scheduler that is killed between keeping its digests and handing them out.

`python -m tests.faults.dying URL WHEN`.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from unittest.mock import patch

from bot.desk import open_desk
from bot.house import open_house
from scheduler import jobs
from storage.vault import Vault
from storage.work import Work
from tests.stillclock import StillClock


def main(url: str, when: str) -> None:
    desk = open_desk(url, Vault(b"1" * 32), open_house(), StillClock(datetime.fromisoformat(when)))
    with patch.object(jobs, "hand_digests", die):
        asyncio.run(jobs.fulfil(desk))


def die(work: Work, person_id: int, now: datetime) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it lives")


if __name__ == "__main__":
    main(*sys.argv[1:])
