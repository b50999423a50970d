"""One person on two channels: a code shown on the one, typed on the other. Never by what a phone is called.

A code that ties an account signs nobody in on the web, and the other way round. What a chat shows is stored without
the code: a card holds what the code is made from, and only the house can make it.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from handlers.kit.refusals import Fact
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

GOOD: Final = timedelta(minutes=10)
DIGITS: Final = 8
# Whoever guesses from many places at once must neither find a code nor keep others from using theirs. So it is the
# length of a code that protects it, not a lock for everybody: where many miss, each place still has one try, and who
# types their own code needs no second. All are locked out only where so many networks guess together that five
# thousand tries in ten minutes came of it: against twenty codes of eight digits that is one chance in a thousand.
MOST_MISSES: Final = 5  # from one place within `GOOD`: people mistype
MANY: Final = 200  # from all places: nobody's mistakes any more
MOST_WHEN_MANY: Final = 1  # from one place then
MOST_OF_ALL: Final = 5000
WRONG, TOO_MANY = "people/wrong_code", "people/too_many_codes"
_TIES, _ENTERS = "link", "enter"
_CODE: Final = re.compile(r"\s*(\d{4})[\s-]?(\d{4})\s*", re.ASCII)


def issue(work: "Work", actor: Actor, now: datetime) -> str:
    """Eight digits, good once and for ten minutes; the ones before are good no more."""
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if work.links.issue(work.vault.mark(_TIES, code), actor.person_id, now, now + GOOD):
            return code


def issue_for_web(work: "Work", actor: Actor, now: datetime) -> Mapping[str, Fact]:
    """The same for the web's page of codes, as a card may hold it: `until` in seconds since 1970."""
    while True:
        seed = secrets.token_hex(8)
        if work.links.issue(work.vault.mark(_ENTERS, code_of(work, seed)), actor.person_id, now, now + GOOD):
            return {"seed": seed, "until": int((now + GOOD).timestamp())}


def code_of(work: "Work", seed: str) -> str:
    """The digits that are made from a seed."""
    return f"{int(work.vault.mark('code', seed), 16) % 10**DIGITS:0{DIGITS}}"


def spaced(code: str) -> str:
    """As it is shown: in two halves, which are easier to copy."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def typed(text: str) -> str:
    """The code that a text is; empty where it is something else."""
    found = _CODE.fullmatch(text)
    return found[1] + found[2] if found else ""


def linked(work: "Work", account_id: int, code: str, now: datetime) -> Mapping[str, str]:
    """Tie an account of nobody to whoever was shown the code; nothing, or why it was not done."""
    if _too_many(work, account_id, now):
        return {"code": TOO_MANY}
    person_id = work.links.spend(work.vault.mark(_TIES, code), now)
    if person_id is None or not work.accounts.belong(account_id, person_id):
        work.links.missed(account_id, now)
        return {"code": WRONG}
    return {}


def entering(work: "Work", account_id: int, code: str, now: datetime) -> int | str:
    """Whom a code lets in on the web, or why nobody; `account_id` stands for where it was typed."""
    if _too_many(work, account_id, now):
        return TOO_MANY
    person_id = work.links.spend(work.vault.mark(_ENTERS, code), now) if code else None
    if person_id is None:
        work.links.missed(account_id, now)
    return person_id or WRONG


def _too_many(work: "Work", account_id: int, now: datetime) -> bool:
    misses = work.links.misses(now - GOOD)
    of_all = sum(misses.values())
    most = MOST_WHEN_MANY if of_all >= MANY else MOST_MISSES
    return misses.get(account_id, 0) >= most or of_all >= MOST_OF_ALL
