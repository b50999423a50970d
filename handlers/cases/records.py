"""The kernel's values: a case, its history, clocks, links, petitions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias


class HolderKind(StrEnum):
    SEAT = "seat"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the case now (承办): a seat, or the person who claimed it."""

    kind: HolderKind
    id: int


@dataclass(frozen=True, slots=True)
class Case:
    """Anything with a state, a holder, a deadline and a history.

    `version` rises by one with each step and is the number of its last event; `head` is that event's hash.
    `counts` are what steps count (released, reopened ...); `facts` are the flow's own few values, never personal.
    """

    id: int
    no: str
    flow: str
    root_id: int
    community_id: int
    unit_id: int
    unit_path: str
    state: str
    version: int
    head: str
    asker_id: int
    needer_id: int
    typist_id: int
    opened_at: datetime
    holder: Holder | None = None
    priority: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str | int | tuple[int, ...] | None] = field(default_factory=dict)
    moved_at: datetime | None = None
    closed_at: datetime | None = None
    source: str | None = None
    external_no: str | None = None

    @property
    def helper_id(self) -> int | None:
        """The person who holds it, where a person does."""
        return self.holder.id if self.holder and self.holder.kind is HolderKind.PERSON else None

    @property
    def seat_id(self) -> int | None:
        return self.holder.id if self.holder and self.holder.kind is HolderKind.SEAT else None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history. `body` holds choices, ids and commitments, never a text in clear.

    `occurred_at` is when it happened, `recorded_at` when it was entered; they differ for what is backfilled.
    """

    case_id: int
    seq: int
    step: str
    actor_id: int
    seat_id: int | None
    frm: str
    to: str
    occurred_at: datetime
    recorded_at: datetime
    body: Mapping[str, object]
    prev: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A free text of a case with the salt of its commitment; both are erased together."""

    case_id: int
    seq: int
    key: str
    text: str
    salt: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A named time that runs on a case. Running: neither met nor stopped.

    `next_at`: when it is next looked at for a reminder; none where nobody is to be reminded any more. `told_from`: what
    should have been told before this moment is no news any more.
    """

    case_id: int
    name: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    rung_at: datetime | None = None
    id: int = 0
    next_at: datetime | None = None
    told_from: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.met_at is None and self.stopped_at is None


class LinkKind(StrEnum):
    MERGED = "merged"
    PART = "part"
    RAISED = "raised"
    REBOUND = "rebound"
    BECAME = "became"
    SERVES = "serves"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed tie: `child_id` is the merged, the part, the raised, the rebound, what it became."""

    kind: LinkKind
    parent_id: int
    child_id: int
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Petition:
    """Asked and decided while the case stays where it is: an extension, a return under judgement."""

    id: int
    case_id: int
    kind: str
    asked_by: int
    asked_at: datetime
    until: date | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What RETURN pops: where the case stood, who held it, and what was left of each running clock."""

    state: str
    holder: Holder | None
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as a card shows it: with the clock due first and the names of its unit and community."""

    case: Case
    clock: Clock | None
    place: str
    community: str


Head: TypeAlias = tuple[int, int, str]  # (case or balance, number of its last entry, hash of that)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The anchor of a day: `hash` covers the one before (`prev`) and the heads of what had grown by `at`."""

    day: date
    at: datetime
    prev: str
    hash: str
    cases: tuple[Head, ...] = ()
    balances: tuple[Head, ...] = ()
