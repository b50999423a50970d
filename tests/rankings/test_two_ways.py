"""The statement of a tally beside a second count, entry by entry in Python, over random months."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial
from random import Random

import pytest

from handlers.kit.roles import Role
from handlers.kit.scores import Band, ScoreType
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.actions import reverse
from handlers.ledger.records import Balance, Kind
from handlers.people.records import Person, Post
from handlers.points.actions import counting
from handlers.points.rules import served, star, total
from handlers.rankings.actions import tally
from handlers.rankings.records import Month, Standing
from storage.points import exemptions
from storage.work import Work
from tests.cast import CITY, EAST, EAST_GRID, GRID_1, GRID_2, YANWU
from tests.play import Play
from tests.rankings.doing import at, earn, ruled

ROLES = (Role.PARTY_MEMBER, Role.VOLUNTEER, Role.GROUP_LEADER, Role.COMMUNITY_SECRETARY)
BANDS = tuple(Band(f"s{n}", f"{n}星", Fraction(96 + 3 * n)) for n in range(1, 4))
MONTH = Month(date(2026, 3, 1))


def settle(play: Play, chance: Random) -> list[str]:
    """Twenty people more, some with two seats, some in two communities, some who have left."""

    def act(work: Work) -> list[str]:
        names = [f"党员{n}" for n in range(20)]
        for name in names:
            person = work.people.add(Person(0, CITY, name, name), code=name)
            play.ids[name] = person  # type: ignore[index]
            for _ in range(chance.choice((1, 1, 2, 3))):
                seat = work.people.seat(
                    chance.choice(ROLES), chance.choice((YANWU, GRID_1, GRID_2, EAST, EAST_GRID)), chance.choice((0, 7))
                )
                starts = chance.choice((date(2020, 1, 1), date(2025, 3, 31), date(2025, 4, 1), date(2026, 3, 31)))
                ends = chance.choice((None, None, None, date(2026, 3, 30), date(2026, 3, 31)))
                if starts != ends and not (ends and ends < starts):
                    _post(work, Post(seat, person, starts, ends))
        return names

    return play.do(act)


def _post(work: Work, post: Post) -> None:
    known = {(one.seat_id, one.person_id, one.starts) for one in work.people.posts()}
    if (post.seat_id, post.person_id, post.starts) not in known:
        work.people.add_post(post)


def enter(play: Play, chance: Random, names: list[str]) -> None:
    items = ("volunteer", "volunteer", "donate", "missed_class", "missed_day", "bottom_line")
    moments = (at("2026-02-10 10:00"), at("2026-03-01 00:00"), at("2026-03-31 23:59"), at("2026-04-01 00:00"))
    for name in names:
        for _ in range(chance.randrange(5)):
            when = chance.choice(moments)
            if not play.do(partial(counting, person_id=play.ids[name], day=when.date())):
                continue
            (made,) = earn(play, name, item=chance.choices(items, (5, 3, 3, 2, 2, 1))[0], when=when)
            if chance.random() < 0.3:
                play.do(partial(reverse, entry_id=made.id, by=0, now=max(when, chance.choice(moments))))


def second(work: Work, names: Mapping[int, str]) -> dict[int, tuple[object, ...]]:
    """What everybody stands at, counted from every entry by the pure rules."""
    found: dict[int, tuple[object, ...]] = {}
    exempt = {row.person_id for row in work.conn.execute(exemptions.select()) if row.starts <= MONTH.last}
    for person in names:
        counted = counting(work, person, MONTH.last)
        if counted is None or not counted.member.unit_path.startswith("/1/2/3/") or person in exempt:
            continue
        kept = work.ledger.balance(Kind.POINTS, person, counted.cycle.key)
        lines = work.ledger.of(kept.id) if kept else []
        sums: Counter[str] = Counter()
        for one in lines:
            if one.at < MONTH.ends:
                sums["resets" if one.type is ScoreType.RESET else str(one.type)] += one.delta
        gained = sum(e.delta for e in lines if MONTH.starts <= e.at < MONTH.ends and e.type is not ScoreType.RESET)
        columns = [sums[key] for key in ("base", "star", "assigned", "deducted", "resets")]
        stands = total(counted.rules, Balance(0, 0, Kind.POINTS, person, "", 0, "", *columns))
        band = (
            star(counted.rules.bands, stands.all) if served(counted.member.since, MONTH.last, counted.rules) else None
        )
        found[person] = (
            *(stands.base, stands.star, stands.assigned, stands.deducted, stands.resets, stands.all),
            *(gained, band.code if band else "", counted.member.org_id, str(counted.member.role)),
        )
    return found


def first(one: Standing) -> tuple[object, ...]:
    return (
        *(one.begins + one.base, one.star, one.assigned, one.deducted, one.resets, one.total),
        *(one.gained, one.band, one.org_id, str(one.role)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_statement_counts_as_the_rules_do(play: Play, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # invented members
    ruled(play, bands=BANDS)
    names = settle(play, chance)
    enter(play, chance, names)
    for name in chance.sample(names, 3):
        _excuse(play, name, chance)
    play.clock.move(at("2026-04-02 08:00") - play.now)
    if seed % 2:  # what was gained is then told by the month before
        play.do(lambda work: tally(work, work.units.get(YANWU), MONTH.before, play.now))
    ranking = play.do(lambda work: tally(work, work.units.get(YANWU), MONTH.first, play.now))
    assert ranking
    people = {person: name for name, person in play.ids.items()}
    wanted = play.do(lambda work: second(work, people))
    lines = play.do(lambda work: work.rankings.standings(ranking.id))
    assert {one.person_id: first(one) for one in lines} == wanted
    assert ranking.ranked == len(wanted) >= 5
    for one in lines:
        assert one.place == 1 + sum(other.total > one.total for other in lines)
        assert one.among == 1 + sum(other.total > one.total for other in lines if other.org_id == one.org_id)


def _excuse(play: Play, name: str, chance: Random) -> None:
    starts = chance.choice((date(2026, 3, 31), date(2026, 4, 1)))
    play.do(lambda work: work.conn.execute(exemptions.insert().values(person_id=play.ids[name], starts=starts)))


def test_a_tie_at_a_months_last_moment_is_of_the_month(lite_play: Play) -> None:
    earn(lite_play, "何叔", when=datetime(2026, 3, 31, 23, 59, 59, tzinfo=SHANGHAI))
    earn(lite_play, "张敏", when=MONTH.ends)
    lite_play.clock.move(timedelta(days=40))
    ranking = lite_play.do(lambda work: tally(work, work.units.get(YANWU), MONTH.first, lite_play.now))
    assert ranking
    assert {one.person_id: one.gained for one in lite_play.do(lambda work: work.rankings.standings(ranking.id))} == {
        lite_play.ids["何叔"]: 100,
        lite_play.ids["张敏"]: 0,
        lite_play.ids["李师傅"]: 0,
    }
