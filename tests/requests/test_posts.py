"""Posts change hands while cases go on: the seat keeps what it holds, the history keeps who did it."""

from datetime import date, datetime, timedelta

from handlers.cases.story import story
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.people.records import Post
from storage.work import Work
from tests.cast import GRID_2, YANWU
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched, reported, working

LONG_AGO = date(2020, 1, 1)
TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def replaced(play: Play, role: Role, unit: int, old: str, new: str) -> None:
    """From Wednesday on the seat is the new one's."""

    def act(work: Work) -> None:
        seat = work.people.seat(role, unit)
        work.people.change_post(Post(seat, play.ids[old], LONG_AGO, TUESDAY))
        work.people.add_post(Post(seat, play.ids[new], WEDNESDAY))

    play.do(act)


def told(play: Play, who: str, no: str = "演武-0001") -> list[tuple[str, str]]:
    """The history as somebody reads it: who, what."""
    actor = play.caller(who).actor
    assert actor
    case = play.case(no)
    return [(line.who, line.what) for line in play.desk.read_now(lambda work: story(work, actor, case, play.now))]


def test_a_secretary_is_replaced_on_a_wednesday(play: Play) -> None:
    dispatched(play)
    reported(play, "楼道的灯坏了", "赵大妈")
    replaced(play, Role.COMMUNITY_SECRETARY, YANWU, "刘书记", "赵大妈")
    play.later(timedelta(days=1))
    assert "演武-0002" in listed(play, "刘书记"), "on Tuesday it is still hers"
    assert "演武-0002" not in listed(play, "赵大妈")
    press = play.button("刘书记", "大家来接")
    play.later(timedelta(days=1))
    assert "演武-0002" not in listed(play, "刘书记")
    assert "演武-0002" in listed(play, "赵大妈")
    (refusal,) = play.push("刘书记", press)
    assert "这一步要由别人来办" in text_of(refusal) or "没有找到" in text_of(refusal)
    play.say("赵大妈", "演武-0001")
    play.script(("赵大妈", "[改派]"), ("赵大妈", "陈书记"), ("赵大妈", "换一个人"))
    lines = told(play, "赵大妈")
    assert ("刘书记", "受理并派单") in lines, "the history names who did it then"
    assert ("我", "改派") in lines


def listed(play: Play, who: str) -> str:
    """The numbers on somebody's list of what waits for them."""
    (card,) = play.say(who, "待办")
    ids = [b.press.case for b in card.buttons if b.press and b.press.name == "cases.show"]
    found = play.desk.read_now(lambda work: work.cases.get([i for i in ids if i]))
    return " ".join(case.no for case in found.values())


def test_a_grid_member_is_replaced_likewise(play: Play) -> None:
    working(play)
    replaced(play, Role.GRID_MEMBER, GRID_2, "小吴", "赵大妈")
    play.later(timedelta(days=2))
    case = play.case()
    (card,) = play.say("赵大妈", "演武-0001")
    assert "办好了" in [button.text for button in card.buttons]
    (refusal,) = play.push("小吴", Press("cases.take", case.id, case.version, "progress"))
    assert "13835500001" not in text_of(refusal)
    play.script(("王奶奶", "[催一催]"), ("赵大妈", "", "请先联系一声"))
    assert "赵大妈" in text_of(play.last("王奶奶"))
    assert ("小吴", "第一次联系上") in told(play, "赵大妈")


def test_the_history_names_who_sat_there_then(play: Play) -> None:
    dispatched(play)
    replaced(play, Role.GRID_MEMBER, GRID_2, "小吴", "赵大妈")
    play.later(timedelta(days=2))
    play.script(("刘书记", "演武-0001"), ("刘书记", "[改派]"), ("刘书记", "陈书记"), ("刘书记", "换一个人"))
    play.script(("刘书记", "演武-0001"), ("刘书记", "[改派]"), ("刘书记", "赵大妈"), ("刘书记", "还是网格来"))
    actor, case = play.caller("刘书记").actor, play.case()
    assert actor
    lines = play.desk.read_now(lambda work: story(work, actor, case, play.now))
    for line, name in zip(lines[1:], ("小吴", "陈书记", "赵大妈"), strict=True):
        assert name in line.why[0]


def test_on_leave_the_stand_in_acts_and_is_told(play: Play) -> None:
    def leave(work: Work) -> None:
        seat = work.people.seat(Role.GRID_MEMBER, GRID_2)
        away = Post(seat, play.ids["小吴"], LONG_AGO, None, date(2026, 3, 2), date(2026, 3, 6), play.ids["小赵"])
        work.people.change_post(away)

    play.do(leave)
    reported(play)
    play.script(("刘书记", "[派小赵]", "派给小赵了"), ("小赵", "", "派给你了"), ("王奶奶", "", "派给网格员小赵了"))
    play.script(("小赵", "[已联系上]"))
    assert told(play, "刘书记")[-1] == ("小赵", "第一次联系上")
    play.later(timedelta(days=7))
    play.script(("王奶奶", "[催一催]"), ("小吴", "", "请先联系一声"))
    case = play.case()
    (refusal,) = play.push("小赵", Press("cases.take", case.id, case.version, "progress"))
    assert "这一步要由别人来办" in text_of(refusal), "after the leave the stand-in is none"


def test_who_is_on_leave_may_still_act(play: Play) -> None:
    dispatched(play)

    def leave(work: Work) -> None:
        seat = work.people.seat(Role.GRID_MEMBER, GRID_2)
        away = Post(seat, play.ids["小吴"], LONG_AGO, None, date(2026, 3, 2), None, play.ids["小赵"])
        work.people.change_post(away)

    play.do(leave)
    play.script(("小吴", "[已联系上]"))
    assert play.case().state == "working"


def test_a_deputy_shares_the_seat(play: Play) -> None:
    """A second post on the same seat: both are told, either may act, nobody does it twice."""

    def second(work: Work) -> None:
        work.people.add_post(Post(work.people.seat(Role.GRID_MEMBER, GRID_2), play.ids["小赵"], date(2026, 1, 1)))

    play.do(second)
    reported(play)
    play.script(("刘书记", "[选人派单]", "小吴、小赵"))
    play.press("刘书记", next(label for label in play.labels("刘书记") if label.startswith("小吴")))
    play.courier()
    for who in ("小吴", "小赵"):
        assert "派给你了" in text_of(play.last(who))
    press = play.button("小吴", "已联系上")
    play.script(("小赵", "[已联系上]"))
    (refusal,) = play.push("小吴", press)
    assert "有了变化" in text_of(refusal)
    assert told(play, "刘书记")[-1] == ("小赵", "第一次联系上")


def test_a_case_whose_seat_is_empty_is_given_to_another(play: Play) -> None:
    dispatched(play)

    def leave(work: Work) -> None:
        seat = work.people.seat(Role.GRID_MEMBER, GRID_2)
        work.people.change_post(Post(seat, play.ids["小吴"], LONG_AGO, date(2026, 3, 2)))

    play.do(leave)
    play.later(timedelta(days=1))
    play.script(("刘书记", "演武-0001"), ("刘书记", "[改派]"))
    assert "小吴" not in play.labels("刘书记")
    play.script(("刘书记", "小赵"), ("刘书记", "小吴不做了", "转给小赵了"), ("小赵", "", "转给你办"))
    assert "办的人" in text_of(play.last("王奶奶"))


def test_the_day_begins_at_midnight_here(lite_play: Play) -> None:
    play = lite_play
    dispatched(play)
    replaced(play, Role.GRID_MEMBER, GRID_2, "小吴", "小赵")
    until = datetime.combine(WEDNESDAY, datetime.min.time(), play.now.tzinfo) - timedelta(hours=8)
    play.later(until - play.now - timedelta(seconds=30))
    assert "退单" in play.labels("小吴")
    play.later(timedelta(seconds=60))
    assert play.labels("小吴") == []
