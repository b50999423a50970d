"""Enter and take back: each once, together with the balance, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.refusals import Refusal
from handlers.ledger.chain import digest, opening
from handlers.ledger.records import Balance, Entry, EntryState, New
from handlers.ledger.rules import added, reversal_of

if TYPE_CHECKING:
    from storage.work import Work


def enter(work: "Work", balance: Balance, new: New, now: datetime) -> Entry | None:
    """Write an entry and the balance with it; none where the same source was entered under this rule before.

    Before means in any cycle of this person: what is confirmed again next year was worth its points once.
    `balance` is held by this transaction (`work.ledger.held`), so that its number and hash are still its last; after
    an entry it is held anew. Two cycles of a person don't wait for each other: what a source names must.
    """
    if work.ledger.elsewhere(balance, new.source, new.rule):
        return None
    entry = Entry(
        id=0,
        balance_id=balance.id,
        seq=balance.seq + 1,
        rule=new.rule,
        type=new.type,
        delta=new.delta,
        source=new.source,
        occasion=new.occasion,
        occurred_on=new.occurred_on,
        at=now,
        by=new.by,
        evidence=new.evidence,
        facts=new.facts,
        state=EntryState.EFFECTIVE if new.reverses is None else EntryState.REVERSAL,
        reverses=new.reverses,
        prev=balance.head or opening(balance),
    )
    entry = replace(entry, hash=digest(entry))
    entry_id = work.ledger.add(entry)
    if entry_id is None:
        return None
    work.ledger.keep(added(balance, entry))
    return replace(entry, id=entry_id)


def reverse(work: "Work", entry_id: int, by: int, now: datetime, evidence: str = "") -> Entry | None:
    """Take an entry back by another of the opposite amount; none where that was done before.

    Raises Refusal `ledger/unknown`, `ledger/reversal` (what takes back is not taken back: enter anew).
    """
    found = work.ledger.entry(entry_id)
    if found is None:
        raise Refusal("ledger/unknown")
    if found.state is EntryState.REVERSAL:
        raise Refusal("ledger/reversal")
    balance = work.ledger.hold(found.balance_id)
    new = New(
        *(found.rule, found.type, -found.delta, reversal_of(found.id), found.occurred_on, found.occasion, evidence),
        by=by,
        facts=found.facts,
        reverses=found.id,
    )
    return enter(work, balance, new, now)


def reverse_source(
    work: "Work", source: str, by: int, now: datetime, evidence: str = "", person_id: int = 0
) -> Sequence[Entry]:
    """Take back all that was entered for something that happened, hours beside points too; what was not taken yet.
    `person_id`: only theirs."""
    effective = [one for one in work.ledger.there(source) if one.state is EntryState.EFFECTIVE]
    theirs = [one for one in effective if not person_id or _whose(work, one) == person_id]
    taken = [reverse(work, one.id, by, now, evidence) for one in theirs]
    return [one for one in taken if one]


def _whose(work: "Work", entry: Entry) -> int:
    balance = work.ledger.unlocked(entry.balance_id)
    return balance.person_id if balance else 0
