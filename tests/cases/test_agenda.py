"""The vocabulary carries an agenda: a quorum, a ballot whose count decides, a way up that skips no level."""

from collections.abc import Iterator

import pytest

from handlers.cases.chain import first_break
from handlers.cases.records import Case, LinkKind
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from tests.cases.agenda import AGENDA, ROOM, raise_up
from tests.cases.house import Bench, declared
from tests.cast import CITY, STREET, YANWU
from tests.databases import HouseDb


@pytest.fixture
def bench(database_url: str) -> Iterator[Bench]:
    db = HouseDb(database_url)
    with declared(ROOM):
        yield Bench(db)
    db.close()


@pytest.fixture
def item(bench: Bench) -> Case:
    """On the agenda of 演武, whose council is 李师傅, 张敏 and 何叔."""
    case = bench.open(AGENDA, "王奶奶", YANWU, {"what": "小区停车怎么收费"})
    bench.take("刘书记", case, "list")
    return case


def test_two_of_three_are_a_quorum(bench: Bench, item: Case) -> None:
    bench.take("李师傅", item, "vote_for")
    assert bench.take("刘书记", item, "decide").case.state == "voting", "one of three is none"
    bench.take("张敏", item, "vote_for")
    assert bench.take("刘书记", item, "decide").case.state == "resolved"


def test_half_is_not_more_than_half(bench: Bench, item: Case) -> None:
    bench.take("李师傅", item, "vote_for")
    bench.take("张敏", item, "vote_against")
    assert bench.take("刘书记", item, "decide").case.state == "unresolved"


def test_one_vote_each_and_only_members(bench: Bench, item: Case) -> None:
    bench.take("李师傅", item, "vote_for")
    for who, code in (("李师傅", "agenda/voted"), ("周平", "cases/not_yours"), ("王奶奶", "cases/not_yours")):
        with pytest.raises(Refusal, match=code):
            bench.take(who, item, "vote_against")


def test_a_level_decides_for_itself(bench: Bench, item: Case) -> None:
    with pytest.raises(Refusal, match="agenda/level"):
        bench.take("马主任", item, "decide")


def unresolved(bench: Bench, item: Case) -> None:
    bench.take("李师傅", item, "vote_against")
    bench.take("张敏", item, "vote_against")
    bench.take("刘书记", item, "decide")


def test_up_one_level_with_minutes_and_a_tie(bench: Bench, item: Case) -> None:
    unresolved(bench, item)
    case = bench.case(item)
    with pytest.raises(Refusal, match=r"cases/needs|cases/empty"):
        bench.db.run(lambda work: raise_up(work, bench.actor(work, "刘书记"), case, STREET, "", bench.now))
    assert bench.case(item).state == "unresolved", "all of it or nothing"
    above = bench.db.run(lambda work: raise_up(work, bench.actor(work, "刘书记"), case, STREET, "纪要", bench.now))
    assert (bench.case(item).state, above.state, above.unit_id) == ("up", "raised", STREET)
    (link,) = bench.db.run(lambda work: work.cases.links(above.id))
    assert (link.kind, link.parent_id) == (LinkKind.RAISED, item.id)
    assert bench.take("马主任", above, "list").case.state == "voting"
    with pytest.raises(Refusal, match="cases/not_yours"):
        bench.take("刘书记", above, "decide")


def test_no_level_is_skipped(bench: Bench, item: Case) -> None:
    bench.seat("冯书记", Role.CITY_OFFICE, CITY)
    unresolved(bench, item)
    case = bench.case(item)
    with pytest.raises(Refusal, match="agenda/skips"):
        bench.db.run(lambda work: raise_up(work, bench.actor(work, "刘书记"), case, CITY, "纪要", bench.now))
    assert bench.case(item).state == "unresolved"


def test_votes_are_in_the_history(bench: Bench, item: Case) -> None:
    unresolved(bench, item)
    events = bench.db.run(lambda work: work.history.events([item.id])[item.id])
    assert [event.step for event in events] == ["raise", "list", "vote_against", "vote_against", "decide"]
    assert first_break(events) is None
