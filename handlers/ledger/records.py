"""The values of the ledger: an entry as it is written for good, and the balance that is kept beside the entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handlers.kit.scores import ScoreType


class Kind(StrEnum):
    """What is counted. Kinds never mix: each has balances of its own."""

    POINTS = "points"
    HOURS = "hours"


class EntryState(StrEnum):
    """An entry is never changed: what was wrong is taken back by another."""

    EFFECTIVE = "effective"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Balance:
    """What the entries of one person, kind and cycle come to, in hundredths, a column for each type.

    `seq` and `head` are the number and the hash of its last entry; `resets` counts what touched the bottom line.
    """

    id: int
    root_id: int
    kind: Kind
    person_id: int
    cycle: str
    seq: int = 0
    head: str = ""
    base: int = 0
    star: int = 0
    assigned: int = 0
    deducted: int = 0
    resets: int = 0


@dataclass(frozen=True, slots=True)
class New:
    """What is to be entered: unique by (`source`, balance, `rule`).

    `source` names what happened (case:12, reversal:33), `occasion` how people find it again (演武-0012; never a word of
    a person), `evidence` a hash of what proves it. `facts` are what another set of rules needs to count it anew.
    """

    rule: str
    type: ScoreType
    delta: int
    source: str
    occurred_on: date
    occasion: str = ""
    evidence: str = ""
    by: int = 0
    facts: Mapping[str, str | int] = field(default_factory=dict)
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a balance. `delta` in hundredths, as it counts towards the total: below 0 for what is taken off.

    A reset has a delta of 1 and is counted, not added. `at` is when it took effect; `hash` covers all fields
    and `prev`.
    """

    id: int
    balance_id: int
    seq: int
    rule: str
    type: ScoreType
    delta: int
    source: str
    occasion: str
    occurred_on: date
    at: datetime
    by: int
    evidence: str
    facts: Mapping[str, str | int]
    state: EntryState
    reverses: int | None
    prev: str
    hash: str = ""
