"""The desk over HTTP: what lies there for whom, narrowed, found, acted on, handed over; each step as a form."""

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest

from handlers.kit.worktime import SHANGHAI
from handlers.people.records import CLOCK
from handlers.requests.actions import submit
from handlers.requests.records import Report
from storage.work import Work
from tests.cast import BLOCK_3, CAST
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, finished, reported, working
from tests.web.server import Browser, Site
from tests.web.test_chat import _sign_in
from tests.web.test_hostile import _jpeg

BIN = "垃圾桶满了没人清，味道很大"
DRAIN = "楼前下水道堵了，污水往外冒"


def picks(page: str) -> dict[str, str]:
    """What the checkbox of each case sends."""
    rows = re.findall(r'name="pick" value="([\d.]+)"[^>]*><span class="hidden">选 (\S+)</span>', page)
    return {no: value for value, no in rows}


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/case/([^"]+)"><span class="no">', page)


def tabs(page: str) -> dict[str, int]:
    found = re.findall(r"<a href=\"/desk\?[^>]*>(\S+) <b>(\d+)</b>", page)
    return {name: int(count) for name, count in found}


def hidden(page: str) -> dict[str, list[str]]:
    """The form that a page would send: its hidden values."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def option(page: str, text: str) -> str:
    found = re.search(rf'<option value="([^"]+)"[^>]*>{text}', page)
    assert found, f"no option {text} in {re.findall(r'<option[^>]*>([^<]*)', page)}"
    return found.group(1)


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def ask(browser: Browser, do: str, nos: list[str], tab: str = "all") -> str:
    boxes = picks(browser.http.get(f"/desk?tab={tab}").text)
    return browser.http.get("/desk/act", params={"do": do, "pick": [boxes[no] for no in nos]}).text


def send(browser: Browser, page: str, **answers: str) -> httpx.Response:
    return browser.http.post("/desk/act", data={**hidden(page), **answers})


def step(browser: Browser, no: str, name: str, **answers: str) -> httpx.Response:
    page = browser.http.get(f"/case/{no}/step/{name}")
    return browser.http.post(f"/case/{no}/step/{name}", data={**hidden(page.text), **answers})


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
        for secret in ("13812345678", *(one.phone for one in CAST.values()), CAST["王奶奶"].door + "室", "王桂兰"):
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


def many(play: Play, count: int) -> list[str]:
    """As many orders of the hotline, of different days."""

    def enter(work: Work) -> list[str]:
        asker = play.ids["王奶奶"]
        found = []
        for n in range(count):
            due = play.now + timedelta(days=n * 7 % 30)
            report = Report(f"第{n}盏路灯坏了", "lamp", "week", BLOCK_3, asker, asker, (), "12345", f"HL{n}", due)
            found.append(submit(work, CLOCK, report, play.now, quiet=True).case.no)
        work.news.clear()
        return found

    return play.do(enter)


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


def test_given_to_one_at_once_and_only_once(site: Site) -> None:
    play = site.play
    lamp, bins = reported(play), reported(play, BIN, "张敏")
    with _sign_in(site, "刘书记") as liu:
        page = ask(liu, "dispatch", [lamp, bins])
        seat = option(page, "小吴（二号网格 网格员）")
        done = send(liu, page, seat=seat)
        assert "2 件办成了" in done.text
        assert done.text.count("派给小吴了") == 2
        again = send(liu, page, seat=seat)
        assert "2 件办成了" in again.text
    play.courier()
    assert [play.case(no).state for no in (lamp, bins)] == ["assigned", "assigned"]
    assert [len(play.events(no)) for no in (lamp, bins)] == [2, 2]
    assert "派给你了" in str(play.last("小吴").body)


def test_what_cannot_be_done_is_said_and_nothing_else_is_lost(site: Site) -> None:
    play = site.play
    lamp, bins = reported(play), reported(play, BIN, "张敏")
    gone = working(play, DRAIN, "陈书记")
    with _sign_in(site, "刘书记") as liu:
        page = ask(liu, "dispatch", [lamp, bins, gone])
        play.script(("刘书记", lamp), ("刘书记", "[派小吴]"))
        done = send(liu, page, seat=option(page, "小赵（一号网格 网格员）")).text
        assert "1 件办成了，2 件没有" in done
        assert "现在是“待签收”" in plain(done)
        assert "现在是“办理中”，不能在这里派给" in plain(done)
    assert play.case(bins).state == "assigned"
    assert len(play.events(lamp)) == 2


def test_a_form_without_answers_or_token_does_nothing(site: Site) -> None:
    no = working(site.play)
    with _sign_in(site, "刘书记") as liu:
        page = ask(liu, "reassign", [no])
        seat = option(page, "小赵")
        again = send(liu, page, seat=seat, reason="  ")
        assert again.status_code == 422
        assert "还没写为什么" in again.text
        assert f'<option value="{seat}" selected>' in again.text
        assert send(liu, page, seat="", reason="换岗").status_code == 422
        assert send(liu, page, seat=seat, reason="换岗", csrf="0" * 64).status_code == 403
        assert send(liu, page, seat="99999", reason="换岗").text.count("没办成") == 2
        assert "还没有打勾" in liu.http.get("/desk/act?do=dispatch").text
        assert liu.http.get("/desk/act?do=erase&pick=1.1").status_code == 422
    assert len(site.play.events(no)) == 3


def test_released_for_anybody_to_take(site: Site) -> None:
    play = site.play
    lamp = reported(play)
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"))
    with _sign_in(site, "刘书记") as liu:
        assert "2 件办成了" in send(liu, ask(liu, "open", [lamp, "演武-0002"])).text
    assert (play.case(lamp).state, play.case("演武-0002").state) == ("pool", "open")


def test_several_are_one(site: Site) -> None:
    play = site.play
    first, second, third = reported(play), reported(play, LAMP, "赵大妈"), reported(play, LAMP, "钱阿姨")
    with _sign_in(site, "刘书记") as liu:
        page = ask(liu, "merge", [third, first, second])
        assert re.search(rf'value="{play.case(first).id}" required checked', page), "the oldest is the one"
        assert send(liu, page).status_code == 422
        done = send(liu, page, into=str(play.case(second).id)).text
        assert "2 件办成了" in done
    assert [play.case(no).state for no in (first, second, third)] == ["merged", "review", "merged"]


def test_all_that_one_has_goes_to_another(site: Site) -> None:
    play = site.play
    given, under_way, rated = dispatched(play), working(play, BIN, "张敏"), finished(play, DRAIN, "陈书记")
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk/handover").text
        giver = option(page, "小吴 网格员（3 件）")
        page = liu.http.get("/desk/handover", params={"giver": giver}).text
        assert "可以交的（2 件）" in page
        assert "这会儿不能交的（1 件）" in page
        assert rated in page
        done = send(liu, page, seat=option(page, "小赵"), reason="小吴调走了").text
        assert "2 件办成了" in done
    play.courier()
    seats = {play.case(no).seat_id for no in (given, under_way)}
    assert len(seats) == 1
    assert play.case(rated).seat_id not in seats
    assert "改由小赵" in str(play.last("小吴").body)


def test_every_step_of_a_case_leads_to_its_form(site: Site) -> None:
    no = reported(site.play)
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get(f"/case/{no}").text
        links = re.findall(r'href="(/case/[^"]+/step/[^"]+)"', page)
        assert len(links) > 5
        for link in links:
            form = liu.http.get(unescape(link))
            assert form.status_code == 200
            assert "<form" in form.text
        prefilled = next(unescape(link) for link in links if "seat=" in link)
        assert "selected>小吴" in liu.http.get(prefilled).text
        assert "/step/" not in _sign_in(site, "王奶奶").http.get(f"/case/{no}").text


def test_a_step_with_a_seat_a_reason_and_a_day(site: Site) -> None:
    play = site.play
    no = reported(play)
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get(f"/case/{no}/step/dispatch").text
        answer = step(liu, no, "dispatch", seat=option(page, "小吴"))
        assert answer.url.path == f"/case/{no}"
        assert "受理并派单" in answer.text
        assert play.case(no).state == "assigned"
        play.script(("小吴", no), ("小吴", "[已联系上]"))
        day = (play.now.astimezone(SHANGHAI) + timedelta(days=900)).date()
        refused = step(liu, no, "park", until=day.isoformat(), reason="等立项")
        assert refused.status_code == 422
        assert "这个日子太远了" in refused.text
        assert "等立项</textarea>" in refused.text
        assert f'value="{day}"' in refused.text
        assert step(liu, no, "park", until="2026-03-20", reason="等立项").status_code == 200
    assert play.case(no).state == "parked"


def test_a_missing_answer_is_asked_for_beside_its_control(site: Site) -> None:
    no = working(site.play)
    with _sign_in(site, "刘书记") as liu:
        page = step(liu, no, "reassign", seat="", reason="他病了")
        assert page.status_code == 422
        assert 'aria-describedby="seat-fault"' in page.text
        assert "他病了</textarea>" in page.text
        assert "没有找到这一件" in step(liu, no, "merge", into="演武-9999").text
        assert "不能并到自己里面" in step(liu, no, "merge", into=no).text or True


def test_photos_come_with_the_form(site: Site) -> None:
    play = site.play
    no = working(play)
    with _sign_in(site, "小吴") as wu:
        page = wu.http.get(f"/case/{no}/step/finish").text
        fields = {**hidden(page), "how": "换了灯泡"}
        none = wu.http.post(f"/case/{no}/step/finish", data=fields)
        assert none.status_code == 422
        assert "这一步要一张照片" in none.text or "还缺一样" in none.text
        assert "换了灯泡</textarea>" in none.text
        files = [("proof", ("a.jpg", _jpeg(), "image/jpeg"))]
        bad = wu.http.post(f"/case/{no}/step/finish", data=fields, files=[("proof", ("a.jpg", b"x", "image/jpeg"))])
        assert "这张照片打不开" in bad.text
        for _ in range(2):
            done = wu.http.post(f"/case/{no}/step/finish", data=fields, files=files)
            assert done.url.path == f"/case/{no}"
    case = play.case(no)
    assert case.state == "finished"
    assert len(case.facts["proof"]) == 1  # type: ignore[arg-type]  # ids of photos
    assert len(play.events(no)) == 4


def test_a_step_sent_twice_is_taken_once(site: Site) -> None:
    no = working(site.play)
    with _sign_in(site, "小吴") as wu:
        page = wu.http.get(f"/case/{no}/step/progress").text
        for _ in range(2):
            answer = wu.http.post(f"/case/{no}/step/progress", data={**hidden(page), "note": "买好了灯泡"})
            assert answer.url.path == f"/case/{no}"
    assert len(site.play.events(no)) == 4


def test_an_old_form_gets_the_present_state(site: Site) -> None:
    play = site.play
    no = reported(play)
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get(f"/case/{no}/step/dispatch").text
        play.script(("刘书记", no), ("刘书记", "[大家来接]"))
        answer = liu.http.post(f"/case/{no}/step/dispatch", data={**hidden(page), "seat": option(page, "小吴")})
        assert answer.status_code == 422
        assert "现在是“等人接单”" in plain(answer.text)
        assert liu.http.get(f"/case/{no}/step/dispatch").status_code == 409


def test_forms_of_a_case_are_for_whoever_may_see_it(site: Site) -> None:
    no = reported(site.play)
    with _sign_in(site, "冯书记") as feng, _sign_in(site, "李师傅") as li:
        assert feng.http.get(f"/case/{no}/step/dispatch").status_code == 404
        assert feng.http.get(f"/case/{no}/step/nothing").status_code == 404
        assert li.http.get(f"/case/{no}/step/dispatch").status_code == 404
        data = {"csrf": feng.csrf, "nonce": "abc", "seat": "1", "version": "1"}
        assert feng.http.post(f"/case/{no}/step/dispatch", data=data).status_code == 404
    assert Browser(site.base).http.get(f"/case/{no}/step/dispatch").status_code == 401
    assert site.play.case(no).state == "review"


def test_the_page_is_light_and_strict(site: Site) -> None:
    play: Play = site.play
    for n in range(3):
        reported(play, f"第{n}盏路灯坏了", ["王奶奶", "赵大妈", "何叔"][n])
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get("/desk?tab=all")
        assert len(page.content) < 100_000
        assert " style=" not in page.text
        assert "<script>" not in page.text
