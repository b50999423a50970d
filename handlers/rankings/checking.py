"""What a secretary is asked to look at (请核对): patterns in a month's awards, never a judgement. Pure.

It takes nothing away and nothing follows by itself: people do help the same neighbour again and again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from handlers.rankings.records import Award, Month


class Why(StrEnum):
    """Which pattern it is."""

    PAIR = "pair"
    HOUSEHOLD = "household"
    BURST = "burst"


WHY_NAMES: Mapping[Why, str] = {
    Why.PAIR: "同一位居民和同一位帮忙的人，一个月里好几次",
    Why.HOUSEHOLD: "提的人或评的人，和帮忙的人是一家",
    Why.BURST: "一个月的分，多半在月底几天",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """[D] `same_pair` times in a month; `burst_share` percent in the last `burst_days`, of `burst_least` or more."""

    same_pair: int
    burst_days: int
    burst_share: int
    burst_least: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern: who helped, in which cases."""

    why: Why
    person_id: int
    cases: tuple[int, ...]


def findings(awards: Sequence[Award], month: Month, bounds: Bounds) -> Sequence[Finding]:
    """All that is to be looked at in a month, by pattern and person."""
    found = [*_pairs(awards, bounds), *_households(awards), *_bursts(awards, bounds)]
    return sorted(found, key=lambda one: (list(Why).index(one.why), one.person_id, one.cases))


def _pairs(awards: Sequence[Award], bounds: Bounds) -> Sequence[Finding]:
    pairs: dict[tuple[int, int], list[int]] = {}
    for one in awards:
        if one.asker_id:
            pairs.setdefault((one.person_id, one.asker_id), []).append(one.case_id)
    return [
        Finding(Why.PAIR, person, _once(cases))
        for (person, _), cases in pairs.items()
        if len(set(cases)) >= bounds.same_pair
    ]


def _households(awards: Sequence[Award]) -> Sequence[Finding]:
    found: dict[int, list[int]] = {}
    for one in awards:
        if one.household_id and one.household_id in (one.asker_household, one.rater_household):
            found.setdefault(one.person_id, []).append(one.case_id)
    return [Finding(Why.HOUSEHOLD, person, _once(cases)) for person, cases in found.items()]


def _bursts(awards: Sequence[Award], bounds: Bounds) -> Sequence[Finding]:
    by_person: dict[int, list[Award]] = {}
    for one in awards:
        by_person.setdefault(one.person_id, []).append(one)
    found = []
    for person, theirs in by_person.items():
        late = [one for one in theirs if _ends_month(one.day, bounds.burst_days)]
        whole = sum(one.delta for one in theirs)
        if len(theirs) < bounds.burst_least or whole <= 0:
            continue
        if Fraction(sum(one.delta for one in late), whole) >= Fraction(bounds.burst_share, 100):
            found.append(Finding(Why.BURST, person, _once([one.case_id for one in late])))
    return found


def _ends_month(day: date, days: int) -> bool:
    """Whether a day is one of the last of its own month: what is reviewed takes effect in a later one."""
    return (day + timedelta(days=days)).month != day.month


def _once(cases: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(cases)))
