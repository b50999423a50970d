"""Wishes typed for a neighbour (代提), and answers noted by a second person."""

from datetime import date

from handlers.kit.roles import Role
from handlers.people.records import Person, Post
from tests.cast import BLOCK_1, CITY, YANWU
from tests.checks import text_of
from tests.play import Play
from tests.scenes import opened

HEARD = "赵大妈"


def typed(play: Play, typist: str = "小赵") -> None:
    play.script(
        (typist, "想要一副老花镜", "这样写对吗"),
        (typist, "[改]", "要改哪一项"),
        (typist, "[替别人提]", "给谁提"),
        (typist, "孙长庚 3单元301", "给谁:孙长庚"),
        (typist, "[提交]", "收到了"),
    )


def brought(play: Play, helper: str = "何叔") -> None:
    typed(play)
    play.script(("刘书记", "[通过公示]"), (helper, "[我来接]"), (helper, "[已联系上]"))
    play.script((helper, "[圆梦了]"), (helper, "📷"), (helper, "[先不]"))


def test_three_people_of_a_case(play: Play) -> None:
    typed(play)
    case, ids = play.case(), play.ids
    assert (case.asker_id, case.needer_id, case.typist_id) == (ids["孙大爷"], ids["孙大爷"], ids["小赵"])
    assert case.unit_path.startswith("/1/2/3/4/"), "it stands where the needer lives"


def test_grid_member_types_where_they_serve(play: Play) -> None:
    """小孟 lives in 广场东 and serves a building of 演武: the neighbours meant are those of 演武."""
    play.script(("小孟", "想要一副老花镜"), ("小孟", "[改]"), ("小孟", "[替别人提]"))
    play.script(("小孟", "孙长庚 3单元301", "给谁:孙长庚"), ("小孟", "[提交]", "收到了"))
    assert play.case().needer_id == play.ids["孙大爷"]


def test_somebody_not_registered_is_entered(play: Play) -> None:
    """A name alone is not enough to find anybody: the door is asked, and again until it has a number."""
    play.script(
        ("小吴", "想要一床厚被子"),
        ("小吴", "[改]"),
        ("小吴", "[替别人提]"),
        ("小吴", "郑秀兰", "郑秀兰住哪儿"),
        ("小吴", "后面那栋", "要有几号楼几单元"),
        ("小吴", "3号楼1单元101", "给谁:郑秀兰"),
        ("小吴", "[提交]", "收到了"),
    )
    assert play.case().needer_id not in play.ids.values()


def test_nobody_is_entered_before_it_is_submitted(lite_play: Play) -> None:
    play = lite_play
    play.script(("小吴", "想要一床厚被子"), ("小吴", "[改]"), ("小吴", "[替别人提]"), ("小吴", "郑秀兰 3号楼1单元101"))
    assert not play.desk.read_now(lambda work: work.people.named("郑秀兰", "/"))


def test_door_settles_who_is_meant(play: Play) -> None:
    """Of two of one name the door tells; a door that fits neither, or both, is asked again."""
    second = Person(0, CITY, "孙长庚", "孙师傅", door="1单元909", unit_id=BLOCK_1)
    other = play.do(lambda work: work.people.add(second))
    play.script(("小赵", "想要一副老花镜"), ("小赵", "[改]"), ("小赵", "[替别人提]"), ("小赵", "孙长庚 1单元909"))
    play.script(("小赵", "[提交]", "收到了"))
    assert play.case().needer_id == other


def test_second_person_notes_the_answer(play: Play) -> None:
    brought(play)
    assert "请打电话或者上门问一声" in text_of(play.last("刘书记"))
    play.script(
        ("刘书记", "[代记回音]", "这个心愿实现了吗"),
        ("刘书记", "[已实现]", "满意吗"),
        ("刘书记", "[满意]", "想对帮忙的人说句话吗"),
        ("刘书记", "看得清报纸了", "已转告"),
        ("何叔", "", "孙大爷对你说了句话"),
    )
    assert [event.step for event in play.events()][-2:] == ["note_answer", "thank"]
    assert play.case().state == "closed"


def test_typist_does_not_confirm(play: Play) -> None:
    brought(play)
    press = play.button("刘书记", "代记回音")
    assert "代记回音" not in [b.text for b in play.offered("小赵")]
    (refusal,) = play.push("小赵", press)
    assert "要请另一个人问过再记" in text_of(refusal)


def test_helper_does_not_confirm(play: Play) -> None:
    volunteer = Post(
        play.do(lambda work: work.people.seat(Role.VOLUNTEER, YANWU)), play.ids["陈书记"], date(2020, 1, 1)
    )
    play.do(lambda work: work.people.add_post(volunteer))
    play.script(("小吴", "想要一副老花镜"), ("小吴", "[改]"), ("小吴", "[替别人提]"))
    play.script(("小吴", "郑秀兰 3号楼1单元101"), ("小吴", "[提交]"), ("刘书记", "[通过公示]"))
    play.script(("陈书记", "[我来接]"), ("陈书记", "[已联系上]"), ("陈书记", "[圆梦了]"), ("陈书记", "📷"))
    play.script(("陈书记", "[先不]"))
    (refusal,) = play.push("陈书记", play.button("刘书记", "代记回音"))
    assert "这是你办的" in text_of(refusal)


def test_nobody_answers_for_who_can_answer(play: Play) -> None:
    opened(play)
    play.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    play.script(("李师傅", "[先不]"))
    assert "代记回音" not in [b.text for b in play.offered("刘书记")]
    (list_,) = play.say("刘书记", "待办")
    assert "都办完了" in text_of(list_)


def test_typing_for_a_neighbour_shows_nothing_unsaid(play: Play) -> None:
    """A name must not be a key to a neighbour's door and phone number."""
    play.say(HEARD, "想要一副老花镜")
    play.press(HEARD, "改")
    play.press(HEARD, "替别人提")
    (draft,) = play.say(HEARD, "孙长庚")
    assert "3单元301" not in text_of(draft)
    (draft,) = play.say(HEARD, "2号楼")
    assert "3单元301" not in text_of(draft)
    (card,) = play.press(HEARD, "提交")
    assert "03552012345" not in text_of(card)
    assert "3单元301" not in text_of(card)


def test_neighbour_with_a_wish_of_their_own(play: Play) -> None:
    """One wish a person, whoever types it; the live one is not read out to a stranger."""
    opened(play)
    play.say(HEARD, "想要一副老花镜")
    play.press(HEARD, "改")
    play.press(HEARD, "替别人提")
    play.say(HEARD, "王桂兰 2单元501")
    (refusal,) = play.press(HEARD, "提交")
    assert "正在办" in text_of(refusal) or "在等" in text_of(refusal)
    assert "轮椅" not in text_of(refusal)


def test_the_refusal_says_whose_wish_is_under_way(play: Play) -> None:
    """`self` means something else to a template: the fact has a name of its own."""
    play.script(("小赵", "想要一副老花镜"), ("小赵", "[改]"), ("小赵", "[替别人提]"), ("小赵", "孙长庚 3单元301"))
    play.script(("小赵", "[提交]", "收到了"), ("小赵", "想要一根拐杖"), ("小赵", "[改]"), ("小赵", "[替别人提]"))
    play.script(("小赵", "孙长庚 3单元301"), ("小赵", "[提交]", "他已经有一个心愿在等"))
