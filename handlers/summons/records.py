"""The lights by which a community is judged a month, and where a summons comes from."""

from enum import StrEnum
from typing import Final

SOURCE: Final = "summons"  # of the external number, by which a summons is entered once


class Light(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
