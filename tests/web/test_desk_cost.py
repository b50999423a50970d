"""What a page of the desk costs and counts, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.web.desk import look_over, settled
from bot.web.desk_query import Wanted
from handlers.lists.watch import Board, remit_of, unnumbered
from handlers.people.records import CLOCK, Viewer
from handlers.requests.actions import submit
from handlers.requests.records import Report
from storage.watch import Watch
from storage.work import Work
from tests.cast import BLOCK_1, BLOCK_3
from tests.databases import KINDS, Databases
from tests.house.test_queries import counted, many
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, reported, working

MOST = 4


def hotline(play: Play, count: int) -> None:
    """Orders of two buildings, as the hotline sends them."""

    def enter(work: Work) -> None:
        asker = play.ids["王奶奶"]
        for n in range(count):
            place = (BLOCK_1, BLOCK_3)[n % 2]
            report = Report(f"第{n}盏路灯坏了", "lamp", "week", place, asker, asker, (), "12345", f"HL{n}")
            submit(work, CLOCK, report, play.now, quiet=True)
        work.news.clear()

    play.do(enter)


def board(play: Play, who: str, path: str = "", flow: str = "") -> Board:
    actor = play.caller(who).actor
    assert actor
    remit = remit_of(actor, path, flow)
    assert remit
    return play.desk.read_now(lambda work: Watch(work.conn).board(remit, play.now))


@pytest.fixture(scope="module", params=KINDS)
def busy(databases: Databases, request: pytest.FixtureRequest) -> Iterator[Play]:
    """Much to do, entered once on either database: nobody changes it."""
    with databases.fresh(request.param) as url:
        found = Play(url)
        many(found, 20)
        hotline(found, 60)
        yield found
        found.close()


@pytest.mark.parametrize("query", [{}, {"tab": "all"}, {"tab": "all", "q": "路灯"}, {"tab": "todo", "due": "three"}])
@pytest.mark.parametrize("who", ["刘书记", "马主任", "小吴"])
def test_a_page_is_four_queries(busy: Play, who: str, query: dict[str, str]) -> None:
    caller = busy.caller(who)
    assert caller.actor
    viewer, remit = Viewer(caller.actor, caller.conversation), remit_of(caller.actor)
    assert remit
    wanted = settled(Wanted.read(query), remit)

    def read(work: Work) -> list[str]:
        with counted(work) as statements:
            look_over(work, viewer.actor, remit, wanted, busy.now)
        return statements

    found = busy.desk.read_now(read)
    assert len(found) <= MOST, "\n".join(found)


def test_heaps_by_place(play: Play) -> None:
    hotline(play, 5)
    assert board(play, "刘书记").counts() == {"watch": 0, "todo": 5, "doing": 0, "all": 5}
    assert board(play, "刘书记", "/1/2/3/4/").counts()["all"] == 3
    assert board(play, "陈书记").counts()["all"] == 2
    assert board(play, "陈书记", "/1/2/3/4/").counts()["all"] == 2, "another grid is not theirs"
    assert board(play, "马主任").counts()["all"] == 5
    assert board(play, "冯书记").counts()["all"] == 0
    names = [place.name for place in board(play, "陈书记").places]
    assert names == ["二号网格", "3号楼"]


def test_late_is_what_has_a_deadline(play: Play) -> None:
    """A case under way is not late when it can no longer be returned."""
    working(play, LAMP)
    assert board(play, "刘书记").counts()["watch"] == 0
    play.later(timedelta(days=4))
    assert board(play, "刘书记").counts()["watch"] == 0
    play.later(timedelta(days=9))
    assert board(play, "刘书记").counts()["watch"] == 1


def test_what_is_urgent_stands_ahead_for_one_query_more(play: Play) -> None:
    hotline(play, 60)

    def enter(work: Work) -> int:
        asker = play.ids["王奶奶"]
        return submit(work, CLOCK, Report("电线冒火", "lamp", "urgent", BLOCK_3, asker, asker), play.now).case.id

    danger, actor = play.do(enter), play.caller("刘书记").actor
    assert actor
    assert (board(play, "刘书记").counts()["watch"], board(play, "刘书记").urgent("todo")) == (1, [danger])
    assert board(play, "刘书记").urgent("doing") == []
    remit = remit_of(actor)
    assert remit
    for query in ({}, {"tab": "todo"}, {"tab": "todo", "due": "three"}, {"tab": "todo", "category": "lamp"}):
        wanted = settled(Wanted.read(query), remit)

        def read(work: Work, wanted: Wanted = wanted) -> list[str]:
            with counted(work) as statements:
                sheet = look_over(work, actor, remit, wanted, play.now)
            assert sheet.rows[0].urgent
            assert [row.urgent for row in sheet.rows].count(True) == 1
            return statements

        assert len(play.desk.read_now(read)) <= MOST + 1


def test_holders_and_what_they_hold(play: Play) -> None:
    dispatched(play)
    held = board(play, "刘书记").holders()
    assert list(held.values()) == [1]
    mine = board(play, "小吴")
    assert (mine.counts()["all"], list(mine.holders())) == (1, list(held))
    assert board(play, "小赵").counts()["all"] == 0


def test_what_goes_past_an_office_is_not_counted_there(play: Play) -> None:
    reported(play, "居委会办事态度不好", category="conduct")
    assert board(play, "刘书记").counts()["all"] == 0
    assert board(play, "马主任").counts()["all"] == 1


def test_nobody_else_has_a_desk(lite_play: Play) -> None:
    street, secretary = ("request", "summons"), ("wish", "request", "summons")
    for who, flows in (("王奶奶", None), ("李师傅", None), ("马主任", street), ("刘书记", secretary)):
        actor = lite_play.caller(who).actor
        assert actor
        remit = remit_of(actor)
        assert (set(remit.flows) if remit else None) == (set(flows) if flows else None)


def test_numbers_are_for_the_case_itself() -> None:
    assert unnumbered("找我13812345678，3号楼501") == "找我（号码点开看），3号楼501"
    assert unnumbered("我家2单元501室，楼道灯坏了") == "我家（门牌点开看），楼道灯坏了"
    assert unnumbered("座机 0355-2012345 随时") == "座机 （号码点开看） 随时"
