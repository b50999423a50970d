"""What the cards of a wish say beyond those of any case, and what stands on them to press."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.records import Case
from handlers.cases.seen import Glimpse, Seen
from handlers.kit.cards import Button, Card, Look
from handlers.kit.flows import Option, Rel, Step
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.wishes import rules
from handlers.wishes.needs import SATISFACTION
from handlers.wishes.records import KIND_NAMES, WishKind

if TYPE_CHECKING:
    from storage.work import Work

QUIET = ("withdraw", "give_back", "thank", "explain", "tell_how")
_SATISFIED = {option.key: option.label for option in SATISFACTION}


def says(work: "Work", one: Glimpse, now: datetime) -> Mapping[str, object]:
    case = one.case
    value, counts = case.facts.get("value"), case.counts
    closed = case.state == "closed"
    return {
        "kind": case.facts.get("kind"),
        "kind_name": KIND_NAMES[WishKind(str(case.facts["kind"]))],
        "yuan": value if isinstance(value, int) else None,
        "reachable": bool(one.facts.counts.get("reachable")),
        "released": counts.get("released", 0) + counts.get("given_back", 0),
        "satisfied": _SATISFIED.get(str(case.facts.get("satisfied", "")), "") if closed else "",
        **({} if closed else {"thanks": ""}),
        **_numbers(work, case, now),
    }


def shortcuts(seen: Seen, step: Step) -> Sequence[Option]:
    """The asker is asked on the card itself whether the wish came true."""
    return step.needs[0].options if step.name == "rate" else ()


def instead(card: Card, seen: Seen | None) -> Sequence[Button]:
    """After a refusal: the new wish in place of the old one, or other wishes that wait."""
    code, found = card.args.get("code"), []
    if code == "wishes/one_live" and card.args.get("draft") and card.args.get("replaceable"):
        press = Press("intake.replace", value=str(card.args["draft"]))
        found.append(Button("换成这个", press, look=Look.FIRST))
    if code in ("cases/moved", "wishes/own", "wishes/same_home") and (seen is None or Rel.POOL in seen.rels):
        found.append(Button("看别的", Press("lists.open")))
    return found


def _numbers(work: "Work", case: Case, now: datetime) -> dict[str, object]:
    """The numbers that sentences name, as they are in force here."""
    day, codes, book = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path), work.house.rules
    value, most = case.facts.get("value"), book.number("wish.most_yuan", day, codes)
    return {
        "review_span": book.span("wish.review", day, codes).words,
        "connect_span": book.span("wish.connect", day, codes).words,
        "most_yuan": most,
        "over": rules.over(value if isinstance(value, int) else None, most),
    }
