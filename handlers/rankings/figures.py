"""A month's ranking as a digest keeps it: which one, for whom, its numbers, what to look at. Ids and numbers only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from handlers.kit.roles import Role
from handlers.kit.scores import PointSet, hundredths
from handlers.people.records import Held
from handlers.rankings.actions import tally
from handlers.rankings.checking import Bounds, findings
from handlers.rankings.records import ALL, Month, Ranking, Scope
from handlers.rankings.rules import branch_of
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def published(work: "Work", seat: Held, month: date, now: datetime) -> Mapping[str, Any]:
    """Make the ranking of a seat's community, if nobody did before, and sum up what the seat may read of it."""
    unit = community_of(work, seat)
    ranking = tally(work, unit, month, now) if unit else None
    if unit is None or ranking is None:
        return {"ranked": 0, "exempt": 0}
    scope = branch_of(seat) if seat.role is Role.BRANCH_SECRETARY else ALL
    sets = [_set(work, ranking, scope, rules) for rules in work.rankings.spread(ranking.id)]
    return {
        "community": unit.id,
        "month": month.isoformat(),
        "org": scope.org,
        "path": scope.path,
        "ranked": sum(one["people"] for one in sets),
        "exempt": ranking.exempt if scope == ALL else 0,
        "sets": [one for one in sets if one["people"]],
        "check": _check(work, ranking, scope, unit),
    }


def community_of(work: "Work", seat: Held) -> Unit | None:
    """The community where a seat stands; of a higher one none."""
    unit = work.units.line(seat.unit_path)[-1]
    return work.units.get(unit.community_id) if unit.community_id else None


def _set(work: "Work", ranking: Ranking, scope: Scope, code: str) -> Mapping[str, Any]:
    rules = work.house.points.get(code)
    reach = hundredths(rules.reach) if rules and rules.reach is not None else 0
    branches = work.rankings.branches(ranking.id, scope, code, reach)
    stars = {band: number for of, band, number in work.rankings.bands(ranking.id, scope) if of == code}
    return {
        "rules": code,
        "people": sum(one.people for one in branches),
        "gained": sum(one.gained for one in branches),
        "branches": [(one.org_id, one.people, one.gained, one.reached) for one in branches],
        "stars": stars,
        "least": _least(rules),
    }


def _least(rules: PointSet | None) -> list[int] | None:
    """The share of a branch that must reach the hours, as a fraction; none where the set asks for none."""
    if rules is None or rules.reach is None or rules.least_rate is None:
        return None
    return [rules.least_rate.numerator, rules.least_rate.denominator]


def _check(work: "Work", ranking: Ranking, scope: Scope, unit: Unit) -> Sequence[Mapping[str, Any]]:
    month = Month(ranking.month)
    awards = work.rankings.awards(ranking.id, scope, month)
    return [
        {"why": str(one.why), "person": one.person_id, "cases": list(one.cases)}
        for one in findings(awards, month, _bounds(work, month.last, unit.path))
    ]


def _bounds(work: "Work", day: date, path: str) -> Bounds:
    keys = ("same_pair", "burst_days", "burst_share", "burst_least")
    return Bounds(*(work.number(f"points.{key}", day, path) for key in keys))
