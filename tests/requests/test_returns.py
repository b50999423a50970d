"""退单, 改派, 转给同事: an order that is somebody else's finds its way, with its reason, and only in time."""

from datetime import datetime, timedelta

from handlers.cases.records import Clock
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI, china
from tests.cast import GRID_2, YANWU
from tests.checks import text_of
from tests.databases import Databases
from tests.play import Play
from tests.requests.scenes import dispatched, reported, seat_of, working


def running(play: Play, no: str = "演武-0001") -> dict[str, Clock]:
    case = play.case(no)
    found = play.desk.read_now(lambda work: work.clocks.of([case.id]).get(case.id, ()))
    return {clock.name: clock for clock in found if clock.runs}


def returned(play: Play) -> None:
    dispatched(play)
    play.script(
        ("小吴", "[退单]", "为什么退"),
        ("小吴", "[不归我管]", "写一句话"),
        ("小吴", "灯杆是供电局的", "有证明的照片吗"),
        ("小吴", "📷", "退单报上去了"),
        ("刘书记", "", "不归我管：灯杆是供电局的"),
    )


def test_upheld_it_is_dispatched_anew(play: Play) -> None:
    returned(play)
    case = play.case()
    assert (case.state, case.counts["returned"], play.clocks()) == ("returning", 1, ["judge"])
    assert len(case.facts["evidence"]) == 1  # type: ignore[arg-type]  # ids of photos
    assert play.last("刘书记").photos, "who decides sees what was sent as evidence"
    play.later(timedelta(hours=20))
    play.script(("刘书记", "[同意退单]", "同意退了"), ("小吴", "", "社区同意了"))
    assert (play.case().holder, play.case().counts["upheld"]) == (None, 1)
    assert "派小吴" not in play.labels("刘书记"), "who has just returned it is not the first to think of"
    play.script(("刘书记", "[选人派单]", "派给谁"), ("刘书记", "[陈书记]", "派给陈书记了"))
    assert play.clocks() == ["contact", "settle", "sign"]
    again = running(play)
    assert again["sign"].started_at == play.case().moved_at
    assert all(again[name].started_at < play.case().moved_at for name in ("contact", "settle")), "they go on"  # type: ignore[operator]  # it has moved


def test_overruled_what_was_left_goes_on(play: Play) -> None:
    dispatched(play)
    play.later(timedelta(hours=1))
    before, asked = running(play), play.now + timedelta(seconds=4)
    play.script(("小吴", "[退单]"), ("小吴", "[不归我管]"), ("小吴", "不是我的"), ("小吴", "[跳过]", "退单报上去了"))
    play.later(timedelta(hours=5))
    play.script(("刘书记", "[不同意退]", "为什么"), ("刘书记", "就在你的网格里", "已告诉他接着办"))
    play.script(("小吴", "", "没有同意退"))
    after, case = running(play), play.case()
    assert (case.state, case.counts["overruled"], set(after)) == ("assigned", 1, set(before))
    assert case.moved_at
    for name, clock in after.items():
        left = (china().working_time(asked, before[name].due_at), china().working_time(case.moved_at, clock.due_at))
        walled = (before[name].due_at - asked, clock.due_at - case.moved_at)
        now, then = left if name in ("sign", "contact") else walled
        assert abs(now - then) <= timedelta(seconds=1), name


def test_no_return_without_a_reason(play: Play) -> None:
    dispatched(play)
    case = play.case()
    for value in ("send_back:why:", "send_back:why:nothing"):
        (card,) = play.push("小吴", Press("cases.answer", case.id, case.version, value))
        assert "请按上面的按钮选一个" in text_of(card)
    play.script(("小吴", "[退单]"), ("小吴", "[不归我管]"))
    play.script(("小吴", "   ", "没看到内容"))
    assert play.case().state == "assigned"


def test_a_third_working_day_is_too_late(databases: Databases) -> None:
    """National Day of 2022: dispatched on Friday 30 September; 1 to 7 October are free, 8 and 9 are worked."""
    with databases.fresh("sqlite") as url:
        play = Play(url, datetime(2022, 9, 30, 9, 30, tzinfo=SHANGHAI))
        try:
            dispatched(play)
            play.later(timedelta(days=9, hours=8))
            assert "退单" in play.labels("小吴"), "Sunday the ninth is the second working day"
            press = play.button("小吴", "退单")
            play.later(timedelta(hours=16))
            assert "退单" not in play.labels("小吴")
            (refusal,) = play.push("小吴", press)
            assert "派来超过 2 个工作日，不能退了" in text_of(refusal)
        finally:
            play.close()


def test_the_window_over_a_weekend(lite_play: Play) -> None:
    play = lite_play
    play.later(timedelta(days=4))
    dispatched(play)
    play.later(timedelta(days=4, hours=8))
    assert "退单" in play.labels("小吴"), "from Friday to Tuesday"
    play.later(timedelta(hours=1))
    assert "退单" not in play.labels("小吴")


def test_nobody_decides_on_their_own_return(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[选人派单]"), ("刘书记", "[刘书记]"))
    play.script(("刘书记", "[退单]"), ("刘书记", "[不归我管]"), ("刘书记", "该街道管"), ("刘书记", "[跳过]"))
    assert "同意退单" not in play.labels("刘书记")
    case = play.case()
    (refusal,) = play.push("刘书记", Press("cases.take", case.id, case.version, "uphold"))
    assert "这是你要退的，要由别人来定" in text_of(refusal)
    play.script(("陈书记", "[同意退单]", "同意退了"))
    assert play.case().state == "dispatching"


def test_a_claim_is_given_back_not_returned(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[大家来接]"), ("李师傅", "[我来接]"))
    assert "退单" not in play.labels("李师傅")
    case = play.case()
    (refusal,) = play.push("李师傅", Press("cases.take", case.id, case.version, "send_back"))
    assert "按“接不了”还回来就行" in text_of(refusal)
    play.script(
        ("李师傅", "[接不了]", "为什么"),
        ("李师傅", "家里有急事", "谢谢你早点说"),
        ("王奶奶", "", "接的人来不了，社区另派人"),
        ("刘书记", "", "请另派人"),
        ("刘书记", "[派小吴]", "派给小吴了"),
    )
    assert (play.case().counts["given_back"], play.clocks()) == (1, ["contact", "settle", "sign"])


def test_reassigned_by_the_office(play: Play) -> None:
    working(play)
    play.script(
        ("刘书记", "演武-0001"),
        ("刘书记", "[改派]", "转给谁"),
        ("刘书记", "[陈书记]", "为什么"),
        ("刘书记", "小吴手上太多", "转给陈书记了"),
        ("陈书记", "", "转给你办"),
        ("小吴", "", "改由陈书记来办，你不用管了"),
        ("王奶奶", "", "改由支部书记陈书记来办，会有电话联系您"),
    )
    assert (play.case().state, play.case().counts["handed_on"]) == ("assigned", 1)
    assert play.clocks() == ["settle", "sign"], "it was contacted before; the time to settle runs on"


def test_handed_on_to_a_colleague(play: Play) -> None:
    dispatched(play)
    settle = running(play)["settle"].due_at
    play.script(
        ("小吴", "[转给同事]", "转给哪位同事"),
        ("小吴", "刘书记", "为什么"),
        ("小吴", "我这几天培训", "转给刘书记了"),
        ("刘书记", "", "转给你办"),
        ("王奶奶", "", "改由社区书记刘书记来办"),
    )
    case = play.case()
    assert (case.seat_id, case.counts["handed_on"]) == (seat_of(play, "community_secretary", YANWU), 1)
    assert running(play)["settle"].due_at == settle, "handing on wins no time"
    assert "转给同事" not in play.labels("小吴")


def test_not_handed_to_a_seat_that_is_not_offered(play: Play) -> None:
    dispatched(play)
    case, own = play.case(), seat_of(play, "grid_member", GRID_2)
    play.script(("小吴", "[转给同事]"))
    for seat in (own, 9999):
        (card,) = play.push("小吴", Press("cases.answer", case.id, case.version, f"hand_on:seat:{seat}"))
        play.say("小吴", "试试") if "为什么" in text_of(card) else None
        assert play.case().seat_id == own
    assert play.case().counts.get("handed_on", 0) == 0


def test_office_time_that_was_left_is_office_time_again(lite_play: Play) -> None:
    """Half an office hour left to sign on Monday afternoon; taken up again near closing, it ends on Tuesday."""
    play = lite_play
    dispatched(play)
    due = running(play)["sign"].due_at
    play.later(due - play.now - timedelta(minutes=30))
    play.script(("小吴", "[退单]"), ("小吴", "[不归我管]"), ("小吴", "归城管"), ("小吴", "[跳过]"))
    play.later(datetime(2026, 3, 2, 17, 45, tzinfo=SHANGHAI) - play.now)
    play.script(("刘书记", "[不同意退]"), ("刘书记", "还是你来"))
    left = running(play)["sign"].due_at.astimezone(SHANGHAI)
    assert (left.day, left.hour) == (3, 9), left
    assert 10 <= left.minute <= 20
