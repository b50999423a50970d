"""The values of the wish flow."""

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
