"""Who reads what: one's own place in the chat, names inside only, and on the open page the upper part, masked."""

import html
import re
from datetime import date, timedelta
from fractions import Fraction

import httpx
import pytest

from handlers.kit.roles import Role
from handlers.people.records import Post
from handlers.rankings.rules import last_public, masked, month_of
from storage.work import Work
from tests.cast import YANWU
from tests.checks import text_of
from tests.play import Play
from tests.rankings.doing import at, branch, earn, ranked
from tests.web.server import Site

LONG = date(2020, 1, 1)
NAMES = ("李建国", "张敏", "何卫东", "赵秀英", "孙长庚", "钱淑珍")
PUBLIC = "/open/rankings/140403001"


def month(play: Play) -> None:
    """Two branches of three: 5, 4, 3 and 2, 1, 0."""
    first, second = ("李师傅", "张敏", "何叔"), ("赵大妈", "孙大爷", "钱阿姨")
    branch(play, "第一支部", *((who, Role.PARTY_MEMBER, LONG) for who in first))
    org = branch(play, "第二支部", *((who, Role.PARTY_MEMBER, LONG) for who in second))

    def seat(work: Work) -> None:
        post = Post(work.people.seat(Role.BRANCH_SECRETARY, YANWU, org), play.ids["小孟"], LONG)
        work.people.add_post(post)

    play.do(seat)
    for points, who in enumerate(reversed((*first, *second))):
        earn(play, who, points)
    play.clock.move(at("2026-04-01 08:00") - play.now)
    ranked(play)


def page(site: Site, who: str, path: str = "/rankings") -> tuple[int, str]:
    site.play.later(timedelta(seconds=1))
    with site.sign_in(who) as browser:
        answer = browser.http.get(path)
        return answer.status_code, html.unescape(answer.text)


def anybody(site: Site, path: str = PUBLIC) -> tuple[int, str]:
    answer = httpx.get(f"{site.base}{path}")
    return answer.status_code, html.unescape(answer.text)


def names_in(text: str) -> set[str]:
    return {name for name in NAMES if name in text}


def test_the_upper_share_by_places() -> None:
    half = Fraction(1, 2)
    assert last_public({1: 1, 2: 2, 4: 1}, half) == 1  # of four two: the tie at 2 reaches over the edge
    assert last_public({1: 2, 3: 2}, half) == 1
    assert last_public({1: 1, 2: 1, 3: 1, 4: 1}, half) == 2
    assert last_public({1: 1, 2: 1, 3: 1}, half) == 1
    assert last_public({1: 80}, half) == 0
    assert last_public({1: 1}, half) == 0
    assert last_public({}, half) == 0
    assert last_public({1: 1, 2: 1, 3: 1, 4: 1}, Fraction(1)) == 4


def test_names_are_masked_to_one_length() -> None:
    assert (masked("王桂兰"), masked("张敏"), masked("欧阳震华")) == ("王**", "张**", "欧**")
    assert masked("已注销的人") == masked("") == "***"


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-3", "26-03-01", "2026\uff0d03", "x", "0000-01"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert month_of(text) is None


def test_ones_own_place_in_the_chat(play: Play) -> None:
    month(play)
    play.script(("张敏", "月榜", "支部第 2，社区第 2"))
    said = text_of(play.last("张敏"))
    assert "第 1 李建国 105 分" in said
    assert "积分:104" in said
    assert names_in(said) == {"李建国", "张敏", "何卫东"}
    assert [button.page for button in play.last("张敏").buttons] == ["/rankings"]
    play.script(("刘书记", "排名", "上榜 6 人"), ("小孟", "积分榜", "第 1 赵秀英"))
    assert names_in(text_of(play.last("小孟"))) == {"赵秀英", "孙长庚", "钱淑珍"}
    play.script(("王奶奶", "月榜", "人人能看的在公开墙上"), ("马主任", "月榜", "人人能看的在公开墙上"))


def test_before_the_first_month(lite_play: Play) -> None:
    lite_play.script(("张敏", "月榜", "还没有月榜"))


def test_inside_by_name_each_their_own(site: Site) -> None:
    month(site.play)
    assert names_in(page(site, "刘书记")[1]) == set(NAMES)
    assert names_in(page(site, "小孟")[1]) == {"赵秀英", "孙长庚", "钱淑珍"}
    assert names_in(page(site, "何叔")[1]) == {"李建国", "张敏", "何卫东"}
    org = re.findall(r"branch=(\d+)", page(site, "刘书记")[1])
    assert len(set(org)) == 2
    for one in org:
        assert len(names_in(page(site, "刘书记", f"/rankings?branch={one}")[1])) == 3
        assert names_in(page(site, "小孟", f"/rankings?branch={one}")[1]) == {"赵秀英", "孙长庚", "钱淑珍"}
        assert names_in(page(site, "何叔", f"/rankings?branch={one}")[1]) == {"李建国", "张敏", "何卫东"}


@pytest.mark.parametrize("who", ["王奶奶", "小赵", "马主任"])
def test_nobody_else_opens_it(site: Site, who: str) -> None:
    month(site.play)
    status, text = page(site, who)
    assert status == 403
    assert names_in(text) == set()


def test_another_community_reads_its_own(site: Site) -> None:
    month(site.play)
    for who in ("冯书记", "周平"):
        status, text = page(site, who)
        assert status == 200
        assert names_in(text) == set()


def test_strangers_are_sent_to_the_door(site: Site) -> None:
    month(site.play)
    status, text = anybody(site, "/rankings")
    assert status in (200, 303, 401, 403)
    assert names_in(text) == set()


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "?month=2026-03",
        "?page=2",
        "?upto=6&rules=hongdong&sort=-place",
        "?branch=2",
        "?offset=3&limit=100",
        "?all=1",
    ],
)
def test_the_open_page_is_masked_and_the_upper_half(site: Site, tail: str) -> None:
    month(site.play)
    status, text = anybody(site, PUBLIC + tail)
    assert status == 200
    assert names_in(text) == set()
    rows = re.findall(r'<td class="place">(\d+)</td><th scope="row">([^<]*?)\s*</th>', text)
    assert rows == [("1", "李**"), ("2", "张**"), ("3", "何**")]
    assert not any(word in text for word in ("13835500", "单元", "第一支部", "反向扣分"))
    assert "一共 6 人" in text


def test_ids_in_the_address_find_nothing_else(site: Site) -> None:
    month(site.play)
    for tail in ("140403", "YW1", "1", "3", "0", "140403001/2"):
        status, text = anybody(site, f"/open/rankings/{tail}")
        assert status == 404
        assert "**" not in text
    assert "**" not in anybody(site, f"{PUBLIC}?month=2025-01")[1]


def test_everybody_alike_is_published_for_nobody(site: Site) -> None:
    site.play.clock.move(at("2026-04-01 08:00") - site.play.now)
    ranked(site.play)
    _, text = anybody(site)
    assert "同分的人太多" in text
    assert "**" not in text


def test_who_was_erased_has_no_name_left(site: Site) -> None:
    month(site.play)
    site.play.do(lambda work: work.people.erase(site.play.ids["张敏"]))
    assert "张" not in re.sub(r"<style.*?</style>", "", anybody(site)[1]).replace("公开墙", "")
    assert "张敏" not in page(site, "刘书记")[1]
