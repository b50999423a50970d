"""The values of the request flow."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from handlers.kit.roles import Role

# What somebody still waits for.
LIVE_STATES: Final = (
    *("review", "dispatching", "pool", "assigned", "signed", "working", "finished"),
    *("returning", "parked"),
)
# What a neighbour may be shown of, and join: accepted, and not yet over.
JOINABLE: Final = ("dispatching", "pool", "assigned", "signed", "working", "parked")
# These count against a claimer's limit.
BUSY_STATES: Final = ("signed", "working")
# Whose seats an order can be given to; party members and volunteers take on what they like.
OFFICES: Final = (
    *(Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY),
    *(Role.STREET_OFFICE, Role.DEPARTMENT_OFFICER, Role.CITY_OFFICE),
)
OVER: Final = ("closed", "concluded", "unanswered")
# What those whose cases were merged into another may read of what was said there: it is meant for whoever waits.
OF_PARENT: Final = ("note", "how", "reply")


@dataclass(frozen=True, slots=True)
class Report:
    """A request before it is one: who needs it, who typed it, where it is, what it is about.

    `category` is a key of the tree, `urgency` a class of it; `source` and `external_no` are those of an order that
    came from outside, `due` the deadline that came with it. `rebound_of`: the closed case that it comes back to;
    `shown`, `heard`: photos and voices that lie with another case already.
    """

    what: str
    category: str
    urgency: str
    unit_id: int
    asker_id: int
    typist_id: int
    photos: tuple[int, ...] = ()
    source: str | None = None
    external_no: str | None = None
    due: datetime | None = None
    rebound_of: int | None = None
    shown: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()
    heard: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What guards need to know of a case and of whoever stands before it.

    `joiners`: who else waits for it, by cases of their own; `parent`: the one it was merged into; `asked`: until
    when an extension is asked for that waits for its answer; `settle`: when it
    is due to be settled; `wish`: the wish it came from; `claims`: how many the person has made of late;
    `others`: whether there are any to merge it into; `wishes`: how many other wishes of its needer are live.
    """

    household: int | None
    reachable: bool
    load: int
    joiners: int
    parent: int | None
    parent_no: str
    parent_state: str
    parent_needer: int | None
    parent_category: str | None
    asked: date | None
    asked_by: int | None
    settle: datetime | None
    wish: int | None
    claims: int
    others: bool
    wishes: int
