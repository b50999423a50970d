"""The ladder over a case: who is in post on which rung, where it stands now, and the step up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, take
from handlers.cases.notices import seated
from handlers.cases.records import Case, Clock
from handlers.cases.registry import room_of
from handlers.kit.climbing import RUNGS, rung
from handlers.kit.flows import Flow, Rel
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import CLOCK

if TYPE_CHECKING:
    from storage.work import Work


def above(work: "Work", case: Case, now: datetime) -> Mapping[Role, Sequence[int]]:
    """By rung the persons in post over a case who may read it, lowest first; empty rungs are left out."""
    flow, day = room_of(case.flow).flow, now.astimezone(SHANGHAI).date()
    roles = [role for role in RUNGS if _reads(flow, case, role)]
    found: dict[Role, list[int]] = {role: [] for role in roles}
    for person, role, _ in work.people.seated(roles, _over(case), day):
        found[role].append(person)
    return {role: people for role, people in found.items() if people}


def stands(work: "Work", case: Case, clock: Clock, now: datetime) -> int:
    """How high whoever is to act on a clock stands already: a rung, 0 for a helper or a grid member."""
    flow = room_of(case.flow).flow
    if flow.clock(clock.name).whose is Rel.HOLDER and case.holder:
        return rung(work.sittings.role(case.seat_id)) if case.seat_id else 0
    deciding = set(seated(work, flow, Rel.REVIEWER, case, now))
    return max((rung(role) for role, people in above(work, case, now).items() if deciding & set(people)), default=0)


def climb(work: "Work", case: Case, to: Role, why: str, now: datetime) -> bool:
    """Write into the history that a case goes up, and why; False where it is no longer where it could."""
    flow = room_of(case.flow).flow
    if not flow.climbs:
        return False
    try:
        take(work, CLOCK, Move(case.id, flow.climbs, {"level": str(to), "why": why}), now)
    except Refusal:
        return False
    return True


def _reads(flow: Flow, case: Case, role: Role) -> bool:
    rels = (rel for rel in (Rel.REVIEWER, Rel.DISPATCHER, Rel.ABOVE) if role in flow.roles.get(rel, ()))
    return any(not (flow.shut and flow.shut(case, rel)) for rel in rels)


def _over(case: Case) -> list[str]:
    """The paths of a case's unit and of all above it."""
    ids = [part for part in case.unit_path.split("/") if part]
    return ["/" + "/".join(ids[: n + 1]) + "/" for n in range(len(ids))]
