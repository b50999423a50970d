"""Rankings: one a unit and month, with a line for everybody in it, each written once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    delete,
    func,
    select,
    update,
)

from handlers.kit.roles import Role
from handlers.rankings.records import ALL, Award, Branch, Group, Month, Ranking, Scope, Standing, Tally
from storage.base import InsertOnce
from storage.ranking_awards import awarded, raters_of
from storage.ranking_queries import exempted, ranked, rankings, standings
from storage.units import units

_RANKING = (
    *(rankings.c.id, rankings.c.unit_id, rankings.c.month, rankings.c.made_at, rankings.c.sets),
    *(rankings.c.ranked, rankings.c.exempt),
)
_STANDING = (
    *(standings.c.ranking_id, standings.c.rules, standings.c.person_id, standings.c.unit_id, standings.c.org_id),
    *(standings.c.role, standings.c.begins, standings.c.base, standings.c.star, standings.c.assigned),
    *(standings.c.deducted, standings.c.resets, standings.c.total, standings.c.gained, standings.c.hours),
    *(standings.c.band, standings.c.place, standings.c.among),
)
_begin = InsertOnce(rankings, rankings.c.id, ("unit_id", "month"), ("unit_id", "month", "sets", "made_at"))


class Rankings:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def begin(self, unit_id: int, month: Month, sets: Collection[str], now: datetime) -> int | None:
        """The id of a new ranking; none where there is one of this unit and month."""
        values = {"unit_id": unit_id, "month": month.first, "sets": ",".join(sets), "made_at": now}
        return _begin(self._conn, values)

    def rank(self, tally: Tally, group: Group) -> int:
        """Write the lines of all for whom a set counts, in one statement; returns how many there are."""
        query = ranked(tally, group)
        names = [column.name for column in query.selected_columns]
        write = standings.insert().from_select(names, query).execution_options(preserve_rowcount=True)
        return self._conn.execute(write).rowcount

    def exempt(self, tally: Tally) -> int:
        """How many would be in the ranking, were they not exempt."""
        return self._conn.execute(exempted(tally)).scalar_one()

    def close(self, ranking_id: int, ranked: int, exempt: int) -> None:
        """Write how many are in it, once; a ranking of nobody goes."""
        here = rankings.c.id == ranking_id
        if ranked + exempt:
            self._conn.execute(update(rankings).where(here).values(ranked=ranked, exempt=exempt))
        else:
            self._conn.execute(delete(rankings).where(here))

    def of(self, unit_id: int, month: date) -> Ranking | None:
        query = select(*_RANKING).where(rankings.c.unit_id == unit_id, rankings.c.month == month)
        row = self._conn.execute(query).first()
        return _ranking(row) if row else None

    def months(self, unit_id: int, most: int = 24) -> Sequence[Ranking]:
        """A unit's rankings, the newest first."""
        query = select(*_RANKING).where(rankings.c.unit_id == unit_id).order_by(rankings.c.month.desc()).limit(most)
        return [_ranking(row) for row in self._conn.execute(query)]

    def standings(
        self,
        ranking_id: int,
        scope: Scope = ALL,
        *,
        rules: str = "",
        upto: int | None = None,
    ) -> Sequence[Standing]:
        """Lines by place, ties by person; `upto` a place, in the branch where the scope is one."""
        place = standings.c.place if scope.org is None else standings.c.among
        query = select(*_STANDING).where(*_in(ranking_id, scope))
        if rules:
            query = query.where(standings.c.rules == rules)
        if upto is not None:
            query = query.where(place <= upto)
        rows = self._conn.execute(query.order_by(standings.c.rules, place, standings.c.person_id))
        return [_standing(row) for row in rows]

    def own(self, ranking_id: int, person_id: int) -> Standing | None:
        here = (standings.c.ranking_id == ranking_id, standings.c.person_id == person_id)
        row = self._conn.execute(select(*_STANDING).where(*here)).first()
        return _standing(row) if row else None

    def spread(self, ranking_id: int) -> Mapping[str, Mapping[int, int]]:
        """By set: how many share each place."""
        query = select(standings.c.rules, standings.c.place, func.count()).where(standings.c.ranking_id == ranking_id)
        found: dict[str, dict[int, int]] = {}
        for rules, place, number in self._conn.execute(query.group_by(standings.c.rules, standings.c.place)):
            found.setdefault(rules, {})[place] = number
        return found

    def bands(self, ranking_id: int, scope: Scope) -> Sequence[tuple[str, str, int]]:
        """(set, star, how many)."""
        columns = (standings.c.rules, standings.c.band)
        query = select(*columns, func.count()).where(*_in(ranking_id, scope)).group_by(*columns).order_by(*columns)
        return [(rules, band, number) for rules, band, number in self._conn.execute(query)]

    def branches(self, ranking_id: int, scope: Scope, rules: str, reach: int) -> Sequence[Branch]:
        """Each branch of those under one set; `reach` in hundredths of an hour."""
        reached = func.sum((standings.c.hours >= reach).cast(Integer))
        query = (
            select(standings.c.org_id, func.count(), func.sum(standings.c.gained), reached)
            .where(*_in(ranking_id, scope), standings.c.rules == rules)
            .group_by(standings.c.org_id)
            .order_by(standings.c.org_id)
        )
        return [Branch(rules, org, n, int(gained), int(met)) for org, n, gained, met in self._conn.execute(query)]

    def awards(self, ranking_id: int, scope: Scope, month: Month) -> Sequence[Award]:
        """What came of cases in the month to those in a ranking, without what was taken back since."""
        rows = self._conn.execute(awarded(month).where(*_in(ranking_id, scope))).all()
        cases = {_case_of(row.source): row for row in rows}
        raters = raters_of(self._conn, cases)
        return [
            Award(
                *(_case_of(row.source), row.person_id, row.occurred_on, row.delta, row.household_id),
                *(row.asker_id, row.asker_household, raters.get(_case_of(row.source))),
            )
            for row in rows
        ]

    def coded(self, codes: Collection[str]) -> Sequence[str]:
        """The paths of the units with these codes."""
        query = select(units.c.path).where(units.c.code.in_(list(codes))).order_by(units.c.path)
        return self._conn.execute(query).scalars().all()


def _case_of(source: str) -> int:
    """case:12:served → 12."""
    return int(source.split(":")[1])


def _in(ranking_id: int, scope: Scope) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [standings.c.ranking_id == ranking_id]
    if scope.org is not None:
        found.append(standings.c.org_id == scope.org)
    if scope.path:
        found.append(standings.c.unit_id.in_(select(units.c.id).where(units.c.path.startswith(scope.path))))
    return found


def _ranking(row: Any) -> Ranking:
    id_, unit, month, made_at, sets, *counts = row
    return Ranking(id_, unit, month, made_at, tuple(one for one in sets.split(",") if one), *counts)


def _standing(row: Any) -> Standing:
    ranking, rules, person, unit, org, role, *rest = row
    return Standing(ranking, rules, person, unit, org, Role(role), *rest)
