"""Put points up for review: by the member, by the branch, by a confirmed case, as an appeal; and what they come to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from handlers.cases.actions import create
from handlers.cases.records import Case
from handlers.kit.events import Stepped
from handlers.kit.flows import Facts, Inputs
from handlers.kit.refusals import Refusal
from handlers.kit.scores import Item, ScoreType, Source
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.records import Entry, EntryState, Kind
from handlers.merits.flow import MERIT
from handlers.merits.proof import proof_of, used, used_by
from handlers.merits.records import APPEAL, SOURCE, Claim, Void, Way
from handlers.people.records import CLOCK, Actor
from handlers.points.actions import counting
from handlers.points.records import Counting, Deed
from handlers.points.rules import worth

if TYPE_CHECKING:
    from storage.work import Work

_STEPS = {Way.APPLIED: "apply", Way.ENTERED: "propose", Way.EARNED: "award", Way.APPEAL: "appeal"}
_LAST = time(23, 59)


def items(counted: Counting, how: Source) -> Sequence[Item]:
    """What of a set may come in this way, in the set's order."""
    return [item for item in counted.rules.items.values() if how in item.how]


def counted_on(work: "Work", person_id: int, day: date) -> Counting:
    """Which set holds for a member; raises Refusal `merits/uncounted`."""
    counted = counting(work, person_id, day)
    if counted is None:
        raise Refusal("merits/uncounted")
    return counted


def apply_for(work: "Work", actor: Actor, claim: Claim, now: datetime) -> Stepped:
    """A member's own application. Raises Refusal, also where the same proof was put up before."""
    _check(work, claim, Source.APPLIED, now)
    work.people.lock(actor.person_id)  # so that the same proof sent twice at once is seen
    if used(work, actor.person_id, claim):
        raise Refusal("merits/proven")
    return _open(work, actor, actor.person_id, claim, now)


def propose(work: "Work", actor: Actor, claim: Claim, now: datetime) -> Stepped:
    """An office of the branch enters a deduction, a reset or another item for a member of its own."""
    _check(work, claim, Source.ENTERED, now)
    if claim.counted.member.person_id == actor.person_id:
        raise Refusal("merits/own_entry")
    work.people.lock(claim.counted.member.person_id)  # so that two who note the same at once are seen
    if used(work, claim.counted.member.person_id, claim):
        raise Refusal("merits/entered")
    return _open(work, actor, actor.person_id, claim, now)


def award(work: "Work", claim: Claim, now: datetime, *, quiet: bool = False) -> Stepped | None:
    """What a confirmed case has earned, where the set has all of it reviewed; none where it is there already."""
    number = f"{claim.of_case}:{claim.item}"
    if work.merits.is_there(SOURCE, number):
        return None
    return _open(work, CLOCK, claim.counted.member.person_id, claim, now, number=(SOURCE, number), quiet=quiet)


def appealable(work: "Work", person_id: int, entry_id: int, now: datetime) -> Entry:
    """The entry that somebody may appeal against now; raises Refusal."""
    entry = work.ledger.entry(entry_id)
    balance = work.ledger.unlocked(entry.balance_id) if entry else None
    if entry is None or balance is None or balance.person_id != person_id or balance.kind is not Kind.POINTS:
        raise Refusal("merits/no_entry")  # whose it is, or whether there is one, is nobody's business
    if entry.state is EntryState.REVERSAL or work.ledger.there(f"reversal:{entry.id}"):
        raise Refusal("merits/taken_back")
    if work.merits.is_there(APPEAL, str(entry.id)):
        raise Refusal("merits/appealed")
    counted = counted_on(work, person_id, entry.occurred_on)
    codes, today = work.unit_codes(counted.member.unit_path), now.astimezone(SHANGHAI).date()
    if now > work.house.calendar.due(entry.at, work.house.rules.span("merit.appeal", today, codes)):
        raise Refusal("merits/too_late")
    return entry


def appeal(work: "Work", actor: Actor, entry_id: int, words: str, now: datetime) -> Stepped:
    """Say that an entry is wrong: the committee looks first, and if all agree it is taken back."""
    work.people.lock(actor.person_id)
    entry = appealable(work, actor.person_id, entry_id, now)
    counted = counted_on(work, actor.person_id, entry.occurred_on)
    claim = Claim(
        *(Way.APPEAL, counted, entry.rule, entry.occurred_on),
        words=words,
        entry=entry.id,
        against=entry.by,
        of_no=entry.occasion,
    )
    return _open(work, actor, actor.person_id, claim, now, number=(APPEAL, str(entry.id)), entry=entry)


def deed_of(work: "Work", case: Case) -> Deed:
    """What a reviewed case comes to in the ledger. What a confirmed case earned has one source, reviewed or not."""
    facts = case.facts
    of_case, item = int(str(facts.get("of_case") or 0)), str(facts["item"])
    return Deed(
        item,
        source=f"case:{of_case}:{item}" if of_case else f"merit:{case.id}",
        occurred_on=date.fromisoformat(str(facts["day"])),
        quantity=int(str(facts.get("quantity") or 100)),
        occasion=str(facts.get("of_no") or case.no),
        evidence=str(facts.get("proof") or "") or proof_of(work, case),
        by=case.typist_id,
        kind=str(facts.get("kind") or ""),
        late=bool(facts.get("late")),
    )


def facts(work: "Work", cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    """The shares that a meeting must pass; for the clock alone, why nothing is to be entered after all."""
    day = now.astimezone(SHANGHAI).date()
    found = {}
    for case in cases:
        shares = {key: work.number(f"merit.{key}", day, case.unit_path) for key in ("quorum", "majority")}
        words = {"void": void(work, case)} if actor.person_id == 0 and case.state == "published" else {}
        found[case.id] = Facts(case, actor, now, shares, words=words)
    return found


def void(work: "Work", case: Case) -> str:
    """Why a case that passed can't be entered; empty where it can. An appeal always can."""
    if case.facts["way"] == Way.APPEAL:
        return ""
    deed = deed_of(work, case)
    counted = counting(work, case.needer_id, deed.occurred_on)
    if counted is None or deed.item not in counted.rules.items:
        return Void.UNCOUNTED
    return Void.PROVEN if case.facts["way"] != Way.EARNED and used_by(work, case, deed.evidence) else ""


def _check(work: "Work", claim: Claim, how: Source, now: datetime) -> None:
    """An item of the set that may come in this way, on a day that is over and not long past its cycle's end."""
    today, cycle = now.astimezone(SHANGHAI).date(), claim.counted.cycle
    item = claim.counted.rules.items.get(claim.item)
    if item is None or how not in item.how:
        raise Refusal("merits/no_item")
    if claim.day > today:
        raise Refusal("merits/future")
    codes = work.unit_codes(claim.counted.member.unit_path)
    grace = work.house.rules.span("merit.grace", today, codes)
    if now > work.house.calendar.due(datetime.combine(cycle.last, _LAST, SHANGHAI), grace):
        raise Refusal("merits/cycle_over")


def _open(
    work: "Work",
    actor: Actor,
    asker_id: int,
    claim: Claim,
    now: datetime,
    *,
    number: tuple[str, str] | None = None,
    entry: Entry | None = None,
    quiet: bool = False,
) -> Stepped:
    member, source = claim.counted.member, number or (None, None)
    unit = work.units.get(int(member.unit_path.strip("/").rpartition("/")[2]))
    if unit.community_id is None:
        raise Refusal("merits/uncounted")
    case = Case(
        id=0,
        no="",
        flow=MERIT.name,
        root_id=unit.root_id,
        community_id=unit.community_id,
        unit_id=unit.id,
        unit_path=unit.path,
        state="",
        version=0,
        head="",
        asker_id=asker_id,
        needer_id=member.person_id,
        typist_id=actor.person_id,
        opened_at=now,
        facts=_known(work, claim, entry),
        source=source[0],
        external_no=source[1],
    )
    step = MERIT.step(_STEPS[claim.way])
    assert step
    return create(work, actor, case, step, _inputs(claim), now, quiet=quiet)


def _known(work: "Work", claim: Claim, entry: Entry | None) -> dict[str, str | int | tuple[int, ...] | None]:
    """What the reviewers, the policy and the ledger need of it; never a word of a person."""
    item = claim.counted.rules.items.get(claim.item)
    measure: dict[str, str | int] = {"quantity": claim.quantity, "kind": claim.kind, "late": int(claim.late)}
    amount = worth(claim.counted.rules, claim.item, {k: v for k, v in measure.items() if v})
    known: dict[str, str | int | tuple[int, ...] | None] = {
        "way": str(claim.way),
        "item": claim.item,
        "title": item.title if item else claim.item,
        "type": str(item.type if item else entry.type if entry else ScoreType.BASE),
        "amount": entry.delta if entry else amount or 0,
        "day": claim.day.isoformat(),
        "cycle": claim.counted.cycle.key,
        "orgs": _branches(work, claim.counted.member.org_id),
        **measure,
    }
    known |= {"of_case": claim.of_case, "of_no": claim.of_no, "proof": claim.proof}
    known |= {"entry": claim.entry, "against": claim.against}
    return {key: value for key, value in known.items() if value not in (0, "", ())}


def _branches(work: "Work", org_id: int) -> tuple[int, ...]:
    """A branch and all above it, the nearest first; none where the member is in none."""
    parents = {org.id: org.parent_id for org in work.units.orgs()} if org_id else {}
    found: list[int] = []
    while org_id and org_id not in found:
        found.append(org_id)
        org_id = parents.get(org_id) or 0
    return tuple(found)


def _inputs(claim: Claim) -> Inputs:
    inputs: dict[str, str | int | tuple[int, ...]] = {"words": claim.words} if claim.words else {}
    return {**inputs, "photos": claim.photos} if claim.photos else inputs
