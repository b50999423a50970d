"""The values of the wish flow."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class WishKind(StrEnum):
    THING = "thing"
    SERVICE = "service"
    COMPANY = "company"
    FACILITY = "facility"


KIND_NAMES: Final = {
    WishKind.THING: "物品",
    WishKind.SERVICE: "服务",
    WishKind.COMPANY: "陪伴",
    WishKind.FACILITY: "公共设施",
}

# A person has one of these at most: what still waits, is being looked at or being brought.
LIVE_STATES: Final = ("review", "returned", "open", "claimed", "connected", "fulfilled")
# These count against a helper's limit.
BUSY_STATES: Final = ("claimed", "connected")


@dataclass(frozen=True, slots=True)
class Standing:
    """A person before a wish: the needer's household and other live wishes, whether the asker can be reached,
    how many claims the person has open, and how many they made of late.
    """

    needer_household: int | None
    asker_reachable: bool
    load: int
    others_live: int
    claims: int


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who might claim: what counts for the choice of the three who are told first."""

    person_id: int
    skills: tuple[str, ...]
    unit_path: str
    load: int
    household_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish before it is one: what, of which kind, for how much (yuan), for whom."""

    what: str
    kind: WishKind
    value: int | None
    needer_id: int
    photos: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()
