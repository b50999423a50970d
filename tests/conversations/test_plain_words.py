"""What the cards say where it is easily said wrongly: no telephone, one's own claim, a deadline that has passed."""

from datetime import timedelta

from handlers.kit.turns import Kind
from tests.checks import text_of
from tests.invitations.test_mending import NEW, come_in, say
from tests.invitations.test_taking_back import offered
from tests.play import Play
from tests.requests.scenes import reported


def told(play: Play, text: str) -> None:
    """By somebody who came in without a telephone."""
    come_in(play, words="秀兰 3单元501")
    say(play, text)
    play.turn(NEW, Kind.PRESS, press=offered(play, "提交"))
    play.courier()


def test_who_left_no_telephone_is_called_on(lite_play: Play) -> None:
    told(lite_play, "单元门的门禁坏了，门锁不上")
    lite_play.script(
        ("刘书记", "[派小吴]"),
        ("小吴", "", "没留电话，请上门"),
        ("小吴", "[已联系上]"),
    )
    assert not any("先打个电话" in text_of(card) for _, card in lite_play.cards("小吴"))


def test_a_wish_of_somebody_without_a_telephone(lite_play: Play) -> None:
    told(lite_play, "想要个轮椅，出去走走")
    lite_play.script(("刘书记", "[通过公示]"), ("李师傅", "[我来接]", "没留电话，请上门"))


def test_a_number_in_the_own_words_is_rung(lite_play: Play) -> None:
    told(lite_play, "想要个轮椅，出去走走，电话13912345678")
    lite_play.script(("刘书记", "[通过公示]"), ("李师傅", "[我来接]", "电话在对方写的话里"))
    assert "没留电话" not in text_of(lite_play.last("李师傅"))


def test_a_number_in_a_request_s_words_is_rung(lite_play: Play) -> None:
    told(lite_play, "单元门的门禁坏了，门锁不上，打１３９１２３４５６７８")
    lite_play.script(("刘书记", "[派小吴]"), ("小吴", "", "电话在对方写的话里"))


def test_who_has_a_telephone_is_rung(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.script(("刘书记", "[派小吴]"), ("小吴", "", "先打个电话"))


def test_whoever_claimed_reads_on_the_older_card_that_they_did(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.script(("刘书记", "[大家来接]"))
    (number, _), *_ = reversed(lite_play.cards("张敏"))
    lite_play.script(("张敏", "[我来接]", "谢谢你接下来"))
    mine = dict(lite_play.cards("张敏"))[number]
    assert "这件事你接下来了" in text_of(mine)
    assert "已经有人接了" in text_of(lite_play.last("李师傅"))


def test_residents_read_of_lateness_in_plain_words(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.later(timedelta(days=4))
    lite_play.script(("王奶奶", "演武-0001", "已经晚了"))
    assert "受理 已过" not in text_of(lite_play.last("王奶奶"))
    lite_play.script(("刘书记", "演武-0001", "受理 已过"))


def test_one_deadline_is_called_by_one_name(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "想要个轮椅，带老伴出去走走"), ("王奶奶", "[提交]"))
    card = lite_play.last("王奶奶")
    assert "明天 18:00 前" in card.state
    assert "明天 18:00 前" in card.body


def test_a_hand_that_is_asked_for_is_no_thing(lite_play: Play) -> None:
    lite_play.say("王奶奶", "我想找人帮我换一下厨房的水龙头，拧不动")
    assert ("类别", "服务") in lite_play.last("王奶奶").facts
