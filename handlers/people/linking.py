"""One person on two channels: a code shown on the one, typed on the other. Never by what a phone is called."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

GOOD: Final = timedelta(minutes=10)
MOST_MISSES: Final = 5  # of one account in that time
MOST_OF_ALL: Final = 200  # of all: many accounts can guess together
_CODE: Final = re.compile(r"\s*(\d{3})\s?(\d{3})\s*", re.ASCII)


def issue(work: "Work", actor: Actor, now: datetime) -> str:
    """Six digits, good once and for ten minutes; the ones before are good no more."""
    while True:
        code = f"{secrets.randbelow(1_000_000):06}"
        if work.links.issue(work.vault.mark("link", code), actor.person_id, now, now + GOOD):
            return code


def typed(text: str) -> str:
    """The code that a text is; empty where it is something else."""
    found = _CODE.fullmatch(text)
    return found[1] + found[2] if found else ""


def linked(work: "Work", account_id: int, code: str, now: datetime) -> Mapping[str, str]:
    """Tie an account of nobody to whoever was shown the code; nothing, or why it was not done."""
    misses = work.links.misses(now - GOOD)
    if misses.get(account_id, 0) >= MOST_MISSES or sum(misses.values()) >= MOST_OF_ALL:
        return {"code": "people/too_many_codes"}
    person_id = work.links.spend(work.vault.mark("link", code), now)
    if person_id is None or not work.accounts.belong(account_id, person_id):
        work.links.missed(account_id, now)
        return {"code": "people/wrong_code"}
    return {}
