"""Daily anchors: one hash over every history and balance that grew, so that a cut tail or a rebuilt chain shows."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.cases.chain import GENESIS
from handlers.cases.chain import anchor as anchor_of
from handlers.cases.records import Anchor
from handlers.kit.worktime import SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work


def anchor(work: "Work", now: datetime) -> bool:
    """Write the anchor of the day before `now`, if it is not there yet; True where it was written."""
    day = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    last = work.anchors.last()
    if last and last[0] >= day:
        return False
    prev = last[1] if last else GENESIS
    cases, balances = work.anchors.grown_cases(), work.anchors.grown_balances()
    return work.anchors.add(Anchor(day, now, prev, anchor_of(prev, cases, balances), cases, balances))
