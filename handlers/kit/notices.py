"""A notice: a card on its way to readers who are found when it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.kit.refusals import Fact


@dataclass(frozen=True, slots=True)
class Notice:
    """A card for an audience of a case: `asker`, `reviewer`, `pool`, `person:12` ... `key` keeps it single.

    A notice that was put off (`due_at` after `created_at`) is dropped if the case has left `version`.
    """

    key: str
    audience: str
    card: str
    case_id: int | None
    version: int
    args: Mapping[str, Fact]
    created_at: datetime
    due_at: datetime
    id: int = field(default=0, compare=False)
    tries: int = field(default=0, compare=False)
