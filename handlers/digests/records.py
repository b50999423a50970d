"""The values of digests: a case as they count it, a digest as it was made, a community's month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from handlers.duties.records import Build
from handlers.kit.periods import Period
from handlers.summons.records import Light

# What a digest keeps: ids and numbers, never a name or a word of a person.
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Life:
    """A case as digests count it; `due` is the nearest of its running deadlines."""

    id: int
    flow: str
    unit_path: str
    state: str
    category: str | None
    counts: Mapping[str, int]
    opened_at: datetime
    closed_at: datetime | None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it was made and as it stays: `figures` are frozen, what they name is drawn for whoever reads."""

    id: int
    duty_id: int
    duty: str
    title: str
    build: Build
    seat_id: int
    unit_id: int
    period: Period
    made_at: datetime
    late: bool
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """A community's light of a month, by its rate of what was settled in time: `met` of `of`."""

    unit_id: int
    month: date
    light: Light
    met: int
    of: int
