"""The directory (社区便民簿): short answers that a community keeps ready, and who looks after a place."""

from dataclasses import dataclass
from datetime import datetime

from handlers.kit.roles import Role


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as somebody writes it. `title` is the question as people ask it, `words` other words for it."""

    title: str
    answer: str
    words: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an entry; it is public, and so are the office phones in it.

    A change retires the row and adds another. `key` stays the same through all versions: it is the id of the first.
    """

    id: int
    key: int
    community_id: int
    title: str
    words: tuple[str, ...]
    answer: str
    phone: str
    updated_by: int
    updated_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody who looks after a place today. `own`: an office of their own, so that their phone is a duty phone."""

    person_id: int
    role: Role
    path: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """What is shown of somebody on duty: never more than this."""

    role: str
    called: str
    phone: str


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a question: entries by their keys, the best first, or who is on duty."""

    entries: tuple[int, ...] = ()
    who: bool = False
