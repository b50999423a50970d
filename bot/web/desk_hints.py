"""Which of the picked cases an act can be done with at all, and whom the routing thinks of for each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.web.desk_rows import first_of
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.kit.flows import NeedKind, Step
from storage.work import Work


def step_at(steps: Sequence[str], case: Case) -> Step | None:
    """The first of these steps that stands at a case's state."""
    flow = room_of(case.flow).flow
    found = (flow.step(name) for name in steps)
    return next((step for step in found if step and case.state in step.frm), None)


def suggested(work: Work, steps: Sequence[str], cases: Sequence[Case], now: datetime) -> Mapping[int, int]:
    """By case the seat that it went past first, while somebody fills it and may be given the case.

    What came back by a return was given to the wrong one: it is left to people.
    """
    found, known = dict[int, int](), dict[tuple[str, str, str], frozenset[str]]()
    for case in cases:
        first, step = first_of(case), step_at(steps, case)
        need = next((one for one in step.needs if one.kind is NeedKind.SEAT), None) if step else None
        choices = room_of(case.flow).choices
        if not (first and need and choices) or case.counts.get("upheld"):
            continue
        alike = (case.flow, case.unit_path, str(case.facts.get("category")))
        if alike not in known:
            known[alike] = frozenset(option.key for option in choices(work, case, need, now))
        if str(first) in known[alike]:
            found[case.id] = first
    return found
