"""The values of points: somebody who is counted, and what is to be counted for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from handlers.kit.roles import Role
from handlers.kit.scores import Cycle, PointSet


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody for whom a set counts: by which seat's role, in which branch (`org_id`, 0 for none), since when."""

    person_id: int
    root_id: int
    role: Role
    unit_path: str
    community_id: int
    org_id: int
    since: date


@dataclass(frozen=True, slots=True)
class Counting:
    """What holds for a member on a day: the set of rules, and the cycle in which that day lies."""

    member: Member
    rules: PointSet
    cycle: Cycle


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be counted: an item of the set, how much of its unit in hundredths, when, and what proves it.

    `source` is unique for what happened. `kind`, `late` are those of a confirmed case: the class of its work, and
    whether it came late.
    """

    item: str
    source: str
    occurred_on: date
    quantity: int = 100
    occasion: str = ""
    evidence: str = ""
    by: int = 0
    kind: str = ""
    late: bool = False

    @property
    def facts(self) -> Mapping[str, str | int]:
        """What any set needs to count it."""
        found: dict[str, str | int] = {"quantity": self.quantity}
        if self.kind:
            found["kind"] = self.kind
        if self.late:
            found["late"] = 1
        return found


@dataclass(frozen=True, slots=True)
class Total:
    """What a member stands at, in hundredths: the five columns, and what they come to (`all`)."""

    all: int
    base: int = 0
    star: int = 0
    assigned: int = 0
    deducted: int = 0
    resets: int = 0


@dataclass(frozen=True, slots=True)
class Exemption:
    """Somebody who is not ranked: over 70, or ill for long. Why is known to the branch only, and sealed.

    `why` is a `Why`, empty once the person was erased; `ends` is the last day, none where it goes on.
    """

    person_id: int
    starts: date
    ends: date | None = None
    why: str = ""
    id: int = 0


class Why(StrEnum):
    """Why somebody is not ranked ([D])."""

    AGE = "age"
    ILLNESS = "illness"


WHY_NAMES: Final = {Why.AGE: "满 70 岁", Why.ILLNESS: "长期生病"}
