"""Invitations (邀请): a signed link, printed for a building or a grid or given to whoever takes a post; and consent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.kit.roles import Role
from handlers.units.records import Unit


class Kind(StrEnum):
    """`BUILDING`: whoever lives in this place; `GRID`: the same, and each says in which building; `POST`: one seat."""

    BUILDING = "building"
    GRID = "grid"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link stands for. The link itself is not stored: it is this id, signed."""

    id: int
    kind: Kind
    unit_id: int
    unit_path: str
    role: Role | None
    made_by: int
    made_at: datetime
    until: datetime
    most: int
    uses: int = 0
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody who used an invitation, the first time or (not `entered`) to take a post as well.

    `ended_at`: they were asked to leave again.
    """

    id: int
    invitation_id: int
    person_id: int
    unit_path: str
    at: datetime
    entered: bool = True
    seat_id: int | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Which version of the text on what is stored a person agreed to."""

    person_id: int
    version: int
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody who joins has typed."""

    called: str = ""
    door: str = ""
    phone: str = ""
    unit_id: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invitation leads: its community and unit by name, and the homes one may choose from."""

    community: str
    unit: Unit
    homes: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came in, as shown to the staff of their place only; `gone`: asked to leave, or left."""

    join: Join
    called: str
    place: str
    door: str
    gone: bool
