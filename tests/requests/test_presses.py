"""Buttons without power: stale, doubled and forged presses, and answers that are typed instead."""

from concurrent.futures import Future
from datetime import timedelta

import pytest

from bot.turns import Answer
from handlers.kit.turns import Incoming, Kind, Press
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched, reported, working


def test_a_stale_button_shows_what_is_now(play: Play) -> None:
    reported(play)
    press = play.button("陈书记", "派小吴")
    play.script(("刘书记", "[派小吴]"))
    (refusal,) = play.push("陈书记", press)
    assert "有了变化，现在是“待签收”" in text_of(refusal)
    assert play.case().version == 2


def test_a_message_sent_twice_is_one(play: Play) -> None:
    reported(play)
    press = play.button("刘书记", "派小吴")
    twice = Incoming("web", "刘书记", "same", Kind.PRESS, press=press)
    first, second = play.send(twice), play.send(twice)
    assert second.duplicate
    assert [b.number for b in first.bubbles] == [b.number for b in second.bubbles]
    assert play.case().version == 2


def test_two_claim_at_once_one_wins(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[大家来接]"))
    press = play.button("李师傅", "我来接")
    answers: list[Future[Answer]] = [
        play.desk.turn(Incoming("web", who, f"at once {who}", Kind.PRESS, press=press))
        for who in ("李师傅", "张敏", "何叔", "小吴")
    ]
    for answer in answers:
        answer.result(30)
    case = play.case()
    assert (case.state, case.version) == ("signed", 3)
    assert case.helper_id in {play.ids[who] for who in ("李师傅", "张敏", "何叔", "小吴")}


@pytest.mark.parametrize("who", ["王奶奶", "赵大妈", "李师傅", "周平", "冯书记", "小赵"])
def test_forged_steps_change_nothing(play: Play, who: str) -> None:
    working(play)
    before = play.case()
    for step in ("finish", "dispatch", "park", "grant", "uphold", "close_unanswered", "joined", "unpark", "reassign"):
        play.push(who, Press("cases.take", before.id, before.version, step))
        play.push(who, Press("cases.answer", before.id, before.version, f"{step}:reason:因为"))
    after = play.case()
    assert (after.version, after.state, after.holder) == (before.version, before.state, before.holder)


@pytest.mark.parametrize("value", ["rate:granted:yes", "note_answer:granted:yes", "rate:granted:maybe", "rate::", ""])
def test_nobody_rates_what_is_not_finished(lite_play: Play, value: str) -> None:
    working(lite_play)
    case = lite_play.case()
    for who in ("王奶奶", "小吴", "刘书记"):
        lite_play.push(who, Press("cases.answer", case.id, case.version, value))
    assert lite_play.case().version == case.version


def test_five_at_once_and_no_more(play: Play) -> None:
    for n in range(6):
        reported(play, f"{n + 1}号井盖响", ("王奶奶", "赵大妈")[n % 2])
        play.script(("刘书记", f"演武-{n + 1:04}"), ("刘书记", "[大家来接]"))
    for n in range(5):
        play.script(("李师傅", f"演武-{n + 1:04}"), ("李师傅", "[我来接]", "谢谢你接下来"))
        play.later(timedelta(minutes=1))
    play.say("李师傅", "演武-0006")
    assert "我来接" not in play.labels("李师傅")
    case = play.case("演武-0006")
    (refusal,) = play.push("李师傅", Press("cases.take", case.id, case.version, "claim"))
    assert "你手上已经有 5 件" in text_of(refusal)
    play.script(("张敏", "演武-0006"), ("张敏", "[我来接]", "谢谢你接下来"))


def test_nobody_claims_their_own(play: Play) -> None:
    reported(play, "灯不亮", "李师傅")
    play.script(("刘书记", "[大家来接]"), ("李师傅", "演武-0001"))
    assert "我来接" not in play.labels("李师傅")
    case = play.case()
    (refusal,) = play.push("李师傅", Press("cases.take", case.id, case.version, "claim"))
    assert "这是您自己提的" in text_of(refusal)


def test_too_many_at_once(play: Play) -> None:
    for n in range(10):
        reported(play, f"{n + 1}号井盖响")
    with pytest.raises(Exception, match="requests/too_many"):
        reported(play, "还有一件")
    play.script(("王奶奶", "演武-0001"), ("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]"))
    assert reported(play, "还有一件") == "演武-0011"


def test_a_name_is_typed(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[选人派单]"), ("刘书记", "张三", "请按上面的按钮选一个"))
    play.script(("刘书记", "吴倩", "派给小吴了"))
    assert play.case().state == "assigned"


@pytest.mark.parametrize(
    ("said", "day"), [("12月5日", "2026-12-05"), ("下周三", "2026-03-11"), ("5天后", "2026-03-07")]
)
def test_a_day_is_typed(lite_play: Play, said: str, day: str) -> None:
    working(lite_play)
    lite_play.script(("刘书记", "[挂账]"), ("刘书记", said, "为什么"), ("刘书记", "等材料", "挂账了"))
    assert lite_play.case().facts["until"] == day


def test_a_choice_is_typed(lite_play: Play) -> None:
    dispatched(lite_play)
    lite_play.script(("小吴", "[退单]"), ("小吴", "不归我管", "写一句话"), ("小吴", "供电局的", "照片"))
    lite_play.script(("小吴", "[跳过]", "退单报上去了"))
    assert lite_play.case().facts["why"] == "duty"


def test_words_where_a_photo_is_asked(lite_play: Play) -> None:
    working(lite_play)
    lite_play.script(("小吴", "[办好了]"), ("小吴", "办好了呀", "这一步要一张照片"), ("小吴", "📷", "怎么办好的"))


def test_a_question_left_keeps_the_case(lite_play: Play) -> None:
    dispatched(lite_play)
    lite_play.script(("小吴", "[退单]"), ("小吴", "[先不]", "待签收"), ("小吴", "[已联系上]"))
    assert lite_play.case().state == "working"


def test_long_words_are_kept_out(lite_play: Play) -> None:
    working(lite_play)
    lite_play.script(
        ("小吴", "[说进展]"), ("小吴", "好" * 301, "写得太长了（301 个字）"), ("小吴", "好" * 300, "记下了")
    )


@pytest.mark.parametrize(("who", "step"), [("刘书记", "park"), ("小吴", "ask_longer")])
def test_a_forged_day_is_no_day(lite_play: Play, who: str, step: str) -> None:
    working(lite_play)
    case = lite_play.case()
    (refused,) = lite_play.push(who, Press("cases.answer", case.id, case.version, f"{step}:until:2026-13-40"))
    assert "请写日期" in text_of(refused)
