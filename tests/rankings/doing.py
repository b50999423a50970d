"""What the tests of rankings do: enter points, seat people, write rules, make a month's ranking."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import count as counting_up

from handlers.kit.roles import Role
from handlers.kit.scores import PointSet
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.records import Entry
from handlers.people.records import Actor, Post
from handlers.points.actions import count, counting
from handlers.points.records import Deed
from handlers.rankings.actions import tally
from handlers.rankings.records import Ranking, Standing
from handlers.units.records import OrgLevel, PartyOrg
from storage.points import exemptions
from storage.work import Work
from tests.cast import YANWU
from tests.play import Play

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
_NUMBERS = counting_up(1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def earn(play: Play, who: str, times: int = 1, *, item: str = "volunteer", when: datetime | None = None) -> list[Entry]:
    """Points straight into the ledger, as if they had come through their reviews at that moment."""
    now = when or play.now

    def act(work: Work) -> list[Entry]:
        day = now.astimezone(SHANGHAI).date()
        counted = counting(work, play.ids[who], day)
        assert counted, f"no set counts for {who}"
        made = [count(work, counted, Deed(item, f"test:{next(_NUMBERS)}", day), now) for _ in range(times)]
        return [one for one in made if one]

    return play.do(act)


def ranked(play: Play, month: date = MARCH, unit: int = YANWU) -> Ranking:
    found = play.do(lambda work: tally(work, work.units.get(unit), month, play.now))
    assert found, "nobody is ranked"
    return found


def lines(play: Play, ranking: Ranking) -> Mapping[str, Standing]:
    """By how people are called."""
    names = {person: name for name, person in play.ids.items()}
    return {names[one.person_id]: one for one in play.do(lambda work: work.rankings.standings(ranking.id))}


def branch(play: Play, name: str, *members: tuple[str, Role, date], unit: int = YANWU) -> int:
    """A branch with people in it, in place of whatever seats of members they had."""

    def act(work: Work) -> int:
        org = work.units.add_org(PartyOrg(0, f"org-{name}", name, OrgLevel.BRANCH, None, (unit,)))
        for who, role, since in members:
            _leave(work, play.ids[who])
            work.people.add_post(Post(work.people.seat(role, unit, org), play.ids[who], since))
        return org

    return play.do(act)


def _leave(work: Work, person_id: int) -> None:
    for post in work.people.posts():
        if post.person_id == person_id:
            work.people.change_post(replace(post, ends=date(2021, 1, 1)))


def excuse(play: Play, who: str, starts: date, ends: date | None = None) -> None:
    def act(work: Work) -> None:
        work.conn.execute(exemptions.insert().values(person_id=play.ids[who], starts=starts, ends=ends))

    play.do(act)


def ruled(play: Play, **changes: object) -> PointSet:
    """The shipped set with other rules, from now on."""
    house = play.desk.house
    found = replace(house.points["hongdong"], **changes)  # type: ignore[arg-type]
    house.points["hongdong"] = found  # type: ignore[index]
    return found


def actor(play: Play, who: str) -> Actor:
    found = play.caller(who).actor
    assert found
    return found
