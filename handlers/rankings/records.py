"""The values of rankings: a month's ranking of a unit, the lines in it, and what one statement of it counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from handlers.kit.periods import Period
from handlers.kit.roles import Role
from handlers.kit.scores import Cycle, PointSet
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day, with the moments at which it begins and is over."""

    first: date

    @property
    def last(self) -> date:
        return Period.of(PeriodKind.MONTH, self.first).last

    @property
    def before(self) -> date:
        return Period.of(PeriodKind.MONTH, self.first).before().first

    @property
    def starts(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Ranking:
    """A unit's ranking of a month (月榜), frozen when it was made. `sets`: by which rules; `exempt` are not in it."""

    id: int
    unit_id: int
    month: date
    made_at: datetime
    sets: tuple[str, ...]
    ranked: int = 0
    exempt: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of a ranking: ids and numbers, amounts in hundredths. `begins` is where everybody does.

    `band` is the code of the star, empty for none; `place` among all under the same rules in the unit, `among` in the
    branch (`org_id`, 0 for those without one). Ties have the same place: 1, 2, 2, 4.
    """

    ranking_id: int
    rules: str
    person_id: int
    unit_id: int
    org_id: int
    role: Role
    begins: int
    base: int
    star: int
    assigned: int
    deducted: int
    resets: int
    total: int
    gained: int
    hours: int
    band: str
    place: int
    among: int


@dataclass(frozen=True, slots=True)
class Area:
    """Seats by place and role: those under `path`, but under none of `without`. An empty path is everywhere."""

    path: str
    without: tuple[str, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All for whom one set counts: one statement of a tally. `since`: who serves since then may have a star."""

    rules: PointSet
    cycle: Cycle
    since: date
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What is ranked: all under the unit with this path, by these sets; `before` is the ranking of the month before,
    0 where there is none."""

    ranking_id: int
    path: str
    month: Month
    groups: tuple[Group, ...]
    before: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose lines to look at: all, or one branch's; `path` narrows those without a branch (`org` 0) to a place."""

    org: int | None = None
    path: str = ""


ALL: Final = Scope()


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch under one set: how many are in the ranking, what they have gained, how many reached the hours."""

    rules: str
    org_id: int
    people: int
    gained: int
    reached: int


@dataclass(frozen=True, slots=True)
class Award:
    """Points that came of a case in the month: who helped, who asked and who answered, with their households."""

    case_id: int
    person_id: int
    day: date
    delta: int
    household_id: int | None = None
    asker_id: int = 0
    asker_household: int | None = None
    rater_household: int | None = None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
