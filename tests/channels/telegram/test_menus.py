"""Menus of commands: everybody's, those of posts, and what each command is answered with."""

from datetime import date, timedelta

import pytest

from bot.channels.telegram.commands import COMMANDS, EVERYBODY, menu_of
from bot.channels.telegram.gathering import TIE, UNTIE
from handlers.kit.roles import Role
from handlers.people.records import Actor, Held, Post
from tests.cast import GRID_1
from tests.channels.telegram.live import Phones
from tests.channels.telegram.test_joining import link, pressed, said, started
from tests.emulators.telegram import Faults

STAFF = ["waiting", "open", "mine", "digests", "web", "here", "help"]


def shows(phones: Phones, who: str, menu: list[str]) -> None:
    phones.eventually(lambda: list(phones.phones[who].menu) == menu, f"{who} has {list(phones.phones[who].menu)}")


def test_everybody_has_the_plain_menu_and_posts_an_own_one(phones: Phones) -> None:
    shows(phones, "王奶奶", list(EVERYBODY))
    assert phones.phones["王奶奶"].menu["mine"] == COMMANDS["mine"].told
    phones.say("小赵", "你好")
    shows(phones, "小赵", STAFF)
    phones.say("李师傅", "你好")
    shows(phones, "李师傅", ["open", "mine", "points", "claim", "board", "rankings", "web", "here", "help"])
    phones.say("王奶奶", "你好")
    shows(phones, "王奶奶", list(EVERYBODY))
    for _ in range(3):
        phones.say("小赵", "待办")
        phones.later(timedelta(minutes=11))
    assert len(phones.api.calls("setMyCommands")) == 4, "set once, and nothing for who has no post"


def test_who_runs_a_group_is_shown_how_to_tie_it_and_nobody_else_is_shown_anything_there(phones: Phones) -> None:
    shows(phones, "王奶奶", list(EVERYBODY))
    phones.eventually(lambda: phones.api.calls("deleteMyCommands"))
    told = phones.api.world.commands
    assert [one["command"] for one in told["all_chat_administrators///"]] == [TIE, UNTIE]
    assert set(told) == {"all_chat_administrators///", "all_private_chats///"}


def test_a_post_that_is_taken_changes_the_menu_at_once(phones: Phones) -> None:
    phones.say("王奶奶", "你好")
    started(phones, phones.phones["王奶奶"], link(phones, "刘书记", GRID_1, Role.VOLUNTEER))
    pressed(phones, phones.phones["王奶奶"], "我来接")
    phones.eventually(lambda: "open" in phones.phones["王奶奶"].menu)


def test_a_post_that_ends_takes_the_menu_away(phones: Phones) -> None:
    phones.say("小赵", "你好")
    shows(phones, "小赵", STAFF)
    yesterday = phones.now.date() - timedelta(days=1)
    (held,) = phones.do(lambda work: work.people.held(phones.ids["小赵"], phones.now.date()))
    ended = Post(held.seat_id, phones.ids["小赵"], date(2020, 1, 1), yesterday)
    assert phones.do(lambda work: work.people.change_post(ended))
    phones.later(timedelta(minutes=11))
    phones.say("小赵", "你好")
    shows(phones, "小赵", list(EVERYBODY))


def test_a_menu_that_can_t_be_set_harms_nobody(phones: Phones) -> None:
    phones.settled()
    shows(phones, "小赵", list(EVERYBODY))
    phones.api.fail(Faults(server_error=1, only=frozenset({"setmycommands"})))
    assert "小赵" in phones.say("小赵", "你好")[-1].title
    phones.api.fail(Faults())
    phones.later(timedelta(minutes=11))
    phones.say("小赵", "待办")
    shows(phones, "小赵", STAFF)


@pytest.mark.parametrize("who", ["王奶奶", "李师傅", "陈书记", "刘书记", "马主任"])
def test_each_command_of_a_menu_is_understood(phones: Phones, who: str) -> None:
    """None is refused, none becomes the draft of a wish."""
    caller = phones.caller(who).actor
    assert caller
    for name in menu_of(caller):
        said(phones, phones.phones[who], f"/{name}@weiyuan_bot")
        newest = phones.cards(who)[-1][1]
        assert "提交" not in [button.text for button in newest.buttons], (who, name)
        assert "不对" not in newest.body, (who, name)
        assert "这里是审积分的人用的" not in newest.body, (who, name)


def test_every_role_has_a_menu() -> None:
    for role in Role:
        actor = Actor(1, 1, 1, "", seats=(Held(1, role, 1, "/1/"),))
        assert set(EVERYBODY) <= set(menu_of(actor))
