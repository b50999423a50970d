"""The vocabulary carries a whistle: parts with holders and clocks of their own, joined, counted once, rated twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.cases.records import Case
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from storage.work import Work
from tests.cases.house import Bench, all_declared, with_rules
from tests.cases.whistle import PART, ROOMS, RULES, WHISTLE, parts_of, seated, tie
from tests.cast import CITY, STREET
from tests.databases import HouseDb

DEPARTMENTS = {"周平": 901, "何叔": 902, "小吴": 903}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def bench(database_url: str, tmp_path: Path) -> Iterator[Bench]:
    db = HouseDb(database_url, with_rules(tmp_path, RULES))
    with all_declared(*ROOMS):
        yield Bench(db)
    db.close()


@pytest.fixture
def whole(bench: Bench) -> Case:
    """On a Friday at 16:30 the street calls three departments; 周平's is in the lead."""
    seats = {who: bench.seat(who, Role.DEPARTMENT_OFFICER, CITY, org) for who, org in DEPARTMENTS.items()}

    def blow(work: Work) -> Case:
        secretary = bench.ids["刘书记"]
        case = bench.opened(work, WHISTLE, "马主任", STREET, {"what": "占道经营"}, asker_id=secretary)
        for n, seat in enumerate(seats.values()):
            part = bench.opened(work, PART, "马主任", STREET, {"what": "占道经营"}, holder=seated(seat))
            tie(work, case, part, lead=n == 0)
        return case

    return bench.db.run(blow)


def parts(bench: Bench, whole: Case) -> list[Case]:
    return bench.db.run(lambda work: parts_of(work, whole))


def test_each_part_has_its_own_holder_and_clocks(bench: Bench, whole: Case) -> None:
    lead, second, third = parts(bench, whole)
    assert len({part.seat_id for part in (lead, second, third)}) == 3
    assert bench.running(lead) == {
        "sign": at("2022-09-23 17:30"),
        "contact": at("2022-09-24 16:30"),
        "arrive": at("2022-09-28 18:00"),
    }
    bench.take("周平", lead, "sign")
    assert "sign" not in bench.running(lead)
    assert "sign" in bench.running(second)
    with pytest.raises(Refusal, match="cases/not_yours"):
        bench.take("周平", second, "sign")


def test_contact_meets_its_clock_and_moves_nothing(bench: Bench, whole: Case) -> None:
    lead = parts(bench, whole)[0]
    bench.take("周平", lead, "sign")
    bench.now += timedelta(hours=2)
    assert bench.take("周平", lead, "contact").case.state == "signed"
    assert list(bench.running(lead)) == ["arrive"]


def test_the_whole_waits_for_every_part(bench: Bench, whole: Case) -> None:
    for who, part in zip(DEPARTMENTS, parts(bench, whole), strict=True):
        with pytest.raises(Refusal, match="whistles/parts"):
            bench.take("马主任", whole, "join")
        for step in ("sign", "arrive", "finish"):
            bench.take(who, part, step)
    assert bench.take("马主任", whole, "join").case.state == "rating"


def test_both_rate_before_it_closes(bench: Bench, whole: Case) -> None:
    for who, part in zip(DEPARTMENTS, parts(bench, whole), strict=True):
        for step in ("sign", "arrive", "finish"):
            bench.take(who, part, step)
    bench.take("马主任", whole, "join")
    bench.take("马主任", whole, "rate_street", mark="good")
    with pytest.raises(Refusal, match="whistles/unrated"):
        bench.take("马主任", whole, "close")
    with pytest.raises(Refusal, match="cases/not_yours"):
        bench.take("马主任", whole, "rate_community", mark="good")
    bench.take("刘书记", whole, "rate_community", mark="bad")
    assert bench.take("马主任", whole, "close").case.closed_at


def test_a_grid_member_does_not_blow(bench: Bench) -> None:
    with pytest.raises(Refusal, match="cases/not_yours"):
        bench.open(WHISTLE, "小赵", STREET, {"what": "占道经营"})
