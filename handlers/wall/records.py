"""The values of the wall: what it asks of the store, and what hangs on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.cases.records import Case
from handlers.kit.roles import Role
from handlers.people.records import Person
from handlers.units.records import Unit


class Part(StrEnum):
    """The parts of the wall, in the order in which they hang."""

    OPEN = "open"
    DONE = "done"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Place:
    """A community and how its own case numbers begin; `prefix` is empty before its first case."""

    unit: Unit
    prefix: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of a flow a part may hang: in these states; `categories` none: of any or no kind."""

    flow: str
    states: tuple[str, ...]
    categories: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A case found for a part, of how many; `role` is that of the seat that holds it."""

    part: Part
    total: int
    case: Case
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Involved:
    """Whoever had to do with a case, so that no name of theirs is read; `roles` are today's."""

    person: Person
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo of a case: by whom and when it was put on the wall; none where it hangs there not."""

    case_id: int
    media_id: int
    by: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one month: how many were asked, how many done."""

    asked: int
    done: int


@dataclass(frozen=True, slots=True)
class Slip:
    """One case on the wall. `helper` is a role in words, 一位党员, never a name; `waits`: for its asker's answer."""

    no: str
    kind: str
    what: str
    day: str
    helper: str = ""
    waits: bool = False
    photos: tuple[int, ...] = ()
    thanks: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    """The slips of each part, and how many more there are."""

    unit: Unit
    slips: Mapping[Part, Sequence[Slip]]
    more: Mapping[Part, int]
    figures: Figures
