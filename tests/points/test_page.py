"""The page of points: one's own year and those before, and who else may open it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from handlers.kit.roles import Role
from tests.cast import GRID_1
from tests.points.counted import at, counted, hold, seat, taken_back
from tests.scenes import claimed
from tests.web.server import Browser, Site


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def spare(browser: Browser, of: int, why: str, starts: str, ends: str = "") -> httpx.Response:
    """The form by which a secretary takes a member out of the ranking."""
    sent = {"csrf": browser.csrf, "of": str(of), "why": why, "starts": starts, "ends": ends}
    return browser.http.post("/points/spare", data=sent)


def page(site: Site, who: str, query: str = "", status: int = 200) -> str:
    site.play.later(timedelta(seconds=1))  # a link is made for a moment
    with site.sign_in(who) as theirs:
        found = theirs.http.get(f"/points{query}")
        assert found.status_code == status
        return found.text


def test_ones_own_points_with_every_reason(site: Site) -> None:
    claimed(site.play)
    case = site.play.case()
    hold(site.play)
    counted(site.play, "李师傅", "served", f"case:{case.id}", occasion=case.no, kind="service")
    counted(site.play, "李师傅", "hour", "helped:1", quantity=250)
    wrong = counted(site.play, "李师傅", "missed", "missed:1")
    taken_back(site.play, wrong)
    html = page(site, "李师傅")
    seen = text(html)
    for words in (
        *("我的积分", "2026 年 · 评星的一套", "92.75 分 三星", "再有 2.25 分是四星。不四舍五入。"),
        *("基础积分90", "五星积分2.75", "反向赋分0", "反向扣分0", "时长 2.5 小时，要 20 小时，还差 17.5 小时"),
        *("每一笔（4）", "分类是服务，乘 1.5。", "一小时记 0.5 分，这次 2.5 小时。", "已更正：3月2日收回了这一笔。"),
        *("客户待定：星级的分数线客户待定", "客户待定：每月两次客户待定", "一个月最多 2 分", "出处：宣讲"),
    ):
        assert words in seen
    assert f'href="/case/{case.no}"' in html
    assert "不计分排名" not in seen
    assert "看谁的" not in seen


def test_an_older_cycle_stays_to_be_read(site: Site) -> None:
    counted(site.play, "李师傅", "donate", "given:1")
    counted(site.play, "李师傅", "bottom_line", "found:1")
    site.play.clock.move(at("2027-01-01 00:00:01") - site.play.now)
    counted(site.play, "李师傅", "served", "case:90")
    now = page(site, "李师傅")
    assert "2027 年 · 洪洞党员积分" in text(now)
    assert "101 分" in text(now), "the new cycle begins anew"
    assert "公益捐助</span>" not in now.partition('id="how"')[0]
    assert '<a class="button quiet" href="/points?cycle=2026">2026 年</a>' in now
    old = text(page(site, "李师傅", "?cycle=2026"))
    assert "2026 年 · 洪洞党员积分 · 过去的周期" in old
    assert "本周期归零：违法违纪" in old
    assert "公益捐助" in old.partition("怎么算的")[0]
    assert "2026年3月2日" in old, "the year is said"


@pytest.mark.parametrize("query", ["?cycle=1999", "?cycle=%3Cb%3E", "?page=999", "?of=x", "?cycle=2026-13&page=-1"])
def test_odd_addresses_say_something(site: Site, query: str) -> None:
    counted(site.play, "李师傅", "donate", "given:1")
    assert "我的积分" in text(page(site, "李师傅", query))


def test_a_long_year_has_pages(site: Site) -> None:
    for n in range(51):
        counted(site.play, "李师傅", "donate", f"given:{n}")
    first, second = page(site, "李师傅"), page(site, "李师傅", "?page=2")
    assert first.count("，怎么来的") == 50
    assert second.count("，怎么来的") == 1
    assert "第 2 页，一共 2 页" in second
    assert 'href="/points?page=2"' in first


def test_a_secretary_chooses_among_their_own(site: Site) -> None:
    counted(site.play, "李师傅", "donate", "given:1")
    theirs = page(site, "刘书记")
    assert re.findall(r'<option value="\d+">([^<]+)', theirs) == ["李师傅", "张敏", "何叔"]
    him = site.play.ids["李师傅"]
    assert "101 分" in text(page(site, "刘书记", f"?of={him}"))
    assert re.findall(r'<option value="\d+">([^<]+)', page(site, "陈书记")) == ["张敏"]
    assert re.findall(r'<option value="\d+">([^<]+)', page(site, "冯书记")) == ["周平"]


@pytest.mark.parametrize("role", [Role.GROUP_LEADER, Role.COMMITTEE_MEMBER])
def test_offices_of_the_branch_read_but_do_not_exempt(site: Site, role: Role) -> None:
    seat(site.play, "钱阿姨", role, GRID_1)
    him = site.play.ids["李师傅"]
    with site.sign_in("刘书记") as secretary:
        spare(secretary, him, "illness", "2026-03-02", "2026-05-01")
    with site.sign_in("钱阿姨") as hers:
        seen = hers.http.get(f"/points?of={him}").text
        assert "李师傅的积分" in seen
        assert "按规定不计分排名" in seen
        for hidden in ("生病", "/points/spare", "5月1日"):
            assert hidden not in seen
        sent = hers.http.post(
            "/points/spare", data={"csrf": hers.csrf, "of": str(him), "why": "age", "starts": "2026-03-03"}
        )
        assert sent.status_code == 403


@pytest.mark.parametrize("who", ["王奶奶", "何叔", "张敏", "小赵", "陈书记", "冯书记", "马主任"])
def test_nobody_else_opens_them(site: Site, who: str) -> None:
    counted(site.play, "李师傅", "donate", "given:1", occasion="演武-0001")
    refused = page(site, who, f"?of={site.play.ids['李师傅']}", 403)
    assert "李师傅" not in refused
    assert "公益捐助" not in refused
    assert refused == page(site, who, "?of=99999", 403), "whether there is such a member is not told"


def test_who_has_none_is_told_so(site: Site) -> None:
    assert "积分是记给党员和志愿者的" in text(page(site, "王奶奶"))
    assert "请选一位" in page(site, "刘书记")
    with site.sign_in("李师傅") as his:
        assert 'href="/points"' in his.http.get("/mine").text
        assert 'href="/points"' in his.http.get("/chat").text
    with site.sign_in("王奶奶") as hers:
        assert 'href="/points"' not in hers.http.get("/mine").text


def test_without_a_session_there_is_nothing(site: Site) -> None:
    with site.sign_in("李师傅") as his:
        his.http.cookies.clear()
        assert his.http.get("/points").status_code == 401
        assert his.http.post("/points/spare", data={"of": "1"}).status_code == 403


def test_the_page_says_the_case_only_to_whom_the_kernel_lets(site: Site) -> None:
    claimed(site.play)
    case = site.play.case()
    counted(site.play, "李师傅", "served", f"case:{case.id}", occasion=case.no)
    seat(site.play, "钱阿姨", Role.GROUP_LEADER, GRID_1)
    html = page(site, "钱阿姨", f"?of={site.play.ids['李师傅']}")
    assert case.no in html
    assert f"/case/{case.no}" not in html


def test_a_member_whose_post_ended_reads_what_was(site: Site) -> None:
    counted(site.play, "李师傅", "donate", "given:1")
    play = site.play
    play.later(timedelta(days=2))
    seat_id = play.do(lambda work: work.people.seat(Role.PARTY_MEMBER, GRID_1))
    post = next(one for one in play.do(lambda work: work.people.posts()) if one.seat_id == seat_id)
    assert play.do(lambda work: work.people.change_post(replace(post, ends=date(2026, 3, 3))))
    assert "2026 年" in page(site, "李师傅")
    old = text(page(site, "李师傅", "?cycle=2026"))
    assert "101 分" in old
    assert "公益捐助" in old
