"""When time runs out: who hears of it, when, in which words, and who above."""

from datetime import date, datetime, timedelta

from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Post
from handlers.reminders.records import Kind
from tests.cast import GRID_2
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched, finished, reported, working
from tests.requests.test_merging import joined
from tests.scenes import fulfilled


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(play: Play) -> list[tuple[str, str, str]]:
    """(kind, when, whom) of every alarm that had its turn."""
    sounded = play.do(lambda work: work.reminders.sounded())
    return [(one.kind, f"{one.done_at.astimezone(SHANGHAI):%m-%d %H:%M}", one.told) for one in sounded]


def texts(play: Play, who: str) -> list[str]:
    return [text_of(card) for card in play.sees(who)]


def test_a_case_that_nobody_touches_climbs_rung_by_rung(play: Play) -> None:
    """Grid member, branch secretary, community, street, each at its own time, and the asker hears."""
    dispatched(play)
    for who in ("王奶奶", "小吴", "陈书记", "刘书记", "马主任"):
        play.sees(who)
    play.until(at("2026-03-03 09:30"))
    assert [kind for kind, _, _ in told(play)][:2] == [Kind.SOON, Kind.LATE]
    assert any("快到了" in text for text in texts(play, "小吴"))
    play.until(at("2026-03-09 19:00"))
    climbed = [(kind, whom) for kind, _, whom in told(play) if whom not in ("", "holder")]
    assert climbed[:3] == [
        (Kind.BRANCH, Role.BRANCH_SECRETARY),
        (Kind.COMMUNITY, Role.COMMUNITY_SECRETARY),
        (Kind.STREET, Role.STREET_OFFICE),
    ]
    assert any("报到你这里了" in text for text in texts(play, "陈书记"))
    above = next(card for card in play.sees("马主任") if "报到你这里了" in card.body)
    assert [button.text for button in above.buttons][:3] == ["督办", "改派", "延期"]
    mine = texts(play, "王奶奶")
    assert any("没有做到，对不住" in text for text in mine)
    assert any("报到上一级了，有人盯着" in text for text in mine)
    assert [event.step for event in play.events()].count("escalate") == len(climbed)


def test_whoever_waits_along_hears_of_a_broken_promise_as_well(play: Play) -> None:
    """Once for each deadline that was promised, as the first asker does."""
    dispatched(play)
    own = joined(play)
    for who in ("王奶奶", "张敏"):
        play.sees(who)
    play.until(at("2026-03-09 19:00"))
    first = [text for text in texts(play, "王奶奶") if "没有做到，对不住" in text]
    cards = [card for card in play.sees("张敏") if "说好的时候没有做到" in card.body or "报到上一级" in card.body]
    along = [card for card in cards if "说好的时候没有做到" in card.body]
    assert len(along) == len(first) > 0
    assert {card.title.split(" ")[0] for card in cards} == {own}
    play.ring()
    assert not [text for text in texts(play, "张敏") if "没有做到" in text]


def test_nobody_is_told_twice_of_one_deadline(play: Play) -> None:
    dispatched(play)
    play.until(at("2026-03-12 12:00"))
    found = play.do(lambda work: work.reminders.sounded())
    assert len({(one.clock_id, one.due_at, one.kind) for one in found}) == len(found)
    play.ring()
    play.ring()
    assert play.do(lambda work: work.reminders.sounded()) == found


def test_an_extension_is_a_new_deadline(play: Play) -> None:
    working(play)
    play.until(at("2026-03-09 19:00"))
    before = [one for one in play.do(lambda work: work.reminders.sounded()) if one.kind is Kind.LATE]
    play.script(("陈书记", "[延期]"), ("陈书记", "2026-03-18"), ("陈书记", "等配件", "延好了"))
    play.until(at("2026-03-19 09:00"))
    after = [one for one in play.do(lambda work: work.reminders.sounded()) if one.kind is Kind.LATE]
    assert len(after) == len(before) + 1
    assert after[-1].due_at == at("2026-03-18 18:00")


def test_what_is_done_in_time_is_not_spoken_of(play: Play) -> None:
    working(play)
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡", "辛苦了"))
    play.until(play.now + timedelta(days=2))
    assert told(play) == []


def test_what_falls_into_the_night_waits_for_the_morning(play: Play) -> None:
    """24 小时办结: reported at 21:50, its end is announced before the quiet hours or after them, never in between."""
    play.until(at("2026-03-02 21:50"))
    dispatched(play, "家里停水了，三号楼都没有水")
    play.until(at("2026-03-05 12:00"))
    hours = [when[6:] for _, when, _ in told(play)]
    assert hours
    assert all("07:30" <= hour < "21:30" for hour in hours)


def test_what_can_not_wait_knows_no_night(play: Play) -> None:
    play.until(at("2026-03-02 22:00"))
    reported(play, "电梯里困住人了")
    play.until(at("2026-03-03 02:00"))
    assert any(when > "03-02 22:00" for _, when, _ in told(play))
    assert any("报到" in text for text in texts(play, "刘书记"))


def test_a_holiday_moves_it_to_the_next_working_morning(play: Play) -> None:
    """清明 2026: the 4th to the 6th of April are off."""
    play.until(at("2026-04-03 15:00"))
    dispatched(play, "家里停水了，三号楼都没有水")
    play.until(at("2026-04-07 08:00"))
    assert all(not "04-03 22:00" < when < "04-07" for _, when, _ in told(play))
    assert any(when == "04-07 08:00" and whom == "holder" for _, when, whom in told(play))


def test_the_stand_in_is_told_during_a_leave(play: Play) -> None:
    def leave(work) -> None:  # type: ignore[no-untyped-def]
        seat = work.people.seat(Role.GRID_MEMBER, GRID_2)
        away = (date(2026, 3, 2), date(2026, 3, 31))
        work.people.change_post(Post(seat, play.ids["小吴"], date(2020, 1, 1), None, *away, play.ids["小赵"]))

    dispatched(play)
    play.do(leave)
    play.sees("小吴")
    play.until(at("2026-03-03 18:30"))
    assert texts(play, "小吴") == []
    assert any("首次联系" in text for text in texts(play, "小赵"))


def test_many_are_one_message(play: Play) -> None:
    for light in ("路灯", "楼道灯", "井盖", "水管"):
        dispatched(play, f"三号楼的{light}坏了")
    play.sees("小吴")
    play.until(at("2026-03-03 18:00"))
    bundles = [text for text in texts(play, "小吴") if "过期 4 件" in text or "快到期 4 件" in text]
    assert bundles
    assert "①" in bundles[0]
    play.script(("小吴", "[①]", "演武-000"))


def test_a_claimer_who_does_not_come_lets_go_and_only_dispatchers_know(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[大家来接]"), ("李师傅", "[我来接]", "谢谢你接下来"))
    play.until(play.now + timedelta(hours=25))
    case = play.case()
    assert (case.state, case.priority, case.holder) == ("pool", 1, None)
    assert any("放回去请别人接了" in text for text in texts(play, "李师傅"))
    assert any("正在另请人" in text for text in texts(play, "王奶奶"))
    play.script(("何叔", "想要一双棉鞋"), ("何叔", "[提交]"), ("刘书记", "[通过公示]"), ("刘书记", "[派给]"))
    assert "李师傅：半年里接了没来 1 次" in text_of(play.last("刘书记"))
    for who in ("李师傅", "张敏", "小吴", "王奶奶"):
        assert all("接了没来" not in text_of(card) for _, card in play.cards(who))


def test_three_times_not_settled_is_watched_from_the_street(play: Play) -> None:
    finished(play)
    play.sees("马主任")
    for _ in range(2):
        play.script(("王奶奶", "[没解决]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "又修了一次"))
    play.script(("王奶奶", "[没解决]"))
    play.ring()
    assert "几次没解决，报到你这里了" in text_of(play.last("马主任"))
    play.script(("马主任", "[督办]"), ("马主任", "今天去看，晚上回话", "督办发出去了"))
    assert "马主任督办：今天去看，晚上回话" in text_of(play.last("小吴"))
    assert "上级在盯着您这件事" in text_of(play.last("王奶奶"))


def test_a_wish_three_times_not_fulfilled_is_watched_as_well(play: Play) -> None:
    fulfilled(play)
    play.sees("马主任")
    for _ in range(2):
        play.script(("王奶奶", "[没有]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    play.script(("王奶奶", "[没有]"))
    play.ring()
    assert "几次没实现，报到你这里了" in text_of(play.last("马主任"))


def test_down_for_three_days_loses_nothing(play: Play) -> None:
    """Nobody looks for 72 hours: then each alarm has its turn once, late; what was nearly late is not said."""
    dispatched(play)
    play.ring()
    play.sees("小吴")
    play.later(timedelta(hours=72))
    play.ring()
    found = play.do(lambda work: work.reminders.sounded())
    assert {one.kind for one in found} >= {Kind.SOON, Kind.LATE, Kind.BRANCH, Kind.COMMUNITY}
    assert all(one.done_at - one.at < timedelta(hours=72) for one in found)
    assert all("快到了" not in text for text in texts(play, "小吴"))


def test_nobody_pushes_what_has_not_come_up(play: Play) -> None:
    dispatched(play)
    assert "督办" not in [button.text for button in play.offered("刘书记")]


def test_what_the_clock_does_at_night_is_told_in_the_morning(play: Play) -> None:
    """认领七天没有对接: let go at the hour, holiday or not; the message about it waits for the working morning."""
    play.until(at("2026-03-28 22:30"))
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"), ("李师傅", "[我来接]"))
    play.sees("李师傅")
    play.until(at("2026-04-05 12:00"))
    assert play.case().state == "open"
    assert all("放回" not in text for text in texts(play, "李师傅"))
    play.until(at("2026-04-07 08:01"))
    assert any("放回给别人接" in text for text in texts(play, "李师傅"))


def test_what_somebody_has_just_written_is_answered_on_a_sunday(play: Play) -> None:
    """A wish for what belongs to everybody becomes a request by the house's own hand, and is told of at once."""
    play.until(at("2026-03-08 22:10"))
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"), ("刘书记", "[转诉求]"))
    assert play.case("演武-0002").flow == "request"
    assert any("演武-0002" in text for text in texts(play, "王奶奶"))
    assert any("演武-0002" in text for text in texts(play, "刘书记"))


def test_who_is_late_gives_no_time_to_themselves(play: Play) -> None:
    """A branch secretary who holds the case asks like anybody; who stands as high as it came may give it."""
    reported(play)
    play.script(("刘书记", "[选人派单]"), ("刘书记", "陈书记"), ("陈书记", "[已联系上]"))
    play.until(at("2026-03-11 19:00"))
    play.script(("陈书记", "演武-0001"))
    labels = [button.text for button in play.offered("陈书记")]
    assert "督办" not in labels
    assert "延期" not in labels
    play.script(("马主任", "演武-0001"), ("马主任", "[延期]"), ("马主任", "2026-03-20"), ("马主任", "等配件", "延好了"))


def test_what_nobody_holds_is_pushed_with_whoever_decides(play: Play) -> None:
    reported(play)
    play.until(at("2026-03-10 19:00"))
    play.sees("刘书记")
    play.script(("马主任", "演武-0001"), ("马主任", "[督办]"), ("马主任", "今天就派人"))
    assert any("今天就派人" in text for text in texts(play, "刘书记"))


def test_what_was_late_before_a_return_stays_as_late_as_it_was(play: Play) -> None:
    """No new promise is made up, and none is broken a second time."""
    dispatched(play)
    play.until(at("2026-03-03 19:00"))
    before = [text for text in texts(play, "王奶奶") if "对不住" in text]
    play.script(("小吴", "[退单]"), ("小吴", "[不归我管]"), ("小吴", "归别的网格"), ("小吴", "[跳过]"))
    play.script(("刘书记", "演武-0001"), ("刘书记", "[不同意退]"), ("刘书记", "就是你这片的"))
    play.until(at("2026-03-04 09:00"))
    assert len(before) == 1
    assert not [text for text in texts(play, "王奶奶") if "对不住" in text]


def test_one_working_day_after_six_o_clock_is_the_next_day(play: Play) -> None:
    dispatched(play)
    play.until(at("2026-03-20 12:00"))
    found = play.do(lambda work: work.reminders.sounded())
    next_day = play.desk.house.calendar.next_working_day
    climbed = [(one.due_at.astimezone(SHANGHAI), one.at) for one in found if one.kind is Kind.COMMUNITY]
    at_six = [(due, then) for due, then in climbed if due.hour == 18]
    assert at_six
    assert all(then == due + (next_day(due.date()) - due.date()) for due, then in at_six)


def test_what_ends_in_the_night_is_announced_before_it(play: Play) -> None:
    """24 小时 from Friday morning: the hour before the office closes, not on Monday when it is over."""
    play.until(at("2026-03-06 10:00"))
    dispatched(play, "家里停水了，三号楼都没有水")
    play.script(("小吴", "[已联系上]"))
    play.until(at("2026-03-09 12:00"))
    assert (Kind.SOON, "03-06 17:00", "holder") in told(play)
    assert (Kind.LATE, "03-09 08:00", "holder") in told(play)
