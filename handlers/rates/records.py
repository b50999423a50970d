"""The values of the rates: which days, one row a request, and a rate with everything that is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from handlers.kit.worktime import SHANGHAI
from handlers.units.records import Unit

Ids = tuple[int, ...]


class RateKind(StrEnum):
    """What is measured, in the order in which it is shown."""

    RESPONSE = "response"
    ON_TIME = "on_time"
    RESOLUTION = "resolution"
    SATISFACTION = "satisfaction"
    RETURN = "return"


RATE_NAMES: Final = {
    RateKind.RESPONSE: "响应率",
    RateKind.ON_TIME: "按时办结率",
    RateKind.RESOLUTION: "解决率",
    RateKind.SATISFACTION: "满意率",
    RateKind.RETURN: "退单率",
}
# Where less is better: the unit with the fewest stands first.
LESS_IS_BETTER: Final = frozenset({RateKind.RETURN})


class Reason(StrEnum):
    """Why a request is not in a rate's denominator."""

    MERGED = "merged"
    ANSWERED = "answered"
    DECLINED = "declined"
    TO_WISH = "to_wish"
    WITHDRAWN = "withdrawn"
    REVIEW = "review"
    WAITING = "waiting"
    RETURNING = "returning"
    PARKED = "parked"
    NOT_DUE = "not_due"
    UNDER_WAY = "under_way"
    ASKED = "asked"
    UNANSWERED = "unanswered"
    NOT_DISPATCHED = "not_dispatched"


REASON_NAMES: Final = {
    Reason.MERGED: "并案子件",
    Reason.ANSWERED: "咨询直答",
    Reason.DECLINED: "未受理",
    Reason.TO_WISH: "转心愿",
    Reason.WITHDRAWN: "先撤回了",
    Reason.REVIEW: "待受理",
    Reason.WAITING: "等着派单",
    Reason.RETURNING: "退单待定",
    Reason.PARKED: "挂账",
    Reason.NOT_DUE: "还没到期",
    Reason.UNDER_WAY: "还没办好",
    Reason.ASKED: "问了，等回音",
    Reason.UNANSWERED: "两次都没回应",
    Reason.NOT_DISPATCHED: "没派过单",
}


class Beside(StrEnum):
    """What stands beside the rates as a plain count."""

    CONCLUDED = "concluded"
    UPHELD = "upheld"
    REOPENED = "reopened"
    REBOUND = "rebound"


BESIDE_NAMES: Final = {
    Beside.CONCLUDED: "书面答复",
    Beside.UPHELD: "同意退单",
    Beside.REOPENED: "复号",
    Beside.REBOUND: "反弹",
}


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both inside, as people in China count them."""

    first: date
    last: date

    @property
    def starts(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def ends(self) -> datetime:
        """The first moment after."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Leg:
    """How the clocks of one name have run on a case; numbers of clocks, which rise in the order they began.

    `met`: the first that was met; `broken`: the first that ran out before it was met or stopped.
    """

    met: int | None = None
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """All that the rates look at of one request. `above`: about who leads the community, and so not its own office's.

    `granted` and `satisfied` are the last answer, empty where none was given; `returned` to `reopened` count steps.
    """

    id: int
    unit_path: str
    state: str
    contact: Leg = Leg()
    settle: Leg = Leg()
    dispatched: bool = False
    granted: str = ""
    satisfied: str = ""
    returned: int = 0
    upheld: int = 0
    reopened: int = 0
    rebound: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A fraction of requests by their ids; `value` is none where there is nothing to divide by."""

    numerator: Ids
    denominator: Ids
    excluded: Mapping[Reason, Ids]

    @property
    def value(self) -> Fraction | None:
        return Fraction(len(self.numerator), len(self.denominator)) if self.denominator else None

    @property
    def missed(self) -> Ids:
        met = set(self.numerator)
        return tuple(id_ for id_ in self.denominator if id_ not in met)

    def reaches(self, least: Fraction) -> bool:
        """Compared as fractions: what is shown as 95.0% need not be. Nothing to divide by reaches nothing."""
        return self.value is not None and self.value >= least


@dataclass(frozen=True, slots=True)
class Rates:
    """Of all requests opened in a period at a unit: each of them is in every rate, counted or excluded."""

    all: Ids
    of: Mapping[RateKind, Rate]
    beside: Mapping[Beside, Ids]


@dataclass(frozen=True, slots=True)
class Child:
    """A unit beside its sisters; `places` ranks each rate among them, none where there is no rate."""

    unit: Unit
    rates: Rates
    places: Mapping[RateKind, int | None]


@dataclass(frozen=True, slots=True)
class Report:
    """The rates of a unit with those of the units just below it; `own`: of what lies in none of these."""

    unit: Unit
    trail: Sequence[Unit]
    days: Days
    rates: Rates
    children: Sequence[Child]
    own: Rates
