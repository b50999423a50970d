"""Taking the consent back in the chat, where there may be no page: asked once, then everything is erased."""

from dataclasses import replace

import pytest

from handlers.kit.turns import Kind, Press
from tests.cast import BLOCK_3
from tests.invitations.test_mending import NEW, come_in, person, say
from tests.play import Play


def outside(play: Play) -> None:
    """As if these chats were no pages of ours."""
    play.desk.house = replace(play.desk.house, log_channels=frozenset())


def offered(play: Play, label: str) -> Press:
    found = next(one.press for one in play.cards(NEW)[-1][1].buttons if one.text == label)
    assert found
    return found


@pytest.fixture
def chat(lite_play: Play) -> Play:
    outside(lite_play)
    return lite_play


def test_everything_is_erased_after_one_question(chat: Play) -> None:
    come_in(chat, BLOCK_3, "秀兰 3单元501")
    gone = person(chat).id
    asked = say(chat, "收回同意")
    assert "不能恢复" in asked
    assert "演武社区" not in asked
    chat.turn(NEW, Kind.PRESS, press=offered(chat, "收回，抹掉"))
    assert not chat.desk.read_now(lambda work: work.accounts.person_at("web", NEW))
    assert not chat.desk.read_now(lambda work: work.people.keys([gone]))
    assert "people/stranger" in say(chat, "楼道的灯坏了"), "nobody is known here any more"
    chat.courier()
    assert "已经不在微愿里了" in chat.last("小吴").body


def test_what_is_under_way_is_withdrawn_and_named(chat: Play) -> None:
    come_in(chat, BLOCK_3, "秀兰 3单元501")
    say(chat, "想要个轮椅，带老伴出去走走")
    chat.turn(NEW, Kind.PRESS, press=offered(chat, "提交"))
    assert "1 件正在办" in say(chat, "收回同意")
    press = offered(chat, "收回，抹掉")
    assert "太旧" in chat.push("王奶奶", press)[-1].body, "somebody else's button erases nobody"
    chat.turn(NEW, Kind.PRESS, press=offered(chat, "不收回"))
    assert chat.case().state == "review"
    chat.turn(NEW, Kind.PRESS, press=press)
    assert chat.case().state == "withdrawn"


def test_whoever_holds_a_post_asks_first(chat: Play) -> None:
    chat.script(("李师傅", "收回同意", "请先请社区书记换人"))
    assert "收回，抹掉" not in chat.labels("李师傅")


def test_on_the_web_the_page_does_it(lite_play: Play) -> None:
    lite_play.say("王奶奶", "收回同意")
    assert [one.page for one in lite_play.last("王奶奶").buttons] == ["", "/mine/data/withdraw"]
