"""延期 and 挂账: more time is asked for and granted once; what must wait comes back by itself."""

from datetime import date, datetime, timedelta

from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Post
from storage.work import Work
from tests.cast import GRID_2
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import due, seat_of, working

MONDAY_9 = datetime(2026, 3, 9, 9, 30, tzinfo=SHANGHAI)


def asked(play: Play, day: str = "3月20日") -> None:
    working(play)
    play.script(
        ("小吴", "[申请延期]", "延到哪一天"),
        ("小吴", day, "为什么"),
        ("小吴", "等灯泡到货", "申请报上去了，没批之前还按原来的日子"),
        ("刘书记", "", "想延到 3月20日：等灯泡到货"),
    )


def test_granted_the_deadline_moves(play: Play) -> None:
    asked(play)
    assert due(play, "settle").date() == date(2026, 3, 9)
    assert "等批延期" in play.last("小吴").state
    play.script(
        ("刘书记", "[同意延期]", "同意了"),
        ("小吴", "", "延期批了"),
        ("王奶奶", "", "3月20日（周五）18:00 前办好，对不住"),
    )
    assert due(play, "settle") == datetime(2026, 3, 20, 18, tzinfo=SHANGHAI)
    assert play.case().counts["extended"] == 1
    assert "3月20日" in play.last("王奶奶").state


def test_only_once(play: Play) -> None:
    asked(play)
    assert "申请延期" not in play.labels("小吴"), "one that waits is enough"
    play.script(("刘书记", "[同意延期]"))
    case = play.case()
    (refusal,) = play.push("小吴", Press("cases.take", case.id, case.version, "ask_longer"))
    assert "已经延过 1 次了" in text_of(refusal)


def test_denied_the_deadline_stays(play: Play) -> None:
    asked(play)
    before = due(play, "settle")
    play.script(
        ("刘书记", "[不同意延]", "为什么"), ("刘书记", "先借一个装上", "按原来的日子办"), ("小吴", "", "延期没有批")
    )
    assert (due(play, "settle"), play.case().counts.get("extended")) == (before, None)
    assert "等批延期" not in play.last("小吴").state


def test_at_most_ten_working_days(lite_play: Play) -> None:
    play = lite_play
    working(play)
    play.press("小吴", "申请延期")
    assert play.labels("小吴") == ["3月10日", "3月12日", "3月16日", "3月23日", "先不"]
    for said, then in (
        ("3月24日", "最晚 3月23日"),
        ("2026-03-09", "要比这天晚"),
        ("以后再说", "请写日期"),
        ("3月23日", "为什么"),
    ):
        play.script(("小吴", said, then))


def test_nobody_grants_their_own(lite_play: Play) -> None:
    play = lite_play
    working(play)
    play.script(("刘书记", "演武-0001"), ("刘书记", "[改派]"), ("刘书记", "刘书记"), ("刘书记", "我来"))
    play.script(
        ("刘书记", "[已联系上]"),
        ("刘书记", "演武-0001"),
        ("刘书记", "[申请延期]"),
        ("刘书记", "3月12日"),
        ("刘书记", "忙"),
    )
    case = play.case()
    (refusal,) = play.push("刘书记", Press("cases.take", case.id, case.version, "grant"))
    assert "自己的申请要由别人批" in text_of(refusal)
    play.script(("陈书记", "", "想延到 3月12日"), ("陈书记", "[同意延期]"))
    assert due(play, "settle") == datetime(2026, 3, 12, 18, tzinfo=SHANGHAI)


def test_what_was_asked_ends_with_the_deadline(play: Play) -> None:
    asked(play)
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换好了", "辛苦了"))
    assert "等批延期" not in play.last("小吴").state
    play.script(("王奶奶", "[没解决]"), ("刘书记", "演武-0001"))
    assert "同意延期" not in play.labels("刘书记")
    case = play.case()
    petitions = play.desk.read_now(lambda work: work.cases.petitions(case.id))
    assert [(one.granted, one.decided_by) for one in petitions] == [(False, 0)]


def parked(play: Play) -> None:
    working(play)
    play.later(timedelta(hours=1))
    play.script(
        ("刘书记", "[挂账]", "挂到哪一天"),
        ("刘书记", "2027年3月3日", "最晚 2027年3月2日"),
        ("刘书记", "下周三", "为什么"),
        ("刘书记", "等市里换灯杆", "挂账了"),
        ("王奶奶", "", "到 3月11日接着办"),
        ("小吴", "", "到日子接着办"),
    )
    assert play.last("王奶奶").state == "已挂账 · 到 3月11日接着办"


def test_parked_it_comes_back_by_itself(play: Play) -> None:
    working(play)
    left = due(play, "settle") - play.now
    play.script(("刘书记", "[挂账]"), ("刘书记", "下周三"), ("刘书记", "等灯杆"))
    assert (play.case().state, play.clocks()) == ("parked", ["park"])
    assert due(play, "park") == datetime(2026, 3, 11, 9, tzinfo=SHANGHAI)
    play.days(8)
    assert play.case().state == "parked"
    play.days(1)
    assert (play.case().state, play.clocks()) == ("working", ["settle"])
    play.script(("小吴", "", "不再挂账了"), ("王奶奶", "", "您的事接着办了"))
    assert play.case().moved_at
    assert abs(due(play, "settle") - play.now - left) < timedelta(seconds=10)


def test_parking_has_bounds_and_a_way_back(play: Play) -> None:
    parked(play)
    play.script(("刘书记", "[接着办]", "接着办了"), ("小吴", "", "请接着办"))
    assert (play.case().state, play.case().counts["parked"]) == ("working", 1)
    play.days(15)
    assert play.case().state == "working", "the clock that was stopped rings no more"


def test_the_holder_was_replaced_meanwhile(play: Play) -> None:
    parked(play)
    seat = seat_of(play, "grid_member", GRID_2)

    def replace(work: Work) -> None:
        work.people.change_post(Post(seat, play.ids["小吴"], date(2020, 1, 1), date(2026, 3, 6)))
        work.people.add_post(Post(work.people.seat(Role.GRID_MEMBER, GRID_2), play.ids["赵大妈"], date(2026, 3, 7)))

    play.do(replace)
    play.days(10)
    assert play.case().state == "working"
    play.script(("赵大妈", "", "不再挂账了，请接着办"))
    assert "办好了" in play.labels("赵大妈")
    assert "办好了" not in play.labels("小吴")
