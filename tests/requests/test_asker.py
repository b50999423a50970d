"""What the asker may do while waiting: 催一催, 补充, 撤回; and what comes after: 复号, 反弹, a last word in writing."""

from datetime import date, datetime, timedelta

from handlers.cases.records import LinkKind
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.requests.actions import submit
from handlers.requests.records import Report
from storage.work import Work
from tests.cast import BLOCK_3
from tests.checks import text_of
from tests.databases import Databases
from tests.play import Play
from tests.requests.scenes import dispatched, finished, reported, working


def test_nudged_once_a_working_day(play: Play) -> None:
    working(play)
    play.script(("王奶奶", "[催一催]", "替您催了"), ("小吴", "", "对方催了一次，请先联系一声"))
    assert play.case().counts["nudged"] == 1
    assert "催一催" not in play.labels("王奶奶")
    case = play.case()
    (refusal,) = play.push("王奶奶", Press("cases.take", case.id, case.version, "nudge"))
    assert "今天已经催过了" in text_of(refusal)
    play.later(timedelta(days=1))
    play.script(("王奶奶", "[催一催]", "替您催了"))
    assert play.case().counts["nudged"] == 2


def test_a_weekend_counts_with_monday(databases: Databases) -> None:
    with databases.fresh("sqlite") as url:
        play = Play(url, datetime(2026, 3, 6, 9, 30, tzinfo=SHANGHAI))  # a Friday
        try:
            working(play)
            for hours, may in ((0, True), (24, True), (24, False), (24, False), (24, True)):
                play.later(timedelta(hours=hours))
                assert ("催一催" in play.labels("王奶奶")) is may, play.now
                if may:
                    play.press("王奶奶", "催一催")
            assert play.case().counts["nudged"] == 3
        finally:
            play.close()


def test_more_is_added(play: Play) -> None:
    working(play)
    play.script(
        ("王奶奶", "[补充]", "还想补充什么"),
        ("王奶奶", "是东头那一盏", "补上了"),
        ("小吴", "", "补充：是东头那一盏"),
    )
    assert play.case().state == "working"


def test_withdrawn_nobody_does_it(play: Play) -> None:
    dispatched(play)
    play.script(("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]", "撤回了"), ("小吴", "", "对方撤回了，不用办了"))
    assert (play.case().state, play.clocks()) == ("withdrawn", [])
    assert "13835500001" not in text_of(play.last("小吴"))


def test_withdrawn_before_anybody_saw_it(play: Play) -> None:
    reported(play)
    play.script(
        ("王奶奶", "演武-0001"), ("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]", "撤回了"), ("刘书记", "", "对方撤回了")
    )
    assert play.labels("刘书记") == ["经过"]


def again(play: Play, closed: str) -> str:
    def act(work: Work) -> str:
        from handlers import front  # noqa: PLC0415  # only a scene needs the house's reactions

        old, actor = work.cases.by_no(closed), play.caller("王奶奶").actor
        assert old
        assert actor
        report = Report("路灯又坏了", "lamp", "week", BLOCK_3, actor.person_id, actor.person_id, rebound_of=old.id)
        news = submit(work, actor, report, play.now)
        front.react(work)
        return news.case.no

    found = play.do(act)
    play.courier()
    return found


def test_what_comes_back_is_tied_to_the_old_one(play: Play) -> None:
    finished(play)
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"))
    play.days(10)
    no = again(play, "演武-0001")
    old, new = play.case(), play.case(no)
    links = play.desk.read_now(lambda work: work.cases.links(new.id))
    assert [(link.kind, link.parent_id) for link in links] == [(LinkKind.REBOUND, old.id)]
    play.script(("刘书记", "", "以前办过一次，又出现了"))
    assert "以前办过" not in text_of(play.last("王奶奶"))
    assert (old.state, new.state) == ("closed", "review")


def reopened(play: Play) -> None:
    finished(play)
    play.script(("王奶奶", "[没解决]", "哪里没解决"), ("王奶奶", "还是不亮", "已转告"))


def test_a_last_word_is_for_what_was_refused_once(play: Play) -> None:
    finished(play)
    assert "书面答复" not in play.labels("陈书记")
    case = play.case()
    (refusal,) = play.push("陈书记", Press("cases.take", case.id, case.version, "conclude"))
    assert "对方还没说过没解决" in text_of(refusal)


def test_a_last_word_in_writing_by_a_second_person(play: Play) -> None:
    reopened(play)
    case = play.case()
    (refusal,) = play.push("小吴", Press("cases.take", case.id, case.version, "conclude"))
    assert "这是你办的" in text_of(refusal)
    play.push("刘书记", Press("cases.take", case.id, case.version, "conclude"))
    play.script(
        ("刘书记", "灯杆归市里，已列入五月的改造，到时会换", "有书面材料的话，拍一张"),
        ("刘书记", "📷", "书面答复送到了"),
        ("王奶奶", "", "社区给您书面答复了，写在下面"),
        ("王奶奶", "", "答复：灯杆归市里"),
    )
    assert play.last("王奶奶").photos
    assert (play.case().state, play.clocks()) == ("concluded", [])


def test_who_has_it_in_hand_does_not_have_the_last_word(play: Play) -> None:
    reopened(play)
    play.script(("刘书记", "演武-0001"), ("刘书记", "[改派]"), ("刘书记", "陈书记"), ("刘书记", "换个人试试"))
    play.script(("陈书记", "[已联系上]"))
    case = play.case()
    (refusal,) = play.push("陈书记", Press("cases.take", case.id, case.version, "conclude"))
    assert "这件事在你手上" in text_of(refusal)


def test_not_settled_twice_is_counted_twice(play: Play) -> None:
    reopened(play)
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了线"))
    play.script(("王奶奶", "[没解决]"), ("王奶奶", "还是闪", "已转告"))
    case = play.case()
    assert (case.counts["reopened"], case.counts["explained"], play.clocks()) == (2, 2, ["redo"])
    steps = [event.step for event in play.events()]
    assert steps.count("rate") == 2, "reopened is never lost"


def test_redo_is_due_in_three_working_days(lite_play: Play) -> None:
    reopened(lite_play)
    clocks = lite_play.desk.read_now(lambda work: work.clocks.of([1])[1])
    redo = next(clock for clock in clocks if clock.name == "redo")
    assert redo.due_at.astimezone(SHANGHAI).date() == date(2026, 3, 5)


def test_a_wish_that_is_for_everybody_keeps_its_asker(play: Play) -> None:
    """B2: 楼道天窗坏 is no wish but public works; whose it is, what was said and shown goes with it, and back again."""
    play.say("王奶奶", "想要个轮椅")
    play.photo("王奶奶")
    play.script(("王奶奶", "[提交]"), ("刘书记", "[转诉求]"))
    wish, request = play.case(), play.case("演武-0002")
    assert (request.asker_id, request.needer_id, request.typist_id) == (wish.asker_id, wish.needer_id, wish.typist_id)
    play.script(("刘书记", "演武-0002", "想要个轮椅"))
    assert len(play.last("刘书记").photos) == len(play.last("王奶奶").photos)
    play.later(timedelta(hours=2))
    play.script(("刘书记", "[是心愿]", "转回心愿了"))
    assert (play.case().state, play.case("演武-0002").state) == ("review", "to_wish")
    assert play.clocks() == ["review"]
    links = play.desk.read_now(lambda work: work.cases.links(wish.id))
    assert [(link.kind, link.child_id) for link in links] == [(LinkKind.BECAME, request.id)]
