"""Who may tie a group, and what may be posted how often: pure functions."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.groups.records import CLAIM, DONE
from handlers.kit.events import Stepped
from handlers.kit.flows import Rel, Step, Tell
from handlers.people.records import Actor
from handlers.units.records import Unit
from handlers.wall.records import Part
from handlers.wall.rules import OFFICE, STATES

SINGLE: Final = 5  # cards of their own within a `MINUTE`; what comes beyond them is told together
MINUTE: Final = timedelta(minutes=1)
GATHER: Final = timedelta(seconds=20)  # how long a bundle waits for more
MOST_IN_BUNDLE: Final = 8
QUIET: Final = timedelta(minutes=10)  # how to tie a group is said once in this time
PARTS: Final = {CLAIM: Part.OPEN, DONE: Part.DONE}
_KEY: Final = re.compile(
    r"(?:https?://[^\s?]+/cgi-bin/webhook/send\?(?:[^\s#]*&)?key=)?([A-Za-z0-9][A-Za-z0-9-]{15,63})"
)


def offices(actor: Actor) -> frozenset[str]:
    """The paths of the units whose secretary somebody is today."""
    return frozenset(seat.unit_path for seat in actor.seats if seat.role in OFFICE)


def over(actor: Actor, path: str) -> bool:
    """Whether somebody is secretary of a unit, or of one that it lies in."""
    return any(path.startswith(one) for one in offices(actor))


def meant(units: Sequence[Unit], words: str) -> Sequence[Unit]:
    """Which of these units somebody means: all without a word, else those of that name."""
    told = words.strip()
    return [unit for unit in units if not told or told in (unit.name, unit.friendly, unit.short, unit.code)]


def key_of(text: str) -> str:
    """The key of a robot, from its webhook address or by itself; empty where it is neither."""
    found = _KEY.fullmatch(text.strip())
    return found[1] if found else ""


def claimable(case: Case) -> bool:
    return case.state in STATES[Part.OPEN].get(case.flow, ())


def pool_told(news: Stepped) -> Tell | None:
    """How a step tells those who might claim that they may; none where it does not."""
    if not claimable(news.case):
        return None
    return next((one for one in news.step.tells if one.whom == Rel.POOL), None)


def fulfilled(news: Stepped) -> bool:
    """Whether a case was closed by this step because it was done, as who asked for it has said."""
    states = STATES[Part.THANKS].get(news.case.flow, ())
    return news.case.state in states and news.before is not None and news.before.state not in states


def claim_of(case: Case) -> Step | None:
    """The step by which a member claims a case where it stands now."""
    steps = room_of(case.flow).flow.steps_from(case.state)
    return next((step for step in steps if Rel.POOL in step.by), None)


def ids_of(told: object) -> list[int]:
    """The cases of a bundle."""
    return [int(one) for one in str(told or "").split(",") if one.isdecimal()]


def stale(said: datetime | None, now: datetime) -> bool:
    return said is None or now - said >= QUIET
