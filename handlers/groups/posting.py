"""Cards into groups: each once, and together where there are many."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.groups.records import BUNDLE, CLAIM, DONE, Group
from handlers.groups.rules import GATHER, MINUTE, PARTS, SINGLE
from handlers.kit.cards import Bubble, Card
from handlers.kit.notices import Notice
from handlers.wall.actions import told

if TYPE_CHECKING:
    from storage.work import Work


def post(work: "Work", notice: Notice, now: datetime) -> None:
    """Tell every group of the place of a case, if everybody may see it as it stands now."""
    case = work.cases.get([notice.case_id or 0]).get(notice.case_id or 0)
    if case is None or not told(work, [case], PARTS[notice.card], now):
        return
    for group in work.groups.over(case.unit_path):
        _into(work, group, Card(notice.card, case.id), now)


def say(work: "Work", account_id: int, card: Card, now: datetime) -> None:
    """A card into a chat, to be sent when its turn comes."""
    number = work.accounts.take_numbers(account_id, 1)
    work.messages.add(account_id, [Bubble(number, False, now, card)], None, queued=True)
    work.spoken.add(account_id)
    work.waits = True


def _into(work: "Work", group: Group, card: Card, now: datetime) -> None:
    """That something was done is told where it was asked for."""
    account, case = group.account_id, card.case or 0
    work.accounts.take_numbers(account, 0)  # under the lock of the account, so that two can't add to one bundle
    if card.name == DONE and not work.groups.heard(account, case, CLAIM):
        return
    if not work.groups.post(account, case, card.name, now):
        return
    if work.groups.count(account, now - MINUTE, 2 * SINGLE) < SINGLE:
        say(work, account, card, now)
    elif not work.groups.gather(account, case, key := "done" if card.name == DONE else "cases"):
        say(work, account, Card(BUNDLE, args={key: str(case)}), now + GATHER)
