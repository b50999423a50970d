"""A group on Telegram: tied by a secretary, told what waits, silent about who."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.databases import Databases
from tests.emulators.telegram import BotApi
from tests.groups.town import Town, secrets, town


@pytest.fixture
def here(databases: Databases) -> Iterator[Town]:
    with BotApi() as api, town(databases, api) as found:
        yield found


def test_the_bot_says_how_to_tie_a_group_and_a_secretary_ties_it(here: Town) -> None:
    here.group.add_bot()
    assert "/here" in here.last()
    here.says("刘书记", "/here")
    assert "连上了演武社区" in here.last()
    here.says("刘书记", "/here")
    assert len(here.cards()) == 2
    assert "已经连着了" in here.private("刘书记")


@pytest.mark.parametrize("who", ["李师傅", "王奶奶", "马主任"])
def test_others_are_refused_where_only_they_read_it(here: Town, who: str) -> None:
    here.group.add_bot()
    here.says(who, "/here")
    assert len(here.cards()) == 1
    assert "书记" in here.private(who)
    here.wish()
    assert len(here.cards()) == 1


def test_a_stranger_hears_once_how_it_is_done(here: Town) -> None:
    for _ in range(3):
        here.says("路人", "/here")
    assert len(here.cards()) == 1
    assert not [one for one in here.stranger.chat if one.from_bot]


def test_another_communitys_secretary_can_neither_take_nor_untie_it(here: Town) -> None:
    here.tie()
    here.says("冯书记", "/here")
    assert "别的社区" in here.private("冯书记")
    here.says("冯书记", "/bye")
    assert "书记" in here.private("冯书记")
    here.wish()
    assert "等人接" in here.last()


def test_a_claim_card_and_what_becomes_of_it(here: Town) -> None:
    here.tie()
    here.wish()
    card = here.cards()[-1]
    assert "等人接 · 演武-0001" in card.text
    assert "地方：演武社区" in card.text
    assert "轮椅" in card.text
    assert card.labels == ["我来接"]
    assert "不认识" in here.press("路人", "我来接")
    assert here.phones.case().state == "open"
    assert "别人来办" in here.press("王奶奶", "我来接")
    assert "私下" in here.press("李师傅", "我来接")
    assert here.phones.case().state == "claimed"
    now = here.cards()[-1]
    assert now.message_id == card.message_id
    assert "已有人接" in now.text
    assert not now.labels
    assert "谢谢你接下来" in here.private("李师傅")
    assert not [word for one in here.cards() for word in secrets() if word in one.text]


def test_untied_it_is_silent(here: Town) -> None:
    here.tie()
    here.says("陈书记", "/bye")
    assert "书记" in here.private("陈书记")
    here.says("刘书记", "/bye")
    assert "断开" in here.last()
    before = len(here.cards())
    here.wish()
    assert len(here.cards()) == before


def test_one_card_however_often_it_waits_again(here: Town) -> None:
    here.tie()
    here.wish()
    before = len(here.cards())
    here.press("李师傅", "我来接")
    here.phones.script(("李师傅", "[接不了]"), ("李师傅", "腰扭了"))
    assert len(here.cards()) == before
    assert here.cards()[-1].labels == ["我来接"]


def test_the_same_update_twice_is_one(here: Town) -> None:
    added = here.group.add_bot()
    assert added
    said = here.group.say(here.users["刘书记"], "/here")
    here.settled()
    before = len(here.cards())
    here.api.repeat(added.id)
    here.api.repeat(said.update_id)
    here.settled()
    assert len(here.cards()) == before


def test_a_command_for_another_bot_is_none_of_ours(here: Town) -> None:
    here.api.world.privacy = False
    here.group.add_bot()
    here.says("刘书记", "/here@another_bot")
    assert len(here.cards()) == 1


def test_a_group_that_becomes_a_supergroup_is_followed(here: Town) -> None:
    here.tie()
    here.group.migrate(-1_000_000_004_001)
    here.settled()
    here.wish()
    assert "演武-0001" in here.last()
    assert here.group.id == -1_000_000_004_001
    here.press("李师傅", "我来接")
    assert ["已有人接" in one.text for one in here.cards()] == [True], "an old number is not another card's"


def test_a_move_that_only_a_send_tells_of_is_followed(here: Town) -> None:
    here.tie()
    chat = here.api.group(-1_000_000_004_002, "演武志愿者", list(here.users.values()))
    with here.api.world.lock:
        here.group.place.moved_to = chat.id
    here.group = chat
    here.wish()
    assert "演武-0001" in here.last()


def test_sent_out_the_group_is_retired_and_whoever_tied_it_hears_of_it(here: Town) -> None:
    here.tie()
    here.group.kick_bot()
    here.settled()
    here.phones.courier()
    assert "停发" in here.private("刘书记")
    before = len(here.sent())
    here.wish()
    assert len(here.sent()) == before
    here.group.add_bot()
    assert "/here" in here.last()


def test_a_send_that_finds_the_door_shut_retires_the_group_too(here: Town) -> None:
    here.tie()
    with here.api.world.lock:
        here.group.place.refusal = "bot was kicked from the group chat"
    here.wish()
    here.phones.courier()
    assert any("停发" in one.text for one in here.users["刘书记"].chat)
    assert not here.phones.desk.read_now(lambda work: work.groups.under(["/"]))


def test_nobody_is_woken_at_night(here: Town) -> None:
    here.tie()
    here.phones.later(timedelta(hours=10))  # half past seven in the evening; four hours later it is night
    here.wish()
    assert "演武-0001" not in here.last()
    here.phones.later(timedelta(hours=9))
    here.phones.courier()
    assert "演武-0001" in here.last()


def test_over_a_whole_morning_no_call_to_the_group_says_who_or_where(here: Town) -> None:
    here.tie()
    here.wish("想要个轮椅,电话13835500001,住3号楼2单元501,王桂兰")
    here.press("李师傅", "我来接")
    here.phones.script(
        ("李师傅", "[已联系上]"),
        ("李师傅", "[圆梦了]"),
        ("李师傅", "📷"),
        ("李师傅", "轮椅送到王桂兰家了"),
        ("王奶奶", "[已实现]"),
        ("王奶奶", "[满意]"),
        ("王奶奶", "谢谢李师傅!"),
        ("赵大妈", "1号楼楼下的路灯不亮了"),
        ("赵大妈", "[提交]"),
        ("刘书记", "[大家来接]"),
    )
    here.phones.later(timedelta(hours=20))
    here.phones.courier()
    assert "圆了" in here.cards()[-2].text
    assert "路灯" in here.last()
    calls = here.sent()
    assert {one.method for one in calls} == {"sendmessage", "editmessagetext"}
    assert not [(word, one) for one in calls for word in secrets() if word in str(one)]
    assert not [one for one in here.cards() if one.photos]
