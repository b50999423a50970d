"""What waits for a reviewer, and many of it passed at once: each case by its own step of the kernel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.cases.rules import refusal
from handlers.kit.flows import Inputs, Rel
from handlers.kit.refusals import Refusal
from handlers.merits.actions import facts
from handlers.merits.flow import MERIT
from handlers.merits.records import BALLOT, BATCH, STAGES, Passed
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

_ROLES = frozenset((*MERIT.roles[Rel.GROUP], *MERIT.roles[Rel.COMMITTEE]))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card of a batch showed: a stage, up to which case, until when. Written as `stage:last:milliseconds`.

    What came to the stage later was not on the card, and is not passed with it.
    """

    stage: str
    last: int
    until: int

    def __str__(self) -> str:
        return f"{self.stage}:{self.last}:{self.until}"

    @classmethod
    def parse(cls, text: str) -> "Shown | None":
        stage, last, until = (*text.split(":"), "", "", "")[:3]
        known = stage in STAGES and last.isascii() and last.isdigit() and until.isascii() and until.isdigit()
        return cls(stage, int(last), int(until)) if known else None


def is_reviewer(actor: Actor) -> bool:
    return any(seat.role in _ROLES for seat in actor.seats)


def waiting(work: "Work", actor: Actor, now: datetime, only: str = "") -> tuple[str, Sequence[Case]]:
    """The first stage at which something waits for a reviewer, with all of it; an empty stage where nothing does.
    `only`: no other stage than this."""
    paths = _paths(work, actor)
    here = work.merits.waiting(paths, tuple(STAGES)) if paths else ()
    known = facts(work, here, actor, now)
    for stage, name in STAGES.items():
        if only not in ("", stage):
            continue
        step = MERIT.step(name)
        assert step
        found = [case for case in here if case.state == stage and refusal(MERIT, step, known[case.id]) is None]
        if found:
            return stage, found
    return "", ()


def shown(stage: str, cases: Sequence[Case], now: datetime) -> Shown:
    """What a card drawn now shows of what waits."""
    return Shown(stage, cases[min(len(cases), BATCH) - 1].id, _stamp(now))


def of_shown(work: "Work", actor: Actor, what: Shown, now: datetime) -> Sequence[Case]:
    """Those of a card that still wait for the reviewer where they did when it was drawn."""
    _, cases = waiting(work, actor, now, what.stage)
    return [one for one in cases if one.id <= what.last and _stamp(one.moved_at or one.opened_at) <= what.until][:BATCH]


def pass_all(
    work: "Work", actor: Actor, ids: Sequence[int], stage: str, numbers: Sequence[int], now: datetime
) -> Passed:
    """Pass each, in the order in which cases are locked everywhere; what could not pass is named with its refusal.

    `numbers`: due, present and agree, where the meeting's votes are counted.
    """
    done, left = [], []
    for case_id in sorted(ids):
        try:
            take(work, actor, Move(case_id, STAGES[stage], ballot(stage, numbers)), now)
            done.append(case_id)
        except Refusal as refused:  # it was refused before anything of it was written
            left.append((case_id, refused.code))
    return Passed(tuple(done), tuple(left))


def ballot(stage: str, numbers: Sequence[int]) -> Inputs:
    suffix = "_again" if stage == "counting" else ""
    return {f"{key}{suffix}": number for key, number in zip(BALLOT, numbers, strict=False)}


def counts(stage: str) -> bool:
    """Whether a stage asks for the votes of a meeting."""
    return stage in ("final_review", "counting")


def written(passed: Passed) -> Mapping[str, str]:
    """As a card keeps it: 12,13 and 14=merits/own."""
    return {
        "done": ",".join(str(one) for one in passed.done),
        "left": ",".join(f"{one}={code}" for one, code in passed.left),
    }


def _paths(work: "Work", actor: Actor) -> Sequence[str]:
    """The places a reviewer's seats reach: what lies below a seat, and the whole community in which it stands."""
    found = set()
    for seat in actor.seats:
        if seat.role in _ROLES:
            community = work.units.get(seat.unit_id).community_id
            found.add(work.units.get(community).path if community else seat.unit_path)
    return sorted(found)


def _stamp(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
