"""People, the seats they fill, and who acts in a turn."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.kit.roles import HELPERS, STAFF, Role
from handlers.kit.turns import Conversation


@dataclass(frozen=True, slots=True)
class Person:
    """`called` is the name shown to neighbours (王奶奶); `name`, `phone` and `door` are shown by need only."""

    id: int
    root_id: int
    name: str
    called: str
    phone: str = ""
    door: str = ""
    household_id: int | None = None
    unit_id: int | None = None
    hours: str = ""
    skills: tuple[str, ...] = ()


NOBODY: Final = Person(0, 0, "", "")  # who asks for and needs what the house itself has opened


@dataclass(frozen=True, slots=True)
class Account:
    """A person's identity on one channel."""

    id: int
    person_id: int
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A role at a unit (and, for party roles, an organisation). It stays when the person changes."""

    id: int
    role: Role
    unit_id: int
    org_id: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Who fills a seat from a day to a day, both inside; on leave the stand-in acts as well (AB 角)."""

    seat_id: int
    person_id: int
    starts: date
    ends: date | None = None
    leave_from: date | None = None
    leave_to: date | None = None
    stand_in_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A seat that an actor may act for today."""

    seat_id: int
    role: Role
    unit_id: int
    unit_path: str
    org_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat as people speak of it: what it is, where, and who fills it today (the stand-in during a leave)."""

    seat_id: int
    role: Role
    place: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with today's seats. The clock is an actor too, with person 0. `channel` is the one on which
    they speak; empty where the house itself asks."""

    person_id: int
    account_id: int
    root_id: int
    called: str
    unit_id: int | None = None
    unit_path: str = ""
    community_id: int | None = None
    household_id: int | None = None
    seats: tuple[Held, ...] = ()
    channel: str = ""

    def holds(self, *roles: Role) -> bool:
        return any(seat.role in roles for seat in self.seats)

    @property
    def is_staff(self) -> bool:
        return self.holds(*STAFF)

    @property
    def is_helper(self) -> bool:
        return self.holds(*HELPERS)


CLOCK = Actor(person_id=0, account_id=0, root_id=0, called="")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at cards: the actor with the open conversation of the account."""

    actor: Actor
    conversation: Conversation
