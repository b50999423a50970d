"""The values of groups: which chat belongs to which unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

ROBOT: Final = "robot"  # the channel of WeCom's group robots; each is known by its key, which is a secret
AUDIENCE: Final = "groups"  # of a notice: every group of the place of its case
CLAIM, DONE, BUNDLE = "groups/claim", "groups/done", "groups/bundle"
HELLO, TIED, UNTIED, LOST = "groups/hello", "groups/tied", "groups/untied", "groups/lost"


@dataclass(frozen=True, slots=True)
class Group:
    """A chat of several people that hears of a unit's cases. `tied_by`: none where the operator tied it."""

    id: int
    account_id: int
    channel: str
    address: str
    unit_id: int
    unit_name: str
    unit_path: str
    tied_by: int | None
    tied_at: datetime
