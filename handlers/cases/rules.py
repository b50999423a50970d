"""Who may do what with a case, and where a step leads: pure functions."""

import re
from dataclasses import replace
from datetime import date

from handlers.cases.records import Case, Frame, Holder, HolderKind
from handlers.kit.flows import HOUSE, RETURN, SAME, Facts, Flow, Inputs, Need, NeedKind, Rel, Step
from handlers.kit.refusals import Refusal
from handlers.kit.relations import WIDE
from handlers.people.records import Actor, Held

STAGE = "stage"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"[0-9]{1,15}")
_NUMBERS = (
    *(NeedKind.NUMBER, NeedKind.MONEY, NeedKind.PERSON, NeedKind.HOUSEHOLD, NeedKind.UNIT),
    *(NeedKind.SEAT, NeedKind.CASE),
)


def community_path(case: Case) -> str:
    """The path of the community that a case belongs to."""
    mark = f"/{case.community_id}/"
    return case.unit_path[: case.unit_path.index(mark) + len(mark)]


def relations(flow: Flow, case: Case, actor: Actor) -> frozenset[Rel]:
    """Every relation that an actor has to a case."""
    if actor.person_id == 0:
        return HOUSE
    found = {Rel.ASKER} if case.asker_id == actor.person_id else set[Rel]()
    found |= {Rel.NEEDER} if case.needer_id == actor.person_id else set()
    found |= {Rel.TYPIST} if case.typist_id == actor.person_id else set()
    found |= {Rel.HOLDER} if _holds(case, actor) else set()
    joined = case.facts.get("joiners")
    if isinstance(joined, list | tuple) and actor.person_id in joined:
        found.add(Rel.JOINER)
    if flow.neighbours and actor.community_id == case.community_id:
        found.add(Rel.NEIGHBOUR)
    found |= {rel for rel in flow.roles if any(_gives(flow, rel, case, actor, seat) for seat in actor.seats)}
    return frozenset(rel for rel in found if not (flow.shut and flow.shut(case, rel)))


def seat_for(flow: Flow, step: Step, case: Case, actor: Actor) -> Held | None:
    """The seat by which an actor takes a step; none where the actor does it as a person."""
    for seat in actor.seats:
        if seat.seat_id == case.seat_id and Rel.HOLDER in step.by:
            return seat
        if any(
            rel in step.by and _gives(flow, rel, case, actor, seat)
            for rel in relations(flow, case, actor) & set(flow.roles)
        ):
            return seat
    return None


def refusal(flow: Flow, step: Step, facts: Facts, version: int | None = None) -> Refusal | None:
    """Why a step can't be taken now, or none. Cards and presses both ask here.

    `version` is what the button knew of the case; a case that moved on since is refused with its present state.
    """
    return _refusal(step, facts, relations(flow, facts.case, facts.actor), version)


def _refusal(step: Step, facts: Facts, rels: frozenset[Rel], version: int | None = None) -> Refusal | None:
    case = facts.case
    if not rels:
        return Refusal("cases/not_yours", case=case.id)
    if case.state not in step.frm or (version is not None and not current(case, version)):
        return Refusal("cases/moved", {"step": step.name, "version": version or 0}, case=case.id)
    return _forbidden(step, facts, rels)


def current(case: Case, version: int) -> bool:
    """Whether a card drawn at `version` still shows where the case stands: nothing but additions since."""
    return case.counts.get(STAGE, 1) <= version <= case.version


def staged(before: Case, after: Case) -> Case:
    """The case after a step, with the version at which its state or holder last changed."""
    if (after.state, after.holder) == (before.state, before.holder):
        return after
    return replace(after, counts={**after.counts, STAGE: after.version})


def standing(before: Case, after: Case) -> dict[str, object]:
    """What an event says of where the case stands after it, so that a history can be checked against the case."""
    said: dict[str, object] = {"holder": f"{after.holder.kind}:{after.holder.id}" if after.holder else ""}
    if before.version and after.asker_id != before.asker_id:
        said["asker"] = after.asker_id
    if not before.version:
        said["case"] = {
            "no": after.no,
            "flow": after.flow,
            "asker": after.asker_id,
            "needer": after.needer_id,
            "typist": after.typist_id,
            "unit": after.unit_id,
        }
    if not before.version or after.facts != before.facts:
        said["facts"] = {key: list(value) if isinstance(value, tuple) else value for key, value in after.facts.items()}
    if not before.version or after.counts != before.counts:
        said["counts"] = dict(after.counts)
    return said


def forbidden(flow: Flow, step: Step, facts: Facts) -> Refusal | None:
    """What authority and guards say, whatever the state: all there is to ask of a step that creates."""
    return _forbidden(step, facts, relations(flow, facts.case, facts.actor))


def _forbidden(step: Step, facts: Facts, rels: frozenset[Rel]) -> Refusal | None:
    if rels.isdisjoint(step.by):
        return Refusal("cases/not_yours", case=facts.case.id or None)
    return next((no for guard in step.guards if (no := guard(facts))), None)


def offers(flow: Flow, facts: Facts) -> list[Step]:
    """The steps an actor may take now, the most sensible first."""
    rels = relations(flow, facts.case, facts.actor)
    steps = [s for s in flow.steps_from(facts.case.state) if _refusal(s, facts, rels) is None]
    return sorted(steps, key=lambda step: step.rank)


def checked(need: Need, value: str | int | tuple[int, ...]) -> str | int | tuple[int, ...]:
    """The value as the step takes it; a Refusal says what is wrong with it."""
    facts: dict[str, str | int | bool | None] = {"need": need.key, "most": need.most}
    if need.optional and value in ("", ()):
        return value
    match need.kind:
        case NeedKind.CHOICE if need.options and value not in {o.key for o in need.options}:
            raise Refusal("cases/choose", facts)
        case NeedKind.TEXT:
            return _text(need, value, facts)
        case kind if kind in _NUMBERS:
            if not isinstance(value, int) and not (isinstance(value, str) and _NUMBER.fullmatch(value)):
                raise Refusal("cases/number", facts)
            return int(value)
        case NeedKind.DATE if not _is_date(value):
            raise Refusal("cases/date", facts)
        case NeedKind.PHOTO | NeedKind.PEOPLE if not isinstance(value, tuple) or not (value or need.optional):
            raise Refusal("cases/photo", facts)
    return value


def moved(flow: Flow, step: Step, facts: Facts, inputs: Inputs, frame: Frame | None) -> Case:
    """The case after a step: state, holder, counts, facts and priority; not yet its version and hash."""
    case = facts.case
    state = target(step, facts, inputs)
    holder = case.holder
    if state == RETURN:
        if frame is None:
            raise Refusal("cases/moved", {"step": step.name, "version": case.version}, case=case.id)
        state, holder = frame.state, frame.holder
    state = case.state if state == SAME else state
    counts = dict(case.counts)
    if counted := _counted(step, facts, inputs):
        counts[counted] = counts.get(counted, 0) + 1
    return replace(
        case,
        state=state,
        holder=holder,
        counts=counts,
        facts=kept(step, case, inputs) | _stamped(step, facts),
        priority=case.priority + step.lifts,
        moved_at=facts.now,
        closed_at=facts.now if flow.state(state).final else None,
    )


def _counted(step: Step, facts: Facts, inputs: Inputs) -> str:
    if isinstance(step.counts, str):
        return step.counts
    assert step.outcome, "only an outcome chooses what to count"
    return step.counts.get(step.outcome(facts, inputs), "")


def _stamped(step: Step, facts: Facts) -> dict[str, str | int]:
    if not step.stamps:
        return {}
    return {f"{step.stamps}_at": facts.now.isoformat(), f"{step.stamps}_by": facts.actor.person_id}


def person_holder(person_id: int) -> Holder:
    return Holder(HolderKind.PERSON, person_id)


def target(step: Step, facts: Facts, inputs: Inputs) -> str:
    """Where the step leads: a state, SAME or RETURN."""
    if isinstance(step.to, str):
        return step.to
    assert step.outcome, "checked when the flow was built"
    return step.to[step.outcome(facts, inputs)]


def kept(step: Step, case: Case, inputs: Inputs) -> dict[str, str | int | tuple[int, ...] | None]:
    """The case's own facts with the inputs that the step keeps; photos are added to those before."""
    kept = dict(case.facts)
    photos = {need.key for need in step.needs if need.kind is NeedKind.PHOTO}
    for key in step.keeps:
        if key in inputs:
            value = inputs[key]
            before = kept.get(key)
            joins = key in photos and isinstance(before, list | tuple)
            kept[key] = (*before, *value) if joins else value  # type: ignore[misc]  # both were checked above
    return kept


def _is_date(value: object) -> bool:
    """As a history keeps it, 2026-12-01, and no other form of a day."""
    if not _DAY.fullmatch(str(value)):
        return False
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _text(need: Need, value: object, facts: dict[str, str | int | bool | None]) -> str:
    text = str(value).strip()
    if not text:
        raise Refusal("cases/empty", facts)
    if len(text) > need.most:
        raise Refusal("cases/too_long", {**facts, "length": len(text)})
    return text


def _holds(case: Case, actor: Actor) -> bool:
    if case.holder is None:
        return False
    if case.holder.kind is HolderKind.PERSON:
        return case.holder.id == actor.person_id
    return any(seat.seat_id == case.holder.id for seat in actor.seats)


def _gives(flow: Flow, rel: Rel, case: Case, actor: Actor, seat: Held) -> bool:
    """A seat gives a relation to a case at or below its unit; the pool and a branch reach over the whole community."""
    if seat.role not in flow.roles[rel] or (flow.ours and not flow.ours(case, rel, actor, seat)):
        return False
    if case.unit_path.startswith(seat.unit_path):
        return True
    return rel in WIDE and seat.unit_path.startswith(community_path(case))
