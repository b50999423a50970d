"""Who is not ranked for a time: entered by a secretary, the reason sealed and forgotten with the person."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.texts import words
from handlers.kit.cards import Face
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor
from handlers.points.exempting import asked, end, exempt
from handlers.points.records import Exemption
from handlers.points.rules import exempt_fault
from storage.points import exemptions
from tests.checks import text_of
from tests.play import Play
from tests.points.counted import counted
from tests.points.test_page import page, spare, text
from tests.web.server import Site

TODAY = date(2026, 3, 2)


def actor(play: Play, who: str) -> Actor:
    found = play.caller(who).actor
    assert found
    return found


def entered(play: Play, by: str, one: Exemption) -> int:
    return play.do(lambda work: exempt(work, actor(play, by), one, play.now))


def out(play: Play, day: date) -> set[str]:
    found = play.do(lambda work: work.points.exempted(play.ids.values(), day))
    return {who for who, id_ in play.ids.items() if id_ in found}


def test_from_a_day_to_a_day(play: Play) -> None:
    li, zhang = play.ids["李师傅"], play.ids["张敏"]
    entered(play, "刘书记", Exemption(li, date(2026, 3, 5), date(2026, 3, 9), "illness"))
    entered(play, "陈书记", Exemption(zhang, date(2026, 3, 9), None, "age"))
    assert out(play, date(2026, 3, 4)) == set()
    assert out(play, date(2026, 3, 5)) == {"李师傅"}
    assert out(play, date(2026, 3, 9)) == {"李师傅", "张敏"}
    assert out(play, date(2026, 3, 10)) == {"张敏"}
    play.script(("李师傅", "积分"))
    assert "按规定" not in text_of(play.last("李师傅"))
    play.later(timedelta(days=3))
    play.script(("李师傅", "积分", "排名:按规定不计分排名"))
    assert "病" not in text_of(play.last("李师傅"))


def test_ended_it_holds_to_yesterday(play: Play) -> None:
    li, secretary = play.ids["李师傅"], actor(play, "刘书记")
    first = entered(play, "刘书记", Exemption(li, TODAY, date(2026, 3, 31), "illness"))
    play.later(timedelta(days=4))
    play.do(lambda work: end(work, secretary, li, first, play.now))
    play.do(lambda work: end(work, secretary, li, first, play.now))
    assert out(play, date(2026, 3, 5)) == {"李师傅"}
    assert out(play, date(2026, 3, 6)) == set()
    later = entered(play, "刘书记", Exemption(li, date(2026, 4, 1), None, "age"))
    play.do(lambda work: end(work, secretary, li, later, play.now))
    assert [one.id for one in play.do(lambda work: work.points.exemptions(li))] == [first], "what never began is gone"


@pytest.mark.parametrize(
    ("by", "of", "code"),
    [
        ("刘书记", "刘书记", "points/own_exemption"),
        ("李师傅", "李师傅", "points/own_exemption"),
        ("陈书记", "李师傅", "points/not_yours"),
        ("冯书记", "李师傅", "points/not_yours"),
        ("小赵", "李师傅", "points/not_yours"),
        ("马主任", "李师傅", "points/not_yours"),
        ("刘书记", "王奶奶", "points/not_yours"),
    ],
)
def test_who_may_not(lite_play: Play, by: str, of: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        entered(lite_play, by, Exemption(lite_play.ids[of], TODAY, None, "age"))
    with pytest.raises(Refusal, match=code):
        lite_play.do(lambda work: end(work, actor(lite_play, by), lite_play.ids[of], 1, lite_play.now))


THERE = (Exemption(1, date(2026, 5, 1), date(2026, 5, 31)),)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Exemption(1, TODAY, None, "age"), "points/exempt_already"),
        (Exemption(1, TODAY, date(2026, 4, 30), "age"), ""),
        (Exemption(1, TODAY, date(2026, 5, 1), "age"), "points/exempt_already"),
        (Exemption(1, date(2026, 5, 31), date(2026, 6, 5), "age"), "points/exempt_already"),
        (Exemption(1, date(2026, 6, 1), None, "age"), ""),
        (Exemption(1, date(2026, 6, 1), None, "illness"), "points/exempt_until"),
        (Exemption(1, date(2026, 3, 9), date(2026, 3, 8), "age"), "points/exempt_days"),
        (Exemption(1, date(2026, 2, 1), date(2026, 3, 1), "age"), "points/exempt_days"),
        (Exemption(1, date(2026, 2, 1), TODAY, "age"), ""),
        (Exemption(1, date(206, 3, 2), None, "age"), "points/exempt_far"),
        (Exemption(1, TODAY, date(9999, 12, 31), "age"), "points/exempt_far"),
    ],
)
def test_which_days(wanted: Exemption, code: str) -> None:
    assert exempt_fault(wanted, THERE, TODAY) == code
    if code:
        assert words(Face("points/refusal", {"code": code})).body


@pytest.mark.parametrize(("why", "starts"), [("", TODAY), ("bored", TODAY), ("age", None)])
def test_a_form_that_says_too_little(why: str, starts: date | None) -> None:
    with pytest.raises(Refusal, match="points/"):
        asked(1, why, starts, None)


def test_why_is_sealed_and_forgotten(play: Play) -> None:
    li = play.ids["李师傅"]
    entered(play, "刘书记", Exemption(li, TODAY, date(2026, 4, 1), "illness"))
    stored = play.do(lambda work: work.conn.execute(select(exemptions.c.sealed)).scalar_one())
    assert stored
    assert b"illness" not in stored
    assert [one.why for one in play.do(lambda work: work.points.exemptions(li))] == ["illness"]
    play.do(lambda work: work.people.erase(li))
    assert [one.why for one in play.do(lambda work: work.points.exemptions(li))] == [""]
    assert out(play, TODAY) == {"李师傅"}


def test_on_the_page_of_the_member(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Entered, refused, ended; only secretaries read why, and no log does."""
    play, li = site.play, site.play.ids["李师傅"]
    counted(play, "李师傅", "donate", "given:1")
    with caplog.at_level(logging.DEBUG), site.sign_in("刘书记") as hers:
        wrong = spare(hers, li, "illness", "2026-03-10", "2026-03-09")
        assert wrong.status_code == 422
        assert "最后一天不能早于头一天" in wrong.text
        assert '<option value="illness" selected>' in wrong.text
        assert 'value="2026-03-10"' in wrong.text, "nothing that was typed is lost"
        assert spare(hers, li, "illness", "2026-03-02", "tomorrow").status_code == 422
        done = spare(hers, li, "illness", "2026-03-02", "2026-05-01")
        assert "记好了" in done.text
        assert "3月2日起，到5月1日 · 长期生病" in text(done.text)
        assert "这段日子已经记过了" in spare(hers, li, "age", "2026-04-01").text
        assert spare(hers, site.play.ids["刘书记"], "age", "2026-03-02").status_code == 403
        ended = hers.http.post("/points/spare", data={"csrf": hers.csrf, "of": str(li), "end": "1"})
        assert "没有记过，照常排名" in text(ended.text)
        assert hers.http.post("/points/spare", data={"csrf": "0" * 64, "of": str(li), "end": "1"}).status_code == 403
        assert hers.http.post("/points/spare", data={"csrf": hers.csrf, "of": "x", "end": "y"}).status_code == 403
        spare(hers, li, "illness", "2026-03-02", "2026-05-01")
    for who, query in (("李师傅", ""), ("何叔", ""), ("陈书记", "")):
        seen = page(site, who, query)
        assert "生病" not in seen.replace("长期生病的", "")
        assert "illness" not in seen
    own = page(site, "李师傅")
    assert "按规定不计分排名" in own
    assert "/points/spare" not in own
    assert "illness" not in caplog.text
    assert "生病" not in caplog.text
