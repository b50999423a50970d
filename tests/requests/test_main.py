"""The way of a request from report to rating, on both databases."""

from datetime import timedelta

from handlers.cases.chain import first_break
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, finished, reported, working


def test_from_report_to_struck_off(play: Play) -> None:
    reported(play)
    play.script(
        ("刘书记", "", "新的诉求，请派人办"),
        ("刘书记", "[派小吴]", "派给小吴了"),
        ("小吴", "", "派给你了。先打个电话"),
        ("王奶奶", "", "派给网格员小吴了，1 个工作日内联系您"),
        ("小吴", "[已联系上]", "能拍就先拍一张"),
        ("王奶奶", "", "跟您联系上了，正在办"),
        ("小吴", "[先拍一张]", "拍一张现在的样子"),
        ("小吴", "📷", "照片存下了"),
        ("小吴", "[说进展]", "办到哪一步了"),
        ("小吴", "灯泡买好了，下午来换", "记下了"),
        ("王奶奶", "", "您的事有进展"),
        ("小吴", "[办好了]", "发一张办好后的照片"),
        ("小吴", "📷", "怎么办好的"),
        ("小吴", "换了灯泡，亮了", "辛苦了"),
        ("王奶奶", "", "这件事解决了吗"),
        ("王奶奶", "[解决了]", "办得满意吗"),
        ("王奶奶", "[满意]", "想说句话吗"),
        ("王奶奶", "亮堂多了", "已转告"),
        ("小吴", "", "亮堂多了"),
    )
    case = play.case()
    assert (case.state, case.facts["granted"], case.facts["satisfied"]) == ("closed", "yes", "good")
    assert len(case.facts["before"]) == len(case.facts["proof"]) == 1  # type: ignore[arg-type]  # ids of photos
    assert first_break(play.events()) is None
    assert play.clocks() == []


def test_not_settled_comes_back_counted(play: Play) -> None:
    finished(play)
    play.script(
        ("王奶奶", "[没解决]", "哪里没解决"),
        ("王奶奶", "晚上又灭了", "已转告办的人"),
        ("小吴", "", "对方说了哪里没解决"),
    )
    case = play.case()
    assert (case.state, case.counts["reopened"]) == ("working", 1)
    assert play.clocks() == ["redo"]
    play.script(
        ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了线"), ("王奶奶", "[解决了]"), ("王奶奶", "[基本满意]")
    )
    assert play.case().facts["satisfied"] == "fair"


def test_no_answer_ends_as_unanswered(play: Play) -> None:
    finished(play)
    play.days(3)
    assert "再问您一声" in text_of(play.last("王奶奶"))
    play.days(4)
    assert play.case().state == "unanswered"
    assert play.clocks() == []


def test_the_pool_claims_it_once(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[大家来接]", "谁有空谁接"), ("李师傅", "", "有件事等人办"))
    press = play.button("张敏", "我来接")
    play.script(("李师傅", "[我来接]", "谢谢你接下来"), ("王奶奶", "", "李师傅接了您的事"))
    (refusal,) = play.push("张敏", press)
    assert "被李师傅接了" in text_of(refusal)
    assert play.clocks() == ["contact", "hold", "settle"]


def test_nobody_claims_it(play: Play) -> None:
    reported(play)
    play.press("刘书记", "大家来接")
    play.later(timedelta(hours=25))
    play.ring()
    assert play.case().state == "dispatching"
    assert "放出来没有人接" in text_of(play.last("刘书记"))
    play.script(("刘书记", "[派小吴]", "派给小吴了"))
    assert play.clocks() == ["contact", "settle", "sign"]


def test_both_clocks_run_together(play: Play) -> None:
    dispatched(play, "家里停水了，水管爆了")
    assert play.case().facts["urgency"] == "day"
    assert play.clocks() == ["contact", "settle", "sign"]
    working_since = play.now
    play.press("小吴", "已联系上")
    assert play.clocks() == ["settle"], "who has called does not return it any more"
    clocks = play.desk.read_now(lambda work: work.clocks.of([play.case().id])[play.case().id])
    contact = next(clock for clock in clocks if clock.name == "contact")
    assert contact.met_at
    assert contact.met_at - working_since < timedelta(minutes=1)


def test_phoneless_asker_is_called_by_a_second_person(play: Play) -> None:
    reported(play, LAMP, "孙大爷", typist="小赵")
    play.script(("刘书记", "[派小孟]"), ("小孟", "[已联系上]"), ("小孟", "[办好了]"), ("小孟", "📷"), ("小孟", "换了"))
    for who in ("小赵", "小孟"):
        assert "代记回音" not in play.labels(who), "neither who typed it nor who settled it confirms it"
    play.script(("刘书记", "", "对方没有手机，请打电话问一声"))
    play.script(("刘书记", "[代记回音]", "解决了吗"), ("刘书记", "[解决了]"), ("刘书记", "[满意]"))
    assert play.case().state == "closed"


def test_answered_on_the_spot(play: Play) -> None:
    reported(play, "请问老年证在哪里办", category="other")
    play.script(
        ("刘书记", "[当场答复]", "怎么答复"),
        ("刘书记", "带身份证和一寸照片，到居委会就能办", "答复送到了"),
        ("王奶奶", "", "答复：带身份证和一寸照片"),
    )
    assert play.case().state == "answered"


def test_not_accepted_says_where_to_go(play: Play) -> None:
    reported(play, "法院的判决我不服", category="other")
    play.script(
        ("刘书记", "[不受理]", "为什么不受理"),
        ("刘书记", "[在打官司]", "该去哪儿办"),
        ("刘书记", "案子在法院，请去区法院诉讼服务中心申诉", "已告诉对方"),
        ("王奶奶", "", "请去区法院诉讼服务中心"),
    )
    assert (play.case().state, play.case().facts["why"]) == ("declined", "court")


def test_working_is_kept_by_one_who_stands_in(play: Play) -> None:
    working(play)
    assert play.case().seat_id
