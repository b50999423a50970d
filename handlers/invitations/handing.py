"""What somebody had under way when they leave: given up or given back by the flows' own steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import handlers.requests
import handlers.wishes  # noqa: F401  # whose cases these are
from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

GIVE_UP: Final = ("withdraw", "leave", "quit")  # alone, with others who wait on, or as one of these
GIVE_BACK: Final = ("give_back",)  # what a helper has in hand goes to whoever can take it
GONE: Final = "这位邻居不在微愿里了"


def give_up(work: "Work", actor: Actor, now: datetime) -> int:
    """What somebody asked for and is under way; how many ended. What is done already stays as it is."""
    return sum(_ended(work, actor, case, GIVE_UP, now) for case in work.cases.open_of(actor.person_id))


def give_back(work: "Work", actor: Actor, now: datetime) -> int:
    """What somebody has claimed themselves, and not a seat for them; how many were given back."""
    return sum(_ended(work, actor, case, GIVE_BACK, now) for case in work.cases.held_by(actor.person_id))


def _ended(work: "Work", actor: Actor, case: Case, ways: Sequence[str], now: datetime) -> bool:
    flow = room_of(case.flow).flow
    return any(flow.step(name) is not None and _taken(work, actor, case.id, name, now) for name in ways)


def _taken(work: "Work", actor: Actor, case_id: int, name: str, now: datetime) -> bool:
    """Within a savepoint: what a refused step had written before it was refused goes with it."""
    news, touched = len(work.news), set(work.touched)
    work.savepoint("SAVEPOINT leaving")
    try:
        take(work, actor, Move(case_id, name, {"sure": "yes", "reason": GONE}), now)
    except Refusal:
        work.savepoint("ROLLBACK TO SAVEPOINT leaving")
        del work.news[news:]
        work.touched.intersection_update(touched)
        return False
    finally:
        work.savepoint("RELEASE SAVEPOINT leaving")
    return True
