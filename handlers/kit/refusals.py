"""Expected refusals: said to the person in plain words, never a crash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Fact: TypeAlias = str | int | bool | None


@dataclass(eq=False)  # not frozen: raising sets the traceback on it
class Refusal(Exception):
    """Why something was not done, as a code that a template turns into words.

    `code` is `<room>/<word>`; `facts` holds ids, numbers and dates, never a name or a text of a person,
    because a refusal is stored and repeated to a duplicate.
    """

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    case: int | None = None

    def __str__(self) -> str:
        return self.code
