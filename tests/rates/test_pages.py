"""The pages: who may read them, that each number leads to its cases, that nothing leaks."""

import html
import re
from datetime import date, timedelta

import pytest

from handlers.kit.roles import Role
from handlers.people.records import Post
from handlers.rates.records import RATE_NAMES
from storage.work import Work
from tests.cast import EAST, GRID_1, STREET, YANWU
from tests.requests.scenes import dispatched, finished, reported, working
from tests.web.server import Site

CONDUCT = "社区干部办事拖拉，态度不好"


def _page(site: Site, who: str, path: str = "/rates") -> str:
    site.play.later(timedelta(seconds=1))  # each way in has its own moment
    with site.sign_in(who) as browser:
        answer = browser.http.get(path)
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def _links(page: str) -> list[str]:
    return re.findall(r'href="(/rates/cases\?[^"]*)"', page)


def test_a_secretary_reads_the_table(site: Site) -> None:
    finished(site.play)
    working(site.play, who="张敏")
    words = _words(_page(site, "刘书记"))
    assert "演武社区的三率" in words
    assert "算2026年3月提的诉求。" in words
    assert "一共 2 书面答复 0 同意退单 0 复号 0 反弹 0" in words
    assert "响应率 100.0% 2/2 算在内的： 按时联系 2 该联系 2 没按时 0 不算的： 没有" in words
    assert "按时办结率 100.0% 1/1 算在内的： 按时办好 1 该办好 1 没按时 0 不算的： 还没到期 1" in words
    assert "解决率 — 0/0 算在内的： 解决了 0 有回音 0 没解决 0 不算的： 还没办好 1 问了，等回音 1" in words
    assert "退单率 0.0% 0/2 算在内的： 退过单 0 派过单 2 没退过 2 不算的： 没有" in words


def test_each_number_opens_its_cases(site: Site) -> None:
    finished(site.play)
    working(site.play, who="张敏")
    reported(site.play, "请问老年证在哪里办", category="other")
    page = _page(site, "刘书记")
    site.play.later(timedelta(seconds=1))
    with site.sign_in("刘书记") as his:
        for link in _links(page):
            answer = his.http.get(html.unescape(link))
            assert answer.status_code == 200
            number = re.search(rf'href="{re.escape(link)}">[^<]*[ /](\d+)<', page)
            assert number
            assert f"（{number.group(1)}）" in answer.text
            assert answer.text.count('href="/case/') == int(number.group(1))
        late = next(link for link in _links(page) if "side=met" in link and "of=response" in link)
        assert "响应率：按时联系" in his.http.get(late).text


@pytest.mark.parametrize("who", ["王奶奶", "李师傅", "小赵"])
def test_others_are_told_kindly(site: Site, who: str) -> None:
    with site.sign_in(who) as browser:
        for path in ("/rates", "/rates/cases?of=all", f"/rates?unit={YANWU}"):
            answer = browser.http.get(path)
            assert answer.status_code == 403
            assert "各看各管的地方" in answer.text


def test_nobody_reads_above_or_beside_their_own(site: Site) -> None:
    with site.sign_in("刘书记") as his:
        for unit in (STREET, EAST):
            assert his.http.get(f"/rates?unit={unit}").status_code == 403
            assert his.http.get(f"/rates/cases?of=all&unit={unit}").status_code == 403
        assert his.http.get(f"/rates?unit={GRID_1}").status_code == 200
        assert his.http.get("/rates?unit=99999").status_code == 404
    with site.sign_in("陈书记") as his:
        assert "二号网格的三率" in his.http.get("/rates").text
        assert his.http.get(f"/rates?unit={YANWU}").status_code == 403


def test_without_signing_in(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        browser.http.cookies.clear()
        assert browser.http.get("/rates").status_code == 401
        assert browser.http.get("/rates/cases?of=all").status_code == 401


def test_communities_stand_side_by_side(site: Site) -> None:
    finished(site.play)
    working(site.play, who="张敏")
    reported(site.play, who="周平", text="路灯坏了")
    page = _page(site, "马主任")
    words = _words(page)
    assert "英雄中路街道的三率" in words
    assert re.search(r"演武社区 100.0% 2/2 第 1 100.0% 1/1 第 1", words)
    assert "广场东社区 — — — — —" in words
    assert "合计 100.0% 2/2" in words
    lower = _page(site, "马主任", f"/rates?unit={YANWU}&by=resolution")
    assert "一号网格" in lower
    assert f"/rates?unit={STREET}&" in lower


def test_a_complaint_about_the_secretary_is_the_streets(site: Site) -> None:
    reported(site.play, CONDUCT, category="conduct")
    assert "一共 0 " in _words(_page(site, "刘书记"))
    words = _words(_page(site, "马主任"))
    assert "一共 1 " in words
    assert "不在下一级里的" in words
    assert "一共 0 " in _words(_page(site, "马主任", f"/rates?unit={YANWU}"))
    assert CONDUCT in _page(site, "马主任", f"/rates/cases?of=all&unit={STREET}")
    assert "一共 0 " in _words(_page(site, "马主任", "/open/rates/140403001"))


def test_the_open_page_has_numbers_and_nothing_else(site: Site) -> None:
    finished(site.play)
    with site.sign_in("王奶奶") as browser:
        browser.http.cookies.clear()
        answer = browser.http.get("/open/rates/140403001?kind=year")
        assert answer.status_code == 200
        assert "响应率 100.0% 1/1" in _words(answer.text)
        assert "/rates/cases" not in answer.text
        assert "路灯" not in answer.text
        assert "演武-0" not in answer.text
        for code in ("140403", "YW1", "nothing"):
            assert browser.http.get(f"/open/rates/{code}").status_code == 404


def test_a_supervisor_reads_numbers_but_no_cases(site: Site) -> None:
    """What the policy of a case does not open to them stays shut: only its number counts."""
    finished(site.play)

    def seat(work: Work) -> None:
        work.people.add_post(Post(work.people.seat(Role.SUPERVISOR, STREET), site.play.ids["周平"], date(2020, 1, 1)))

    site.play.do(seat)
    assert "响应率 100.0% 1/1" in _words(_page(site, "周平"))
    listed = _page(site, "周平", "/rates/cases?of=response&side=met")
    assert "还有 1 件，内容不归你看" in listed
    assert "路灯" not in listed
    assert "演武-0" not in listed


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=week&from=2026-03-04", "2026年3月2日到3月8日提"),
        ("kind=quarter&from=2026-05-04", "2026年第2季度提"),
        ("kind=year&from=2025-12-31", "2025年提"),
        ("kind=days&from=2025-12-31&to=2026-01-02", "2025年12月31日到2026年1月2日提"),
        ("kind=days&from=2026-03-02&to=2026-03-01", "2026年3月提"),
        ("kind=half_month&from=0001-01-01", "2026年3月提"),
        ("kind=month&from=nonsense&unit=x&by=y", "2026年3月提"),
    ],
)
def test_any_period_can_be_asked_for(site: Site, query: str, said: str) -> None:
    assert said in _words(_page(site, "刘书记", f"/rates?{query}"))


def test_before_and_after(site: Site) -> None:
    page = _page(site, "刘书记", "/rates?kind=month&from=2026-03-10")
    assert "from=2026-02-01&to=2026-02-28" in page
    assert "from=2026-04-01&to=2026-04-30" in page
    days = _page(site, "刘书记", "/rates?kind=days&from=2026-03-05&to=2026-03-07")
    assert "from=2026-03-02&to=2026-03-04" in days
    assert "from=2026-03-08&to=2026-03-10" in days


def test_a_case_behind_a_number_says_why_and_leads_back(site: Site) -> None:
    no = dispatched(site.play, "家里停水了")
    site.play.later(timedelta(days=3))
    with site.sign_in("刘书记") as his:
        missed = "of=response&side=missed"
        listed = html.unescape(his.http.get(f"/rates/cases?{missed}").text)
        link = next(one for one in re.findall(r'href="([^"]+)"', listed) if one.startswith(f"/case/{no}?"))
        page = html.unescape(his.http.get(link).text)
        assert "算在“响应率：没按时”里。首次联系时限 03-02 " in page
        assert "已过，还没联系上。" in page
        back = next(one for one in re.findall(r'href="([^"]+)">回三率', page))
        assert back.startswith("/rates/cases?")
        assert no in his.http.get(back).text
        assert "回三率" not in his.http.get(f"/case/{no}?of=x&side=y").text
        assert 'href="/open/rates/140403001?' in his.http.get("/rates").text
    site.play.later(timedelta(seconds=1))
    with site.sign_in("王奶奶") as hers:
        assert "回三率" not in hers.http.get(link).text


def test_words_that_name_no_number(site: Site) -> None:
    with site.sign_in("刘书记") as his:
        for query in ("", "of=nothing", "of=response", "of=response&side=no"):
            assert his.http.get(f"/rates/cases?{query}").status_code == 404
        assert his.http.get("/rates/cases?of=response&side=merged").status_code == 200
        assert his.http.get("/rates/cases?of=all&page=999999999999").status_code == 200


def test_names_stand_for_every_rate() -> None:
    assert list(RATE_NAMES.values()) == ["响应率", "按时办结率", "解决率", "满意率", "退单率"]
