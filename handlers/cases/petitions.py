"""Petitions: asked and decided while the case stays where it is. Granted, the clock they are about runs longer."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.records import Case, Petition
from handlers.kit.flows import Inputs, Step
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import CLOSES, SHANGHAI
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work


def settle(work: "Work", step: Step, case: Case, actor: Actor, inputs: Inputs, now: datetime) -> None:
    """Begin or decide the petition that a step is about. Raises Refusal where that makes no sense now."""
    if step.asks:
        _ask(work, step, case, actor, inputs, now)
    if step.grants or step.denies:
        _decide(work, step, case, actor, now)
    if step.extends:
        _extend(work, case, step.extends, date.fromisoformat(str(inputs["until"])))


def open_petition(work: "Work", case_id: int, kind: str) -> Petition | None:
    """The petition of a kind that waits for its decision."""
    waiting = (p for p in work.cases.petitions(case_id) if p.kind == kind and p.decided_at is None)
    return next(waiting, None)


def _ask(work: "Work", step: Step, case: Case, actor: Actor, inputs: Inputs, now: datetime) -> None:
    if open_petition(work, case.id, step.asks):
        raise Refusal("cases/asked_already", case=case.id)
    until = date.fromisoformat(str(inputs["until"]))
    due = _due(work, case.id, step.asks)
    if due is None or until <= due.astimezone(SHANGHAI).date():
        raise Refusal("cases/later_date", {"need": "until"}, case=case.id)
    work.cases.ask(Petition(0, case.id, step.asks, actor.person_id, now, until))


def _decide(work: "Work", step: Step, case: Case, actor: Actor, now: datetime) -> None:
    """By somebody else than who asked: by person, not by post."""
    petition = open_petition(work, case.id, step.grants or step.denies)
    if petition is None:
        raise Refusal("cases/nothing_asked", case=case.id)
    if petition.asked_by == actor.person_id:
        raise Refusal("cases/own_petition", case=case.id)
    work.cases.decide(petition.id, actor.person_id, now, bool(step.grants))
    if step.grants and petition.until:
        _extend(work, case, petition.kind, petition.until)


def _extend(work: "Work", case: Case, clock: str, until: date) -> None:
    """Until the office closes on a day; never shorter than it is."""
    longer, stands = datetime.combine(until, CLOSES, SHANGHAI), _due(work, case.id, clock)
    work.clocks.extend(case.id, clock, max(longer, stands or longer))


def _due(work: "Work", case_id: int, clock: str) -> datetime | None:
    running = (c.due_at for c in work.clocks.of([case_id]).get(case_id, ()) if c.runs and c.name == clock)
    return next(running, None)
