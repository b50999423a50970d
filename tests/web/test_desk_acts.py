"""Several cases at once from the desk: given, released, made one, handed over; each by itself, each once."""

import re

from tests.requests.scenes import LAMP, dispatched, finished, reported, working
from tests.web.desk import BIN, DRAIN, ask, option, plain, send
from tests.web.server import Site
from tests.web.test_chat import _sign_in


def test_given_to_one_at_once_and_only_once(site: Site) -> None:
    play = site.play
    lamp, bins = reported(play), reported(play, BIN, "张敏")
    with _sign_in(site, "刘书记") as liu:
        page = ask(liu, "dispatch", [lamp, bins])
        seat = option(page, "小吴（二号网格的网格员）")
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
        assert "这 1 件现在不能派，" in plain(page)
        assert f'/case/{gone}"' in page
        play.script(("刘书记", lamp), ("刘书记", "[派小吴]"))
        done = send(liu, page, seat=option(page, "小赵（一号网格的网格员）")).text
        assert "1 件办成了，1 件没有" in done
        assert "现在是“待签收”" in plain(done)
    assert play.case(bins).state == "assigned"
    assert len(play.events(lamp)) == 2


def test_each_to_the_one_that_is_thought_of(site: Site) -> None:
    play = site.play
    here, there = reported(play), reported(play, BIN, "赵大妈", category="garbage")
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"))
    with _sign_in(site, "刘书记") as liu:
        page = ask(liu, "dispatch", [here, there, "演武-0003"])
        assert "这 1 件现在不能派，" in plain(page)
        assert "心愿先审" in page
        assert "照建议各派各的" in page
        done = plain(send(liu, page, each="yes").text)
        assert "2 件办成了" in done
        assert "派给小吴了" in done
        assert "派给小赵了" in done
        assert "打勾的几件都不能这样办" in ask(liu, "dispatch", ["演武-0003"])
    assert {play.case(no).state for no in (here, there)} == {"assigned"}
    assert play.case("演武-0003").state == "review"


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


def test_each_community_has_its_own_people(site: Site) -> None:
    play = site.play
    here, there, mine = working(play), reported(play, BIN, "周平"), reported(play, DRAIN, "陈书记")
    with _sign_in(site, "马主任") as ma:
        page = ask(ma, "dispatch", [there, mine])
        done = plain(send(ma, page, seat=option(page, "小吴")).text)
        assert "他管不到这一件在的地方" in done
        page = ask(ma, "reassign", [here])
        same = plain(send(ma, page, seat=option(page, "小吴"), reason="试试").text)
        assert "本来就在他手上" in same
    assert play.case(there).state == "review"
    assert len(play.events(here)) == 3
