"""The values of reminders: what a clock is looked at for, and what has come of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.kit.roles import Role


class Kind(StrEnum):
    """Before the deadline, at the deadline, then one for each rung of the ladder."""

    SOON = "soon"
    LATE = "late"
    BRANCH = Role.BRANCH_SECRETARY.value
    COMMUNITY = Role.COMMUNITY_SECRETARY.value
    STREET = Role.STREET_OFFICE.value
    CITY = Role.CITY_OFFICE.value

    @property
    def rung(self) -> Role | None:
        """The role that a late case goes up to; none for a reminder."""
        return None if self in (Kind.SOON, Kind.LATE) else Role(self.value)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is to happen at a moment of one deadline. In this order where several fall on one moment."""

    at: datetime
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sounded:
    """An alarm that has had its turn: `told` says who was told (`holder`, a role), empty where nobody had to be.

    `due_at` is the deadline it was for, `at` when it was planned, `done_at` when it had its turn.
    """

    clock_id: int
    case_id: int
    due_at: datetime
    kind: Kind
    at: datetime
    done_at: datetime
    told: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Reminder:
    """An alarm on its way to one person: handed out with others that wait for the same person."""

    id: int
    person_id: int
    case_id: int
    clock: str
    kind: Kind
    due_at: datetime
