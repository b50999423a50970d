"""What the cards of a request say beyond those of any case, and what stands on them to press."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.look import said
from handlers.cases.policy import See
from handlers.cases.records import Case
from handlers.cases.seen import Glimpse, Seen
from handlers.kit.cards import Button, Card
from handlers.kit.days import day_of, short_day
from handlers.kit.flows import Option, Rel, Step
from handlers.kit.speech import when
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.requests.needs import SATISFACTION, WHY_BACK, WHY_NOT
from handlers.requests.records import OF_PARENT
from handlers.requests.states import is_above
from handlers.routing.categories import category
from handlers.routing.records import URGENCY_NAMES, Urgency

if TYPE_CHECKING:
    from storage.work import Work

QUIET = (
    *("withdraw", "leave", "quit", "give_back", "send_back", "thank", "nudge", "add"),
    *("explain", "classify", "reassign", "hand_on", "conclude", "merge", "unmerge", "park"),
)
_SATISFIED = {option.key: option.label for option in SATISFACTION}
_WHY = {option.key: option.label for option in (*WHY_NOT, *WHY_BACK)}


def says(work: "Work", one: Glimpse, now: datetime) -> Mapping[str, object]:
    case, counts = one.case, one.case.counts
    urgency = str(case.facts.get("urgency", Urgency.ORDINARY))
    over = case.state in ("closed", "concluded")
    return {
        "office": "街道" if is_above(case) else "社区",
        "category": category(str(case.facts.get("category", "other"))).name,
        "urgency": urgency,
        "urgency_name": URGENCY_NAMES[Urgency(urgency)],
        "joiners": one.facts.counts.get("joiners", 0),
        "parent": one.facts.words.get("parent_no", ""),
        "stands": one.facts.words.get("parent_state") or case.state,
        "first": one.known.sitting(int(str(case.facts.get("first") or 0))),
        "reachable": bool(one.facts.counts.get("reachable")),
        "returned": counts.get("returned", 0),
        "reopened": counts.get("reopened", 0),
        "nudged": counts.get("nudged", 0),
        "why": _WHY.get(str(case.facts.get("why", "")), ""),
        "until": _day(case.facts.get("until"), now),
        "asked": _asked(one),
        "external": f"{case.source} {case.external_no}" if case.external_no and See.REASONS in one.open_to else "",
        "rebound": bool(case.facts.get("rebound_of")),
        "satisfied": _SATISFIED.get(str(case.facts.get("satisfied", "")), "") if over else "",
        **_words(one),
        **_spans(work, case, now),
    }


def shortcuts(seen: Seen, step: Step) -> Sequence[Option]:
    """The asker answers on the card itself; the dispatcher has the seat that the routing thinks of at hand."""
    if step.name == "rate":
        return step.needs[0].options
    first = int(str(seen.case.facts.get("first") or 0))
    called = seen.known.sitting(first)
    returned = seen.case.counts.get("upheld", 0)  # whom it was taken from is not the first to think of again
    seat, roles = seen.known.seats.get(first), category(str(seen.case.facts.get("category", "other"))).roles
    if step.name == "dispatch" and called and seat and seat.role in roles and not returned:
        return (Option(str(first), f"派{called[:5]}"),)
    return ()


def instead(card: Card, seen: Seen | None) -> Sequence[Button]:
    """After a refusal: others that wait."""
    if card.args.get("code") in ("cases/moved", "requests/own") and (seen is None or Rel.POOL in seen.rels):
        return (Button("看别的", Press("lists.open")),)
    return ()


def _words(one: Glimpse) -> dict[str, object]:
    """What was said at the steps; of a case that goes along with another, what was said of that one."""
    words = dict(said(one))
    if words and one.facts.counts.get("parent"):
        words.update({key: one.facts.words.get(key, "") for key in OF_PARENT})
    return {key: words.get(key, "") for key in ("reply", "how", "more", "note", "longer")}


def _asked(one: Glimpse) -> str:
    """The day until which an extension is asked for."""
    ordinal = one.facts.counts.get("asked", 0)
    return short_day(date.fromordinal(ordinal)) if ordinal else ""


def _day(until: object, now: datetime) -> str:
    return day_of(date.fromisoformat(str(until)[:10]), now) if until else ""


def _spans(work: "Work", case: Case, now: datetime) -> dict[str, object]:
    """The numbers that sentences name, as they are in force here."""
    day, codes, book = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path), work.house.rules
    urgency = str(case.facts.get("urgency", Urgency.ORDINARY))
    return {
        "review_span": book.span(f"request.review_{urgency}", day, codes).words,
        "contact_span": book.span(f"request.contact_{urgency}", day, codes).words,
        "return_span": book.span("request.return", day, codes).words,
        "settle_span": book.span(f"request.settle_{urgency}", day, codes).words,
        "opened": when(case.opened_at, now),
    }
