"""What a resident's answer earns the helper: at once, or through the reviews where the set says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from handlers.kit.scores import Item, PointSet, Review, ScoreType, Source
from tests.checks import text_of
from tests.merits.scenes import applied, balance, branch, counted, entries, points
from tests.play import Play
from tests.scenes import connected, fulfilled


def ruled(play: Play, change: Callable[[PointSet], PointSet]) -> None:
    """With the shipped set changed."""
    house = play.desk.house
    play.desk.house = replace(house, points={"hongdong": change(house.points["hongdong"])})


def reviewed(rules: PointSet) -> PointSet:
    return replace(rules, review=Review.ALL)


def with_thanks(rules: PointSet) -> PointSet:
    item = Item("thanked", "居民道谢", ScoreType.STAR, Fraction(1, 2), (Source.EARNED,), "[D]")
    return replace(rules, items={**rules.items, "thanked": item})


def rated(play: Play, answer: str = "满意") -> None:
    play.script(("王奶奶", "[已实现]"), ("王奶奶", f"[{answer}]"))


def test_a_rated_wish_is_a_point_at_once(play: Play) -> None:
    fulfilled(play)
    assert balance(play, "李师傅") is None, "nobody but the resident says that it is done"
    rated(play)
    (entry,) = entries(play, "李师傅")
    case = play.case()
    assert (entry.delta, entry.type, entry.source) == (100, ScoreType.STAR, f"case:{case.id}:served")
    assert (entry.occasion, dict(entry.facts)) == ("演武-0001", {"quantity": 100, "kind": "thing"})
    assert points(play, "李师傅") == 10100
    assert "+1 分：演武-0001，居民评了满意。" in [card.body for _, card in play.cards("李师傅")]


def test_pressed_again_it_stays_one_entry(play: Play) -> None:
    fulfilled(play)
    play.script(("王奶奶", "[已实现]"))
    press = play.button("王奶奶", "满意")
    for _ in range(3):
        play.push("王奶奶", press)
        play.courier()
    assert len(entries(play, "李师傅")) == 1
    assert sum("+1 分" in card.body for _, card in play.cards("李师傅")) == 1


def test_late_is_half(play: Play) -> None:
    connected(play)
    play.later(timedelta(days=40))
    play.ring()
    play.script(("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("李师傅", "[先不]"))
    rated(play)
    (entry,) = entries(play, "李师傅")
    assert (entry.delta, entry.facts["late"]) == (50, 1)
    assert any("+0.5 分" in card.body and "晚" in card.body for _, card in play.cards("李师傅"))


def test_not_satisfied_earns_nothing(lite_play: Play) -> None:
    fulfilled(lite_play)
    rated(lite_play, "不满意")
    assert (lite_play.case().state, balance(lite_play, "李师傅")) == ("closed", None)


def test_not_done_earns_nothing(lite_play: Play) -> None:
    fulfilled(lite_play)
    lite_play.script(("王奶奶", "[没有]"))
    assert balance(lite_play, "李师傅") is None


def test_thanks_earn_nothing_where_the_set_has_no_item_for_them(lite_play: Play) -> None:
    fulfilled(lite_play)
    rated(lite_play)
    lite_play.script(("王奶奶", "谢谢李师傅！"))
    assert len(entries(lite_play, "李师傅")) == 1


def test_thanks_are_an_item_of_their_own(lite_play: Play) -> None:
    ruled(lite_play, with_thanks)
    fulfilled(lite_play)
    rated(lite_play)
    lite_play.script(("王奶奶", "谢谢李师傅！"))
    assert [(one.rule, one.delta) for one in entries(lite_play, "李师傅")] == [("thanked", 50), ("served", 100)]
    assert "+0.5 分：演武-0001，居民道了谢。" in [card.body for _, card in lite_play.cards("李师傅")]


def test_nobody_counts_for_a_grid_member(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "三号楼门口的路灯坏了"), ("王奶奶", "[提交]"), ("刘书记", "[派小吴]"))
    lite_play.script(("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    lite_play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"))
    assert (lite_play.case().state, balance(lite_play, "小吴")) == ("closed", None)


def test_a_claimed_request_counts_as_well(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "三号楼门口的路灯坏了"), ("王奶奶", "[提交]"), ("刘书记", "[大家来接]"))
    lite_play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[办好了]"), ("李师傅", "📷"))
    lite_play.script(("李师傅", "换了灯泡"), ("王奶奶", "[解决了]"), ("王奶奶", "[满意]"))
    (entry,) = entries(lite_play, "李师傅")
    assert (entry.delta, entry.facts["kind"]) == (100, "request")


def test_where_all_is_reviewed_nothing_counts_before(play: Play) -> None:
    ruled(play, reviewed)
    branch(play)
    fulfilled(play)
    rated(play)
    case = play.case("演武-0002")
    assert (case.flow, case.state, case.external_no) == ("merit", "first_review", f"{play.case().id}:served")
    assert balance(play, "李师傅") is None
    play.script(("李师傅", "", "这一条分先由支部审"), ("何叔", "审积分", "李师傅：居民确认的事 +1 分"))
    play.script(
        ("何叔", "[全部通过]", "初审通过 1 条"), ("陈书记", "审积分"), ("陈书记", "[全部通过]", "复审通过 1 条")
    )
    counted(play, case.no, "陈书记")
    counted(play, case.no, "刘书记")
    assert balance(play, "李师傅") is None
    play.days(8)
    (entry,) = entries(play, "李师傅")
    assert (entry.source, entry.occasion, entry.delta) == (f"case:{play.case().id}:served", "演武-0001", 100)


def test_an_application_with_the_award_beside_it_are_two(lite_play: Play) -> None:
    """What a resident confirmed and what somebody applied for have different proofs and sources."""
    branch(lite_play)
    fulfilled(lite_play)
    rated(lite_play)
    applied(lite_play)
    assert len(entries(lite_play, "李师傅")) == 1
    assert "报上去了" in text_of(lite_play.last("李师傅"))
