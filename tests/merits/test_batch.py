"""Many at once: one card, some picked out, each by its own step; and appeals against what counts already."""

from datetime import timedelta

from handlers.kit.turns import Press
from handlers.ledger.records import EntryState
from tests.checks import text_of
from tests.merits.scenes import applied, branch, counted, effective, entries, newest, points
from tests.play import Play
from tests.scenes import fulfilled


def test_some_are_picked_out_and_the_rest_pass(play: Play) -> None:
    branch(play)
    numbers = [applied(play, who, f"第{n}件事") for n, who in enumerate(("李师傅", "张敏", "李师傅", "张敏"), 1)]
    batches = [card for _, card in play.cards("何叔") if "等你初审的" in card.title]
    assert len(batches) == 1, "four applications are one card"
    assert text_of(batches[0]).count("志愿服务") == 4, "which shows them all"
    play.script(
        ("何叔", "[挑出几条]", "哪几条先不通过"),
        ("何叔", "九", "没看明白，再问一次"),
        ("何叔", "7", "没看明白，再问一次"),
        ("何叔", "2、4"),
    )
    done = [card.body for _, card in play.cards("何叔") if "初审通过 2 条" in card.body]
    assert done
    assert "挑出来的 2 条在下面" in done[0]
    assert [play.case(no).state for no in numbers] == ["second_review", "first_review", "second_review", "first_review"]
    play.script(("何叔", "[退回]"), ("何叔", "看不清"))
    assert play.case(numbers[3]).state == "returned"
    play.script(("陈书记", "审积分", "1 张敏：志愿服务 +1 分"), ("陈书记", "[逐条看]", numbers[1]))


def test_twenty_are_eight_and_then_again(lite_play: Play) -> None:
    branch(lite_play)
    for n in range(20):
        applied(lite_play, "李师傅", f"第{n}件事", photo=False)
    mine = [card for who in ("何叔", "陈书记") for _, card in lite_play.cards(who)]
    assert len(mine) == 2, "each reviewer is told once"
    lite_play.script(("何叔", "审积分", "还有 12 条"), ("何叔", "[全部通过]", "初审通过 8 条"))
    lite_play.script(("何叔", "[接着审]", "还有 4 条"), ("何叔", "[全部通过]"), ("何叔", "[接着审]", "等你初审的（4）"))
    lite_play.script(("何叔", "[全部通过]", "初审通过 4 条"), ("何叔", "审积分", "都审完了"))
    assert len([card for _, card in lite_play.cards("小吴") if "等你复审的" in card.title]) == 1


def test_what_came_after_the_card_is_not_passed_with_it(play: Play) -> None:
    first = applied(branch(play))
    play.script(("何叔", "审积分"))
    press = play.button("何叔", "全部通过")
    second = applied(play, "张敏")
    play.push("何叔", press)
    assert (play.case(first).state, play.case(second).state) == ("second_review", "first_review")
    play.push("何叔", press)
    assert play.case(second).state == "first_review"
    for value in ("", "first_review", "nowhere:1:1", "first_review:x:1", "first_review:99999999999999:-1"):
        play.push("何叔", Press("merits.all", value=value))
        assert play.case(second).state == "first_review"


def test_the_meeting_is_counted_once_for_the_batch(play: Play) -> None:
    branch(play)
    numbers = [applied(play, who, f"第{n}件") for n, who in enumerate(("李师傅", "张敏", "李师傅"))]
    play.script(("何叔", "审积分"), ("何叔", "[全部通过]"), ("小吴", "审积分"), ("小吴", "[全部通过]", "复审通过 3 条"))
    play.script(
        ("陈书记", "审积分", "等党员大会审的（3）"),
        ("陈书记", "[一起记票]", "应到几个人"),
        ("陈书记", "10", "实到几个人"),
        ("陈书记", "11", "实到不会比应到多"),
        ("陈书记", "5", "到会的没有过半（应到 10，实到 5）"),
        ("陈书记", "8", "赞成的有几个人"),
        ("陈书记", "7", "记了票 3 条"),
        ("陈书记", "审积分", "都审完了"),
        ("刘书记", "审积分", "等你核票的（3）"),
        ("刘书记", "[挑出几条]"),
        ("刘书记", "2", "请你再数一遍"),
        ("刘书记", "10"),
        ("刘书记", "8"),
        ("刘书记", "7"),
    )
    assert [play.case(no).state for no in numbers] == ["published", "counting", "published"]
    assert any("核了票 2 条" in card.body for _, card in play.cards("刘书记"))
    counted(play, numbers[1], "小吴", 10, 8, 7)
    play.days(8)
    assert (len(entries(play, "李师傅")), len(entries(play, "张敏"))) == (2, 1)


def test_what_cannot_pass_is_said_one_by_one(lite_play: Play) -> None:
    """Between the question and its answer somebody else has decided one of them."""
    branch(lite_play)
    one, two = applied(lite_play, words="一"), applied(lite_play, "张敏")
    lite_play.script(("何叔", "审积分"), ("何叔", "[全部通过]"), ("小吴", "审积分"), ("小吴", "[全部通过]"))
    lite_play.script(("陈书记", "审积分"), ("陈书记", "[一起记票]"), ("陈书记", "9"), ("陈书记", "8"))
    lite_play.script(("李师傅", one), ("李师傅", "[撤回]"), ("陈书记", "8", f"{one} 没有通过：别人已经审过了"))
    assert (lite_play.case(one).state, lite_play.case(two).state) == ("withdrawn", "counting")


def test_an_appeal_takes_the_entry_back(play: Play) -> None:
    branch(play)
    play.script(
        ("陈书记", "记分"), ("陈书记", "李建国"), ("陈书记", "主题党日缺席"), ("陈书记", "昨天"), ("陈书记", "缺席")
    )
    no = newest(play)
    play.script(("何叔", no), ("何叔", "[初审通过]"), ("小吴", no), ("小吴", "[复审通过]"))
    counted(play, no, "小吴")
    counted(play, no, "刘书记")
    play.days(8)
    (entry,) = entries(play, "李师傅")
    play.push("李师傅", Press("merits.appeal", value=str(entry.id)))
    play.script(("李师傅", "", "哪里不对"), ("李师傅", "那天我请过假", "收到了，支委会先看"))
    again = newest(play)
    assert play.case(again).state == "second_review"
    play.script(("小吴", "审积分", "李师傅：申诉 主题党日缺席 -3 分"), ("小吴", "[全部通过]"))
    assert "审积分" not in play.labels("陈书记")
    play.script(("陈书记", again))
    assert "大会记票" not in play.labels("陈书记"), "who had entered it does not decide"
    counted(play, again, "小吴")
    counted(play, again, "刘书记")
    assert points(play, "李师傅") == 9700
    play.days(8)
    back, first = entries(play, "李师傅")
    assert (back.delta, back.state, back.reverses, first.delta) == (300, EntryState.REVERSAL, entry.id, -300)
    assert points(play, "李师傅") == 10000
    play.push("李师傅", Press("merits.appeal", value=str(entry.id)))
    assert "已经冲掉了" in text_of(play.last("李师傅"))
    play.push("李师傅", Press("merits.appeal", value=str(back.id)))
    assert "已经冲掉了" in text_of(play.last("李师傅"))


def test_only_ones_own_entry_in_time_and_once(play: Play) -> None:
    effective(branch(play))
    (entry,) = entries(play, "李师傅")
    press = Press("merits.appeal", value=str(entry.id))
    for who in ("张敏", "陈书记", "王奶奶"):
        play.push(who, press)
        assert "没有找到这一条分" in text_of(play.last(who))
    for value in ("", "x", "99999", "9" * 30):
        play.push("李师傅", Press("merits.appeal", value=value))
        assert any(word in text_of(play.last("李师傅")) for word in ("没有找到这一条分", "太旧"))
    play.push("李师傅", press)
    play.script(("李师傅", "", "哪里不对"), ("李师傅", "少记了一次"))
    play.push("李师傅", press)
    assert "申诉过了" in text_of(play.last("李师傅"))


def test_too_late_for_an_appeal(lite_play: Play) -> None:
    fulfilled(lite_play)
    lite_play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"))
    (entry,) = entries(lite_play, "李师傅")
    lite_play.later(timedelta(days=31))
    lite_play.push("李师傅", Press("merits.appeal", value=str(entry.id)))
    assert "不能再申诉" in text_of(lite_play.last("李师傅"))
