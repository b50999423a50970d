"""The page 积分试算: whose it is, what it shows, and that nobody else reads a name there."""

import html
import re
from datetime import date, timedelta

import pytest

from handlers.kit.roles import Role
from handlers.people.records import Person, Post
from handlers.points.switching import tried
from storage.work import Work
from tests.cast import CITY, GRID_1, YANWU
from tests.house.test_queries import counted
from tests.play import Play
from tests.points.doing import done
from tests.web.server import Site

DAY = date(2026, 3, 1)
PATH = "/points/whatif"


def got(site: Site, who: str, path: str) -> tuple[int, str]:
    """(status, the page's words)."""
    site.play.later(timedelta(seconds=1))  # each way in has its own moment
    with site.sign_in(who) as browser:
        answer = browser.http.get(path)
    return answer.status_code, " ".join(re.sub(r"<[^>]*>", " ", html.unescape(answer.text)).split())


def test_a_secretary_sees_who_would_stand_otherwise_and_why(site: Site) -> None:
    done(site.play, "李师傅", "volunteer", DAY)
    done(site.play, "李师傅", "study", DAY)
    done(site.play, "何叔", "missed_day", DAY)
    status, words = got(site, "刘书记", f"{PATH}?set=huaning")
    assert status == 200
    assert "演武社区换成“华宁星级”" in words
    assert "3 人会变 ，0 人不变" in words
    assert "李建国 党员 101 → 变成 61 分 无星 → 变成 一星 还是第 1" in words
    assert "起点 100 60 志愿服务 1 次 +1 +1 集中学习 1 次 “华宁星级”没有这一条，不算 0 0 加起来 101 61" in words
    assert "何卫东 党员 97 → 变成 57 分 还是第 3" in words
    assert "各条加减多少分，原文没有，先照洪洞，客户待定" in words


def test_how_it_is_adopted_is_shown(site: Site) -> None:
    _, words = got(site, "刘书记", f"{PATH}?set=huaning")
    assert 'from = 2027-01-01 units = ["140403001"] [points.sets] value = "huaning"' in words
    assert "从2027年1月1日起算" in words


def test_before_a_set_is_chosen_there_is_only_the_choice(site: Site) -> None:
    status, words = got(site, "马主任", PATH)
    assert status == 200
    assert "华宁星级" in words
    assert "人会变" not in words


@pytest.mark.parametrize("who", ["王奶奶", "李师傅", "张敏", "小赵"])
def test_others_are_told_whose_page_it_is(site: Site, who: str) -> None:
    status, words = got(site, who, f"{PATH}?set=huaning")
    assert status == 403
    assert "积分试算给社区书记、支部书记和街道看" in words
    assert "何卫东" not in words


def test_nobody_reads_beyond_their_own_unit(site: Site) -> None:
    assert "李建国" not in got(site, "冯书记", f"{PATH}?set=huaning")[1]
    assert "周平" in got(site, "冯书记", f"{PATH}?set=huaning")[1]
    assert got(site, "冯书记", f"{PATH}?set=huaning&unit={YANWU}")[0] == 403
    branch = got(site, "陈书记", f"{PATH}?set=huaning")[1]
    assert "张敏" in branch
    assert "李建国" not in branch
    street = got(site, "马主任", f"{PATH}?set=huaning")[1]
    assert "周**" in street, "an office above reads the numbers"
    assert "李**" in street
    assert "周平" not in street
    assert "李建国" not in street


def test_a_branch_secretary_sees_the_branch_alone(site: Site) -> None:
    """Others who serve at the same place belong to another branch."""

    def seated(work: Work) -> None:
        for who, role in (("赵大妈", Role.BRANCH_SECRETARY), ("钱阿姨", Role.PARTY_MEMBER)):
            seat = work.people.seat(role, YANWU, 1)
            work.people.add_post(Post(seat, site.play.ids[who], date(2020, 1, 1)))

    site.play.do(seated)
    words = got(site, "赵大妈", f"{PATH}?set=huaning")[1]
    assert "钱淑珍" in words
    assert "何卫东" not in words


@pytest.mark.parametrize(
    ("query", "status"), [("set=lost", 404), ("set=huaning&unit=x", 200), ("set=huaning&year=1", 200)]
)
def test_an_address_that_means_nothing_is_no_fault(site: Site, query: str, status: int) -> None:
    assert got(site, "刘书记", f"{PATH}?{query}")[0] == status


def test_a_trial_costs_the_same_for_many(play: Play) -> None:
    def cost(work: Work) -> int:
        with counted(work) as statements:
            found = tried(work, work.units.get(YANWU), "huaning", DAY)
        assert len(found.changes) + found.same >= 3
        return len(statements)

    done(play, "李师傅", "volunteer", DAY)
    few = play.desk.read_now(cost)

    def more(work: Work) -> None:
        for n in range(30):
            person = work.people.add(Person(0, CITY, f"党员{n}", f"党员{n}", unit_id=GRID_1))
            work.people.add_post(Post(work.people.seat(Role.PARTY_MEMBER, GRID_1), person, date(2020, 1, 1)))

    play.do(more)
    assert play.desk.read_now(cost) == few <= 6
