"""Just after coming in by chat: the door is read back, and words that put it right are no wish."""

import pytest

from handlers.invitations.joining import SETTLES
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Press
from handlers.people.records import Person
from handlers.units.records import Household
from tests.cast import BLOCK_1, BLOCK_3, GRID_1
from tests.invitations.hall import sheet, token
from tests.play import Play

NEW = "somebody"


def say(play: Play, text: str) -> str:
    """What somebody who is not of the cast writes, and what they read."""
    return _sent(play, Incoming("web", NEW, f"new{play.now.timestamp()}", Kind.TEXT, text))


def agree(play: Play, invitation: int) -> str:
    press = Press("invitations.agree", value=token(play, invitation))
    return _sent(play, Incoming("web", NEW, f"new{play.now.timestamp()}", Kind.PRESS, press=press))


def _sent(play: Play, incoming: Incoming) -> str:
    answer = play.send(incoming)
    play.courier()
    known = play.desk.read_now(lambda work: work.accounts.person_at("web", NEW))
    cards = [bubble.card for bubble in answer.bubbles if bubble.card]
    return play.last_of_stranger(NEW) if known else " ".join(f"{card.name} {card.args.get('wrong')}" for card in cards)


def person(play: Play) -> Person:
    found = play.desk.read_now(lambda work: work.accounts.person_at("web", NEW))
    assert found
    return play.desk.read_now(lambda work: work.people.get([found])[found])


def home(play: Play) -> Household:
    return play.desk.read_now(
        lambda work: next(one for one in work.units.households() if one.id == person(play).household_id)
    )


def come_in(play: Play, unit: int = BLOCK_3, words: str = "秀兰 501") -> str:
    agree(play, sheet(play, "刘书记", unit))
    return say(play, words)


def told_of(play: Play) -> None:
    """Those who look after the place have heard of it."""
    play.later(SETTLES)
    play.courier()


def test_who_looks_after_the_place_hears_once_of_a_door_that_was_mended_twice(lite_play: Play) -> None:
    come_in(lite_play)
    for words in ("3单元501", "秀兰奶奶 三单元501", "2单元501"):
        say(lite_play, words)
    told_of(lite_play)
    joined = [card.body for _, card in lite_play.cards("小吴") if card.title == "新邻居改了门牌"]
    assert len(joined) == 1
    assert "2单元501" in joined[0]
    say(lite_play, "秀兰 二单元501")
    told_of(lite_play)
    assert [card.title for _, card in lite_play.cards("小吴")].count("新邻居改了门牌") == 1, "it is the same door"
    say(lite_play, "4单元501")
    told_of(lite_play)
    assert [card.title for _, card in lite_play.cards("小吴")].count("新邻居改了门牌") == 2, "long after, once more"


def test_the_door_is_read_back_and_the_stairway_asked_for(lite_play: Play) -> None:
    told = come_in(lite_play)
    assert "秀兰，您进来了" in told
    assert "演武社区 3号楼 501" in told
    assert "几单元" in told


@pytest.mark.parametrize(
    "words", ["秀兰 3单元501", "3单元501", "三单元", "写错了，是3单元501", "我是秀兰，家住3单元501", "秀兰奶奶3单元501"]
)
def test_the_door_once_more_is_no_wish(lite_play: Play, words: str) -> None:
    come_in(lite_play)
    told = say(lite_play, words)
    assert "门牌记好了" in told
    assert "3单元501" in told
    assert "几单元" not in told
    assert person(lite_play).door in ("3单元501", "三单元501")
    assert home(lite_play).door == person(lite_play).door
    assert len(lite_play.desk.read_now(lambda work: work.units.households())) == 2, "the first home is forgotten"
    told_of(lite_play)
    assert f"改了门牌，住 3号楼 {person(lite_play).door}" in lite_play.last("小吴").body
    told = say(lite_play, "想要一台收音机")
    assert f"演武社区 3号楼 {person(lite_play).door}" in told, "it stands in the draft's place"
    assert told.endswith("想要一台收音机"), "nothing of the door is in the wish"


@pytest.mark.parametrize(
    "words", ["3单元501漏水", "楼道灯坏了 3单元501", "想要一台收音机", "你好", "王大爷 3单元501 没手机", "135"]
)
def test_anything_else_is_not_taken_for_a_door(lite_play: Play, words: str) -> None:
    come_in(lite_play)
    if words == "135":
        assert "门牌记好了" in say(lite_play, "135"), "a room alone is a door"
        return
    assert "门牌" not in say(lite_play, words)
    assert person(lite_play).door == "501"


def test_once_something_is_told_a_door_is_part_of_it(lite_play: Play) -> None:
    come_in(lite_play)
    say(lite_play, "3单元的灯不亮了")
    say(lite_play, "3单元501")
    assert person(lite_play).door == "501"


def test_another_building_is_refused_by_name_or_taken(lite_play: Play) -> None:
    come_in(lite_play)
    assert "这张邀请是3号楼的" in say(lite_play, "秀兰 5号楼2单元501")
    assert person(lite_play).unit_id == BLOCK_3


def test_of_a_grid_the_building_can_be_put_right(lite_play: Play) -> None:
    come_in(lite_play, GRID_1, "秀兰 2号楼1单元501")
    assert "演武社区 1号楼" in say(lite_play, "秀兰 1号楼1单元501")
    assert person(lite_play).unit_id == BLOCK_1
    assert home(lite_play).unit_id == BLOCK_1
    told_of(lite_play)
    assert "1号楼" in lite_play.last("小赵").body


def test_a_door_is_put_right_a_few_times_only(lite_play: Play) -> None:
    come_in(lite_play)
    for room in range(502, 507):
        assert f"3单元{room}" in say(lite_play, f"3单元{room}")
    assert "找您的网格员" in say(lite_play, "3单元507")
    assert person(lite_play).door == "3单元506"


def test_whoever_takes_a_post_has_no_door_to_put_right(lite_play: Play) -> None:
    agree(lite_play, sheet(lite_play, "刘书记", GRID_1, Role.VOLUNTEER))
    assert "门牌" not in say(lite_play, "秀兰")
    say(lite_play, "秀兰 3单元501")
    assert person(lite_play).door == ""


@pytest.mark.parametrize("words", ["你好", "您好！", "在吗", "好的", "谢谢"])
def test_a_greeting_is_nobody_s_name(lite_play: Play, words: str) -> None:
    agree(lite_play, sheet(lite_play, "刘书记", BLOCK_3))
    assert say(lite_play, words) == "invitations/form ", "asked again, and nothing is called wrong"
    assert "called:empty" in say(lite_play, f"{words} 3单元501")


def test_a_greeting_before_the_name_is_left_out(lite_play: Play) -> None:
    agree(lite_play, sheet(lite_play, "刘书记", BLOCK_3))
    assert "冯奶奶，您进来了" in say(lite_play, "你好，我叫冯奶奶 3单元501")
