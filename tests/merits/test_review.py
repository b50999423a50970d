"""From an application to its effect, and every way aside."""

from bot.commands.check import verify
from handlers.cases.chain import first_break
from tests.merits.scenes import applied, balance, branch, counted, entries, points
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
