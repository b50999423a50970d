"""One's own data in the chat: what is stored, how a door is put right, and that neither becomes a wish."""

import pytest

from handlers.invitations import own
from handlers.invitations.joining import SETTLES
from handlers.kit.turns import Conversation, Kind
from tests.invitations.test_mending import NEW, come_in, home, person, say
from tests.invitations.test_taking_back import offered, outside
from tests.play import Play


def test_the_own_data_is_told_and_a_draft_stays(lite_play: Play) -> None:
    come_in(lite_play, words="秀兰 3单元501 13912345678")
    say(lite_play, "想要个轮椅，带老伴出去走走")
    submit = offered(lite_play, "提交")
    told = say(lite_play, "我的资料")
    assert "3单元501" in told
    assert "139****5678" in told
    assert "13912345678" not in told
    assert "收回同意" in told
    lite_play.turn(NEW, Kind.PRESS, press=submit)
    assert lite_play.case().state == "review"


def test_an_open_question_is_not_answered_by_it(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "想要个轮椅，带老伴出去走走"), ("王奶奶", "[提交]"))
    lite_play.script(
        ("刘书记", "[退回]", "为什么？写一句话"),
        ("刘书记", "我的资料", "微愿存着您的"),
        ("刘书记", "请写清楚要手推的还是电动的", "已退回"),
    )


def test_the_buttons_of_the_consent_may_be_typed(lite_play: Play) -> None:
    outside(lite_play)
    come_in(lite_play, words="秀兰 3单元501")
    say(lite_play, "收回同意")
    assert "您好" in say(lite_play, "不收回")
    assert "不能恢复" in say(lite_play, "收回，抹掉"), "asked again: it was not the newest question"
    say(lite_play, "收回，抹掉")
    assert not lite_play.desk.read_now(lambda work: work.accounts.person_at("web", NEW))


@pytest.mark.parametrize("words", ["/foo", "/foo bar", "/settings@wish_bot"])
def test_an_unknown_command_gets_help(lite_play: Play, words: str) -> None:
    come_in(lite_play, words="秀兰 3单元501")
    assert "有什么事，写一句话就行" in say(lite_play, words)
    assert "想要一台收音机" in say(lite_play, "想要一台收音机")


@pytest.mark.parametrize(
    "words", ["我搬家了，住2单元502", "我的门牌写错了，是2单元502", "门牌改成 2单元502", "我搬到2单元502了。"]
)
def test_another_door_is_put_right_after_a_question(lite_play: Play, words: str) -> None:
    come_in(lite_play, words="秀兰 3单元501")
    say(lite_play, "想要个轮椅，带老伴出去走走")
    submit = offered(lite_play, "提交")
    assert "门牌改成 2单元502？" in say(lite_play, words)
    assert person(lite_play).door == "3单元501", "nothing changes before the press"
    lite_play.turn(NEW, Kind.PRESS, press=offered(lite_play, "改成这个"))
    assert (person(lite_play).door, home(lite_play).door) == ("2单元502", "2单元502")
    lite_play.clock.move(SETTLES)
    lite_play.courier()
    assert "改了门牌" in lite_play.last("小吴").body
    lite_play.turn(NEW, Kind.PRESS, press=submit)
    assert lite_play.case().state == "review", "the draft stays"


def test_how_a_door_is_put_right(lite_play: Play) -> None:
    come_in(lite_play, words="秀兰 3单元501")
    say(lite_play, "你好")
    assert "门牌改成 2单元501" in say(lite_play, "怎么改门牌")
    assert "请找网格员" in lite_play.say("王奶奶", "我搬家了，住2单元502")[-1].body


@pytest.mark.parametrize(
    "words", ["怎么改门牌", "怎么改门牌？", "我要改门牌", "门牌怎么改", "我的门牌写错了", "修改住址", "我的住址变了"]
)
def test_words_that_ask_how(words: str) -> None:
    assert own.asks_how(words)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "2单元601的灯坏了",
            "我搬家了，旧柜子想送人",
            "我搬到2单元502，想要一张桌子",
            "门牌掉了",
            "2单元的门牌号不对",
        ),
        *("我的门牌写错了，快递送不到", "我家门牌坏了", "想换门牌，旧的锈了", "住2单元502", "我家住2单元502，灯坏了"),
    ],
)
def test_real_matters_are_left_alone(words: str) -> None:
    assert own.said(Conversation(), words) is None
