"""A case before one viewer: what there is to say of it, and what the viewer may do now."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.cases.records import Case, Standing
from handlers.kit.flows import Facts, Rel, Step
from handlers.people.records import NOBODY, Person, Sitting


@dataclass(frozen=True, slots=True)
class Known:
    """People and seats that cards name, by id."""

    people: Mapping[int, Person]
    seats: Mapping[int, Sitting]

    def person(self, person_id: int) -> Person:
        """One of these people; nobody for 0, whose the cases are that the house itself has opened."""
        return self.people[person_id] if person_id else NOBODY

    def called(self, person_id: int) -> str:
        return self.people[person_id].called if person_id in self.people else ""

    def sitting(self, seat_id: int) -> str:
        """Who fills a seat, by the names they are called; empty where nobody does."""
        seat = self.seats.get(seat_id)
        return "、".join(self.called(person) for person in seat.person_ids) if seat else ""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a room is given to say more of a case: `texts` are the latest of each key, `open_to` what may be shown."""

    standing: Standing
    texts: Mapping[str, str]
    known: Known
    rels: frozenset[Rel]
    open_to: frozenset[str]
    facts: Facts

    @property
    def case(self) -> Case:
        return self.standing.case


@dataclass(frozen=True)
class Seen:
    """`facts` for templates, `steps` that the viewer may take now, the most sensible first."""

    case: Case
    rels: frozenset[Rel]
    sees: frozenset[str]
    facts: Mapping[str, object]
    steps: tuple[Step, ...]
    late: bool
    known: Known
    viewer_id: int
