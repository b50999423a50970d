"""Who may read which digest: whoever fills its seat, and the offices above."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.digests.records import Digest
from handlers.duties.records import Duty
from handlers.duties.rules import duties
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.rates.actions import seats_of

if TYPE_CHECKING:
    from datetime import datetime

    from storage.work import Work


def read(work: "Work", actor: Actor, digest_id: int) -> Digest:
    """Raises Refusal `cases/unknown` as well for what is not theirs: it does not even tell that there is one."""
    one = work.digests.get([digest_id]).get(digest_id)
    if one is None or not _may_read(work, actor, one):
        raise Refusal("cases/unknown")
    return one


def mine(work: "Work", actor: Actor) -> Sequence[Digest]:
    return work.digests.of_seats([seat.seat_id for seat in actor.seats]) if actor.seats else ()


def owed_to(work: "Work", actor: Actor, now: "datetime") -> Sequence[Duty]:
    """The digests that somebody's seats bring."""
    held = {seat.role for seat in actor.seats}
    return [one for one in duties(work.house, now.astimezone(SHANGHAI).date()) if one.role in held]


def _may_read(work: "Work", actor: Actor, one: Digest) -> bool:
    if any(seat.seat_id == one.seat_id for seat in actor.seats):
        return True
    path = work.units.line(f"/{one.unit_id}/")[0].path
    return any(path.startswith(seat.unit_path) and path != seat.unit_path for seat in seats_of(actor))
