"""Readers of request notices that no relation names."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.notices import seated
from handlers.cases.records import Case
from handlers.kit.flows import Rel
from handlers.requests.flow import REQUEST

if TYPE_CHECKING:
    from storage.work import Work


def caller(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    """Who should call an asker without a phone: staff of the place, not who typed or settled it."""
    if work.accounts.with_account({case.asker_id}):
        return []
    staff = seated(work, REQUEST, Rel.SECOND, case, now)
    return [person for person in staff if person not in (case.typist_id, case.facts.get("finished_by"))]


AUDIENCES = {"caller": caller}
