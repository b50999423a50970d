"""The desk over HTTP: what lies there for whom, counted, narrowed, found, page after page."""

import re
from datetime import timedelta
from html import unescape

import pytest

from handlers.people.records import CLOCK
from handlers.requests.actions import submit
from handlers.requests.records import Report
from storage.work import Work
from tests.cast import CAST
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, reported, working
from tests.web.desk import BIN, DRAIN, many, numbers, option, picks, tabs
from tests.web.server import Browser, Site
from tests.web.test_chat import _sign_in


def test_heaps_are_counted_and_open_the_right_cases(site: Site) -> None:
    play = site.play
    waits, given = reported(play, LAMP), dispatched(play, BIN, "张敏")
    over = reported(play, "请问老年证在哪里办", category="other")
    play.script(("刘书记", "[当场答复]"), ("刘书记", "带身份证到居委会办"))
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk").text
        assert tabs(page) == {"今天要盯的": 0, "待派": 1, "在办": 1, "全部": 3}
        assert "今天没有要盯的" in page
        assert numbers(liu.http.get("/desk?tab=todo").text) == [waits]
        assert numbers(liu.http.get("/desk?tab=doing").text) == [given]
        assert numbers(liu.http.get("/desk?tab=all").text) == [over, given, waits]


def test_a_row_says_what_where_who_and_what_next(site: Site) -> None:
    dispatched(site.play)
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk?tab=doing").text
        for said in (LAMP, "3号楼", "小吴 网格员", "待签收", "等签收", "签收 今天"):
            assert said in page
        site.play.later(timedelta(hours=9))
        page = liu.http.get("/desk").text
        assert "<strong>过期</strong> 待签收" in page
        assert "催签收" in page


def test_no_phone_and_no_door_lie_open(site: Site) -> None:
    reported(site.play, "路灯坏了，电话13812345678，2单元501的")
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk?tab=todo").text
        assert "路灯坏了" in page
        for secret in ("13812345678", *(one.phone for one in CAST.values()), CAST["王奶奶"].door, "王桂兰"):
            assert secret not in page


def test_a_holder_sees_what_they_hold_and_acts_on_nothing_at_once(site: Site) -> None:
    mine, other = dispatched(site.play), reported(site.play, BIN, "张敏")
    with _sign_in(site, "小吴") as wu:
        page = wu.http.get("/desk").text
        assert numbers(page) == [mine]
        assert "等你签收" in page
        assert other not in wu.http.get("/desk?tab=all").text
        assert not picks(page)
        assert wu.http.get("/desk/act?do=dispatch&pick=1.1").status_code == 403
        assert wu.http.get("/desk/handover").status_code == 403
        assert wu.http.post("/desk/act", data={"csrf": wu.csrf, "do": "open", "pick": "2.1"}).status_code == 403
    assert site.play.case(other).state == "review"


@pytest.mark.parametrize("who", ["王奶奶", "李师傅", "张敏"])
def test_others_are_told_kindly_that_it_is_not_for_them(site: Site, who: str) -> None:
    reported(site.play)
    with _sign_in(site, who) as browser:
        page = browser.http.get("/desk")
        assert page.status_code == 403
        assert "您提的事都在" in page.text
        assert LAMP not in page.text
    assert Browser(site.base).http.get("/desk").status_code == 401


def test_neighbouring_offices_and_what_goes_past_them(site: Site) -> None:
    reported(site.play)
    above = reported(site.play, "居委会办事态度不好", "赵大妈", category="conduct")
    with _sign_in(site, "冯书记") as feng, _sign_in(site, "刘书记") as liu, _sign_in(site, "马主任") as ma:
        assert tabs(feng.http.get("/desk").text)["全部"] == 0
        assert numbers(feng.http.get("/desk?tab=all&unit=/1/2/3/").text) == []
        assert tabs(liu.http.get("/desk").text)["全部"] == 1
        assert above not in liu.http.get("/desk?tab=all").text
        assert liu.http.get("/desk", params={"q": above}, follow_redirects=False).status_code == 200
        assert above in numbers(ma.http.get("/desk?tab=all").text)


def test_narrowed_by_place_state_kind_and_holder(site: Site) -> None:
    play = site.play
    lamp, bins = dispatched(play), reported(play, BIN, "赵大妈", category="garbage")
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"))
    with _sign_in(site, "刘书记") as liu:

        def left(**params: str) -> list[str]:
            return numbers(liu.http.get("/desk", params={"tab": "all", **params}).text)

        page = liu.http.get("/desk?tab=all").text
        assert left(unit=option(page, "　一号网格")) == [bins]
        assert left(flow="wish") == ["演武-0003"]
        assert left(state="assigned") == [lamp]
        assert left(category="garbage") == [bins]
        assert left(holder=option(page, "小吴 网格员")) == [lamp]
        assert left(order="old", flow="request") == [lamp, bins]
        assert left(q="轮椅") == ["演武-0003"]
        assert left(q="没有人写过这个") == []
        assert left(unit="/9/", flow="x", holder="seat.x", after="不是", due="?") == left()


def test_narrowed_by_deadline(site: Site) -> None:
    play = site.play
    urgent = dispatched(play, "家里停水了，水管爆了")
    slow = reported(play, BIN, "张敏")
    with _sign_in(site, "刘书记") as liu:
        assert numbers(liu.http.get("/desk?tab=all&due=late").text) == []
        assert numbers(liu.http.get("/desk?tab=all&due=today").text) == [urgent]
        assert set(numbers(liu.http.get("/desk?tab=all&due=three").text)) == {urgent, slow}
        play.later(timedelta(days=2))
        assert set(numbers(liu.http.get("/desk?tab=all&due=late").text)) == {urgent, slow}


def test_a_number_leads_to_its_case(site: Site) -> None:
    no = reported(site.play)
    with _sign_in(site, "刘书记") as liu:
        found = liu.http.get("/desk", params={"q": no})
        assert unescape(str(found.url)).endswith("/case/%E6%BC%94%E6%AD%A6-0001")
        assert "没有找到" in liu.http.get("/desk", params={"q": "演武-9999"}).text


def test_pages_follow_each_other_without_gap_or_double(site: Site) -> None:
    nos = many(site.play, 90)
    with _sign_in(site, "刘书记") as liu:
        for order in ("due", "new", "old"):
            seen, link = list[str](), f"/desk?tab=todo&order={order}"
            while link:
                page = liu.http.get(link).text
                seen += numbers(page)
                found = re.search(r'href="([^"]+)" rel="next"', page)
                link = unescape(found.group(1)) if found else ""
            assert sorted(seen) == sorted(nos)
            assert len(seen) == len(nos)


def test_what_needs_an_eye_today(site: Site) -> None:
    play = site.play
    returned, longer, calm = dispatched(play), working(play, BIN, "张敏"), working(play, DRAIN, "陈书记")
    play.script(
        ("小吴", returned), ("小吴", "[退单]"), ("小吴", "[不归我管]"), ("小吴", "这是物业的灯"), ("小吴", "[跳过]")
    )
    play.script(("小吴", longer), ("小吴", "[申请延期]"), ("小吴", "3月12日"), ("小吴", "要等配件"))
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk").text
        assert tabs(page)["今天要盯的"] == len(numbers(page)) == len({returned, longer})
        assert set(numbers(page)) == {returned, longer}
        assert "定退单" in page
        assert "批延期" in page
        assert calm in numbers(liu.http.get("/desk?tab=doing").text)


def test_what_is_urgent_and_lies_still_stands_first(site: Site) -> None:
    play = site.play
    many(play, 45)

    def enter(work: Work) -> str:
        asker = play.ids["王奶奶"]
        report = Report("电线掉下来了，冒火花", "lamp", "urgent", CAST["王奶奶"].home or 0, asker, asker)
        return submit(work, CLOCK, report, play.now, quiet=True).case.no

    danger = play.do(enter)
    with _sign_in(site, "刘书记") as liu:
        for tab in ("watch", "todo"):
            page = liu.http.get(f"/desk?tab={tab}").text
            assert numbers(page)[0] == danger
            assert numbers(page).count(danger) == 1
            assert page.count('<strong class="urgent">突发</strong>') == 1
        assert tabs(page)["今天要盯的"] == 1
        page = liu.http.get("/desk?tab=todo").text
        following = re.search(r'href="([^"]+)" rel="next"', page)
        assert following
        assert danger not in numbers(liu.http.get(unescape(following.group(1))).text)
        play.script(("刘书记", danger), ("刘书记", "[派小吴]"))
        assert numbers(liu.http.get("/desk").text) == [danger], "dispatched, not yet signed for"
        play.courier()
        play.script(("小吴", danger), ("小吴", "[已联系上]"))
        assert numbers(liu.http.get("/desk").text) == []
        assert "突发</strong>" not in liu.http.get("/desk?tab=doing").text


def test_what_is_not_looked_for_is_said(site: Site) -> None:
    no = reported(site.play, "楼前的井盖丢了")
    with _sign_in(site, "刘书记") as liu:

        def said(q: str) -> str:
            return liu.http.get("/desk", params={"q": q}).text

        assert numbers(said("井 盖")) == [no]
        assert "姓名和电话不在这里找" in said("王桂兰")
        assert "姓名和电话不在这里找" in said("138 3550 0001")
        assert "请写两个字以上" in said("灯")
        assert unescape(str(liu.http.get("/desk", params={"q": no.replace("-", " - ")}).url)).count("/case/") == 1


def test_the_page_is_light_and_strict(site: Site) -> None:
    play: Play = site.play
    for n in range(3):
        reported(play, f"第{n}盏路灯坏了", ["王奶奶", "赵大妈", "何叔"][n])
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk?tab=all")
        assert len(page.content) < 100_000
        assert " style=" not in page.text
        assert "<script>" not in page.text


def test_the_street_chooses_whose_directory_it_reads(site: Site) -> None:
    with _sign_in(site, "马主任") as ma:
        page = ma.http.get("/directory").text
        assert "您管的每个社区都有自己的便民簿" in page
        link = re.search(r'href="(/directory\?at=\d+)">演武社区', page)
        assert link
        assert "演武社区便民簿" in ma.http.get(link.group(1)).text
        assert "您管的每个社区" in ma.http.get("/directory?at=99").text


def test_a_mobile_number_in_the_directory_is_asked_about_once(site: Site) -> None:
    with _sign_in(site, "刘书记") as liu:
        entry = {"csrf": liu.csrf, "do": "save", "title": "办老年证", "answer": "带身份证", "words": "", "version": "0"}
        asked = liu.http.post("/directory", data={**entry, "phone": "138 3550 0001"})
        assert asked.status_code == 422
        assert "这里只写办公电话" in asked.text
        sure = re.search(r'name="sure" value="(\d+)"', asked.text)
        assert sure
        done = liu.http.post("/directory", data={**entry, "phone": "138 3550 0001", "sure": sure.group(1)})
        assert "存好了" in done.text
        assert liu.http.post("/directory", data={**entry, "title": "别的", "phone": "0355-2012345"}).status_code == 200
