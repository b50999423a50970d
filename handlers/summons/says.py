"""What the cards of a summons say beyond those of any case. A light is a community's, never a person's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.look import said
from handlers.cases.records import Case
from handlers.cases.seen import Glimpse
from handlers.kit.days import day_of
from handlers.kit.flows import Rel
from handlers.summons.rules import spoken

if TYPE_CHECKING:
    from storage.work import Work


def says(work: "Work", one: Glimpse, now: datetime) -> Mapping[str, object]:
    words, until = said(one), one.case.facts.get("until")
    return {
        "months": spoken(str(one.case.facts["months"])),
        "until": day_of(date.fromisoformat(str(until)), now) if until else "",
        "agreed": words.get("agreed", ""),
        "how": words.get("how", ""),
        "ours": Rel.SECOND in one.rels,
    }


def about(case: Case) -> str:
    """约谈演武，连着 3 个月红灯: in the list of an office the community comes first, called as in the number."""
    count = str(case.facts["months"]).count(",") + 1
    return f"约谈{case.no.rpartition('-')[0]}，连着 {count} 个月红灯"
