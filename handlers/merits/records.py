"""The values of the review of points: how a case came in, and what is put up for review."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from handlers.points.records import Counting


class Way(StrEnum):
    """How a case came in: the member's own application, entered by the branch, by a confirmed case, as an appeal."""

    APPLIED = "applied"
    ENTERED = "entered"
    EARNED = "earned"
    APPEAL = "appeal"


class Void(StrEnum):
    """Why nothing is entered after all: the same proof counted before, or no set counts it for the member any more."""

    PROVEN = "proven"
    UNCOUNTED = "uncounted"


# The stages in the order in which somebody who sits in several is asked to do them, with the step that passes each.
STAGES: Final = {
    "first_review": "pass_first",
    "second_review": "pass_second",
    "counting": "recount",
    "final_review": "count",
}
BALLOT: Final = ("due", "present", "agree")  # 应到、实到、赞成
BATCH: Final = 8  # lines on a card of a batch
SOURCE: Final = "merit"  # of the external number, by which the house opens a case once
APPEAL: Final = "appeal"
LOST: Final = ("declined", "withdrawn")  # what ended here has used up no proof


@dataclass(frozen=True, slots=True)
class Claim:
    """What is put up for review. `quantity` in hundredths of the item's unit; `photos` are ids.

    `of_case`, `of_no` and `proof` are those of the confirmed case, `entry`, `against` the entry that an appeal is
    about and who had entered it.
    """

    way: Way
    counted: Counting
    item: str
    day: date
    quantity: int = 100
    words: str = ""
    photos: tuple[int, ...] = ()
    kind: str = ""
    late: bool = False
    of_case: int = 0
    of_no: str = ""
    proof: str = ""
    entry: int = 0
    against: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of a batch: the cases that passed, and those that could not, each with the refusal's code."""

    done: tuple[int, ...]
    left: tuple[tuple[int, str], ...]
