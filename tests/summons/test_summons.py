"""A summons from three red months to its end, each seeing what is theirs."""

from datetime import date

import pytest

from bot.commands.check import verify
from handlers.cases.chain import first_break
from handlers.cases.look import look
from handlers.cases.photos import may_see
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.people.records import Actor, Held, Post
from storage.work import Work
from tests.cast import CAST, CITY, STREET, YANWU
from tests.checks import text_of
from tests.play import Play
from tests.summons.scenes import AGREED, called, reported, talked

OFFICES = ("马主任", "刘书记")
OTHERS = sorted(who for who, one in CAST.items() if one.account and who not in OFFICES)


def test_from_three_red_months_to_the_end(play: Play) -> None:
    assert called(play) == "演武-0001"
    play.script(
        ("马主任", "", "演武社区连着红灯，请约社区谈一次"),
        ("马主任", "", "红灯:2025年12月、2026年1月、2月"),
        ("马主任", "", "等约谈 · 约谈 3月9日（周一）前，还剩 5 个工作日"),
        ("马主任", "待办", "约谈演武，连着 3 个月红灯 · 等约谈"),
        ("马主任", "[谈过了]", "谈了什么、要改什么"),
    )
    assert not play.cards("刘书记"), "the talk comes first"
    play.script(
        ("马主任", AGREED, "哪天以前改好"),
        ("马主任", "3月20日", "记下了，社区书记马上收到"),
        ("刘书记", "", "请 3月20日 前改好，改好了按“改好了”"),
        ("刘书记", "", f"谈定的：{AGREED}"),
        ("刘书记", "", "街道联系人:马主任"),
        ("刘书记", "", "改到:3月20日"),
        ("刘书记", "待办", "整改中"),
        ("马主任", "待办", "没有等你的事"),
        ("刘书记", "[改好了]", "有改好的照片吗"),
        ("刘书记", "📷", "怎么改的"),
        ("刘书记", "清了两个单元", "街道会来看"),
        ("马主任", "", "社区说改好了。请去看一看"),
        ("马主任", "", "改了什么：清了两个单元"),
        ("马主任", "[没到位]", "还差什么"),
        ("马主任", "三单元还堆着", "哪天以前改好"),
        ("马主任", "[4月1日]", "改好了会再说一声"),
        ("刘书记", "", "还差一点，差什么写在下面。请 4月1日 前改好"),
        ("刘书记", "", "还差：三单元还堆着"),
        ("刘书记", "[改好了]"),
        ("刘书记", "[跳过]"),
        ("刘书记", "都清完了"),
        ("马主任", "[改到位]", "记下了，已经销号"),
        ("刘书记", "", "改到位了，已经销号。辛苦了！"),
        ("刘书记", "", f"谈定的：{AGREED}"),
    )
    assert [event.step for event in play.events()] == [
        *("open", "hold", "report", "refuse", "report", "accept"),
    ]
    case = play.case()
    assert (case.state, case.counts["refused"], play.clocks()) == ("closed", 1, [])
    assert first_break(play.events()) is None
    assert play.do(verify).findings == ()


def test_nobody_else_is_told_or_shown_anything(play: Play) -> None:
    reported(play)
    case = play.case()
    for who in OTHERS:
        assert not play.cards(who), f"{who} is told nothing"
        play.script((who, case.no, "没有找到这一件"))
        for name in ("待办", "接单", "我的"):
            play.say(who, name)
            assert case.no not in text_of(play.last(who))
            assert "红灯" not in text_of(play.last(who))


@pytest.mark.parametrize("step", ["open", "hold", "report", "accept", "refuse"])
def test_nobody_else_may_press(play: Play, step: str) -> None:
    """Forged presses at every state: whose step it is not is told so, and the case stands where it stood."""
    may = {"hold": "马主任", "report": "刘书记", "accept": "马主任", "refuse": "马主任"}
    for reach in (called, talked, reported):
        if play.desk.read_now(lambda work: work.cases.get(range(1, 9))):
            break
        reach(play)
    case = play.case()
    for who in (*OTHERS, *OFFICES):
        if who != may.get(step):
            play.push(who, Press("cases.take", case.id, case.version, step))
            assert play.case() == case, f"{who} may not {step}"


def test_who_reported_does_not_verify(play: Play) -> None:
    """马主任 stands in for the secretary as well: somebody else at the street looks."""

    def act(work: Work) -> None:
        seat = work.people.seat(Role.COMMUNITY_SECRETARY, YANWU)
        work.people.add_post(Post(seat, play.ids["马主任"], date(2020, 1, 1)))
        street = work.people.seat(Role.STREET_OFFICE, STREET)
        work.people.add_post(Post(street, play.ids["何叔"], date(2020, 1, 1)))

    play.do(act)
    talked(play)
    play.script(("马主任", "[改好了]"), ("马主任", "[跳过]"), ("马主任", "清完了"))
    assert "改到位" not in play.labels("马主任")
    case = play.case()
    (refused,) = play.push("马主任", Press("cases.take", case.id, case.version, "accept"))
    assert "要请街道另一个人去看" in text_of(refused)
    play.script(("何叔", "[改到位]", "已经销号"))


def test_a_stale_press_says_where_it_stands(play: Play) -> None:
    called(play)
    press = play.button("马主任", "谈过了")
    play.script(("马主任", "[谈过了]"), ("马主任", AGREED), ("马主任", "3月20日"))
    (refused,) = play.push("马主任", press)
    assert "现在是“整改中”" in text_of(refused)


def test_a_day_that_is_over_is_no_day_to_mend_by(lite_play: Play) -> None:
    called(lite_play)
    lite_play.script(("马主任", "[谈过了]"), ("马主任", AGREED), ("马主任", "今天", "来不及改"))
    lite_play.script(("马主任", "随便", "请写日期"), ("马主任", "明天", "记下了"))


def test_a_forged_day_is_no_day(lite_play: Play) -> None:
    called(lite_play)
    case = lite_play.case()
    (refused,) = lite_play.push("马主任", Press("cases.answer", case.id, case.version, "hold:until:2026-13-40"))
    assert "请写日期" in text_of(refused)


def test_the_city_reads_along_and_presses_nothing(lite_play: Play) -> None:
    reported(lite_play)
    case, seat = lite_play.case(), Held(99, Role.CITY_OFFICE, CITY, "/1/")
    city = Actor(999, 0, CITY, "市里", seats=(seat,))
    seen = lite_play.desk.read_now(lambda work: look(work, city, [case.id], lite_play.now))[case.id]
    assert (seen.facts["agreed"], seen.steps) == (AGREED, ())


def test_late_is_marked_and_nothing_moves_by_itself(lite_play: Play) -> None:
    called(lite_play)
    lite_play.days(12)
    assert any(card.late for _, card in lite_play.cards("马主任") if "约谈" in card.title)
    assert lite_play.case().state == "called"


def test_its_photos_are_for_those_who_read_it(lite_play: Play) -> None:
    talked(lite_play)
    lite_play.script(("刘书记", "[改好了]"), ("刘书记", "📷"), ("刘书记", "清完了"))
    photos = lite_play.case().facts["proof"]
    assert isinstance(photos, list | tuple)

    def seers() -> list[str]:
        actors = {who: lite_play.caller(who).actor for who in (*OFFICES, *OTHERS)}
        return lite_play.desk.read_now(
            lambda work: [who for who, actor in actors.items() if actor and may_see(work, actor, photos[0])]
        )

    assert seers() == list(OFFICES)
