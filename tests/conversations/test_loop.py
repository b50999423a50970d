"""The whole loop, and the ways a helper gives a wish up: on both databases."""

from datetime import timedelta

from handlers.cases.chain import first_break
from tests.checks import text_of
from tests.play import Play
from tests.scenes import claimed, connected, fulfilled, opened


def test_from_a_sentence_to_thanks(play: Play) -> None:
    play.script(
        ("王奶奶", "想要个轮椅,带老伴出去走走", "这样写对吗"),
        ("王奶奶", "[提交]", "收到了，社区最晚 明天 18:00 前看"),
        ("刘书记", "", "新的心愿"),
        ("刘书记", "[通过公示]", "已经公示"),
        ("王奶奶", "", "正在请人来接"),
        ("李师傅", "", "有个心愿在等人"),
        ("李师傅", "[我来接]", "谢谢你接下来！请 3月9日（周一）9:30 前联系上"),
        ("王奶奶", "", "李师傅接了您的心愿"),
        ("李师傅", "[已联系上]", "圆了心愿，按“圆梦了”发一张照片"),
        ("王奶奶", "", "李师傅已经联系上您"),
        ("李师傅", "[圆梦了]", "发一张圆梦的照片"),
        ("李师傅", "📷", "想说一句经过吗"),
        ("李师傅", "轮椅送到了,教会了怎么折", "记下了"),
        ("王奶奶", "", "这个心愿实现了吗"),
        ("王奶奶", "[已实现]", "满意吗"),
        ("王奶奶", "[满意]", "想对帮忙的人说句话吗"),
        ("王奶奶", "谢谢李师傅!", "已转告"),
        ("李师傅", "", "王奶奶对你说了句话"),
        ("李师傅", "", "“谢谢李师傅!”"),
    )
    assert play.case().state == "closed"
    assert [event.step for event in play.events()] == [
        "submit",
        "approve",
        "claim",
        "connect",
        "fulfil",
        "tell_how",
        "rate",
        "thank",
    ]
    assert first_break(play.events()) is None
    assert play.clocks() == []


def test_second_helper_hears_who_was_first(play: Play) -> None:
    opened(play)
    press = play.button("张敏", "我来接")
    play.press("李师傅", "我来接")
    (refusal,) = play.push("张敏", press)
    assert "被李师傅认领了" in text_of(refusal)
    assert [button.text for button in refusal.buttons] == ["看这件", "看别的"]
    assert play.case().helper_id == play.ids["李师傅"]


def test_claimed_wish_loses_its_button_everywhere(play: Play) -> None:
    opened(play)
    assert "我来接" in play.labels("张敏")
    play.press("李师傅", "我来接")
    assert all("我来接" not in [b.text for b in card.buttons] for _, card in play.cards("张敏"))


def test_giving_back_puts_it_first(play: Play) -> None:
    claimed(play)
    play.script(
        ("李师傅", "[接不了]", "为什么"),
        ("李师傅", "腰扭了", "另请人来接"),
        ("王奶奶", "", "正在另请人，排在最前面"),
        ("张敏", "", "这个心愿又在等人，排在最前面"),
    )
    assert (play.case().state, play.case().priority, play.case().holder) == ("open", 1, None)
    assert play.clocks() == []
    play.press("张敏", "我来接")
    assert play.case().helper_id == play.ids["张敏"]


def test_seven_days_without_contact_release_it(play: Play) -> None:
    claimed(play)
    play.later(timedelta(days=6, hours=23))
    assert play.ring() == 0
    play.later(timedelta(hours=2))
    assert play.ring() == 1
    case = play.case()
    assert (case.state, case.priority, case.counts["released"], case.holder) == ("open", 1, 1, None)
    for who, said in (("王奶奶", "7 天没联系您"), ("张敏", "等了一轮，排在最前面"), ("刘书记", "已放回")):
        assert said in text_of(play.last(who))
    play.say("赵大妈", "想要一本大字的菜谱")
    play.press("赵大妈", "提交")
    play.courier()
    play.press("刘书记", "通过公示")
    (list_,) = play.say("张敏", "接单")
    assert list_.body.startswith("① 想要个轮椅"), "a released wish is the first of the next round"


def test_connected_wish_is_not_released(play: Play) -> None:
    connected(play)
    play.days(40)
    assert play.case().state == "connected"


def test_not_fulfilled_goes_back_to_the_helper(play: Play) -> None:
    fulfilled(play)
    play.script(
        ("王奶奶", "[没有]", "还差什么"),
        ("王奶奶", "轮子是坏的", "请他再跑一趟"),
        ("李师傅", "", "王奶奶说了还差什么"),
    )
    assert "还差：轮子是坏的" in text_of(play.last("李师傅"))
    case = play.case()
    assert (case.state, case.helper_id) == ("connected", play.ids["李师傅"])
    assert play.clocks() == ["fulfil"], "what is to be done again has its time again"
    play.script(("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("李师傅", "[先不]"))
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[基本满意]"), ("王奶奶", "[先不]", "办完了"))
    assert play.case().facts["satisfied"] == "fair"


def test_no_answer_is_asked_again_then_let_be(play: Play) -> None:
    fulfilled(play)
    play.days(3)
    assert play.case().counts["asked_again"] == 1
    assert "再问您一声" in text_of(play.last("王奶奶"))
    play.days(4)
    assert play.case().state == "unanswered"
    assert "先记到这里" in text_of(play.last("王奶奶"))
    assert "不影响你" in text_of(play.last("李师傅"))
    assert play.clocks() == []
    assert [event.actor_id for event in play.events()[-2:]] == [0, 0]


def test_answer_after_being_asked_again_counts(play: Play) -> None:
    fulfilled(play)
    play.days(3)
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"), ("王奶奶", "[先不]", "办完了"))
    play.days(10)
    assert play.case().state == "closed"


def test_the_card_of_a_claim_never_names_a_later_deadline(play: Play) -> None:
    """Once in contact the clock that runs is the one of the end, not the one that the claim spoke of."""
    opened(play)
    (claim,) = play.press("李师傅", "我来接")
    assert "前联系上" in text_of(claim)
    play.press("李师傅", "已联系上")
    told = [text_of(card) for _, card in play.cards("李师傅") if "谢谢你接下来" in text_of(card)]
    assert told
    assert all("请 7 天内联系上" in text for text in told)
