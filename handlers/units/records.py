"""Places and organisations: the tree of units, party organisations covering them, households."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """From the top down; a unit's parent stands on a level above its own, not always the next."""

    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    BUILDING = "building"


LEVEL_NAMES = {
    Level.CITY: "市",
    Level.COUNTY: "县区",
    Level.STREET: "镇街",
    Level.COMMUNITY: "村社",
    Level.GRID: "网格",
    Level.BUILDING: "楼栋",
}


class OrgLevel(StrEnum):
    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"


ORG_LEVEL_NAMES = {
    OrgLevel.COMMITTEE: "党委",
    OrgLevel.GENERAL_BRANCH: "党总支",
    OrgLevel.BRANCH: "支部",
    OrgLevel.GROUP: "小组",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """`path` is the ids from the root down, as `/1/4/12/`: a unit is under another if its path begins so.

    `community_id` is the community a unit stands in or is; none above communities.
    """

    id: int
    code: str
    name: str
    level: Level
    parent_id: int | None
    root_id: int
    path: str
    community_id: int | None

    @property
    def short(self) -> str:
        """演武社区居委会 → 演武: how people call a community, and how its case numbers begin."""
        name = self.name
        for tail in ("居民委员会", "村民委员会", "居委会", "村委会", "社区", "街道"):
            if len(name) > len(tail) + 1:
                name = name.removesuffix(tail)
        return name

    @property
    def friendly(self) -> str:
        """演武社区居委会 → 演武社区: the place, not its office."""
        return friendly(self.name)


def friendly(name: str) -> str:
    """A place's name without the word for its office."""
    for tail in ("居民委员会", "村民委员会", "居委会", "村委会"):
        if len(name) > len(tail) + 1:
            name = name.removesuffix(tail)
    return name


@dataclass(frozen=True, slots=True)
class PartyOrg:
    id: int
    code: str
    name: str
    level: OrgLevel
    parent_id: int | None
    unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Household:
    """A home; `door` is its address inside the unit (personal data)."""

    id: int
    code: str
    unit_id: int
    door: str
