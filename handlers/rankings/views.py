"""The card of the newest ranking: one's own places, the first five of the branch."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from handlers.kit.cards import Button, Card, Face
from handlers.kit.refusals import Refusal
from handlers.kit.scores import signed, spoken
from handlers.people.records import Viewer
from handlers.rankings.reading import place_of, star_of
from handlers.rankings.records import ALL, Ranking, Scope

if TYPE_CHECKING:
    from storage.work import Work

FIRST: Final = 5


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    face = _face(work, viewer, now)
    return [face for _ in cards]


def _face(work: "Work", viewer: Viewer, now: datetime) -> Face:
    """Who has no part in any ranking any more sees nothing of an old card."""
    try:
        unit, scope = place_of(work, viewer.actor, now)
    except Refusal:
        return Face("cases/hidden", {}, done=True)
    newest = next(iter(work.rankings.months(unit.id, 1)), None)
    facts: dict[str, object] = {"place_name": unit.friendly, "whole": scope == ALL, "month": ""}
    if newest is None:
        return Face("rankings/month", {**facts, "own": None, "rows": [], "ranked": 0})
    more = {"month": spoken_month(newest.month), "ranked": newest.ranked}
    own, rows = _own(work, newest, viewer.actor.person_id), _rows(work, newest, scope)
    return Face("rankings/month", {**facts, **more, "own": own, "rows": rows}, (Button("看全部", page="/rankings"),))


def _own(work: "Work", newest: Ranking, person_id: int) -> Mapping[str, object] | None:
    one = work.rankings.own(newest.id, person_id)
    if one is None:
        return None
    facts = {"place": one.place, "among": one.among, "in_branch": one.org_id != 0}
    return {**facts, "total": spoken(one.total), "gained": signed(one.gained), "star": star_of(work, one)}


def _rows(work: "Work", newest: Ranking, scope: Scope) -> Sequence[Mapping[str, object]]:
    """The first five, ties at the fifth place cut: the page shows all."""
    first = work.rankings.standings(newest.id, scope, upto=FIRST)[:FIRST]
    people = work.people.get(one.person_id for one in first)
    return [
        {
            "place": one.place if scope == ALL else one.among,
            "who": people[one.person_id].name,
            "total": spoken(one.total),
        }
        for one in first
    ]


def spoken_month(month: date) -> str:
    return f"{month.year}年{month.month}月"
