"""Party matters stay on the channels that may carry them; everywhere else is said only where to look."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.courier.deliver import tell_person
from bot.turns import Answer
from handlers.kit.cards import Card
from handlers.kit.turns import Incoming, Press
from handlers.kit.worktime import SHANGHAI
from handlers.people import channels
from storage.accounts import Caller, accounts
from storage.links import link_codes
from storage.work import Work
from tests.checks import text_of
from tests.databases import Databases
from tests.merits.scenes import applied, branch
from tests.play import Play

SECRETS = ("志愿服务", "扫雪", "积分", "初审")


class Moved(Play):
    """The neighbourhood, some of whom write on another channel than the web."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.on: dict[str, str] = {}

    def move(self, who: str, channel: str) -> None:
        def act(work: Work) -> None:
            here = (accounts.c.address == who, accounts.c.person_id == self.ids[who])
            work.conn.execute(update(accounts).where(*here).values(channel=channel))

        self.do(act)
        self.on[who] = channel

    def send(self, incoming: Incoming) -> Answer:
        return super().send(replace(incoming, channel=self.on.get(incoming.account, incoming.channel)))

    def _caller(self, work: Work, who: str) -> Caller:
        return work.accounts.who(self.on.get(who, "web"), who, self.now.astimezone(SHANGHAI).date(), self.now)


@pytest.fixture
def moved(databases: Databases) -> Iterator[Moved]:
    with databases.fresh("sqlite") as url:
        play = Moved(url)
        branch(play)
        yield play
        play.close()


def chat(play: Play, who: str) -> str:
    return "\n".join(text_of(words) for _, words in play.cards(who))


@pytest.mark.parametrize("channel", ["telegram", "kf"])
def test_a_review_is_not_spoken_of_where_it_may_not_be(moved: Moved, channel: str) -> None:
    moved.move("何叔", channel)
    no = applied(moved)
    press = Press("cases.take", moved.case(no).id, moved.case(no).version, "pass_first")
    moved.script(
        ("何叔", "", "有一件党内的事，这个渠道上不说。请在网页或企业微信上看"),
        ("何叔", no, "网页打开“待办”，企业微信里写“待办”"),
        ("何叔", no, "在这里写“连网页”"),
        ("何叔", "待办", "有 1 件党内的事，请在网页上看"),
        ("何叔", "我的积分", "网页打开“我的积分”"),
        ("何叔", "审积分", "有一件党内的事"),
        ("何叔", "申报积分", "有一件党内的事"),
    )
    moved.push("何叔", press)
    assert moved.case(no).state == "first_review", "a button of before, or a forged one, does nothing here"
    assert not [word for word in SECRETS if word in chat(moved, "何叔").replace("我的积分", "")]
    moved.move("何叔", "web")
    moved.push("何叔", press)
    assert moved.case(no).state == "second_review"


def test_wecom_may_carry_them(moved: Moved) -> None:
    moved.move("何叔", "wecom")
    no = applied(moved)
    moved.script(("何叔", no, "扫雪"), ("何叔", "[初审通过]", "交支委会复审"))


def test_a_wish_is_no_party_matter(moved: Moved) -> None:
    moved.move("李师傅", "telegram")
    moved.script(("王奶奶", "想要个轮椅，带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    moved.script(("李师傅", "接单", "轮椅"))


def test_of_two_accounts_the_one_that_may_carry_it_is_written_to(moved: Moved) -> None:
    def act(work: Work) -> None:
        work.accounts.open(moved.ids["何叔"], "telegram", "77", moved.now)
        other = work.accounts.who("telegram", "77", moved.now.date(), moved.now).account_id
        work.accounts.prefer(other, moved.now)
        tell_person(work, moved.ids["何叔"], Card("points/mine"), moved.now)
        tell_person(work, moved.ids["何叔"], Card("people/welcome"), moved.now)
        told = {
            name: [b.card.name for b in work.messages.after(account, 0, 9) if b.card]
            for name, account in (
                ("telegram", other),
                ("web", work.accounts.who("web", "何叔", moved.now.date(), moved.now).account_id),
            )
        }
        assert told == {"telegram": ["people/welcome"], "web": ["points/mine"]}

    moved.do(act)


def test_the_rule_names_channels_that_there_are() -> None:
    assert channels.wrong("web wecom telegram") == ""
    assert "没有 qq 这个渠道" in channels.wrong("web qq")
    assert "要写上 web" in channels.wrong("wecom")


def test_who_is_on_the_web_is_not_given_digits_for_it(lite_play: Play) -> None:
    """What helps is said instead: where the digits for the other chats are, if there are any."""
    (alone,) = lite_play.say("王奶奶", "连网页")
    assert "您就在网页上" in text_of(alone)
    assert "登录链接" in text_of(alone)
    assert not alone.buttons, "there is nothing to connect"
    lite_play.desk.house = replace(lite_play.desk.house, chats=("telegram", "wecom", "kf"))
    (hers,) = lite_play.say("王奶奶", "电脑上用")
    assert "Telegram、微信" in text_of(hers)
    assert "按“连接”" in text_of(hers)
    assert [(one.text, one.page) for one in hers.buttons] == [("我的资料", "/mine/data")]
    (his,) = lite_play.say("小吴", "连网页")
    assert "Telegram、企业微信、微信" in text_of(his), "who has a post is on WeCom as well"
    assert not lite_play.desk.read_now(lambda work: list(work.conn.execute(select(link_codes)))), "no digits were made"
