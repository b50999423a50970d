"""A digest counts and names only what lies on the desk of its seat."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from handlers import front
from handlers.cases.actions import Move, take
from handlers.digests.drawing import drawn
from handlers.digests.records import Digest
from handlers.duties.records import Build
from handlers.kit.papers import Paper
from handlers.kit.roles import Role
from handlers.kit.rulesets import Rule, RuleBook, RuleSet
from handlers.people.records import Post
from storage.work import Work
from tests.cast import STREET, YANWU
from tests.checks import text_of
from tests.digests.test_conversation import actor, at, digests, of
from tests.play import Play
from tests.requests.scenes import dispatched, reported

ABOUT_HER = "社区书记刘芳收钱不办事"


def ruled(play: Play, lines: Mapping[str, str]) -> None:
    """With rules of the place's own."""
    own = RuleSet("own", "自己的", date(2026, 1, 1), (), {key: Rule(line, "街道定") for key, line in lines.items()})
    house = play.desk.house
    play.desk.house = replace(house, rules=RuleBook((*house.rules.sets, own)))


def join(play: Play, who: str, role: Role, unit: int) -> None:
    def act(work: Work) -> None:
        work.people.add_post(Post(work.people.seat(role, unit), play.ids[who], date(2020, 1, 1)))

    play.do(act)


def settled_above(play: Play) -> int:
    """A complaint about the community's own secretary, settled by the street."""
    no = reported(play, ABOUT_HER, category="conduct")
    seat = play.do(lambda work: work.people.seat(Role.STREET_OFFICE, STREET))
    for name, inputs in (("dispatch", {"seat": str(seat)}), ("contact", {})):

        def act(work: Work, name: str = name, inputs: Mapping[str, str] = inputs) -> None:
            take(work, actor(play, "马主任"), Move(play.case(no).id, name, inputs), play.now)
            front.react(work)

        play.do(act)
        play.courier()
    play.script(("马主任", no), ("马主任", "[办好了]"), ("马主任", "📷"), ("马主任", "谈过话了"))
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", "谢谢马主任"))
    return play.case(no).id


def test_what_is_said_about_a_secretary_is_in_no_line_of_hers(lite_play: Play) -> None:
    lite_play.ring()
    settled_above(lite_play)
    lite_play.until(at("2026-03-09 09:00"))
    one = of(lite_play, "刘书记", Build.WEEK)
    assert (one.figures["new"], one.figures["done"], one.figures["live"]) == ([], [], 0)
    assert (one.figures["helped"], one.figures["thanks"]) == ([], [])
    assert not any("马主任" in text for text in digests(lite_play, "刘书记"))


def test_the_street_counts_it_and_no_wishes(lite_play: Play) -> None:
    lite_play.ring()
    case = settled_above(lite_play)
    lite_play.script(("张敏", "想要个轮椅"), ("张敏", "[提交]"))
    lite_play.until(at("2026-04-01 09:00"))
    one = of(lite_play, "马主任", Build.RANKING)
    assert (one.figures["new"], one.figures["flows"]) == ([case], {"request": 1})
    assert one.figures["first"] == []


def test_a_branch_secretary_sees_no_summons(lite_play: Play) -> None:
    join(lite_play, "何叔", Role.BRANCH_SECRETARY, YANWU)
    lite_play.ring()
    for month in ("03", "04", "05"):
        lite_play.until(at(f"2026-{month}-05 10:00"))
        dispatched(lite_play, "三号楼的水管坏了")
    lite_play.until(at("2026-06-08 10:00"))
    called = [
        one.id for one in lite_play.do(lambda work: work.cases.get(range(1, 60)).values()) if one.flow != "request"
    ]
    assert called
    found = of(lite_play, "何叔", Build.WEEK).figures
    named = {case for key in ("new", "decide", "oldest", "first", "late") for case in found[key]}
    assert named
    assert not named & set(called)
    assert "summons" not in found["flows"]
    assert set(called) <= set(of(lite_play, "刘书记", Build.WEEK).figures["new"])


def test_a_grid_members_week_is_what_is_in_hand(lite_play: Play) -> None:
    ruled(lite_play, {"duty.n06": "网格周报；week；grid_member；week"})
    lite_play.ring()
    dispatched(lite_play)
    reported(lite_play, ABOUT_HER, category="conduct")
    lite_play.script(("张敏", "想要个轮椅"), ("张敏", "[提交]"))
    lite_play.until(at("2026-03-09 09:00"))
    mine, others = (of(lite_play, who, Build.WEEK).figures for who in ("小吴", "小赵"))
    assert (mine["new"], mine["live"]) == ([1], 1)
    assert (others["new"], others["live"]) == ([], 0)


def test_without_a_desk_nothing_is_counted(lite_play: Play) -> None:
    ruled(
        lite_play,
        {
            "duty.n06": "全市一周；week；city_office；week",
            "duty.n07": "党员半月；week；party_member；dispatch",
            "duty.n08": "党员排名；week；party_member；ranking",
            "duty.n09": "党员通报；week；party_member；circular",
        },
    )
    join(lite_play, "何叔", Role.CITY_OFFICE, 1)
    lite_play.ring()
    settled_above(lite_play)
    dispatched(lite_play)
    lite_play.until(at("2026-03-09 09:00"))
    for build in (Build.WEEK, Build.DISPATCH, Build.RANKING, Build.CIRCULAR):
        one = of(lite_play, "何叔", build)
        assert one.figures["live"] == 0
        assert not any(one.figures.get(key) for key in ("new", "done", "first", "late", "climbed", "helped", "units"))
        assert "rates" not in one.figures
        paper = lite_play.do(partial(_drawn, lite_play, "何叔", one))
        assert ABOUT_HER not in repr(paper)
    assert any(text_of(card).startswith(("全市一周", "党员")) for card in lite_play.sees("何叔"))


def _drawn(play: Play, who: str, one: Digest, work: Work) -> Paper:
    return drawn(work, actor(play, who), one, play.now)
