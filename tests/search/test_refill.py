"""A database older than the index: its cases are indexed in steps, and a step that was committed is not done again."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import storage.search
from bot.desk.base import Task
from bot.settings import Settings
from bot.wiring import opened
from handlers.cases.records import Text
from storage.search import case_search
from storage.work import Work
from tests.cast import PLACES
from tests.databases import HouseDb
from tests.house.test_queries import counted
from tests.search.test_search import opened as entered
from tests.search.test_search import said, somebody


def written(work: Work, count: int = 5) -> list[int]:
    """Cases with a text each, and a last one without; none of them indexed."""
    person = somebody(work)
    found = [entered(work, person, f"演武-{n:04}") for n in range(1, count + 1)]
    for n, case in enumerate(found):
        said(work, case, "what", f"王桂兰说第{n}号井盖响")
    entered(work, person, "演武-9999")
    work.search.forget([case.id for case in found])
    return [case.id for case in found]


@pytest.fixture
def house(house_db: HouseDb) -> HouseDb:
    house_db.run(lambda work: work.units.add(PLACES))
    return house_db


def indexed(house: HouseDb) -> list[int]:
    with house.work() as work:
        return list(work.conn.execute(select(case_search.c.case_id).order_by(case_search.c.case_id)).scalars())


def test_in_steps_from_the_newest_on(house: HouseDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.search, "BATCH", 2)
    ids = house.run(written)
    lags = house.run(lambda work: work.search.lags())
    assert lags
    for left in (3, 1, 0):
        house.run(lambda work: work.search.refill())
        assert indexed(house) == ids[left:]
    assert house.run(lambda work: work.search.refill()) == 0
    with house.work() as work:
        assert not work.search.lags()
        assert work.search.find("井盖", "/1/") == ids[::-1]
        assert work.search.find("桂兰", "/1/") == []


def test_a_step_costs_the_same_at_any_size(house: HouseDb) -> None:
    house.run(lambda work: written(work, 30))

    def act(work: Work) -> int:
        with counted(work) as statements:
            work.search.refill()
        return len(statements)

    assert house.run(act) <= 5


def test_whoever_was_erased_is_not_looked_for(house: HouseDb) -> None:
    house.run(written)
    house.run(lambda work: work.people.erase(1))
    with house.work() as work:
        assert not work.search.lags()


def test_opening_goes_on_where_it_was_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path / "data")
    monkeypatch.setattr(storage.search, "BATCH", 2)
    with opened(settings) as desk:
        desk.submit(Task(lambda work: work.units.add(PLACES), "")).result()
        ids = desk.submit(Task(written, "")).result()
        assert desk.submit(Task(lambda work: work.search.refill(), "")).result() == 2
    with opened(settings) as desk:
        count = desk.read_now(lambda work: work.conn.execute(select(func.count()).select_from(case_search)).scalar())
        assert count == len(ids)


def test_a_case_of_nobody_is_found_again(house: HouseDb) -> None:
    """What the house itself has opened has no needer whose name would be taken out."""

    def act(work: Work) -> int:
        case = entered(work, 0, "演武-0001")
        work.history.write([Text(case.id, 1, "what", "三号井盖响", "salt")], somebody(work))
        work.search.note(case, [Text(case.id, 1, "what", "三号井盖响", "salt")])
        work.search.forget([case.id])
        return case.id

    case = house.run(act)
    assert house.run(lambda work: work.search.refill()) == 1
    assert house.run(lambda work: work.search.find("井盖", "/1/")) == [case]
