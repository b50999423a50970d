"""The values of duties: what is owed, by whom, for which period, and what has become of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.kit.periods import Period
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind


class Build(StrEnum):
    """Which paper a duty is answered with."""

    TODAY = "today"
    WEEK = "week"
    DISPATCH = "dispatch"
    RANKING = "ranking"
    CIRCULAR = "circular"
    CALENDAR = "calendar"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Duty:
    """What each seat of a role owes each period (定期事项)."""

    key: str
    title: str
    kind: PeriodKind
    role: Role
    build: Build


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty of one seat for one period: unique by these three. `late` where it was done after its morning.

    `count` is how much was done towards it, `excuse` why nothing had to be.
    """

    duty: str
    seat_id: int
    period: Period
    due_at: datetime
    done_at: datetime | None = None
    late: bool = False
    count: int = 0
    excuse: str = ""
    id: int = 0
