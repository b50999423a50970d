"""The hash chain of a case's history, and commitments to what must be erasable."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from handlers.cases.records import Event, Head

GENESIS = ""


def digest(event: Event) -> str:
    """SHA-256 over every field of an event but its own hash, the previous hash included; hex."""
    fields = {
        "case": event.case_id,
        "seq": event.seq,
        "step": event.step,
        "actor": event.actor_id,
        "seat": event.seat_id,
        "frm": event.frm,
        "to": event.to,
        "occurred_at": _stamp(event.occurred_at),
        "recorded_at": _stamp(event.recorded_at),
        "body": event.body,
        "prev": event.prev,
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def commit(text: str, salt: str) -> str:
    """What the history keeps of a text: tells whether it is still the same, says nothing once the salt is gone."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(16)


def first_break(events: Sequence[Event]) -> Event | None:
    """The first event, in order, that is altered, missing its predecessor or out of place; none if all is well."""
    prev = GENESIS
    for place, event in enumerate(events, 1):
        if event.seq != place or event.prev != prev or digest(event) != event.hash:
            return event
        prev = event.hash
    return None


def anchor(previous: str, heads: Iterable[Head], balances: Iterable[Head] = ()) -> str:
    """A day's anchor over the previous one and the head of each case and balance that grew since."""
    grown = [f"{case} {seq} {head}" for case, seq, head in sorted(heads)]
    counted = [f"balance {balance} {seq} {head}" for balance, seq, head in sorted(balances)]
    return hashlib.sha256("\n".join([previous, *grown, *counted]).encode()).hexdigest()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
