"""A month's ranking of a unit: made once, when the month is over, and never touched again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.kit.roles import Role
from handlers.kit.scores import PointSet
from handlers.points.actions import rules_at
from handlers.points.records import Member
from handlers.points.rules import cycle_of
from handlers.rankings.records import Area, Group, Month, Ranking, Tally
from handlers.rankings.rules import serving_since
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def tally(work: "Work", unit: Unit, month: date, now: datetime) -> Ranking | None:
    """Rank all under a unit by what they stood at when the month (its first day) was over; none where there is nobody.

    A second time it is the first one's: whatever was entered since then shows in the next month's.
    """
    when = Month(month)
    all_ = tuple(groups(work, when.last))
    ranking_id = work.rankings.begin(unit.id, when, sorted(group.rules.code for group in all_), now)
    if ranking_id is not None:
        before = work.rankings.of(unit.id, when.before)
        asked = Tally(ranking_id, unit.path, when, all_, before.id if before else 0)
        ranked = sum(work.rankings.rank(asked, group) for group in all_)
        work.rankings.close(ranking_id, ranked, work.rankings.exempt(asked))
    return work.rankings.of(unit.id, month)


def groups(work: "Work", day: date) -> Sequence[Group]:
    """Every set that counts on a day, with the seats it counts for: by role, and by place where rules are local."""
    paths = ["", *work.rankings.coded(codes)] if (codes := work.house.rules.places("points.sets")) else [""]
    found: dict[str, tuple[PointSet, list[Area]]] = {}
    for path in paths:
        below = tuple(one for one in paths if one != path and one.startswith(path))
        for rules, roles in _by_role(work, path, day).items():
            found.setdefault(rules, (work.house.points[rules], []))[1].append(Area(path, below, tuple(roles)))
    return [
        Group(rules, cycle_of(rules, day), serving_since(rules, day), tuple(areas)) for rules, areas in found.values()
    ]


def _by_role(work: "Work", path: str, day: date) -> Mapping[str, Sequence[Role]]:
    """The set of each role at a place, as `points.actions.counting` finds it."""
    found: dict[str, list[Role]] = {}
    for role in Role:
        rules = rules_at(work, Member(0, 0, role, path, 0, 0, day), day)
        if rules:
            found.setdefault(rules.code, []).append(role)
    return found
