"""The rooms whose cases the kernel moves; each registers itself once, at import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from handlers.cases.records import Case
from handlers.kit.cards import Button, Card, Face
from handlers.kit.flows import Facts, Flow, Need, Option, Rel, Step
from handlers.people.records import Actor, Viewer

if TYPE_CHECKING:
    from handlers.cases.seen import Glimpse, Seen
    from storage.work import Work

FactsOf: TypeAlias = "Callable[[Work, Sequence[Case], Actor, datetime], Mapping[int, Facts]]"
Narrowed: TypeAlias = Callable[[Case, Rel, frozenset[str]], frozenset[str]]
Choices: TypeAlias = "Callable[[Work, Case, Need, datetime], Sequence[Option]]"
Audience: TypeAlias = "Callable[[Work, Case, datetime], Sequence[int]]"
Heir: TypeAlias = "Callable[[Work, Case], int]"
Says: TypeAlias = "Callable[[Work, Glimpse, datetime], Mapping[str, object]]"
Instead: TypeAlias = "Callable[[Card, Seen | None], Sequence[Button]]"
Shortcuts: TypeAlias = "Callable[[Seen, Step], Sequence[Option]]"


@dataclass(frozen=True)
class Room:
    """A flow with what only its room knows. `name` is the room's, the first word of its cards.

    `facts`: what its guards need, for a whole list at once; `choices`: the options of a need that depend on the
    case; `audiences`: readers of notices beyond the relations; `sees`: the policy, by relation;
    `narrowed` takes from it by the state of the case, and `remarks` say so to readers of the policy; `heir`: who
    becomes the asker when the asker leaves a case that others wait for as well.
    Of its cards: `says` adds the room's own facts to what every card says, `shortcuts` are options of a step's
    first question that stand on the card itself, `instead` what to offer after a refusal; buttons of `quiet` steps
    keep back. `outdoors`: the case is about a place that everybody passes, its building is no secret. `waits`: in which
    states a case waits for whom, for the list of what is to be done. `about`: what a case is about that nobody has put
    in words, because the house itself opened it. `idle`: who has nothing to do with a case that waits for their seat.
    `party`: a party matter, which not every channel may carry.
    """

    name: str
    flow: Flow
    facts: "FactsOf"
    sees: Mapping[Rel, frozenset[str]]
    narrowed: "Narrowed | None" = None
    remarks: tuple[str, ...] = ()
    choices: "Choices | None" = None
    audiences: "Mapping[str, Audience]" = field(default_factory=dict)
    heir: "Heir | None" = None
    says: "Says | None" = None
    shortcuts: "Shortcuts | None" = None
    instead: "Instead | None" = None
    quiet: tuple[str, ...] = ()
    outdoors: Callable[[Case], bool] | None = None
    waits: Mapping[Rel, tuple[str, ...]] = field(default_factory=dict)
    about: Callable[[Case], str] | None = None
    idle: Callable[[Case, Actor], bool] | None = None
    party: bool = False


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    _rooms[room.flow.name] = room


def unregister(name: str) -> None:
    """For flows that are declared by tests only."""
    _rooms.pop(name)


def room_of(flow: str) -> Room:
    return _rooms[flow]


def rooms() -> Sequence[Room]:
    return list(_rooms.values())


Show: TypeAlias = "Callable[[Work, Viewer, Sequence[Card], datetime], Sequence[Face]]"
