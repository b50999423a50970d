"""What hangs on the wall at each step of a case's life, and what never does."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from handlers.kit.turns import Press
from handlers.wall.actions import wall
from handlers.wall.records import Figures, Part
from storage.cases import cases
from storage.work import Work
from tests.cast import STREET
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, finished, reported, seat_of, working
from tests.scenes import WISH, claimed, connected, fulfilled, opened, submitted
from tests.wall.looking import CODE, EAST, hung, proof, put_up, settled, slips, thanked, where


def test_a_wish_from_the_first_word_to_the_thanks(play: Play) -> None:
    submitted(play)
    assert where(play) == "", "nobody has looked at it yet"
    play.script(("刘书记", "[通过公示]"))
    assert where(play) == "open"
    (slip,) = slips(play, Part.OPEN)
    assert (slip.what, slip.kind, slip.no, slip.day, slip.helper) == (WISH, "物品", "演武-0001", "3月2日", "")
    play.script(("李师傅", "[我来接]"))
    assert where(play) == "", "somebody has it"
    play.script(("李师傅", "[已联系上]"))
    assert where(play) == ""
    play.script(("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("李师傅", "[先不]"))
    assert where(play) == "done"
    (slip,) = slips(play, Part.DONE)
    assert (slip.helper, slip.waits, slip.photos) == ("一位党员", True, ())
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"))
    assert where(play) == "done"
    assert not slips(play, Part.DONE)[0].waits
    play.script(("王奶奶", "谢谢，走得动了"))
    assert where(play) == "done", "nobody of the office has read it yet"
    assert put_up(play, "刘书记", proof(play)) == 1
    assert where(play) == "done thanks"
    assert slips(play, Part.THANKS)[0].thanks == "谢谢，走得动了"


def test_what_did_not_come_true_is_taken_down(play: Play) -> None:
    fulfilled(play)
    play.script(("王奶奶", "[没有]"))
    assert where(play) == ""


def test_given_back_it_hangs_again_and_first(play: Play) -> None:
    opened(play, "赵大妈", "想要一把小凳子")
    opened(play)
    play.script(("李师傅", "演武-0002"), ("李师傅", "[我来接]"), ("李师傅", "[接不了]"), ("李师傅", "腰疼"))
    assert [one.no for one in slips(play, Part.OPEN)] == ["演武-0002", "演武-0001"]


@pytest.mark.parametrize(("label", "reason"), [("退回", "请写清楚"), ("转诉求", "")])
def test_what_was_not_let_out_never_hangs(play: Play, label: str, reason: str) -> None:
    submitted(play)
    play.script(("刘书记", f"[{label}]"), *((("刘书记", reason),) if reason else ()))
    assert where(play) == ""


def test_a_withdrawn_wish_is_taken_down(play: Play) -> None:
    opened(play)
    play.script(("王奶奶", "[撤回]"))
    assert where(play) == ""
    assert hung(play).figures == Figures(0, 0)


def test_a_public_request(play: Play) -> None:
    no = reported(play)
    assert where(play, no) == ""
    play.script(("刘书记", "[大家来接]"))
    assert where(play, no) == "open"
    assert slips(play, Part.OPEN)[0].what == LAMP, "everybody passes there: the building may be read"
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"))
    assert where(play, no) == ""
    play.script(("李师傅", "[办好了]"), ("李师傅", "📷"), ("李师傅", "换了灯泡"))
    assert where(play, no) == "done"
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", "亮堂多了"))
    assert put_up(play, "刘书记", proof(play, no)) == 1
    assert where(play, no) == "done thanks"
    assert slips(play, Part.DONE)[0].helper == "一位党员"


def test_what_a_seat_has_done_is_said_by_its_role(play: Play) -> None:
    settled(play)
    assert slips(play, Part.DONE)[0].helper == "网格员"


def test_unsettled_it_is_taken_down(play: Play) -> None:
    no = finished(play)
    play.script(("王奶奶", "[没解决]"))
    assert where(play, no) == ""


def test_a_private_request_never_hangs(play: Play) -> None:
    no = reported(play, "低保怎么还没批下来", category="poor")
    play.script(("刘书记", "[派小吴]"), ("小吴", "[已联系上]"))
    assert where(play, no) == ""
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "批下来了"))
    assert put_up(play, "刘书记", proof(play, no)) == 0
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", "谢谢"))
    assert play.case(no).state == "closed"
    assert where(play, no) == ""
    assert not any(hung(play, whole=True).slips.values())


def test_a_complaint_about_leaders_never_hangs(play: Play) -> None:
    above = reported(play, "社区书记办事推三阻四，态度很差", category="conduct")
    case, seat = play.case(above), seat_of(play, "street_office", STREET)
    play.push("马主任", Press("cases.answer", case.id, case.version, f"dispatch:seat:{seat}"))
    play.script(("马主任", "[已联系上]"), ("马主任", "[办好了]"), ("马主任", "📷"), ("马主任", "谈过了"))
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", "谢谢"))
    assert play.case(above).state == "closed"
    assert not any(hung(play).slips.values())
    assert hung(play).figures == Figures(0, 0), "not even its number is counted"
    assert put_up(play, "刘书记", proof(play, above)) == 0


def test_what_was_numbered_above_stays_above(play: Play) -> None:
    """However its category reads now: its number would say that it came from there."""
    above = reported(play, "社区书记办事推三阻四，态度很差", category="conduct")
    opened(play)
    case = play.case(above)

    def moved(work: Work) -> None:
        values = {"state": "finished", "category": "lamp", "facts": {**case.facts, "category": "lamp"}}
        work.conn.execute(update(cases).where(cases.c.id == case.id).values(values))

    play.do(moved)
    assert where(play, above) == ""
    assert hung(play).figures == Figures(1, 0)


@pytest.mark.parametrize("scene", [claimed, connected])
def test_work_under_way_does_not_hang(play: Play, scene: Callable[[Play], None]) -> None:
    scene(play)
    assert where(play) == ""


def test_each_community_has_its_own(play: Play) -> None:
    opened(play)
    dispatched(play)
    assert not any(hung(play, EAST).slips.values())
    assert hung(play, EAST).figures == Figures(0, 0)


def test_no_wall_where_there_is_no_community(play: Play) -> None:
    def read(work: Work) -> list[str]:
        return [code for code in ("140403", "YW1", "nothing", CODE) if wall(work, code, play.now)]

    assert play.desk.read_now(read) == [CODE]


def test_the_figures_of_this_month(play: Play) -> None:
    thanked(play)
    working(play)
    assert hung(play).figures == Figures(2, 1)
    play.days(31)
    assert hung(play).figures.asked == 0


def test_what_was_done_long_ago_makes_room(play: Play) -> None:
    thanked(play)
    play.days(61)
    assert where(play) == ""


def test_an_erased_person_leaves_no_words(play: Play) -> None:
    thanked(play)
    opened(play, "赵大妈", "想要一把小凳子")
    play.do(lambda work: work.people.erase(play.ids["王奶奶"]))
    found = hung(play)
    assert where(play) == ""
    assert found.more == dict.fromkeys(Part, 0)
    assert where(play, "演武-0002") == "open"


def test_thanks_of_which_nothing_is_left(play: Play) -> None:
    thanked(play, "13835500009！")
    assert where(play) == "done"
    assert hung(play, CODE).slips[Part.THANKS] == []


def test_thanks_that_wait_to_be_hung_are_told_to_the_office(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    play.script(("李师傅", "[先不]"), ("王奶奶", "[已实现]"), ("王奶奶", "[满意]"))
    play.script(("王奶奶", "谢谢李师傅!"), ("刘书记", "", "王奶奶说了句谢谢"), ("李师傅", "", "王奶奶对你说了句话"))
    told = text_of(play.last("刘书记"))
    assert "谢谢李师傅!" in told
    assert "上墙的照片" in told
    assert "上墙" not in text_of(play.last("李师傅"))
