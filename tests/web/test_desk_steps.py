"""Each step of a case as a form: its controls, its refusals beside them, sent once."""

import re
from datetime import timedelta
from html import unescape

from handlers.kit.worktime import SHANGHAI
from tests.requests.scenes import LAMP, reported, working
from tests.web.desk import hidden, option, plain, step
from tests.web.server import Browser, Site
from tests.web.test_chat import _sign_in
from tests.web.test_hostile import _jpeg


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
        one_press = liu.http.get(prefilled).text
        assert "<h1>派给小吴（二号网格的网格员）</h1>" in one_press
        assert '<button class="button first">派</button>' in one_press
        assert "<select" not in one_press
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


def test_what_is_put_off_is_taken_up_early_only_when_asked_twice(site: Site) -> None:
    play = site.play
    no = working(play)
    with _sign_in(site, "刘书记") as liu:
        step(liu, no, "park", until="2026-03-20", reason="等立项")
        page = liu.http.get(f"/case/{no}").text
        assert f'href="/case/{no}/step/unpark"' in page
        assert "日子还没到" in liu.http.get(f"/case/{no}/step/unpark").text
        assert play.case(no).state == "parked"
        assert step(liu, no, "unpark").status_code == 200
    assert play.case(no).state == "working"


def test_how_urgent_is_said_in_hours(site: Site) -> None:
    no = reported(site.play)
    with _sign_in(site, "刘书记") as liu:
        page = liu.http.get(f"/case/{no}/step/classify").text
        assert "突发（首次联系 30 分钟，办结" in page


def test_a_missing_answer_is_asked_for_beside_its_control(site: Site) -> None:
    no = working(site.play)
    reported(site.play, "楼下的垃圾桶满了好几天没人收", "李师傅")
    with _sign_in(site, "刘书记") as liu:
        page = step(liu, no, "reassign", seat="", reason="他病了")
        assert page.status_code == 422
        assert 'aria-describedby="seat-fault"' in page.text
        assert "他病了</textarea>" in page.text
        assert "没有找到这一件" in step(liu, no, "merge", into="演武-9999").text
        assert "不能并到自己里面" in step(liu, no, "merge", into=no).text


def test_photos_come_with_the_form(site: Site) -> None:
    play = site.play
    no = working(play)
    with _sign_in(site, "小吴") as wu:
        page = wu.http.get(f"/case/{no}/step/finish").text
        fields = {**hidden(page), "how": "换了灯泡"}
        none = wu.http.post(f"/case/{no}/step/finish", data=fields)
        assert none.status_code == 422
        assert "还缺一样，请填上再按" in none.text
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


def test_who_called_notes_the_answer(site: Site) -> None:
    """A question that only follows from an answer before it is demanded then, and beside its control."""
    play = site.play
    no = reported(play, LAMP, "孙大爷", typist="小赵")
    play.script(("刘书记", "[派小孟]"), ("小孟", "[已联系上]"), ("小孟", "[办好了]"), ("小孟", "📷"), ("小孟", "换了"))
    with _sign_in(site, "刘书记") as liu:
        half = step(liu, no, "note_answer", granted="yes")
        assert half.status_code == 422
        assert 'id="satisfied-fault"' in half.text
        assert 'name="granted" required checked' in half.text
        assert step(liu, no, "note_answer", granted="yes", satisfied="good").status_code == 200
    assert play.case(no).facts["satisfied"] == "good"
