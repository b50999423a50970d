"""Where something is: names of places as people say them, homes, coordinates, and what was understood."""

from dataclasses import dataclass

from handlers.kit.roles import Role
from handlers.units.records import Level

MOST_OPTIONS = 5


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name of a unit: its own, or another that people use. A unit may have several."""

    unit_id: int
    unit_path: str
    community_id: int | None
    level: Level
    name: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where the asker is registered; `street_path` is the 镇街 whose names are worth reading."""

    unit_id: int | None = None
    unit_path: str = ""
    community_id: int | None = None
    street_path: str = ""

    @classmethod
    def at(cls, unit_id: int, unit_path: str, community_id: int | None) -> "Home":
        """The home in a unit; its street is what stands above the community."""
        above, inside, _ = unit_path.partition(f"/{community_id}/")
        return cls(unit_id, unit_path, community_id, f"{above}/" if inside else unit_path)


@dataclass(frozen=True, slots=True)
class Found:
    """A unit if it is sure; else the units to choose from, the most likely first; else nothing.

    `said` is the piece of text that named it, as it was typed.
    """

    unit_id: int | None = None
    options: tuple[int, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a unit lies, in millionths of a degree."""

    unit_id: int
    unit_path: str
    community_id: int | None
    lat: int
    lon: int


@dataclass(frozen=True, slots=True)
class SeatHere:
    """A seat around a place; `filled`: somebody is in post on the day that was asked about."""

    seat_id: int
    role: Role
    unit_path: str
    filled: bool
