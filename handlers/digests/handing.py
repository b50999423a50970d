"""Digests are handed out: whatever waits for a person comes as one message."""

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.notices import Notice
from handlers.kit.quiet import polite

if TYPE_CHECKING:
    from storage.work import Work


def hand_out(work: "Work", person_id: int, now: datetime) -> int:
    """Put the digests that wait for a person into their chat, those of a night in the morning; returns how many."""
    ids = work.digests.take(person_id, now)
    if ids:
        args = {"digests": ",".join(map(str, ids))}
        key, to = f"digest:{ids[0]}:{person_id}", f"person:{person_id}"
        work.outbox.put([Notice(key, to, "digests/card", None, 0, args, now, polite(work.house, now))])
    return len(ids)
