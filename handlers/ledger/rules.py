"""What must hold of a balance and its entries: pure functions, the same for entering and for checking."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.kit.scores import ScoreType
from handlers.ledger.records import Balance, Entry, EntryState


def added(balance: Balance, entry: Entry) -> Balance:
    """The balance after an entry."""
    column = "resets" if entry.type is ScoreType.RESET else str(entry.type)
    sums = {column: getattr(balance, column) + entry.delta}
    return replace(balance, seq=entry.seq, head=entry.hash, **sums)


def first_wrong_reversal(entries: Sequence[Entry]) -> int | None:
    """The number of the first entry that takes back what it may not; none if all is well.

    A reversal names an earlier entry of the same balance, of the same rule and type and the opposite amount, that is
    no reversal itself and was not taken back before.
    """
    effective: dict[int, Entry] = {}
    for place, entry in enumerate(entries, 1):
        if entry.state is EntryState.EFFECTIVE and entry.reverses is None:
            effective[entry.id] = entry
            continue
        taken = effective.pop(entry.reverses or 0, None)
        if entry.state is EntryState.EFFECTIVE or taken is None or not _opposite(taken, entry):
            return place
    return None


def _opposite(taken: Entry, entry: Entry) -> bool:
    same = (taken.rule, taken.type, -taken.delta) == (entry.rule, entry.type, entry.delta)
    return same and entry.source == reversal_of(taken.id)


def reversal_of(entry_id: int) -> str:
    """The source of what takes an entry back: unique, so that it is taken back once."""
    return f"reversal:{entry_id}"
