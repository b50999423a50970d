"""The hash chain of a balance's entries: each covers all of itself and the one before."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from handlers.ledger.records import Entry

GENESIS: Final = ""


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
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Sequence[Entry]) -> Entry | None:
    """The first entry, in order, that is altered, missing its predecessor or out of place; none if all is well."""
    prev = GENESIS
    for place, entry in enumerate(entries, 1):
        if entry.seq != place or entry.prev != prev or digest(entry) != entry.hash:
            return entry
        prev = entry.hash
    return None
