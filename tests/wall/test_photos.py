"""A photo hangs on the wall only after the office has looked at it, and no longer than it should."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.kit.refusals import Refusal
from handlers.wall.records import Part
from storage.wall import wall_photos
from storage.work import Work
from tests.play import Play
from tests.requests.scenes import LAMP, finished, reported, working
from tests.scenes import connected, fulfilled
from tests.wall.looking import CODE, EAST, chosen_from, hangs, proof, put_up, slips, taken_off
from tests.web.server import Site


def with_a_photo(play: Play) -> str:
    """A lamp whose report came with a photo of its own, and another when it was mended."""
    play.say("王奶奶", LAMP)
    play.photo("王奶奶")
    play.script(("王奶奶", "[提交]"), ("刘书记", "[派小吴]"), ("小吴", "[已联系上]"))
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    return "演武-0001"


def test_only_after_somebody_looked_at_it(play: Play) -> None:
    fulfilled(play)
    media = proof(play)
    assert not hangs(play, media)
    assert put_up(play, "刘书记", media) == 1
    assert slips(play, Part.DONE)[0].photos == (media,)
    assert hangs(play, media)
    assert taken_off(play, "刘书记", media) == 1
    assert slips(play, Part.DONE)[0].photos == ()
    assert not hangs(play, media)


def test_every_change_is_written(play: Play) -> None:
    fulfilled(play)
    media = proof(play)
    assert [put_up(play, "刘书记", media), put_up(play, "刘书记", media)] == [1, 0]
    assert [taken_off(play, "陈书记", media), taken_off(play, "刘书记", media)] == [1, 0]
    put_up(play, "陈书记", media)
    query = select(wall_photos.c.shown_by, wall_photos.c.taken_off_by, wall_photos.c.taken_off_at).order_by("id")
    rows = play.desk.read_now(lambda work: work.conn.execute(query).all())
    liu, chen = play.ids["刘书记"], play.ids["陈书记"]
    assert [(by, off_by) for by, off_by, _ in rows] == [(liu, chen), (chen, None)]
    assert [at is not None for *_, at in rows] == [True, False]


@pytest.mark.parametrize("who", ["王奶奶", "李师傅", "小吴", "马主任", "冯书记"])
def test_nobody_else_puts_one_up(play: Play, who: str) -> None:
    fulfilled(play)
    media = proof(play)
    with pytest.raises(Refusal):
        put_up(play, who, media)
    put_up(play, "刘书记", media)
    with pytest.raises(Refusal):
        taken_off(play, who, media)
    with pytest.raises(Refusal):
        chosen_from(play, who)
    assert hangs(play, media)


def test_a_branch_secretary_chooses_for_the_own_part_of_the_community(play: Play) -> None:
    fulfilled(play)
    play.script(("赵大妈", "想要一把小凳子"), ("赵大妈", "[提交]"), ("刘书记", "[通过公示]"), ("何叔", "演武-0002"))
    play.script(("何叔", "[我来接]"), ("何叔", "[已联系上]"), ("何叔", "[圆梦了]"), ("何叔", "📷"), ("何叔", "[先不]"))
    assert chosen_from(play, "刘书记") == ["演武-0002", "演武-0001"]
    assert chosen_from(play, "陈书记") == ["演武-0001"]
    assert put_up(play, "陈书记", proof(play, "演武-0002")) == 0


def test_a_photo_of_the_report_never(play: Play) -> None:
    no = with_a_photo(play)
    report = proof(play, no, "photos")
    assert put_up(play, "刘书记", report, proof(play, no)) == 1
    assert not hangs(play, report)
    assert hangs(play, proof(play, no))


def test_a_forged_row_shows_no_photo_of_the_report(play: Play) -> None:
    with_a_photo(play)
    report, case = proof(play, key="photos"), play.case().id
    play.do(lambda work: work.wall.show(case, report, play.ids["刘书记"], play.now))
    assert not hangs(play, report)
    assert slips(play, Part.DONE)[0].photos == ()


def test_before_and_after_may_both_hang(play: Play) -> None:
    no = working(play)
    play.script(("小吴", "[先拍一张]"), ("小吴", "📷"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    both = proof(play, no, "before"), proof(play, no)
    assert put_up(play, "刘书记", *both) == 2
    assert slips(play, Part.DONE)[0].photos == both


@pytest.mark.parametrize("who", ["李师傅", "王奶奶"])
def test_an_erased_persons_photo_is_gone_by_itself(play: Play, who: str) -> None:
    """Whoever took it, or whose wish it was."""
    fulfilled(play)
    media = proof(play)
    put_up(play, "刘书记", media)
    play.do(lambda work: work.people.erase(play.ids[who]))
    assert not hangs(play, media)
    assert not [slip for slip in slips(play, Part.DONE) if slip.photos]
    assert chosen_from(play, "刘书记") == []


def test_it_is_gone_with_its_case(play: Play) -> None:
    no = finished(play)
    media = proof(play, no)
    put_up(play, "刘书记", media)
    play.script(("王奶奶", "[没解决]"))
    assert not hangs(play, media)
    assert taken_off(play, "刘书记", media) == 1, "it may still be taken off for good"


def test_after_two_months_it_is_gone(play: Play) -> None:
    fulfilled(play)
    media = proof(play)
    put_up(play, "刘书记", media)
    play.later(timedelta(days=61))
    assert not hangs(play, media)
    assert chosen_from(play, "刘书记") == []


def test_never_on_another_communitys_wall(play: Play) -> None:
    fulfilled(play)
    media = proof(play)
    assert put_up(play, "冯书记", media, code=EAST) == 0
    put_up(play, "刘书记", media)
    assert not hangs(play, media, EAST)
    assert taken_off(play, "冯书记", media, EAST) == 0


def test_nothing_to_choose_before_it_is_done(play: Play) -> None:
    connected(play)
    reported(play)
    assert chosen_from(play, "刘书记") == []


def test_the_pages(site: Site) -> None:
    fulfilled(site.play)
    media, address = proof(site.play), f"/wall/{CODE}/photos"
    with site.sign_in("刘书记") as his:
        page = his.http.get(address).text
        assert "没有人脸、没有门牌，可以上墙" in page
        assert f'src="/photo/{media}"' in page
        assert his.http.get(f"/photo/{media}").status_code == 200
        assert his.http.post(address, data={"csrf": "", "show": str(media)}).status_code == 403
        assert not hangs(site.play, media)
        assert "没有变" in his.http.post(address, data={"csrf": his.csrf, "off": ""}).text
        assert "贴上墙了" in his.http.post(address, data={"csrf": his.csrf, "show": str(media), "off": ""}).text
        assert his.http.get("/wall/photos").url.path == address
        his.http.cookies.clear()
        assert "回聊天" not in his.http.get(f"/wall/{CODE}").text
        found = re.findall(r'src="(/wall/[^"]+)"', his.http.get(f"/wall/{CODE}").text)
        assert found == [f"/wall/{CODE}/photo/{media}"]
        answer = his.http.get(found[0])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["cache-control"] == "public, max-age=60"
        for other in (f"/wall/{EAST}/photo/{media}", f"/wall/{CODE}/photo/{media + 1}", f"/photo/{media}"):
            assert his.http.get(other).status_code == 404
        assert his.http.get(address).status_code == 401
    site.play.later(timedelta(seconds=1))
    with site.sign_in("刘书记") as his:
        assert "取下来了" in his.http.post(address, data={"csrf": his.csrf, "off": str(media)}).text
        assert his.http.get(f"/wall/{CODE}/photo/{media}").status_code == 404


def test_others_are_told_kindly(site: Site) -> None:
    fulfilled(site.play)
    media, address = proof(site.play), f"/wall/{CODE}/photos"
    with site.sign_in("李师傅") as browser:
        assert browser.http.get(address).status_code == 403
        answer = browser.http.post(address, data={"csrf": browser.csrf, "show": str(media), "off": ""})
        assert answer.status_code == 403
        assert "社区书记和支部书记来挑" in answer.text
        own = browser.http.get("/wall")
        assert own.url.path == f"/wall/{CODE}"
        assert "回聊天" in own.text
        assert browser.http.get("/wall/nothing/photos").status_code == 404
        assert browser.http.get("/wall/nothing").status_code == 404
        assert "公开墙" not in browser.http.get("/desk").text
    assert not hangs(site.play, media)


def test_secretaries_find_both_pages_from_the_desk(site: Site) -> None:
    with site.sign_in("刘书记") as his:
        desk = his.http.get("/desk").text
        assert 'href="/wall"' in desk
        assert 'href="/wall/photos"' in desk
        assert f'href="/wall/{CODE}"' in his.http.get(f"/open/rates/{CODE}").text
    site.play.later(timedelta(seconds=1))
    with site.sign_in("马主任") as browser:
        assert 'href="/wall"' not in browser.http.get("/desk").text
        assert browser.http.get("/wall").status_code == 404


def test_an_empty_wall_has_a_kind_word_for_each_part(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        text = browser.http.get(f"/wall/{EAST}").text
    for word in (
        "广场东社区公开墙",
        "眼下没有等人帮的",
        "办好一件，就贴在这里一件",
        "居民说的谢谢",
        "提了 <b>0</b> 件",
    ):
        assert word in text


def test_the_row_knows_its_case(play: Play) -> None:
    fulfilled(play)
    media = proof(play)
    put_up(play, "刘书记", media)

    def read(work: Work) -> dict[int, tuple[int, ...]]:
        return dict(work.wall.photos([play.case().id]))

    assert play.desk.read_now(read) == {play.case().id: (media,)}
