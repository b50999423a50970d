"""What lies on the desk of a secretary, an office or a grid member: whose it is, in which heaps, what comes next."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from handlers.cases.records import Case, Holder, HolderKind
from handlers.cases.registry import Room, rooms
from handlers.kit.flows import Rel
from handlers.kit.roles import Role
from handlers.people.records import Actor, Held
from handlers.routing.categories import CATEGORIES
from handlers.routing.records import Urgency

OFFICES: Final = (Role.STREET_OFFICE, Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY)
_LOOKS_AFTER: Final = (Rel.REVIEWER, Rel.DISPATCHER, Rel.SECOND)

TABS: Final = {"watch": "今天要盯的", "todo": "待派", "doing": "在办", "all": "全部"}
TO_GIVE: Final = ("review", "dispatching", "pool", "open")  # nobody has it yet
TO_JUDGE: Final = ("returning",)
UNSIGNED: Final = ("review", "dispatching", "pool", "assigned", "returning")  # nobody has set out for it yet
UNMET: Final = (*UNSIGNED, "signed")  # nor has anybody called
TWICE: Final = {"returned": "退过", "handed_on": "转过", "reopened": "没解决"}
MOST_TIMES: Final = 2

_NEXT: Final = {
    "review": "看一看，派人或答复",
    "dispatching": "派人",
    "pool": "等人接，也可以直接派",
    "open": "等人接，也可以直接派",
    "assigned": "等签收",
    "signed": "等联系",
    "claimed": "等联系",
    "working": "等办好",
    "connected": "等圆梦",
    "returning": "定退单",
    "returned": "等对方改好",
    "parked": "到日子接着办",
    "finished": "等评单",
    "fulfilled": "等评单",
    "called": "等约谈",
    "mending": "等改好",
    "reported": "等核验",
}
_NEXT_OF: Final = {("wish", "review"): "看一看，公示或退回"}
_PRESS: Final = {"assigned": "催签收", "signed": "催联系", "claimed": "催联系", "working": "催办", "connected": "催办"}
_LONG_NUMBER: Final = re.compile(r"\d(?:[\d -]{5,})\d")
_DOOR: Final = re.compile(r"[0-9一二三四五六七八九十]{1,3}\s*单元\s*[0-9]{2,4}\s*[室号户]?")


@dataclass(frozen=True, slots=True)
class Remit:
    """Which cases are on somebody's desk: at or below `path`, of these flows, without the `barred` categories.

    `held`: only what these hold; none: whatever lies there. `tops`: the highest paths that may be looked at.
    """

    tops: tuple[str, ...]
    path: str
    flows: tuple[str, ...]
    barred: tuple[str, ...] = ()
    held: tuple[Holder, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    id: int
    name: str
    level: str
    path: str


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases under way at one unit, in one state, with one holder.

    `asked`: the one whose extension waits; `urgent`: the one that can't wait and that nobody has set out for.
    """

    state: str
    holder: Holder | None
    asked: int | None
    urgent: int | None
    count: int
    watched: int


@dataclass(frozen=True, slots=True)
class Board:
    """The heaps of a remit, with the places to choose from; `total` counts what is over as well."""

    places: Sequence[Place]
    piles: Sequence[Pile]
    total: int

    def counts(self) -> Mapping[str, int]:
        """How many lie under each tab."""
        todo = sum(pile.count for pile in self.piles if pile.state in TO_GIVE)
        doing = sum(pile.count for pile in self.piles) - todo
        return {"watch": sum(pile.watched for pile in self.piles), "todo": todo, "doing": doing, "all": self.total}

    def holders(self) -> Mapping[Holder, int]:
        """Who has how many, the most loaded first."""
        found: Counter[Holder] = Counter()
        for pile in self.piles:
            if pile.holder:
                found[pile.holder] += pile.count
        return dict(found.most_common())

    def asked(self) -> frozenset[int]:
        return frozenset(pile.asked for pile in self.piles if pile.asked)

    def urgent(self, tab: str) -> Sequence[int]:
        """What stands before all else under a tab, the oldest first."""
        states = {"watch": UNSIGNED, "todo": TO_GIVE}.get(tab, ())
        return sorted(pile.urgent for pile in self.piles if pile.urgent and pile.state in states)


def remit_of(actor: Actor, path: str = "", flow: str = "") -> Remit | None:
    """The desk of an actor, narrowed to a path and a flow where they are within it; none where there is no desk."""
    office = [seat for seat in actor.seats if seat.role in OFFICES]
    if not office:
        return _in_hand(actor, flow) if actor.holds(Role.GRID_MEMBER) else None
    tops = _tops(office)
    here = path if path.startswith(tops) else tops[0]
    known = [room for room in rooms() if rels_at(room, office, here)]
    barred = {key for room in known for key in _barred(room, rels_at(room, office, here))}
    flows = _chosen(tuple(room.flow.name for room in known), flow)
    return Remit(tops, here, flows, tuple(sorted(barred)), None)


def rels_at(room: Room, seats: Sequence[Held], path: str) -> frozenset[Rel]:
    """By which relations an office looks after the cases of a flow at a place."""
    above = [seat.role for seat in seats if path.startswith(seat.unit_path)]
    return frozenset(rel for rel in _LOOKS_AFTER if any(role in room.flow.roles.get(rel, ()) for role in above))


def states_of(tab: str, flows: Sequence[str]) -> tuple[str, ...]:
    """The states under a tab; empty: all of them."""
    if tab == "todo":
        return TO_GIVE
    if tab != "doing":
        return ()
    states = (state for room in rooms() if room.flow.name in flows for state in room.flow.states)
    return tuple(dict.fromkeys(state.key for state in states if not state.final and state.key not in TO_GIVE))


def next_of(case: Case, *, asked: bool, late: bool) -> str:
    """What is to be done about a case, from where an office sits; empty where it is over."""
    if asked:
        return "批延期"
    usual = _NEXT_OF.get((case.flow, case.state), _NEXT.get(case.state, ""))
    return _PRESS.get(case.state, usual) if late else usual


def is_urgent(case: Case) -> bool:
    """突发, and nobody has called yet."""
    return case.facts.get("urgency") == Urgency.URGENT and case.state in UNMET


def often(case: Case) -> Sequence[str]:
    """退过 2 次, 转过 3 次: what has gone round too often."""
    counts = ((word, case.counts.get(key, 0)) for key, word in TWICE.items())
    return [f"{word} {count} 次" for word, count in counts if count >= MOST_TIMES]


def unnumbered(text: str) -> str:
    """A text for a list, which lies open and is printed: long numbers and doors are read in the case itself."""
    return _DOOR.sub("（门牌点开看）", _LONG_NUMBER.sub("（号码点开看）", text))


def _in_hand(actor: Actor, flow: str) -> Remit:
    seats = tuple(Holder(HolderKind.SEAT, seat.seat_id) for seat in actor.seats)
    held = (*seats, Holder(HolderKind.PERSON, actor.person_id))
    return Remit((), "/", _chosen(tuple(room.flow.name for room in rooms()), flow), (), held)


def _tops(seats: Sequence[Held]) -> tuple[str, ...]:
    """The paths of seats of which none lies below another, in their order."""
    paths = dict.fromkeys(seat.unit_path for seat in seats)
    return tuple(path for path in paths if not any(path != other and path.startswith(other) for other in paths))


def _chosen(flows: tuple[str, ...], flow: str) -> tuple[str, ...]:
    return (flow,) if flow in flows else flows


def _barred(room: Room, rels: frozenset[Rel]) -> Sequence[str]:
    """The categories of which a flow keeps all of these relations out."""
    shut = room.flow.shut
    if shut is None:
        return []
    return [one.key for one in CATEGORIES if all(shut(_about(room, one.key), rel) for rel in rels)]


def _about(room: Room, category: str) -> Case:
    """A case of a category before there is one, to ask the flow about."""
    began = datetime(2000, 1, 1, tzinfo=UTC)
    return Case(0, "", room.flow.name, 0, 0, 0, "", "", 0, "", 0, 0, 0, began, facts={"category": category})
