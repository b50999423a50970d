"""Finding cases by their words: what enters, what answers, what goes when a person goes."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from benchmarks.city import FLOWS, FREQUENT, NOW, RARE
from handlers.cases.records import Case, Text
from handlers.people.records import Person
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.schema import differences
from storage.search import Search, case_search
from storage.work import Work
from tests.cast import BLOCK_3, CITY, EAST, PLACES, YANWU
from tests.databases import HouseDb
from tests.play import Play
from tests.search.conftest import VAULT, Built

HERE, EAST_PATH = "/1/2/3/5/8/", "/1/2/9/"


@pytest.fixture
def house(house_db: HouseDb) -> HouseDb:
    house_db.run(lambda work: work.units.add(PLACES))
    return house_db


def somebody(work: Work, name: str = "王桂兰") -> int:
    return work.people.add(Person(0, CITY, name, "王奶奶", unit_id=BLOCK_3))


def opened(work: Work, person_id: int, no: str, path: str = HERE, flow: str = "wish") -> Case:
    community, unit = (YANWU, BLOCK_3) if path == HERE else (EAST, EAST)
    return work.cases.add(
        Case(
            id=0,
            no=no,
            flow=flow,
            root_id=CITY,
            community_id=community,
            unit_id=unit,
            unit_path=path,
            state="open",
            version=1,
            head="",
            asker_id=person_id,
            needer_id=person_id,
            typist_id=person_id,
            opened_at=NOW,
        )
    )


def said(work: Work, case: Case, key: str, words: str) -> None:
    """What a step that says this does."""
    texts = [Text(case.id, case.version, key, words, "salt")]
    work.history.write(texts, case.needer_id)
    work.search.note(case, texts)


def three(work: Work) -> list[int]:
    person = somebody(work)
    here, also = opened(work, person, "演武-0001"), opened(work, person, "演武-0002", flow="request")
    there = opened(work, somebody(work, "李四"), "广场东-0412", EAST_PATH)
    said(work, here, "what", "楼道路灯坏了，晚上看不见")
    said(work, also, "what", "想要一盏台灯")
    said(work, there, "title", "路灯不亮")
    return [here.id, also.id, there.id]


def test_words_places_flows(house: HouseDb) -> None:
    here, also, there = house.run(three)
    with house.work() as work:
        find = work.search.find
        assert find("路灯", "/1/") == [there, here]
        assert find("路灯", "/1/2/3/") == [here]
        assert find("路灯坏了", "/1/") == [here]
        assert find("灯", "/1/") == []
        assert find("路灯", "/1/", flows=("request",)) == []
        assert find("台灯", "/1/", flows=("request", "wish")) == [also]
        assert find("路灯", "/1/", most=1) == [there]
        assert find("路灯", "/1/", before_id=there) == [here]
        assert find("？", "/1/") == ()
        assert find("不存在的话", "/1/") == []


def test_numbers(house: HouseDb) -> None:
    here, also, there = house.run(three)
    with house.work() as work:
        assert work.search.find("0412", "/1/") == [there]
        assert work.search.find("412", "/1/") == [there]
        assert work.search.find("演武-0001", "/1/") == [here]
        assert work.search.find("演武 2", "/1/") == [also]


def test_another_key_finds_nothing(house: HouseDb) -> None:
    house.run(three)
    with house.work() as work:
        assert Search(work.conn, type(work.vault)(b"2" * 32)).find("路灯", "/1/") == []
        kept = str(work.conn.execute(text("SELECT marks FROM case_search")).all())
        assert "路灯" not in kept
        assert "演武" not in kept


def test_names_and_phones_are_not_found(house: HouseDb) -> None:
    def act(work: Work) -> None:
        said(work, opened(work, somebody(work), "演武-0001"), "what", "王桂兰想要轮椅，打13800001234")

    house.run(act)
    with house.work() as work:
        assert len(work.search.find("轮椅", "/1/")) == 1
        assert work.search.find("桂兰", "/1/") == []
        assert work.search.find("13800001234", "/1/") == []


def test_what_is_said_anew_replaces_what_was(house: HouseDb) -> None:
    here, *_ = house.run(three)

    def amend(work: Work) -> None:
        case = work.cases.get([here])[here]
        said(work, case, "title", "旧标题")
        said(work, replace(case, version=2), "what", "想修水管")
        said(work, replace(case, version=2), "note", "谢谢邻居")

    house.run(amend)
    with house.work() as work:
        find = work.search.find
        assert find("水管", "/1/") == [here]
        assert find("标题", "/1/") == [here]
        assert find("楼道", "/1/") == []
        assert find("邻居", "/1/") == []


def test_a_person_takes_their_words_along(house: HouseDb) -> None:
    _, _, there = house.run(three)
    house.run(lambda work: work.people.erase(1))
    with house.work() as work:
        assert work.search.find("路灯", "/1/") == [there]
        assert work.conn.execute(select(func.count()).select_from(case_search)).scalar_one() == 1


def test_cases_can_be_forgotten_and_found_again(house: HouseDb) -> None:
    ids = house.run(three)
    house.run(lambda work: work.search.forget(ids))
    with house.work() as work:
        assert work.search.find("路灯", "/1/") == []
    assert house.run(lambda work: work.search.refill()) == 3
    with house.work() as work:
        assert work.search.find("路灯", "/1/") == [ids[2], ids[0]]


def test_a_change_that_is_undone_changes_nothing(house: HouseDb) -> None:
    here, *_ = house.run(three)
    with house.work() as work:
        before = work.search.find("路灯", "/1/")
        work.savepoint("SAVEPOINT action")
        work.search.enter(work.cases.get([here])[here], "别的话")
        assert work.search.find("别的", "/1/") == [here]
        work.savepoint("ROLLBACK TO action")
        assert work.search.find("路灯", "/1/") == before


def test_the_database_has_nothing_else(house: HouseDb) -> None:
    with house.work() as work:
        assert differences(work.conn) == []
        if work.conn.dialect.name == "sqlite":
            work.conn.exec_driver_sql("INSERT INTO case_words(case_words) VALUES ('integrity-check')")


@pytest.mark.parametrize("path", ["/1/", "/1/5/", "/1/5/35/"])
def test_a_small_city(built: Built, path: str) -> None:
    """The index answers what its marks say, newest first, page by page."""
    with built.engine.begin() as conn:
        search, flows = Search(conn, VAULT), tuple(FLOWS)
        everything = search.find(FREQUENT, path, most=2_000)
        assert everything == sorted(everything, reverse=True)
        assert len(everything) == len(set(everything))
        assert search.find(FREQUENT, path, most=2_000, flows=flows) == everything
        first = search.find(FREQUENT, path, most=10)
        assert [*first, *search.find(FREQUENT, path, most=10, before_id=first[-1])] == everything[:20]
        assert set(search.find(RARE, "/1/", most=2_000)) >= set(search.find(RARE, path, most=2_000))


def test_a_wish_is_found_once_it_is_posted_and_no_longer_once_its_person_is_gone(play: Play) -> None:
    actor = play.caller("刘书记").actor
    assert actor
    needer = play.ids["王奶奶"]
    draft = Wanted("想要一辆轮椅，我叫王桂兰", WishKind.THING, None, needer)
    case = play.do(lambda work: submit(work, actor, draft, play.now).case)

    def find(words: str) -> Sequence[int]:
        return play.desk.read_now(lambda work: work.search.find(words, "/1/"))

    assert find("轮椅") == find(case.no) == [case.id]
    assert find("桂兰") == []
    play.do(lambda work: work.people.erase(needer))
    assert find("轮椅") == []
