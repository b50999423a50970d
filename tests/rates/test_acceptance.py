"""What each rate counts, by the way of single requests through the real flow."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from handlers.kit.worktime import SHANGHAI
from handlers.rates.records import Beside, Days, RateKind, Reason
from handlers.requests.actions import join
from handlers.requests.records import Report
from storage.work import Work
from tests.cast import BLOCK_3, CAST, CITY, GRID_1, GRID_2, STREET
from tests.play import Play
from tests.rates.doing import (
    actor_of,
    closed,
    contacted,
    did,
    entered,
    figures,
    later,
    rates,
    reported,
    sent,
    settled,
)

RESPONSE, ON_TIME, RESOLUTION, SATISFACTION, RETURN = RateKind


def excluded(play: Play, kind: RateKind) -> dict[Reason, int]:
    return {reason: len(ids) for reason, ids in rates(play).of[kind].excluded.items()}


def test_late_to_answer_in_time_to_settle(play: Play) -> None:
    """Contact 2 h, settled 24 h: answered after 3 h and settled after 20 h."""
    case_id = sent(play)
    later(play, 3)
    did(play, case_id, "小吴", "contact")
    later(play, 17)
    did(play, case_id, "小吴", "finish")
    assert (figures(play)[RESPONSE], figures(play)[ON_TIME]) == ((0, 1), (1, 1))


def test_to_the_second(play: Play) -> None:
    """What is met at its deadline is met in time, a second later it is not."""
    punctual, tardy = sent(play), sent(play, "张敏")
    play.later(timedelta(hours=2))
    did(play, punctual, "小吴", "contact")
    play.later(timedelta(seconds=1))
    did(play, tardy, "小吴", "contact")
    assert rates(play).of[RESPONSE].numerator == (punctual,)
    assert rates(play).of[RESPONSE].missed == (tardy,)


def test_not_yet_due_then_overdue(play: Play) -> None:
    sent(play)
    assert excluded(play, RESPONSE) == excluded(play, ON_TIME) == {Reason.NOT_DUE: 1}
    later(play, 3)
    assert (figures(play)[RESPONSE], excluded(play, ON_TIME)) == ((0, 1), {Reason.NOT_DUE: 1})
    later(play, 22)
    assert figures(play)[ON_TIME] == (0, 1)


def test_a_merged_one_counts_once(play: Play) -> None:
    first = settled(play)
    second = sent(play, "张敏")
    did(play, second, "刘书记", "merge", into=first)

    def me_too(work: Work) -> None:
        home = CAST["赵大妈"].home or 0
        report = Report("停水", "water", "day", home, play.ids["赵大妈"], play.ids["赵大妈"])
        join(work, actor_of(play, work, "赵大妈"), report, third, play.now)

    third = sent(play, "李师傅")
    play.do(me_too)
    did(play, first, "王奶奶", "rate", granted="yes", satisfied="good")
    found = rates(play)
    assert len(found.all) == 4
    assert found.of[RESOLUTION].denominator == found.of[SATISFACTION].denominator == (first,)
    assert all(len(rate.excluded[Reason.MERGED]) == 2 for rate in found.of.values())
    assert found.of[RETURN].denominator == (first, third)


def test_what_needs_no_contact(play: Play) -> None:
    did(play, entered(play, "王奶奶"), "刘书记", "answer", reply="带身份证来")
    did(play, entered(play, "张敏"), "刘书记", "decline", why="court", reason="请去法院")
    entered(play, "赵大妈")
    did(play, sent(play, "李师傅"), "李师傅", "withdraw", sure="yes")
    wanted = {Reason.ANSWERED: 1, Reason.DECLINED: 1, Reason.REVIEW: 1, Reason.WITHDRAWN: 1}
    assert all(excluded(play, kind) == wanted for kind in (RESPONSE, ON_TIME, RESOLUTION, SATISFACTION))
    assert figures(play)[RETURN] == (0, 1)
    assert all(rate.value is None for kind, rate in rates(play).of.items() if kind is not RETURN)


def test_a_late_one_is_not_withdrawn_away(play: Play) -> None:
    case_id = sent(play)
    later(play, 3)
    did(play, case_id, "王奶奶", "withdraw", sure="yes")
    assert figures(play)[RESPONSE] == (0, 1)
    assert excluded(play, ON_TIME) == {Reason.WITHDRAWN: 1}


def test_an_extension_moves_the_deadline(play: Play) -> None:
    case_id = contacted(play)
    until = (play.now.astimezone(SHANGHAI) + timedelta(days=3)).date().isoformat()
    did(play, case_id, "小吴", "ask_longer", until=until, longer="等零件")
    did(play, case_id, "刘书记", "grant")
    later(play, 48)
    assert excluded(play, ON_TIME) == {Reason.NOT_DUE: 1}
    did(play, case_id, "小吴", "finish")
    assert figures(play)[ON_TIME] == (1, 1)


def test_a_parked_one_waits(play: Play) -> None:
    case_id = contacted(play)
    later(play, 20)
    until = (play.now.astimezone(SHANGHAI) + timedelta(days=30)).date().isoformat()
    did(play, case_id, "刘书记", "park", until=until, reason="等施工")
    later(play, 200)
    assert excluded(play, ON_TIME) == {Reason.PARKED: 1}
    did(play, case_id, "刘书记", "unpark")
    later(play, 3)
    did(play, case_id, "小吴", "finish")
    assert figures(play)[ON_TIME] == (1, 1), "23 of 24 hours have run"


def test_a_return_stops_the_clock_and_is_counted(play: Play) -> None:
    case_id = sent(play)
    later(play, 1)
    did(play, case_id, "小吴", "send_back", why="duty", reason="归物业")
    later(play, 5)
    assert excluded(play, RESPONSE) == {Reason.RETURNING: 1}
    did(play, case_id, "刘书记", "uphold")
    assert excluded(play, RESPONSE) == {Reason.WAITING: 1}
    did(play, case_id, "刘书记", "dispatch", seat="小赵")
    later(play, 1)
    did(play, case_id, "小赵", "contact")
    assert (figures(play)[RESPONSE], figures(play)[RETURN]) == ((1, 1), (1, 1))
    assert rates(play).beside[Beside.UPHELD] == (case_id,)


def test_a_return_does_not_heal_what_was_late(play: Play) -> None:
    case_id = sent(play)
    later(play, 3)
    did(play, case_id, "小吴", "send_back", why="duty", reason="归物业")
    did(play, case_id, "刘书记", "overrule", reason="就归网格")
    did(play, case_id, "小吴", "contact")
    assert figures(play)[RESPONSE] == (0, 1)
    assert (figures(play)[RETURN], rates(play).beside[Beside.UPHELD]) == ((1, 1), ())


def test_the_last_answer_counts(play: Play) -> None:
    healed, refused = settled(play), settled(play, "张敏")
    for case_id, who in ((healed, "王奶奶"), (refused, "张敏")):
        did(play, case_id, who, "rate", granted="no")
    assert figures(play)[RESOLUTION] == figures(play)[SATISFACTION] == (0, 2)
    for case_id in (healed, refused):
        did(play, case_id, "小吴", "finish")
    did(play, healed, "王奶奶", "rate", granted="yes", satisfied="fair")
    did(play, refused, "刘书记", "conclude", reply="水压够了")
    assert figures(play)[RESOLUTION] == figures(play)[SATISFACTION] == (1, 2)
    assert rates(play).beside[Beside.CONCLUDED] == (refused,)
    assert rates(play).beside[Beside.REOPENED] == (healed, refused)
    assert figures(play)[ON_TIME] == (2, 2), "settled for the first time in time"


def test_settled_but_not_satisfied(play: Play) -> None:
    closed(play, satisfied="bad")
    closed(play, "张敏", "fair")
    assert figures(play)[RESOLUTION] == (2, 2)
    assert figures(play)[SATISFACTION] == (1, 2)


def test_no_answer_is_neither(play: Play) -> None:
    settled(play)
    assert excluded(play, RESOLUTION) == {Reason.ASKED: 1}
    play.days(3)
    play.days(5)
    assert excluded(play, RESOLUTION) == excluded(play, SATISFACTION) == {Reason.UNANSWERED: 1}


def test_a_rebound_stands_beside(play: Play) -> None:
    before = closed(play)
    again = entered(play, rebound_of=before)
    assert rates(play).beside[Beside.REBOUND] == (again,)


def test_claimed_by_hand_is_not_dispatched(play: Play) -> None:
    case_id = entered(play)
    did(play, case_id, "刘书记", "open")
    did(play, case_id, "李师傅", "claim")
    did(play, case_id, "李师傅", "contact")
    assert figures(play)[RESPONSE] == (1, 1)
    assert excluded(play, RETURN) == {Reason.NOT_DISPATCHED: 1}


def test_the_first_contact_stays_the_first(play: Play) -> None:
    """Given back after it was contacted: the clock that then begins anew is not the first contact's."""
    case_id = entered(play)
    did(play, case_id, "刘书记", "open")
    did(play, case_id, "李师傅", "claim")
    did(play, case_id, "李师傅", "contact")
    did(play, case_id, "李师傅", "give_back", reason="要出差")
    did(play, case_id, "刘书记", "dispatch", seat="小吴")
    later(play, 3)
    did(play, case_id, "小吴", "contact")
    did(play, case_id, "小吴", "finish")
    assert (figures(play)[RESPONSE], figures(play)[ON_TIME]) == ((1, 1), (1, 1))


def test_what_is_entered_later_counts_when_it_occurred(play: Play) -> None:
    """A ledger of last November, entered today."""
    at = datetime(2025, 11, 3, 10, tzinfo=SHANGHAI)
    case_id = entered(play, at=at)
    did(play, case_id, "刘书记", "dispatch", at, seat="小吴")
    did(play, case_id, "小吴", "contact", at + timedelta(hours=1))
    did(play, case_id, "小吴", "finish", at + timedelta(hours=30))
    november = rates(play, days=Days(date(2025, 11, 1), date(2025, 11, 30)))
    assert november.of[RESPONSE].numerator == november.of[ON_TIME].missed == (case_id,)
    assert rates(play).all == ()


def test_days_begin_and_end_in_china(play: Play) -> None:
    last = entered(play, at=datetime(2025, 11, 30, 23, 59, 59, tzinfo=SHANGHAI))
    first = entered(play, "张敏", at=datetime(2025, 12, 1, tzinfo=SHANGHAI))
    assert rates(play, days=Days(date(2025, 11, 30), date(2025, 11, 30))).all == (last,)
    assert rates(play, days=Days(date(2025, 12, 1), date(2025, 12, 1))).all == (first,)


def test_every_level_of_the_tree(play: Play) -> None:
    mine, beside = contacted(play), entered(play, "钱阿姨")
    far = entered(play, "周平")
    assert rates(play, CITY).all == rates(play, STREET).all == (mine, beside, far)
    assert rates(play).all == (mine, beside)
    assert (rates(play, GRID_1).all, rates(play, GRID_2).all, rates(play, BLOCK_3).all) == ((beside,), (mine,), (mine,))
    children = {child.unit.name: child.rates.all for child in reported(play, STREET).children}
    assert children == {"演武社区居委会": (mine, beside), "广场东社区居委会": (far,)}


def test_a_threshold_compares_fractions(play: Play) -> None:
    closed(play)
    rate = rates(play).of[RESOLUTION]
    assert rate.reaches(Fraction(95, 100))
    assert rate.reaches(Fraction(1))
