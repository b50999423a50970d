"""A summons on the pages beside the chat: the desk, its history, its steps as forms, and what is no act for it."""

from tests.requests.scenes import reported as requested
from tests.summons.scenes import AGREED, called, reported, talked
from tests.web.desk import ask, numbers, plain, send, step
from tests.web.server import Site
from tests.web.test_chat import _sign_in


def test_it_lies_on_the_desks_of_the_street_and_the_community(site: Site) -> None:
    no = called(site.play)
    for who, next_ in (("马主任", "等你约谈"), ("刘书记", "等约谈")):
        with _sign_in(site, who) as browser:
            page = browser.http.get("/desk?tab=doing").text
            assert numbers(page) == [no]
            assert "约谈演武，连着 3 个月红灯" in plain(page)
            assert next_ in plain(page)
    for who in ("陈书记", "小吴", "冯书记"):
        with _sign_in(site, who) as browser:
            assert numbers(browser.http.get("/desk?tab=all").text) == []
            assert browser.http.get(f"/case/{no}").status_code == 404


def test_its_steps_are_forms_and_its_history_is_a_page(site: Site) -> None:
    no = called(site.play)
    with _sign_in(site, "马主任") as ma, _sign_in(site, "刘书记") as liu:
        late = step(ma, no, "hold", agreed=AGREED, until="2026-03-01")
        assert late.status_code == 422
        assert "来不及改" in late.text
        assert f"{AGREED}</textarea>" in late.text
        told = plain(step(ma, no, "hold", agreed=AGREED, until="2026-03-20").text)
        assert "自动 连着红灯，请街道约谈" in told
        assert f"“{AGREED}”" in told
        assert "改到：3月20日" in told
        assert "整改中" in plain(liu.http.get("/waiting").text)
        assert "等你改好" in plain(liu.http.get("/waiting").text)
        assert step(liu, no, "report", how="清完了").status_code == 200
        assert liu.http.get(f"/case/{no}/step/accept").status_code == 409
        assert "等你去看" in plain(ma.http.get("/waiting").text)
        assert step(ma, no, "refuse", reason="三单元还堆着", until="2026-03-27").status_code == 200
        assert "三单元还堆着" in plain(liu.http.get(f"/case/{no}").text)


def test_nothing_is_merged_or_given_away_with_it(site: Site) -> None:
    talked(site.play)
    other = requested(site.play)
    with _sign_in(site, "马主任") as ma:
        for act in ("dispatch", "open", "reassign"):
            assert "演武-0001" in ask(ma, act, ["演武-0001", other])
        assert ma.http.get("/desk/handover").status_code == 200
    with _sign_in(site, "刘书记") as liu:
        before = site.play.case(), site.play.case(other)
        for into in before:
            done = send(liu, ask(liu, "merge", ["演武-0001", other]), into=str(into.id))
            assert done.status_code == 200
            assert "并进去了" not in done.text
        assert (site.play.case(), site.play.case(other)) == before


def test_residents_find_nothing(site: Site) -> None:
    reported(site.play)
    for who in ("王奶奶", "李师傅", "小吴"):
        with _sign_in(site, who) as browser:
            for page in ("/mine", "/open", "/waiting", "/mine/data", "/wall/140403001"):
                assert "演武-0001" not in browser.http.get(page).text
            assert browser.http.get("/case/演武-0001").status_code == 404
