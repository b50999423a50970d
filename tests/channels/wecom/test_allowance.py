"""Never more to one member than WeCom delivers: what is beyond, it drops without a word."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import RetryLater
from bot.channels.wecom import allowance
from bot.channels.wecom.allowance import LIMITS, Allowance, Limit


class Ticks:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 30), max_size=300))
def test_no_window_ever_holds_more(pauses: list[float]) -> None:
    ticks = Ticks()
    counting = Allowance(ticks, (Limit(5, 60), Limit(12, 600)))
    sent: list[float] = []
    for pause in pauses:
        ticks.now += pause
        wait = _wait(counting)
        assert timedelta() <= wait <= timedelta(seconds=600)
        if not wait:
            sent.append(ticks.now)
    for limit in counting.limits:
        assert all(sum(0 <= one - begin < limit.seconds for one in sent) <= limit.most for begin in sent)


def _wait(counting: Allowance) -> timedelta:
    """How long a message has to wait; none where it may go, and is counted."""
    try:
        counting.take("li")
    except RetryLater as later:
        return later.after or timedelta.max
    return timedelta()


def test_it_says_how_long_to_wait_and_then_there_is_room() -> None:
    ticks = Ticks()
    counting = Allowance(ticks)
    for _ in range(28):
        counting.take("li")
    counting.take("wang")
    with pytest.raises(RetryLater) as wait:
        counting.take("li")
    assert wait.value.after
    ticks.now += wait.value.after.total_seconds()
    counting.take("li")


def test_ours_is_below_what_is_dropped() -> None:
    assert [(limit.most < most, limit.seconds > seconds) for limit, most, seconds in _dropped()] == [(True, True)] * 2


def _dropped() -> list[tuple[Limit, int, int]]:
    return [(LIMITS[0], 30, 60), (LIMITS[1], 1000, 3600)]


def test_members_of_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "MOST_MEMBERS", 2)
    counting = Allowance(Ticks(), (Limit(1, 60),))
    for who in ("li", "wang", "chen", "li"):
        counting.take(who)
    with pytest.raises(RetryLater):
        counting.take("chen")


def test_a_member_nobody_has_looked_up_is_not_known() -> None:
    counting = Allowance(Ticks())
    assert not counting.knows("li", 7)
    counting.learn("li", 7, [999.0] * 28)
    assert counting.knows("li", 7)
    with pytest.raises(RetryLater):
        counting.take("li")


def test_alone_it_is_looked_up_once_whatever_the_numbers() -> None:
    counting = Allowance(Ticks())
    counting.learn("li", 7, [])
    assert all(counting.knows("li", number) for number in range(8, 2000, 50))


def test_with_others_about_it_is_looked_up_where_they_may_have_sent_too_much() -> None:
    ticks = Ticks()
    counting = Allowance(ticks, shared=True)
    counting.learn("li", 7, [])
    assert [counting.knows("li", number) for number in range(8, 20)] == [True] * 12, "this one has sent them all"
    assert [counting.knows("li", number) for number in (21, 23, 25)] == [True, True, False]
    ticks.now += 62
    assert counting.knows("li", 26), "the minute is over"
    assert not counting.knows("li", 1000), "the hour is not"
    counting.learn("li", 1000, [])
    assert counting.knows("li", 1001)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, allowance.MOST_PARTS), st.floats(0, 20)), max_size=100))
def test_two_processes_together_never_send_more(cards: list[tuple[bool, int, float]]) -> None:
    """Each card goes by one of two; what a look would find is what both have sent."""
    ticks, sent, number = Ticks(), list[float](), 0
    both = [Allowance(ticks, (Limit(20, 60), Limit(50, 600)), shared=True) for _ in range(2)]
    for other, parts, pause in cards:
        ticks.now, number = ticks.now + pause, number + 1
        mine = both[other]
        if not mine.knows("li", number, parts):
            mine.learn("li", number, sent)
        for _ in range(parts):
            if not _wait(mine):
                sent.append(ticks.now)
    for limit in both[0].limits:
        assert all(sum(0 <= one - begin < limit.seconds for one in sent) <= limit.most for begin in sent)
