"""Cards on members' phones change with what they are about, as far as WeCom lets them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.channels.wecom.channel import SETTLES
from tests.channels.wecom.live import Phones
from tests.databases import Databases
from tests.emulators.wecom import Shown, WeComApi


@pytest.fixture(params=["https://wei.example", ""], ids=["with pages", "without"])
def phones(databases: Databases, api: WeComApi, request: pytest.FixtureRequest) -> Iterator[Phones]:
    with databases.fresh("sqlite") as url:
        found = Phones(url, api, public_url=request.param)
        try:
            yield found
        finally:
            found.close()


def published(phones: Phones) -> None:
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))


def offering(phones: Phones, who: str) -> Shown:
    """The newest card on which somebody could take the wish."""
    return next(one for one in reversed(phones.shows(who)) if "我来接" in one.labels)


def test_what_somebody_took_nobody_else_is_offered(phones: Phones) -> None:
    published(phones)
    card = offering(phones, "张敏")
    phones.press("李师傅", "我来接")
    phones.courier()
    assert not any("我来接" in one.labels for who in ("张敏", "何叔", "李师傅") for one in phones.shows(who))
    (now,) = (one for one in phones.shows("张敏") if one.id == card.id)
    assert (now.updates, bool(now.replaced)) == (1, True)
    assert len(phones.shows("张敏")) == 1, "a change is no new message"


def test_a_step_that_sends_a_card_lets_the_older_one_point_to_it(phones: Phones) -> None:
    phones.live.running.channel.settles = SETTLES
    published(phones)
    older = phones.shows("刘书记")[-1]
    phones.press("李师傅", "我来接")
    phones.courier()
    shown = phones.shows("刘书记")
    (before,) = (one for one in shown if one.id == older.id)
    assert (before.replaced, before.updates) == ("往下看新的", 1)
    assert sum("已认领，待对接" in one.text for one in shown) == 1, "said once, on the newer card"


def test_a_press_on_a_card_that_could_not_be_changed_is_checked_and_changes_it(phones: Phones) -> None:
    published(phones)
    card = offering(phones, "张敏")
    phones.api.clock.move(timedelta(hours=73).total_seconds())
    phones.press("李师傅", "我来接")
    phones.courier()
    assert offering(phones, "张敏").id == card.id, "its code was too old"
    phones.press("张敏", "我来接")
    assert phones.case().state == "claimed"
    assert not any("我来接" in one.labels for one in phones.shows("张敏"))


def test_what_was_answered_can_not_be_answered_again(phones: Phones) -> None:
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"))
    assert not any("提交" in one.labels for one in phones.shows("王奶奶"))
    assert all(one.updates <= 2 for one in phones.shows("王奶奶"))
