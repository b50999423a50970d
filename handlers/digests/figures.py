"""Figures from rows: pure. What a digest counts, as ids where one may want to look, as numbers where not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from handlers.digests.records import Figures, Life
from handlers.rates.records import Rate, Rates
from handlers.summons.records import Light

# Ends at which something was done, not only put away.
DONE: Final = ("closed", "concluded", "answered", "unanswered")
# What only passed through, counts where it went on, or was taken back, is nothing new.
PASSED: Final = ("set_aside", "to_wish", "merged", "withdrawn")
# Where an office has to make up its mind; what waits for somebody to claim it does not wait for the office.
TO_DECIDE: Final = ("review", "dispatching", "returning", "called", "reported")
FIRST: Final = 3
OLDEST: Final = 10


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a paper is about, as moments; `now` is when it was made."""

    starts: datetime
    ends: datetime
    now: datetime


def standing(live: Sequence[Life], now: datetime) -> Figures:
    """What is under way: late, due today, waiting for a decision, and the three to act on first."""
    late = sorted((one for one in live if one.due and one.due < now), key=lambda one: (one.due or now, one.id))
    decide = [one for one in live if one.state in TO_DECIDE]
    oldest = sorted(live, key=lambda one: (one.opened_at, one.id))
    first = dict.fromkeys(one.id for one in (*late, *decide, *oldest))
    return {
        "live": len(live),
        "late": [one.id for one in late],
        "decide": [one.id for one in decide],
        "first": list(first)[:FIRST],
        "oldest": [one.id for one in oldest[:OLDEST]],
    }


def moved(rows: Sequence[Life], span: Span) -> Figures:
    """What came and what was done in these days, by flow and by category."""
    new = [one for one in rows if span.starts <= one.opened_at < span.ends and one.state not in PASSED]
    done = [one for one in rows if one.closed_at and span.starts <= one.closed_at < span.ends and one.state in DONE]
    return {
        "new": sorted(one.id for one in new),
        "done": sorted(one.id for one in done),
        "flows": dict(Counter(one.flow for one in new)),
        "categories": dict(Counter(one.category for one in new if one.category).most_common()),
        "reopened": sum(one.counts.get("reopened", 0) > 0 for one in new),
        "returned": sum(one.counts.get("returned", 0) > 0 for one in new),
    }


def helped(steps: Sequence[tuple[str, int, int, int]]) -> Sequence[tuple[int, int]]:
    """(person, cases) of those who fulfilled or settled something, the most first; ties by person."""
    cases: dict[int, set[int]] = {}
    for step, case, _, actor in steps:
        if step in ("fulfil", "finish") and actor:
            cases.setdefault(actor, set()).add(case)
    return sorted(((person, len(found)) for person, found in cases.items()), key=lambda one: (-one[1], one[0]))


def of_rates(found: Rates) -> Mapping[str, Sequence[int]]:
    """By rate (numerator, denominator, left out); with what was left out for which reason beside it."""
    return {kind: (len(rate.numerator), len(rate.denominator), _left_out(rate)) for kind, rate in found.of.items()}


def reasons(found: Rates) -> Mapping[str, Mapping[str, int]]:
    return {kind: {why: len(ids) for why, ids in rate.excluded.items()} for kind, rate in found.of.items()}


def _left_out(rate: Rate) -> int:
    return sum(len(ids) for ids in rate.excluded.values())


def share(pair: Sequence[int]) -> Fraction | None:
    """The fraction of a rate as a paper keeps it."""
    return Fraction(pair[0], pair[1]) if pair[1] else None


def light(on_time: Sequence[int], red: int, yellow: int) -> Light | None:
    """A month's light by what was settled in time, compared as fractions; none where nothing was due.

    `red`, `yellow` in percent: below them it is that light ([D]; 隆昌, 大足 and others have bounds of their own).
    """
    value = share(on_time)
    if value is None:
        return None
    return Light.RED if value < Fraction(red, 100) else Light.YELLOW if value < Fraction(yellow, 100) else Light.GREEN


def by_unit(live: Sequence[Life], paths: Mapping[int, str], now: datetime) -> Mapping[int, tuple[int, int]]:
    """(under way, late) of each unit."""
    found = dict.fromkeys(paths, (0, 0))
    for one in live:
        unit = next((unit for unit, path in paths.items() if one.unit_path.startswith(path)), None)
        if unit is not None:
            all_, late = found[unit]
            found[unit] = (all_ + 1, late + bool(one.due and one.due < now))
    return found
