"""What somebody may read of their community's rankings by name, and what everybody may read without one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.scores import signed, spoken
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person
from handlers.points.actions import counting
from handlers.rankings.records import ALL, Month, Ranking, Scope, Standing
from handlers.rankings.rules import branch_of, last_public, masked, narrowed, reads, scope_of
from handlers.units.records import Level, OrgLevel, Unit

if TYPE_CHECKING:
    from storage.work import Work

_OFFICES = (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is written; of the open page only `place`, `who`, `total`, `star`."""

    place: int
    who: str
    total: str
    star: str
    gained: str = ""
    columns: tuple[str, ...] = ()
    among: int = 0
    branch: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The lines under one set; `people` are all of them, shown or not."""

    title: str
    rows: Sequence[Row]
    people: int


@dataclass(frozen=True, slots=True)
class Board:
    """A community's ranking of a month, as far as a reader may read it; none made yet: no `ranking`. `full`: with the
    five types, which are for a member and their office, not for one's neighbours."""

    unit: Unit
    months: Sequence[Ranking]
    ranking: Ranking | None = None
    parts: Sequence[Part] = ()
    scope: Scope = ALL
    branches: Mapping[int, str] | None = None
    full: bool = False


def place_of(work: "Work", actor: Actor, now: datetime) -> tuple[Unit, Scope]:
    """The community whose rankings somebody reads by name, and how much of them. Raises `rankings/not_yours`."""
    counted = counting(work, actor.person_id, now.astimezone(SHANGHAI).date())
    seat = next((seat for role in _OFFICES for seat in actor.seats if seat.role is role), None)
    path = seat.unit_path if seat else counted.member.unit_path if counted else ""
    community = work.units.line(path)[-1].community_id if path else None
    if community is None:
        raise Refusal("rankings/not_yours")
    unit = work.units.get(community)
    own = Scope(_branch(work, counted.member.org_id)) if counted and counted.member.community_id == community else None
    scope = scope_of(actor, unit.path, own) or (branch_of(seat) if seat else own)
    assert scope, "whoever has a seat here reads something"
    return unit, scope


def _branch(work: "Work", org_id: int) -> int:
    """The branch of an organisation: a group is ranked in the one above it."""
    found = next((org for org in work.units.orgs() if org.id == org_id), None) if org_id else None
    return found.parent_id or org_id if found and found.level is OrgLevel.GROUP else org_id


def board(work: "Work", actor: Actor, month: Month | None, branch: int | None, now: datetime) -> Board:
    """The lines of a month, the newest if none is named, by name. Raises Refusal `rankings/not_yours`."""
    unit, mine = place_of(work, actor, now)
    months = work.rankings.months(unit.id)
    ranking = _chosen(months, month)
    if ranking is None:
        return Board(unit, months)
    orgs = {0: "没有编支部的", **{org.id: org.name for org in work.units.orgs()}}
    here = sorted({one.org_id for one in work.rankings.standings(ranking.id)}) if mine == ALL else ()
    scope = narrowed(mine, branch, here)
    lines = work.rankings.standings(ranking.id, scope)
    people = work.people.get(one.person_id for one in lines)
    rows = [_named(work, one, people, orgs, actor, scope) for one in lines]
    parts = _parts(work, [one.rules for one in lines], rows)
    full = reads(actor, unit.path, scope)
    return Board(unit, months, ranking, parts, scope, {org: orgs.get(org, "") for org in here}, full)


def open_board(work: "Work", code: str, month: Month | None) -> Board | None:
    """What everybody may read: the upper share of each set, masked; none where no community has this code."""
    unit_id = work.rates.unit(code)
    unit = work.units.get(unit_id) if unit_id else None
    if unit is None or unit.level is not Level.COMMUNITY:
        return None
    months = work.rankings.months(unit.id)
    ranking = _chosen(months, month)
    if ranking is None:
        return Board(unit, months)
    parts = [
        _upper(work, ranking, code, counts)
        for code, counts in sorted(work.rankings.spread(ranking.id).items())
        if code in work.house.points
    ]
    return Board(unit, months, ranking, parts)


def _upper(work: "Work", ranking: Ranking, code: str, counts: Mapping[int, int]) -> Part:
    rules = work.house.points[code]
    last = last_public(counts, rules.share)
    lines = work.rankings.standings(ranking.id, rules=code, upto=last) if last else ()
    people = work.people.get(one.person_id for one in lines)
    rows = [_open(work, one, people) for one in lines]
    # In the order of what is shown: by their ids one could tell who of a tie came first to the house.
    return Part(rules.title, sorted(rows, key=lambda row: (row.place, row.who)), sum(counts.values()))


def _chosen(months: Sequence[Ranking], month: Month | None) -> Ranking | None:
    if month is None:
        return months[0] if months else None
    return next((one for one in months if one.month == month.first), None)


def _open(work: "Work", one: Standing, people: Mapping[int, Person]) -> Row:
    return Row(one.place, masked(people[one.person_id].name), spoken(one.total), star_of(work, one))


def _named(
    work: "Work",
    one: Standing,
    people: Mapping[int, Person],
    orgs: Mapping[int, str],
    actor: Actor,
    scope: Scope,
) -> Row:
    columns = tuple(map(spoken, (one.begins + one.base, one.star, one.assigned, one.deducted)))
    return Row(
        place=one.place if scope.org is None else one.among,
        who=people[one.person_id].name,
        total=spoken(one.total),
        star=star_of(work, one),
        gained=signed(one.gained),
        columns=(*columns, str(one.resets)),
        among=one.among,
        branch=orgs.get(one.org_id, ""),
        mine=one.person_id == actor.person_id,
    )


def _parts(work: "Work", codes: Sequence[str], rows: Sequence[Row]) -> Sequence[Part]:
    found: dict[str, list[Row]] = {}
    for code, row in zip(codes, rows, strict=True):
        found.setdefault(code, []).append(row)
    return [
        Part(work.house.points[code].title if code in work.house.points else "积分", theirs, len(theirs))
        for code, theirs in found.items()
    ]


def star_of(work: "Work", one: Standing) -> str:
    """The name of a star; empty for none, or where its set is gone."""
    rules = work.house.points.get(one.rules)
    return next((band.title for band in rules.bands if band.code == one.band), "") if rules else ""
