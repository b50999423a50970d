"""What may be read of a ranking, and by whom: pure functions."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from handlers.kit.roles import Role
from handlers.kit.scores import PointSet
from handlers.people.records import Actor, Held
from handlers.points.rules import served
from handlers.rankings.records import ALL, Month, Scope

_STARS = "**"


def serving_since(rules: PointSet, day: date) -> date:
    """The latest day since which somebody must serve to have served long enough on a day (`served`)."""
    month = day.year * 12 + day.month - 1 - rules.tenure.amount
    year, place = divmod(month, 12)
    found = date(year, place + 1, min(day.day, monthrange(year, place + 1)[1]))
    while served(found + timedelta(days=1), day, rules):  # the last days of a short month are one day a year later
        found += timedelta(days=1)
    return found


def last_public(counts: Mapping[int, int], share: Fraction) -> int:
    """The last place that everybody may read; 0 for none. `counts`: how many share each place.

    [D] The upper `share`, rounded down; a tie that reaches over the edge stays inside as a whole: of those below the
    edge nobody is named, and nobody is because others are not.
    """
    most = int(sum(counts.values()) * share)
    return max((place for place, number in counts.items() if place - 1 + number <= most), default=0)


def masked(name: str) -> str:
    """王桂兰 → 王**: two stars however long the name is."""
    return f"{name[:1]}{_STARS}" if name and name != "已注销的人" else "***"


def scope_of(actor: Actor, path: str, own: Scope | None) -> Scope | None:
    """What an actor may read by name of a ranking of the community with this path; none for nothing.

    The community's secretary reads all; a branch secretary their branch; whoever is ranked (`own`) their own branch.
    """
    scopes = [one for one in (_by_seat(seat, path) for seat in actor.seats) if one]
    return ALL if ALL in scopes else scopes[0] if scopes else own


def reads(actor: Actor, path: str, scope: Scope) -> bool:
    """Whether one of an actor's offices reads this part of a community's ranking by name."""
    return any(_by_seat(seat, path) in (ALL, scope) for seat in actor.seats)


def _by_seat(seat: Held, path: str) -> Scope | None:
    if seat.role is Role.COMMUNITY_SECRETARY and seat.unit_path == path:
        return ALL
    if seat.role is Role.BRANCH_SECRETARY and seat.unit_path.startswith(path):
        return branch_of(seat)
    return None


def branch_of(seat: Held) -> Scope:
    """The branch of a branch's seat; without one, those without a branch at its place."""
    return Scope(seat.org_id or 0, "" if seat.org_id else seat.unit_path)


def month_of(text: str) -> Month | None:
    """2026-03 → March; none for anything else."""
    try:
        year, month = text.split("-")
        return Month(date(int(year), int(month), 1)) if text.isascii() and len(text) == 7 else None
    except ValueError:
        return None


def narrowed(mine: Scope, branch: int | None, branches: Sequence[int]) -> Scope:
    """One branch of what may be read; anything else that is asked for is what may be read."""
    return Scope(branch) if mine == ALL and branch is not None and branch in branches else mine
