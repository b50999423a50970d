"""From an application to its effect, and every way aside."""

from datetime import UTC, datetime

from bot.commands.check import verify
from handlers.cases.chain import first_break
from handlers.kit.turns import Press
from tests.checks import text_of
from tests.merits.scenes import applied, balance, branch, counted, entries, points, published, second_passed, snap
from tests.play import Play


def test_from_an_application_to_its_effect(play: Play) -> None:
    no = applied(branch(play))
    play.script(
        ("李师傅", "", "报上去了，党小组先看"),
        ("李师傅", "", "照片:1 张"),
        ("何叔", "", "1 李师傅：志愿服务 +1 分，3月1日，有照片"),
        ("何叔", no, "在小区扫雪半天"),
        ("何叔", "[初审通过]", "交支委会复审"),
        ("陈书记", "", "等你复审的（1）"),
        ("陈书记", no),
        ("陈书记", "[复审通过]", "等党员大会"),
    )
    counted(play, no, "陈书记")
    play.script(("陈书记", "", "还要另一个人核一遍"))
    counted(play, no, "刘书记")
    play.script(
        ("刘书记", "", "两遍一样，大会通过了，已经公示到 3月9日"),
        ("李师傅", "", "党员大会通过了，公示到 3月9日"),
        ("李师傅", "", "大会:应到 9 人，实到 7 人，赞成 6 人"),
    )
    assert balance(play, "李师傅") is None, "nothing counts before the publication is over"
    assert play.clocks(no) == ["publish"]
    play.days(6)
    assert play.case(no).state == "published"
    play.days(2)
    play.script(("李师傅", "", "公示完了，没有异议，这一条生效了"))
    (entry,) = entries(play, "李师傅")
    assert (entry.delta, entry.source, entry.occasion) == (100, f"merit:{play.case(no).id}", no)
    assert entry.occurred_on.isoformat() == "2026-03-01"
    assert points(play, "李师傅") == 10100
    steps = ["apply", "pass_first", "pass_second", "count", "recount", "set_term", "effect"]
    assert [event.step for event in play.events(no)] == steps
    assert (first_break(play.events(no)), play.clocks(no)) == (None, [])
    assert play.do(verify).findings == ()
    play.days(3)
    assert len(entries(play, "李师傅")) == 1


def test_sent_back_amended_and_reviewed_again(lite_play: Play) -> None:
    no = applied(branch(lite_play))
    lite_play.script(
        ("何叔", no),
        ("何叔", "[退回]", "为什么"),
        ("何叔", "写清楚是哪个楼", "退回了"),
        ("李师傅", "", "请改一改再报"),
        ("李师傅", "", "审的人说：写清楚是哪个楼"),
        ("李师傅", "[改好再报]", "做了什么"),
        ("李师傅", "一号楼到三号楼扫雪", "有照片吗"),
        ("李师傅", "[跳过]", "改好了，再审一遍"),
        ("何叔", "审积分", "李师傅：志愿服务 +1 分"),
        ("何叔", no, "一号楼到三号楼扫雪"),
        ("何叔", "[初审通过]"),
        ("陈书记", no),
        ("陈书记", "[退回]"),
        ("陈书记", "哪一天再说一遍", "退回了"),
    )
    assert (lite_play.case(no).state, lite_play.clocks(no)) == ("returned", [])
    assert lite_play.case(no).counts["sent_back"] == 2


def test_declined_says_why(lite_play: Play) -> None:
    no = applied(branch(lite_play))
    lite_play.script(("何叔", no), ("何叔", "[不通过]", "为什么"), ("何叔", "那天是上班时间", "没有通过"))
    lite_play.script(("李师傅", "", "这一条没有通过"), ("李师傅", "", "审的人说：那天是上班时间"))
    lite_play.days(30)
    assert (lite_play.case(no).state, balance(lite_play, "李师傅")) == ("declined", None)


def test_withdrawn_while_it_is_reviewed(lite_play: Play) -> None:
    no = applied(branch(lite_play))
    lite_play.script(("李师傅", "[撤回]", "撤回了"), ("何叔", "审积分", "都审完了"))
    assert (lite_play.case(no).state, lite_play.clocks(no)) == ("withdrawn", [])


def test_an_objection_sends_back_that_one_alone(play: Play) -> None:
    mine, other = published(branch(play)), published(play, "张敏")
    play.script(
        ("赵大妈", "公示", "李**：志愿服务 +1 分"),
        ("赵大妈", "[①]", "公示中"),
        ("赵大妈", "[有异议]", "只有审的人看得到"),
        ("赵大妈", "那天没看见他", "收到了，支委会重新审"),
        ("李师傅", "", "公示时有人提了异议，这一条回到复审"),
        ("刘书记", "", "等你复审的（1）"),
        ("刘书记", mine, "有人提了异议：那天没看见他"),
    )
    assert "没看见" not in text_of(play.last("李师傅"))
    assert (play.case(mine).state, play.case(other).state) == ("second_review", "published")
    assert (play.clocks(mine), play.case(mine).counts["objected"]) == (["second"], 1)
    play.days(10)
    assert (entries(play, "李师傅"), len(entries(play, "张敏"))) == ([], 1)
    play.script(("刘书记", mine), ("刘书记", "[复审通过]"))
    counted(play, mine, "刘书记")
    counted(play, mine, "陈书记")
    play.script(("赵大妈", "", "你提过异议的那一条又审过了"))
    assert play.case(mine).facts["until"] > play.now.date().isoformat()  # type: ignore[operator]  # it is a text
    play.days(10)
    assert len(entries(play, "李师傅")) == 1


def test_exactly_half_is_no_meeting(play: Play) -> None:
    no = second_passed(branch(play))
    play.script(
        ("陈书记", no),
        ("陈书记", "[大会记票]"),
        ("陈书记", "10"),
        ("陈书记", "5", "到会的没有过半（应到 10，实到 5），这次会不算"),
        ("陈书记", "6", "赞成的有几个人"),
        ("陈书记", "7", "这几个数对不上"),
        ("陈书记", "6", "还要另一个人核一遍"),
    )
    counted(play, no, "刘书记", 10, 6, 6)
    assert play.case(no).state == "published"


def test_more_present_than_due_does_not_add_up(lite_play: Play) -> None:
    no = second_passed(branch(lite_play))
    lite_play.script(("陈书记", no), ("陈书记", "[大会记票]"), ("陈书记", "0", "这几个数对不上"))
    lite_play.script(("陈书记", "9"), ("陈书记", "10", "这几个数对不上"), ("陈书记", "九个", "请写一个数"))
    assert lite_play.case(no).state == "final_review"


def test_two_counts_that_differ_are_counted_again(play: Play) -> None:
    no = second_passed(branch(play))
    counted(play, no, "陈书记", 9, 7, 6)
    assert "我来核票" not in play.labels("陈书记"), "nobody counts twice"
    case = play.case(no)
    (refused,) = play.push("陈书记", Press("cases.take", case.id, case.version, "recount"))
    assert "第一遍票是你记的" in text_of(refused)
    counted(play, no, "刘书记", 9, 7, 7)
    assert play.clocks(no) == ["final"]
    play.script(("刘书记", "", "两遍的数不一样"), ("陈书记", "", "两遍的数不一样"))
    assert (play.case(no).state, play.case(no).counts["differed"]) == ("final_review", 1)
    counted(play, no, "刘书记", 9, 7, 7)
    counted(play, no, "陈书记", 9, 7, 7)
    assert play.case(no).state == "published"


def test_half_of_those_due_is_not_enough(lite_play: Play) -> None:
    no = second_passed(branch(lite_play))
    counted(lite_play, no, "陈书记", 10, 8, 5)
    counted(lite_play, no, "刘书记", 10, 8, 5)
    lite_play.script(("李师傅", "", "赞成的没有过半"))
    assert (lite_play.case(no).state, lite_play.clocks(no)) == ("declined", [])


def test_the_same_photo_is_one_proof(play: Play) -> None:
    applied(branch(play), data=b"\xff\xd8 the same \xff\xd9")
    play.script(("李师傅", "申报"), ("李师傅", "公益捐助"), ("李师傅", "前天"), ("李师傅", "捐了书"))
    snap(play, "李师傅", b"\xff\xd8 the same \xff\xd9")
    assert "这份证明您报过了" in text_of(play.last("李师傅"))
    snap(play, "李师傅")
    assert "报上去了" in text_of(play.last("李师傅")), "the form is still open for another photo"
    applied(play, "张敏", data=b"\xff\xd8 the same \xff\xd9")


def test_the_same_words_of_the_same_day_are_one_proof(lite_play: Play) -> None:
    applied(branch(lite_play), photo=False)
    lite_play.script(("李师傅", "申报"), ("李师傅", "志愿服务"), ("李师傅", "昨天"), ("李师傅", "在小区 扫雪半天"))
    lite_play.script(("李师傅", "[跳过]", "这份证明您报过了"), ("李师傅", "[取消]", "好，不办了"))


def test_what_was_declined_has_used_up_no_proof(lite_play: Play) -> None:
    no = applied(branch(lite_play), data=b"\xff\xd8 again \xff\xd9")
    lite_play.script(("李师傅", "[撤回]"))
    assert applied(lite_play, data=b"\xff\xd8 again \xff\xd9") != no


def test_a_proof_that_counted_meanwhile_counts_no_second_time(lite_play: Play) -> None:
    """Sent back, it is amended with the photo of another that has taken effect."""
    no = applied(branch(lite_play), "张敏")
    lite_play.script(("何叔", no), ("何叔", "[退回]"), ("何叔", "要照片"))
    other = b"\xff\xd8 once \xff\xd9"
    second = applied(lite_play, "张敏", "另一件事", other)
    for one in (second, no):
        if one == no:
            lite_play.script(("张敏", no), ("张敏", "[改好再报]"), ("张敏", "扫雪的照片"))
            snap(lite_play, "张敏", other)
        lite_play.script(("何叔", one), ("何叔", "[初审通过]"), ("陈书记", one), ("陈书记", "[复审通过]"))
        counted(lite_play, one, "陈书记")
        counted(lite_play, one, "刘书记")
        lite_play.days(8)
    lite_play.script(("张敏", no, "没有通过"))
    assert [entry.occasion for entry in entries(lite_play, "张敏")] == [second]


def test_days_to_come_and_cycles_long_over(lite_play: Play) -> None:
    branch(lite_play)
    lite_play.script(("李师傅", "申报"), ("李师傅", "志愿服务"), ("李师傅", "明天", "那天还没到"))
    lite_play.script(("李师傅", "不知道", "没看明白，再问一次"), ("李师傅", "2025-12-30"), ("李师傅", "扫雪"))
    lite_play.script(("李师傅", "[跳过]", "那一期的积分已经结了"))


def test_a_cycle_just_over_still_takes_points(lite_play: Play) -> None:
    branch(lite_play)
    lite_play.clock.move(datetime(2027, 1, 20, 2, tzinfo=UTC) - lite_play.now)
    lite_play.script(("李师傅", "申报"), ("李师傅", "志愿服务"), ("李师傅", "2026年12月30日"), ("李师傅", "扫雪"))
    lite_play.script(("李师傅", "[跳过]", "报上去了"))
    assert lite_play.case().facts["cycle"] == "2026"


def test_a_photo_with_words_answers_both(lite_play: Play) -> None:
    branch(lite_play)
    lite_play.script(("李师傅", "申报"), ("李师傅", "公益捐助"), ("李师傅", "今天"))
    lite_play.photo("李师傅", "给福利院捐了书")
    lite_play.script(("李师傅", "", "报上去了"), ("李师傅", "", "照片:1 张"))


def test_a_form_lets_everything_else_be_said(lite_play: Play) -> None:
    branch(lite_play)
    lite_play.script(
        ("李师傅", "申报积分"), ("李师傅", "我的"), ("李师傅", "[①]", "哪一天"), ("李师傅", "算了", "不办了")
    )
    lite_play.script(("王奶奶", "申报积分", "没有您的积分规则"), ("王奶奶", "想要个轮椅", "轮椅"))
    (refused,) = lite_play.push("李师傅", Press("merits.answer", value="apply:day:今天"))
    assert "太旧" in text_of(refused)
