"""Readers of wish notices that no relation names."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.notices import seated
from handlers.cases.records import Case
from handlers.kit.flows import Rel
from handlers.wishes.actions import best_told
from handlers.wishes.flow import WISH

if TYPE_CHECKING:
    from storage.work import Work


def caller(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    """Who should call an asker without a phone: staff of the place, not who typed or fulfilled it."""
    if work.accounts.with_account({case.asker_id}):
        return []
    staff = seated(work, WISH, Rel.SECOND, case, now)
    return [person for person in staff if person not in (case.typist_id, case.helper_id)]


AUDIENCES = {"best": best_told, "caller": caller}
