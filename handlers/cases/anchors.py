"""Daily anchors: one hash over every history that grew, so that a cut tail or a rebuilt chain shows."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.cases.chain import GENESIS
from handlers.cases.chain import anchor as anchor_of
from handlers.kit.worktime import SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work


def anchor(work: "Work", now: datetime) -> bool:
    """Write the anchor of the day before `now`, if it is not there yet; True where it was written."""
    day = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    last = work.history.last_anchor()
    if last and last[0] >= day:
        return False
    prev = last[1] if last else GENESIS
    heads = work.history.unanchored()
    work.history.add_anchor(day, now, prev, anchor_of(prev, heads), heads)
    return True
