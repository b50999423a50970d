"""The hash chain of a balance's entries: each covers all of itself and the one before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Final

from handlers.ledger.records import Balance, Entry

GENESIS: Final = ""  # the head of a balance without entries


def opening(balance: Balance) -> str:
    """What the first entry follows: SHA-256 over whose balance it is, so that it can't be given to another; hex."""
    return _hash(
        {
            "balance": balance.id,
            "root": balance.root_id,
            "kind": balance.kind,
            "person": balance.person_id,
            "cycle": balance.cycle,
        }
    )


def digest(entry: Entry) -> str:
    """SHA-256 over every field of an entry but its id and its own hash; hex."""
    fields = {
        "balance": entry.balance_id,
        "seq": entry.seq,
        "rule": entry.rule,
        "type": entry.type,
        "delta": entry.delta,
        "source": entry.source,
        "occasion": entry.occasion,
        "occurred_on": entry.occurred_on.isoformat(),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by,
        "evidence": entry.evidence,
        "facts": dict(entry.facts),
        "state": entry.state,
        "reverses": entry.reverses,
        "prev": entry.prev,
    }
    return _hash(fields)


def first_break(balance: Balance, entries: Sequence[Entry]) -> int | None:
    """The number of the first entry that is altered, missing or out of place; none if all is well.

    Ids must rise with the numbers: a reversal names an entry by its id, so that two of them can't be exchanged.
    """
    prev, last = opening(balance), 0
    for place, entry in enumerate(entries, 1):
        if entry.seq != place or entry.prev != prev or digest(entry) != entry.hash or entry.id <= last:
            return place
        prev, last = entry.hash, entry.id
    if len(entries) != balance.seq:
        return min(len(entries), balance.seq) + 1
    return None if balance.head == (prev if entries else GENESIS) else max(len(entries), 1)


def _hash(fields: Mapping[str, object]) -> str:
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
