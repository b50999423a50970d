"""What follows from a step: points for what a resident confirmed, an entry for what passed, the days of a notice."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.kit.events import Stepped
from handlers.kit.notices import Notice
from handlers.kit.refusals import Fact
from handlers.kit.scores import Review, Source
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.actions import reverse_source
from handlers.ledger.records import Entry
from handlers.merits.actions import award, deed_of
from handlers.merits.flow import MERIT
from handlers.merits.records import Claim, Way
from handlers.merits.rules import objectors
from handlers.people.records import CLOCK
from handlers.points.actions import count, counting
from handlers.points.records import Counting, Deed
from handlers.requests.flow import REQUEST
from handlers.wishes.flow import WISH

if TYPE_CHECKING:
    from storage.work import Work

_ANSWERS: Final = ("rate", "note_answer")
_EARNING: Final = (WISH.name, REQUEST.name)
_PROMISED: Final = {WISH.name: "fulfil", REQUEST.name: "settle"}  # the clock by which the work was to be done


def react(work: "Work", news: Stepped) -> None:
    if news.case.flow in _EARNING:
        _earned(work, news)
    elif news.case.flow == MERIT.name:
        _moved(work, news)


def _moved(work: "Work", news: Stepped) -> None:
    step, case = news.step.name, news.case
    if step == "recount" and case.state == "published":
        take(work, CLOCK, Move(case.id, "set_term", {"until": _end(work, case, news.at).isoformat()}), news.at)
    elif step == "object":
        who = tuple(dict.fromkeys((*objectors(case), news.actor.person_id)))
        take(work, CLOCK, Move(case.id, "hear", {"joiners": who}), news.at)
    elif step == "effect" and case.state == "effective":
        _enter(work, case, news.at)


def _end(work: "Work", case: Case, now: datetime) -> date:
    """The last day of a publication: by the member's set, where there is one."""
    counted = counting(work, case.needer_id, date.fromisoformat(str(case.facts["day"])))
    today, codes = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path)
    span = counted.rules.published if counted else work.house.rules.span("merit.publish", today, codes)
    return work.house.calendar.due(now, span).date()


def _enter(work: "Work", case: Case, now: datetime) -> None:
    """Nobody objected: into the ledger, once."""
    if case.facts["way"] == Way.APPEAL:
        entry = work.ledger.entry(int(str(case.facts["entry"])))
        assert entry, "it was there when the appeal was opened"
        reverse_source(work, entry.source, case.typist_id, now, evidence=case.head, person_id=case.needer_id)
        return
    deed = deed_of(work, case)
    counted = counting(work, case.needer_id, deed.occurred_on)
    assert counted, "the step looked whether it is counted"
    count(work, counted, deed, now)


def _earned(work: "Work", news: Stepped) -> None:
    """A helper earns by the asker's own answer, and by thanks where the set has them; nothing by 不满意 ([D])."""
    case, step = news.case, news.step.name
    confirmed = step in _ANSWERS and case.state == "closed" and news.inputs.get("granted") == "yes"
    item = "thanked" if step == "thank" else "served" if confirmed and case.facts.get("satisfied") != "bad" else ""
    if not item or not case.helper_id:
        return
    day = news.at.astimezone(SHANGHAI).date()
    counted = counting(work, case.helper_id, day)
    rule = counted.rules.items.get(item) if counted else None
    if counted and rule and Source.EARNED in rule.how:
        claim = Claim(
            *(Way.EARNED, counted, item, day),
            kind=str(case.facts.get("kind")) if case.flow == WISH.name else "request",
            late=_was_late(work, case),
            of_case=case.id,
            of_no=case.no,
            proof=case.head,
        )
        _give(work, claim, news)


def _give(work: "Work", claim: Claim, news: Stepped) -> None:
    """At once, or through the reviews where the set has every point reviewed."""
    if claim.counted.rules.review is Review.ALL:
        award(work, claim, news.at, quiet=news.quiet)
        return
    entry = count(work, claim.counted, _deed(claim), news.at)
    if entry and not news.quiet:
        _tell(work, claim.counted, entry, news)


def _deed(claim: Claim) -> Deed:
    return Deed(
        *(claim.item, f"case:{claim.of_case}:{claim.item}", claim.day),
        occasion=claim.of_no,
        evidence=claim.proof,
        kind=claim.kind,
        late=claim.late,
    )


def _tell(work: "Work", counted: Counting, entry: Entry, news: Stepped) -> None:
    """One short card: how much, and for what."""
    args: dict[str, Fact] = {"entry": entry.id, "amount": entry.delta, "no": entry.occasion, "item": entry.rule}
    args |= {"satisfied": str(news.inputs.get("satisfied") or ""), "late": int(bool(entry.facts.get("late")))}
    audience = f"person:{counted.member.person_id}"
    work.outbox.put([Notice(f"entry:{entry.id}", audience, "merits/gained", None, 0, args, news.at, news.at)])


def _was_late(work: "Work", case: Case) -> bool:
    """Whether what was promised was done after its time, at any of the times it was to be done."""
    clocks = work.clocks.of([case.id]).get(case.id, ())
    promised = (clock for clock in clocks if clock.name == _PROMISED[case.flow])
    return any(clock.met_at is not None and clock.met_at > clock.due_at for clock in promised)
