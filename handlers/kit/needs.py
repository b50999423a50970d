"""What a step asks of whoever takes it: one input at a time, each of a kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from handlers.kit.relations import Rel

if TYPE_CHECKING:
    from handlers.cases.records import Case

Inputs: TypeAlias = Mapping[str, str | int | tuple[int, ...]]


class NeedKind(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"
    PERSON = "person"
    HOUSEHOLD = "household"
    UNIT = "unit"
    PHOTO = "photo"
    TEXT = "text"
    SEAT = "seat"
    CASE = "case"
    PEOPLE = "people"


# Inputs whose options depend on the case: the room offers them, as ids.
OFFERED: Final = (NeedKind.PERSON, NeedKind.SEAT, NeedKind.CASE)


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Need:
    """An input of a step. `ask` is the question put to the person, one at a time.

    `by` limits it to some relations (empty: all; the house is never asked for one); `when` may look at the inputs
    so far, `only` at the case; `name` says in a history what was chosen; texts are sealed, and only a commitment
    enters the history. `quick` are whole answers to a text that many would write: one press instead of typing.
    """

    key: str
    kind: NeedKind
    ask: str
    options: tuple[Option, ...] = ()
    optional: bool = False
    when: Callable[[Inputs], bool] | None = None
    only: "Callable[[Case], bool] | None" = None
    name: str = ""
    by: tuple[Rel, ...] = ()
    most: int = 500
    quick: tuple[str, ...] = ()

    def applies(self, inputs: Inputs, rels: frozenset[Rel], case: "Case") -> bool:
        if (self.by and not rels & set(self.by)) or (self.only and not self.only(case)):
            return False
        return self.when is None or self.when(inputs)
