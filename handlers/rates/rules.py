"""From rows to rates: pure. What has happened counts; only where nothing has, a reason says why it is left out.

The definitions (sources in docs/rates.md), over the requests opened in a period at a unit or below it:

- 响应率: first contact within its clock / contacted, or the clock has run out.
- 按时办结率: settled for the first time within its clock / settled, or the clock has run out. A park, a return and a
  merge stop the clock; an extension moves it. One that had run out before stays so, whatever began anew later.
- 解决率: the last answer is "解决了" / answered. 满意率: the last answer is 满意 or 基本满意 / answered.
- 退单率: sent back at least once, upheld or not / dispatched to a seat at least once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final, TypeAlias

from handlers.cases.records import Clock
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.rates.records import (
    LESS_IS_BETTER,
    Beside,
    Days,
    Ids,
    Leg,
    Rate,
    RateKind,
    Rates,
    Reason,
    Row,
)
from handlers.routing.categories import CATEGORIES
from handlers.units.records import Unit

# True and False are the counted, a reason the excluded.
Judgement: TypeAlias = bool | Reason

# Complaints about those who lead a community: their figures are the office's above it.
ABOVE: Final = frozenset(
    one.key
    for one in CATEGORIES
    if not {Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY} & set(one.roles)
)
# Ends at which there was nothing to contact or to settle.
_NEVER: Final = {
    "merged": Reason.MERGED,
    "answered": Reason.ANSWERED,
    "declined": Reason.DECLINED,
    "to_wish": Reason.TO_WISH,
}
_STANDS: Final = {
    **_NEVER,
    "withdrawn": Reason.WITHDRAWN,
    "review": Reason.REVIEW,
    "dispatching": Reason.WAITING,
    "returning": Reason.RETURNING,
    "parked": Reason.PARKED,
}
# The clock behind a rate, as it is called, and what ends it well.
_LEGS: Final[Mapping[str, tuple[str, str, str]]] = {
    RateKind.RESPONSE: ("contact", "首次联系", "联系上"),
    RateKind.ON_TIME: ("settle", "办结", "办好"),
}
_ENDS: Final = {"finished": Reason.ASKED, "unanswered": Reason.UNANSWERED}


def rates(rows: Iterable[Row]) -> Rates:
    """The rates of these requests."""
    found = sorted(rows, key=lambda row: row.id)
    return Rates(
        tuple(row.id for row in found),
        {kind: _rate(found, judge) for kind, judge in _JUDGES.items()},
        {beside: tuple(row.id for row in found if counts(row)) for beside, counts in _BESIDE.items()},
    )


def under(rows: Iterable[Row], unit: Unit) -> list[Row]:
    """The rows that are this unit's: at or below it, and in a community none about who leads it."""
    inside = unit.community_id is not None
    return [row for row in rows if row.unit_path.startswith(unit.path) and not (inside and row.above)]


def parted(rows: Iterable[Row], unit: Unit, below: Sequence[Unit]) -> list[list[Row]]:
    """The rows of each of the units just below one, in their order."""
    found = dict[str, list[Row]]()
    for row in rows:
        found.setdefault(row.unit_path[len(unit.path) :].partition("/")[0], []).append(row)
    return [under(found.get(str(one.id), ()), one) for one in below]


def chosen(found: Rates, what: str, side: str) -> Ids | None:
    """The cases behind a number: `all`, a count beside, or of a rate what it counts (`of`), reached (`met`), missed
    or left out for a reason. None for words that name no number."""
    if what == "all":
        return found.all
    if what in set(Beside):
        return found.beside[Beside(what)]
    if what not in set(RateKind):
        return None
    rate = found.of[RateKind(what)]
    if side in set(Reason):
        return rate.excluded.get(Reason(side), ())
    return {"of": rate.denominator, "met": rate.numerator, "missed": rate.missed}.get(side)


def in_time(leg: Leg) -> bool | None:
    """Whether it was met before any of its clocks ran out; none while neither has happened."""
    if leg.met is None:
        return None if leg.broken is None else False
    return leg.broken is None or leg.met < leg.broken


def why(clocks: Iterable[Clock], what: str, now: datetime) -> str:
    """How a request's first contact or settling stands to its deadlines: what put it on its side of a rate."""
    name, label, done = _LEGS.get(what, ("", "", ""))
    mine = sorted((one for one in clocks if one.name == name), key=lambda one: one.id)
    met = next((one for one in mine if one.met_at), None)
    broken = next((one for one in mine if (one.met_at or one.stopped_at or now) > one.due_at), None)
    if broken and (met is None or broken.id <= met.id):
        after = f"，{_moment(met.met_at)} 才{done}" if met and met.met_at else f"，还没{done}" if broken.runs else ""
        return f"{label}时限 {_moment(broken.due_at)} 已过{after}。"
    if met and met.met_at:
        return f"{_moment(met.met_at)} {done}，没有过{label}时限 {_moment(met.due_at)}。"
    return next((f"{label}时限 {_moment(one.due_at)} 还没到。" for one in mine if one.runs), "")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def percent(value: Fraction | None) -> str:
    """For the eye, one decimal, half up: 94.95% is 95.0%, and still below 95%."""
    if value is None:
        return "—"
    tenths = (value * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


def called(days: Days, kind: PeriodKind | None) -> str:
    """A period in words: 2026年3月, 2026年第1季度, 2026年3月2日到3月8日."""
    first, last = days.first, days.last
    match kind:
        case PeriodKind.MONTH:
            return f"{first.year}年{first.month}月"
        case PeriodKind.QUARTER:
            return f"{first.year}年第{first.month // 3 + 1}季度"
        case PeriodKind.YEAR:
            return f"{first.year}年"
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{first.year}年{first.month}月{first.day}日到{year}{last.month}月{last.day}日"


def ranked(kind: RateKind, found: Sequence[Fraction | None]) -> list[int | None]:
    """Places with ties written down: 1, 2, 2, 4; the best first, none for whoever has no rate."""
    sign = 1 if kind in LESS_IS_BETTER else -1
    order = sorted(sign * value for value in found if value is not None)
    return [None if value is None else order.index(sign * value) + 1 for value in found]


def _rate(rows: Sequence[Row], judge: "Callable[[Row], Judgement]") -> Rate:
    met, counted, excluded = [], [], dict[Reason, list[int]]()
    for row in rows:
        judged = judge(row)
        if isinstance(judged, Reason):
            excluded.setdefault(judged, []).append(row.id)
            continue
        counted.append(row.id)
        if judged:
            met.append(row.id)
    ordered = {reason: tuple(excluded[reason]) for reason in Reason if reason in excluded}
    return Rate(tuple(met), tuple(counted), ordered)


def _timed(row: Row, leg: Leg) -> Judgement:
    if row.state in _NEVER:
        return _NEVER[row.state]
    met = in_time(leg)
    return _STANDS.get(row.state, Reason.NOT_DUE) if met is None else met


def _response(row: Row) -> Judgement:
    return _timed(row, row.contact)


def _on_time(row: Row) -> Judgement:
    return _timed(row, row.settle)


def _resolution(row: Row) -> Judgement:
    return _unasked(row) or row.granted == "yes"


def _satisfaction(row: Row) -> Judgement:
    return _unasked(row) or (row.granted == "yes" and row.satisfied in ("good", "fair"))


def _unasked(row: Row) -> Reason | None:
    """Why there is no answer; none where there is one. A merged one has its parent's."""
    if row.state == "merged":
        return Reason.MERGED
    return None if row.granted else _ENDS.get(row.state) or _STANDS.get(row.state, Reason.UNDER_WAY)


def _returned(row: Row) -> Judgement:
    if row.state == "merged":
        return Reason.MERGED
    return row.returned > 0 if row.dispatched else _undispatched(row)


def _undispatched(row: Row) -> Reason:
    reason = _STANDS.get(row.state, Reason.NOT_DISPATCHED)
    return reason if reason is not Reason.PARKED else Reason.NOT_DISPATCHED


_JUDGES: "Final[Mapping[RateKind, Callable[[Row], Judgement]]]" = {
    RateKind.RESPONSE: _response,
    RateKind.ON_TIME: _on_time,
    RateKind.RESOLUTION: _resolution,
    RateKind.SATISFACTION: _satisfaction,
    RateKind.RETURN: _returned,
}
_BESIDE: "Final[Mapping[Beside, Callable[[Row], bool]]]" = {
    Beside.CONCLUDED: lambda row: row.state == "concluded",
    Beside.UPHELD: lambda row: row.state != "merged" and row.upheld > 0,
    Beside.REOPENED: lambda row: row.state != "merged" and row.reopened > 0,
    Beside.REBOUND: lambda row: row.state != "merged" and row.rebound,
}
