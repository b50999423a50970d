"""The same matter told before: open ones to join, closed ones that may have come back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.look import look
from handlers.cases.records import Case
from handlers.intake.records import Draft
from handlers.intake.rules import Sketch, most_alike
from handlers.kit.masking import mask_text
from handlers.kit.turns import is_spoken
from handlers.people.records import Actor
from handlers.requests.actions import alike, lately_over
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def open_ones(work: "Work", actor: Actor, draft: Draft, unit: Unit, now: datetime) -> Sequence[int]:
    """Cases under way that may be the same, the likeliest first; only those the asker may read of."""
    assert unit.community_id
    waiting = alike(work, unit.community_id, draft.category, unit.path, now)
    return _ranked(work, actor, draft, unit, waiting, now)


def closed_ones(work: "Work", actor: Actor, draft: Draft, unit: Unit, now: datetime) -> Sequence[int]:
    """The one closed lately that is likeliest to have come back."""
    assert unit.community_id
    over = lately_over(work, unit.community_id, draft.category, unit.path, now)
    return _ranked(work, actor, draft, unit, over, now)[:1]


def _ranked(
    work: "Work", actor: Actor, draft: Draft, unit: Unit, cases: Iterable[Case], now: datetime
) -> Sequence[int]:
    known = {case.id: case for case in cases}
    if not known or is_spoken(draft.what):
        return ()
    own = Sketch(mask_text(draft.what), _inside(unit.path, unit.community_id))
    seen = look(work, actor, known, now)
    return most_alike(own, ((id_, _sketch(known[id_], str(one.facts["what"]))) for id_, one in seen.items()))


def _sketch(case: Case, what: str) -> Sketch:
    return Sketch(mask_text(what), _inside(case.unit_path, case.community_id))


def _inside(path: str, community_id: int | None) -> tuple[str, ...]:
    """The ids of the units under the community."""
    _, _, rest = path.partition(f"/{community_id}/")
    return tuple(part for part in rest.split("/") if part)
