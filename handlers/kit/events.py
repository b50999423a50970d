"""News that travels upward from a room to those that react, inside the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.flows import Inputs, Step

if TYPE_CHECKING:
    from handlers.cases.records import Case
    from handlers.people.records import Actor


@dataclass(frozen=True, slots=True)
class Stepped:
    """A case has taken a step; `before` is none for the step that created it. `quiet`: backfilled, tell nobody."""

    before: "Case | None"
    case: "Case"
    step: Step
    actor: "Actor"
    inputs: Inputs
    at: datetime
    quiet: bool = False
