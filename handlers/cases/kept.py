"""What is kept back on a channel that may not carry party matters: cards and presses that are about one."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.registry import room_of
from handlers.kit.cards import Card
from handlers.kit.turns import Press
from handlers.people import channels
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work


def is_party(work: "Work", card: Card) -> bool:
    """Whether a card is about a party matter, even one of no room in particular: a question, a case asked for."""
    asked = card.name.startswith("cases/") and card.case is not None
    return channels.is_party(card.name) or (asked and _is_party_case(work, card.case or 0))


def is_kept_back(work: "Work", viewer: Viewer, press: Press, now: datetime) -> bool:
    """Whether a press is about a party matter and this channel may not carry it: shown before, or made up."""
    if not channels.closed(work, viewer.actor, now):
        return False
    return channels.is_party(press.name.replace(".", "/")) or bool(press.case and _is_party_case(work, press.case))


def _is_party_case(work: "Work", case_id: int) -> bool:
    case = work.cases.get([case_id]).get(case_id)
    return case is not None and room_of(case.flow).party
