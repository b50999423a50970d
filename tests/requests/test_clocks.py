"""The clocks of a request: response and resolution run apart, a change of class reckons them anew."""

from datetime import date, datetime, timedelta

import pytest

from handlers.cases.records import Clock
from handlers.kit.spans import Span
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI, china
from handlers.requests.rules import is_nudged_today, latest_until, longer_days, park_days
from tests.play import Play
from tests.requests.scenes import dispatched, due, reported, working


def ended(play: Play, name: str) -> Clock:
    found = play.desk.read_now(lambda work: work.clocks.of([play.case().id])[play.case().id])
    return next(clock for clock in found if clock.name == name)


def test_late_to_respond_in_time_to_resolve(play: Play) -> None:
    """2 hours and 24 hours: first contact after 3 hours, settled after 20."""
    dispatched(play, "家里停水了，水管爆了")
    began = play.now
    play.later(timedelta(hours=3))
    play.script(("小吴", "[已联系上]"))
    play.later(began + timedelta(hours=20) - play.now)
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了水管"))
    contact, settle = ended(play, "contact"), ended(play, "settle")
    assert contact.due_at - contact.started_at == timedelta(hours=2)
    assert settle.due_at - settle.started_at == timedelta(hours=24)
    assert contact.met_at
    assert settle.met_at
    assert contact.met_at > contact.due_at, "late in response"
    assert settle.met_at < settle.due_at, "in time in resolution"


@pytest.mark.parametrize(
    ("category", "urgency", "contact", "settle"),
    [
        ("gas", "urgent", timedelta(minutes=30), timedelta(hours=2)),
        ("water", "day", timedelta(hours=2), timedelta(hours=24)),
        ("lamp", "week", None, timedelta(days=7)),
        ("repair", "hard", None, timedelta(days=15)),
        ("papers", "ordinary", None, None),
    ],
)
def test_each_class_has_its_times(
    lite_play: Play, category: str, urgency: str, contact: timedelta | None, settle: timedelta | None
) -> None:
    play = lite_play
    reported(play, "请来看一看", category=category)
    classify(play, category, urgency)
    play.script(("刘书记", "[选人派单]"), ("刘书记", "小吴"))
    one, two = ended(play, "contact"), ended(play, "settle")
    office = datetime(2026, 3, 3, 18, tzinfo=SHANGHAI), datetime(2026, 3, 9, 18, tzinfo=SHANGHAI)
    assert one.due_at == (one.started_at + contact if contact else office[0])
    assert two.due_at == (two.started_at + settle if settle else office[1])


def classify(play: Play, category: str, urgency: str, who: str = "刘书记") -> None:
    case = play.case()
    play.push(who, Press("cases.take", case.id, case.version, "classify"))
    play.push(who, Press("cases.answer", case.id, case.version, f"classify:category:{category}"))
    play.push(who, Press("cases.answer", case.id, case.version, f"classify:urgency:{urgency}"))
    play.courier()


def test_another_class_counts_from_the_same_start(play: Play) -> None:
    dispatched(play)
    before = {name: ended(play, name) for name in ("contact", "settle")}
    play.later(timedelta(minutes=50))
    classify(play, "water", "day")
    case = play.case()
    assert (case.facts["category"], case.facts["urgency"], case.counts["classified"]) == ("water", "day", 1)
    for name, span in (("contact", timedelta(hours=2)), ("settle", timedelta(hours=24))):
        after = ended(play, name)
        assert after.started_at == before[name].started_at
        assert after.due_at == after.started_at + span
    step = play.events()[-1]
    assert step.step == "classify"
    assert step.body["inputs"] == {"category": "water", "urgency": "day"}


def test_another_class_takes_back_no_days_granted(lite_play: Play) -> None:
    play = lite_play
    working(play)
    play.script(("小吴", "[申请延期]"), ("小吴", "3月20日"), ("小吴", "等货"), ("刘书记", "[同意延期]"))
    granted = due(play, "settle")
    classify(play, "garbage", "week")
    assert due(play, "settle") == granted
    classify(play, "repair", "hard")
    assert due(play, "settle") == granted + timedelta(days=8)


def test_another_class_gives_back_no_time_used_up(lite_play: Play) -> None:
    play = lite_play
    working(play)
    play.later(timedelta(days=3))
    play.script(("刘书记", "演武-0001"), ("刘书记", "[挂账]"), ("刘书记", "3月20日"), ("刘书记", "等货"))
    play.later(timedelta(days=4))
    play.script(("刘书记", "[接着办]"))
    left = due(play, "settle")
    classify(play, "garbage", "week")
    assert due(play, "settle") == left


def test_a_change_of_class_before_acceptance_starts_nothing(lite_play: Play) -> None:
    reported(lite_play)
    classify(lite_play, "gas", "urgent")
    assert lite_play.clocks() == ["review"]
    lite_play.script(("刘书记", "[派小吴]"))
    assert due(lite_play, "contact") - lite_play.now.astimezone(SHANGHAI) <= timedelta(minutes=30)


@pytest.mark.parametrize("state", ["answered", "declined", "withdrawn", "merged"])
def test_final_cases_have_no_running_clock(lite_play: Play, state: str) -> None:
    play = lite_play
    reported(play)
    steps = {
        "answered": (("刘书记", "[当场答复]"), ("刘书记", "已报修")),
        "declined": (("刘书记", "[不受理]"), ("刘书记", "[不归社区管]"), ("刘书记", "请找供电所")),
        "withdrawn": (("王奶奶", "演武-0001"), ("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]")),
        "merged": (("赵大妈", "你好"),),
    }
    play.script(*steps[state])
    if state == "merged":
        reported(play, "灯不亮", "赵大妈")
        case = play.case()
        play.push("刘书记", Press("cases.answer", case.id, case.version, f"merge:into:{play.case('演武-0002').id}"))
    assert (play.case().state, play.clocks()) == (state, [])


CHINA = china()


@pytest.mark.parametrize(
    ("settle", "latest"),
    [
        (datetime(2026, 3, 9, 9, 30, tzinfo=SHANGHAI), date(2026, 3, 23)),
        (datetime(2026, 3, 9, 18, tzinfo=SHANGHAI), date(2026, 3, 23)),  # the end of the day wins no day
        (datetime(2026, 3, 7, 9, 30, tzinfo=SHANGHAI), date(2026, 3, 20)),  # a Saturday
        (datetime(2022, 9, 30, 18, tzinfo=SHANGHAI), date(2022, 10, 19)),  # over National Day with its make-up days
    ],
)
def test_ten_working_days_more(settle: datetime, latest: date) -> None:
    found = latest_until(settle, Span.parse("10 working_days"), CHINA)
    assert date.fromordinal(found) == latest
    assert longer_days(settle.date(), latest, CHINA)[-1] == latest


def test_nothing_to_extend() -> None:
    assert latest_until(None, Span.parse("10 working_days"), CHINA) == 0


def test_days_offered_for_parking_stay_within_bounds() -> None:
    today = date(2026, 3, 2)
    assert park_days(today, date(2026, 4, 15)) == [date(2026, 3, 9), date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("nudged", "now", "same"),
    [
        ("2026-03-06T10:00:00+08:00", datetime(2026, 3, 6, 17, tzinfo=SHANGHAI), True),
        ("2026-03-06T10:00:00+08:00", datetime(2026, 3, 7, 8, tzinfo=SHANGHAI), False),
        ("2026-03-07T10:00:00+08:00", datetime(2026, 3, 9, 17, tzinfo=SHANGHAI), True),
        ("2026-03-07T10:00:00+08:00", datetime(2026, 3, 10, 0, 1, tzinfo=SHANGHAI), False),
        (None, datetime(2026, 3, 10, tzinfo=SHANGHAI), False),
    ],
)
def test_a_free_day_belongs_to_the_next_working_one(nudged: str | None, now: datetime, same: bool) -> None:
    assert is_nudged_today(nudged, now, CHINA) is same
