"""What a list of cases may be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select

from handlers.cases.records import Holder, Standing
from storage.base import from_micros, to_micros


class Order(StrEnum):
    """By deadline: only what is under way, cases without a running clock last."""

    DUE = "due"
    NEW = "new"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class After:
    """Where the next page begins: after this case; by deadline, after its nearest one too."""

    id: int
    due_at: datetime | None = None

    @classmethod
    def row(cls, row: Standing) -> "After":
        return cls(row.case.id, row.clock.due_at if row.clock else None)

    @classmethod
    def read(cls, text: str) -> "After | None":
        """What `str` wrote into an address; none for anything else."""
        id_, _, due = text.partition(".")
        if not (_is_number(id_) and (not due or _is_number(due))):
            return None
        return cls(int(id_), from_micros(int(due)) if due else None)

    def __str__(self) -> str:
        return f"{self.id}.{to_micros(self.due_at)}" if self.due_at else f"{self.id}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases: at or below `path`, of these flows (those that the reader may see; at least one).

    `ids`: only these, or what `Search.hits` finds. `late_before`: a running clock is due before then.
    """

    path: str
    flows: tuple[str, ...]
    states: tuple[str, ...] = ()
    holder: Holder | None = None
    category: str = ""
    ids: Sequence[int] | Select[int] | None = None
    late_before: datetime | None = None
    order: Order = Order.DUE
    after: After | None = None
    most: int = 50

    @property
    def live(self) -> bool:
        """Only what is under way can be listed by deadline, or be late."""
        return self.order is Order.DUE or self.late_before is not None


def _is_number(text: str) -> bool:
    """One that fits a column: `int` reads more than that."""
    return text.isascii() and text.isdigit() and len(text) < 17
