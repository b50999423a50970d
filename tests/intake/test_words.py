"""Words beside an open draft: they grow it, answer its question, or are asked about. None is swallowed."""

from datetime import timedelta

from bot.turns import freeze, thaw
from handlers.kit.turns import Incoming, Kind
from tests.checks import text_of
from tests.play import SNAP, Play

MORE = ["接着写", "先提交上一件", "另提一个"]


def test_thoughts_in_pieces_make_one_draft(lite_play: Play) -> None:
    lite_play.script(
        ("王奶奶", "路灯坏了"), ("王奶奶", "好几天了", "好几天了"), ("王奶奶", "[提交]", "路灯坏了\n好几天了")
    )


def test_after_ten_minutes_it_is_asked(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    play.later(timedelta(minutes=11))
    play.script(("王奶奶", "带老伴出去用", "您有一件还没提交"))
    assert play.labels("王奶奶") == MORE
    play.script(("王奶奶", "[接着写]", "想要个轮椅\n带老伴出去用"))


def test_after_something_else_it_is_asked(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "我的"), ("王奶奶", "路灯坏了", "您有一件还没提交"))
    play.script(("王奶奶", "[另提一个]", "要反映的事"), ("王奶奶", "[提交]", "收到了"))
    assert play.case().flow == "request"


def test_a_matter_of_everybody_is_another(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "楼道的路灯坏了", "接着写进去，还是另一件事"))


def test_a_wish_refused_swallows_nothing(lite_play: Play) -> None:
    """One live wish a person: the second waits, and the third is no part of it."""
    play = lite_play
    play.script(
        ("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"), ("王奶奶", "想要一根拐杖"), ("王奶奶", "[提交]", "换成这个")
    )
    play.script(("王奶奶", "想要一副老花镜", "您的心愿"))
    assert "拐杖" not in play.last("王奶奶").body
    play.script(("王奶奶", "[不提了]", "好，不提了"), ("王奶奶", "路灯坏了", "要反映的事"))
    play.script(("王奶奶", "[换成这个]", "路灯坏了"), ("王奶奶", "[提交]", "收到了"))
    assert [play.case(f"演武-000{n}").flow for n in (1, 2, 3)] == ["wish", "wish", "request"]


def test_replacing_the_live_wish(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"), ("王奶奶", "想要一根拐杖"), ("王奶奶", "[提交]"))
    play.script(("王奶奶", "[换成这个]", "想要一根拐杖"))
    assert (play.case().state, play.case("演武-0002").state) == ("withdrawn", "review")


def test_words_said_while_it_is_asked_are_kept_as_well(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    play.later(timedelta(hours=1))
    play.script(("王奶奶", "路灯坏了"), ("王奶奶", "好几天了"), ("王奶奶", "另提一个", "路灯坏了\n好几天了"))


def test_words_that_wait_are_not_lost_by_an_old_button(lite_play: Play) -> None:
    """提交 on the old draft's card submits that; another choice, a kind word: what was said is asked about again."""
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    submit, edit = play.button("王奶奶", "提交"), play.button("王奶奶", "改")
    play.later(timedelta(hours=1))
    play.script(("王奶奶", "路灯坏了", "另提一个"), ("王奶奶", "谢谢"), ("王奶奶", "[看草稿]", "刚写的“路灯坏了”"))
    play.push("王奶奶", edit)
    play.script(("王奶奶", "[改类别]"), ("王奶奶", "[服务]", "刚写的“路灯坏了”"))
    news, draft = play.push("王奶奶", submit)
    assert "收到了" in text_of(news)
    assert (draft.title, draft.body) == ("要反映的事，这样写对吗？", "路灯坏了")
    play.script(("王奶奶", "[提交]", "收到了"))
    assert (play.case().flow, play.case("演武-0002").flow) == ("wish", "request")


def test_the_first_is_submitted_and_the_second_goes_on(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "路灯坏了", "上一件就不留了"))
    play.script(("王奶奶", "[先提交上一件]", "路灯坏了"), ("王奶奶", "[提交]", "收到了"))
    assert (play.case().flow, play.case("演武-0002").flow) == ("wish", "request")


def test_danger_waits_for_nothing(lite_play: Play) -> None:
    """Whatever is open: a request of its own with the numbers to call, and then the other again."""
    play = lite_play
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[改]"), ("王奶奶", "[改金额]"))
    play.script(("王奶奶", "楼道冒烟了", "先打 119"))
    assert play.labels("王奶奶")[0] == "提交"
    play.script(("王奶奶", "火越来越大，着火了", "先打 119"), ("王奶奶", "[提交]"))
    assert "想要个轮椅" in text_of(play.cards("王奶奶")[0][1])
    assert play.case().facts["urgency"] == "urgent"
    play.script(("王奶奶", "三百块", "大约:300 元"), ("王奶奶", "[提交]", "收到了"))


def test_each_danger_has_its_number_first(lite_play: Play) -> None:
    calls = {"电梯里关了人": "119", "老人晕倒了": "120", "楼下动手打人了": "110", "不想活了": "110"}
    for text, number in calls.items():
        lite_play.script(("王奶奶", text, f"先打 {number}"), ("王奶奶", "[不提了]"))


def test_danger_told_for_somebody_else_asks_nothing(lite_play: Play) -> None:
    assert "先打 119" in _forward(lite_play, "小赵", "我家着火了", "孙大爷")
    assert "提交" in lite_play.labels("小赵")


def test_told_for_a_neighbour_it_is_asked_whose_it_is(lite_play: Play) -> None:
    play = lite_play
    play.script(("赵大妈", "帮隔壁陈大爷说一声，他没手机，家里水管漏了", "还是替别人说的"))
    assert play.labels("赵大妈") == ["我自己", "替别人", "不提了"]
    play.script(("赵大妈", "[替别人]", "姓名和门牌"))


def test_a_late_answer_still_answers(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个收音机"), ("王奶奶", "[改]"), ("王奶奶", "[改金额]"))
    play.later(timedelta(hours=1))
    play.script(("王奶奶", "三百块", "大约:300 元"))


def test_what_is_no_answer_is_asked_again(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要个收音机"), ("王奶奶", "[改]"), ("王奶奶", "[改金额]"))
    play.script(("王奶奶", "不知道", "没看明白是多少钱"), ("王奶奶", "二百", "大约:200 元"))


def test_a_neighbour_typed_beside_the_draft(lite_play: Play) -> None:
    play = lite_play
    play.script(("小赵", "想要一副老花镜"), ("小赵", "孙长庚 3单元301", "改成给孙长庚提吗"))
    assert play.labels("小赵") == ["给这位提", "接着写", "不改了"]
    play.script(("小赵", "[给这位提]", "给谁:孙长庚"), ("小赵", "[提交]", "收到了"))
    assert play.case().needer_id == play.ids["孙大爷"]


def test_or_it_was_only_words(lite_play: Play) -> None:
    lite_play.script(
        ("小赵", "想要一副老花镜"), ("小赵", "孙长庚 3单元301"), ("小赵", "[接着写]", "老花镜\n孙长庚 3单元301")
    )


def test_a_photo_long_after_is_asked_about(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "路灯坏了")
    play.later(timedelta(hours=2))
    play.photo("王奶奶")
    assert play.labels("王奶奶") == MORE
    play.press("王奶奶", "接着写")
    assert len(play.last("王奶奶").photos) == 1


def test_the_menu_asks_about_an_old_draft(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "路灯坏了"), ("王奶奶", "你好"), ("王奶奶", "[说件事]", "您有一件还没提交"))
    play.script(("王奶奶", "[另提一个]", "什么事"), ("王奶奶", "想要个轮椅", "您的心愿"))


def _forward(play: Play, who: str, text: str, sender: str, *, photo: bool = False) -> str:
    kind = Kind.PHOTO if photo else Kind.TEXT
    photos = (SNAP,) if photo else ()
    play.send(Incoming("web", who, f"fwd{text}{photo}", kind, text, photos=photos, forwarded=sender))
    return text_of(play.last(who))


def test_a_forwarded_message_asks_whose_it_is(play: Play) -> None:
    assert "是谁的事" in _forward(play, "小赵", "家里停水了", "孙大爷")
    assert play.labels("小赵") == ["我自己", "替别人", "不提了"]
    play.script(("小赵", "[替别人]", "孙大爷住哪儿"), ("小赵", "3单元301", "给谁:孙大爷"), ("小赵", "[提交]"))
    case = play.case()
    assert (case.asker_id, case.typist_id) == (play.ids["孙大爷"], play.ids["小赵"])


def test_of_an_unknown_sender_name_and_door_are_asked(lite_play: Play) -> None:
    play = lite_play
    _forward(play, "小赵", "想要一副老花镜", "?")
    play.script(("小赵", "[替别人]", "姓名和门牌"), ("小赵", "郑秀兰", "郑秀兰住哪儿"), ("小赵", "那边", "要有几号楼"))
    play.script(("小赵", "3号楼1单元101", "给谁:郑秀兰"))


def test_forwarded_for_oneself(lite_play: Play) -> None:
    _forward(lite_play, "王奶奶", "想要个轮椅", "张三")
    lite_play.script(("王奶奶", "[我自己]", "给谁:我自己"), ("王奶奶", "[提交]", "收到了"))


def test_a_forwarded_photo_asks_as_well(lite_play: Play) -> None:
    play = lite_play
    assert "发来的照片" in _forward(play, "王奶奶", "", "张三", photo=True)
    play.script(("王奶奶", "[我自己]", "照片 1 张，收到了"), ("王奶奶", "路灯坏了", "要反映的事"))
    assert len(play.last("王奶奶").photos) == 1


def test_a_pasted_chat_asks_whose_it_is(lite_play: Play) -> None:
    play = lite_play
    play.script(("小赵", "孙大爷 3月2日 09:12\n想要一副老花镜", "是谁的事"), ("小赵", "[替别人]", "孙大爷住哪儿"))
    play.script(("小赵", "3单元301"), ("小赵", "[提交]", "想要一副老花镜"))
    assert "09:12" not in play.last("小赵").body


def test_forwarded_beside_a_draft_is_another_matter(lite_play: Play) -> None:
    lite_play.say("小赵", "想要一副老花镜")
    assert "您有一件还没提交" in _forward(lite_play, "小赵", "家里停水了", "孙大爷")
    lite_play.script(("小赵", "[另提一个]", "是谁的事"))


def test_an_old_draft_does_not_keep_questions_from_the_directory(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    play.later(timedelta(days=30))
    play.script(("王奶奶", "网格员是谁", "这里归他们管"), ("王奶奶", "[还是要提]", "您有一件还没提交"))


def test_a_failed_turn_keeps_who_wrote_it_and_where() -> None:
    message = Incoming("web", "王奶奶", "m1", Kind.LOCATION, "这里", forwarded="张三", location=(36.19, 113.11))
    assert thaw(freeze(message, (1, 2))) == (message, (1, 2))
