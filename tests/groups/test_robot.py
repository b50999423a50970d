"""A group robot of WeCom: what it says, and what ends it."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.channels.base import Pace
from bot.channels.robot.channel import Robot
from bot.channels.robot.writing import MOST_BYTES, body_of
from bot.courier.post import Post
from bot.texts import Words
from handlers.groups.actions import add_robot, own, remove
from handlers.groups.posting import say
from handlers.kit.cards import Button, Card
from handlers.kit.refusals import Refusal
from storage.accounts import accounts
from storage.work import Work
from tests.cast import EAST, YANWU
from tests.checks import text_of
from tests.databases import Databases
from tests.emulators.wecom import Faults, WeComApi
from tests.groups.town import POOL, secrets
from tests.play import Play

BASE = "https://wish.example.org"
FAST = Pace(10_000, 100_000)


class Robots:
    """A community, the server, and the courier that goes between them."""

    def __init__(self, url: str, api: WeComApi) -> None:
        self.play, self.api, self.robot = Play(url), api, api.robot()

    def tie(self, who: str = "刘书记", unit: int = YANWU, told: str = "") -> None:
        actor = self.play.caller(who).actor

        def act(work: Work) -> None:
            add_robot(work, actor, work.units.get(unit), told or self.robot.url, self.play.now)

        self.play.do(act)

    def wish(self, who: str = "王奶奶", what: str = "想要个轮椅,带老伴出去走走") -> None:
        self.play.script((who, what), (who, "[提交]"), ("刘书记", "[通过公示]"))
        self.play.later(POOL)
        self.play.courier()

    def post(self, rounds: int = 6) -> list[str]:
        """Send what waits; what the group then reads."""
        asyncio.run(self._post(rounds))
        return [" ".join(one.text.split()) for one in self.robot.chat]

    async def _post(self, rounds: int) -> None:
        channel = Robot(self.play.desk, self.api.base, BASE, FAST)
        post = Post(self.play.desk, channel, lambda: None)
        for _ in range(rounds):
            await post.round()
        await channel.close()


@pytest.fixture
def robots(databases: Databases) -> Iterator[Robots]:
    with databases.fresh("sqlite") as url, WeComApi() as api:
        found = Robots(url, api)
        yield found
        found.play.close()


def test_a_robot_says_what_waits_and_links_to_the_public_page(robots: Robots, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    robots.tie()
    robots.wish()
    said = robots.post()
    assert "连上了演武社区" in said[0]
    assert "等人接 · 演武-0001" in said[1]
    assert "轮椅" in said[1]
    cards = [call.body["template_card"] for call in robots.api.calls("webhook/send") if "template_card" in call.body]
    assert cards[-1]["card_action"]["url"] == f"{BASE}/wall/140403001"
    assert not [word for one in robots.api.calls("webhook/send") for word in secrets() if word in str(one.body)]
    assert robots.robot.key not in caplog.text


def test_the_key_stands_nowhere_in_clear(robots: Robots) -> None:
    robots.tie()

    def rows(work: Work) -> str:
        names = work.conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return "".join(str(work.conn.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)  # noqa: S608

    assert robots.robot.key not in robots.play.desk.read_now(rows)
    key = robots.play.desk.read_now(lambda work: work.groups.key(work.groups.mark(robots.robot.key)))
    assert key == robots.robot.key


@pytest.mark.parametrize("code", [93000, 93004, 93008])
def test_taken_out_it_is_retired_and_whoever_tied_it_hears_of_it(robots: Robots, code: int) -> None:
    robots.tie()
    robots.post()
    robots.robot.remove(code)
    robots.wish()
    robots.post()
    robots.play.courier()
    assert "已经停发" in text_of(robots.play.last("刘书记"))
    calls = len(robots.api.calls("webhook/send"))
    robots.wish("赵大妈", "想要个血压仪")
    robots.post()
    assert len(robots.api.calls("webhook/send")) == calls
    robots.robot.restore()
    robots.tie()
    assert "连上了" in robots.post()[-1]


def test_told_too_often_or_busy_it_waits_and_says_it_once(robots: Robots) -> None:
    robots.tie()
    for faults in (Faults(too_many=1), Faults(busy=1), Faults(server_error=1)):
        robots.api.fail(faults)
        assert robots.post(1) == []
        robots.play.later(timedelta(minutes=5))
    robots.api.fail(Faults())
    robots.wish()
    assert len(robots.post()) == 2


def test_at_twenty_a_minute_the_rest_waits_and_nothing_is_lost(robots: Robots) -> None:
    """As if nothing held us back: then the server does, and what it refused goes a minute later, once."""
    robots.tie()
    told = robots.post()

    def many(work: Work) -> None:
        here = work.conn.execute(select(accounts.c.id).where(accounts.c.channel == "robot")).scalar_one()
        for _ in range(45):
            say(work, here, Card("groups/tied", args={"unit": YANWU}), robots.play.now)

    robots.play.do(many)
    most = [20, 40, len(told) + 45]
    for shown in most:
        assert len(robots.post(60)) == shown
        robots.play.later(timedelta(seconds=61))
        robots.api.clock.move(61)
    assert len(robots.post()) == most[-1]


def test_a_lost_answer_is_said_once_more_at_most(robots: Robots) -> None:
    robots.tie()
    robots.api.fail(Faults(lost_after=1))
    for _ in range(5):
        robots.post(1)
        robots.play.later(timedelta(minutes=5))
    assert len(robots.robot.chat) == 2


@pytest.mark.parametrize(
    "told", ["", "key=", "https://example.org/", "../../etc", "abc", "x" * 80, "a b c d e f g h i"]
)
def test_an_address_that_is_none_is_refused(robots: Robots, told: str) -> None:
    with pytest.raises(Refusal, match="groups/no_key"):
        robots.tie(told=told or " ")


def test_only_the_units_own_secretary_ties_and_unties(robots: Robots) -> None:
    for who, unit in (("冯书记", YANWU), ("李师傅", YANWU), ("刘书记", EAST), ("陈书记", YANWU)):
        with pytest.raises(Refusal, match="groups/not_yours"):
            robots.tie(who, unit)
    robots.tie()
    with pytest.raises(Refusal, match="groups/already"):
        robots.tie()
    secretary, other = robots.play.caller("刘书记").actor, robots.play.caller("冯书记").actor
    assert secretary
    assert other
    group = robots.play.desk.read_now(lambda work: own(work, secretary))[1][0]
    assert not robots.play.desk.read_now(lambda work: own(work, other))[1]
    with pytest.raises(Refusal, match="groups/not_yours"):
        robots.play.do(lambda work: remove(work, other, group.id, robots.play.now))
    robots.play.do(lambda work: remove(work, secretary, group.id, robots.play.now))
    assert robots.post() == []
    address = robots.play.desk.read_now(lambda work: work.conn.execute(select(accounts.c.address)).scalars().all())
    assert robots.robot.key not in address


@pytest.mark.parametrize("length", [1, 100, 2000, 9000])
@pytest.mark.parametrize("base", ["", BASE])
def test_a_card_of_any_length_is_within_the_limits(robots: Robots, length: int, base: str) -> None:
    wicked = "<@all>[点我](http://x)\x1e\ud800**字**"
    button = Button("公开墙", page="/wall/140403001")
    words = Words("等人接", wicked, (("地方", "演武社区" * 20),), wicked + "字\n" * length, (button,), (), False, False)
    body = body_of(words, base)
    if body["msgtype"] == "markdown":
        content = str(body["markdown"]["content"])  # type: ignore[index]  # a card is one or the other
        assert len(content.encode()) <= MOST_BYTES
        assert "<@all>" not in content
        assert "](http://x)" not in content
    assert (BASE in str(body)) == bool(base)
    key = robots.robot.key

    async def post() -> int:
        channel = Robot(robots.play.desk, robots.api.base, base)
        found = await channel._post(key, body)
        await channel.close()
        return int(found.json()["errcode"])

    assert asyncio.run(post()) == 0
