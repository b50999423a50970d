"""Updates that are brought: twice at once, again after a lost answer or a 503, past those of other chats, while sends
go wrong as well. Each has its effect once, and each chat keeps its order."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from bot.channels.telegram.hook import PATH
from bot.channels.telegram.running import Running
from bot.desk import StoreUnavailable
from storage.work import Work
from tests.channels.afar import FAST, SOON, waiting
from tests.channels.telegram.live import NUMBERS, Phones, behind_a_server
from tests.databases import Databases
from tests.emulators.telegram import BotApi, Faults
from tests.faults.support import sound

PEOPLE = ("王奶奶", "赵大妈", "李师傅", "张敏", "刘书记", "小吴")
NOWHERE = "https://wish.example.org"


@pytest.fixture
def phones(databases: Databases, tmp_path: Path) -> Iterator[Phones]:
    """A server that is told by webhook; pauses between two tries pass fifty times as fast."""
    with databases.fresh("sqlite") as url, BotApi(speed=50) as api:
        found = Phones(url, api)
        try:
            with behind_a_server(found, tmp_path, telegram_webhook=NOWHERE) as site:
                api.wait(lambda: [one for one in api.calls("setWebhook") if one.outcome])
                secret = api.calls("setWebhook")[0].params["secret_token"]
                hook = {"url": site.base + PATH, "secret_token": secret}
                httpx.post(f"{api.base}/bot{api.token}/setWebhook", data=hook).raise_for_status()
                site.app.state.telegram.channel.pace = FAST
                yield found
                api.fail(Faults())
                httpx.post(f"{api.base}/bot{api.token}/deleteWebhook").raise_for_status()
        finally:
            found.close()


def unsure(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """So many updates are answered by 503: half of them before they are stored, half of them afterwards."""
    take, lot = Running.take, Random(1)  # noqa: S311  # faults need no secrecy

    def taken(self: Running, raw: Mapping[str, Any]) -> Any:
        drawn = lot.random()
        if drawn < share / 2:
            raise StoreUnavailable("before")
        done = take(self, raw)
        if drawn < share:
            raise StoreUnavailable("after")
        return done

    monkeypatch.setattr(Running, "take", taken)


def talk(phones: Phones, who: str) -> list[str]:
    """What somebody has said, and an empty line for each answer, in their order."""

    def read(work: Work) -> list[str]:
        account = work.accounts.who("telegram", str(NUMBERS[who]), phones.now.date(), phones.now).account_id
        return [one.text if one.mine else "" for one in work.messages.after(account, 0, 1000)]

    return phones.desk.read_now(read)


def until_quiet(phones: Phones) -> None:
    def quiet() -> bool:
        phones.later(timedelta(seconds=10))
        return not phones.desk.read_now(waiting)

    phones.api.handled(SOON)
    phones.eventually(quiet)


def test_each_update_has_its_effect_once_and_in_order(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courier.run.POLL", 0.05)
    unsure(monkeypatch, 0.2)
    phones.api.fail(Faults.sharing(0.3, repeated=0.3, reordered=0.3, unheard=0.2, delay=0.02))
    wanted = {who: [f"演武-9{n:03}" for n in range(6)] for who in PEOPLE}
    for n in range(6):
        for who in PEOPLE:
            phones.phones[who].say(wanted[who][n])
    until_quiet(phones)
    for who, numbers in wanted.items():
        assert talk(phones, who) == [line for no in numbers for line in (no, "")]
        assert len([one for one in phones.phones[who].chat if one.from_bot]) >= len(numbers)
    phones.desk.read_now(sound)
    assert max(one.shown for one in phones.api.world.updates.told.values()) > 1, "nothing came again"


def test_a_press_that_comes_on_two_lines_at_once_is_one_step(phones: Phones) -> None:
    phones.api.fail(Faults(repeated=0.6, unheard=0.4))
    for who in ("王奶奶", "赵大妈"):
        phones.phones[who].say("想要个轮椅,带老伴出去走走")
    until_quiet(phones)
    for who in ("王奶奶", "赵大妈"):
        phone = phones.phones[who]
        phone.press(phone.chat[-1].message_id, "提交")
    until_quiet(phones)
    assert len(phones.desk.read_now(lambda work: work.cases.get(range(1, 100)))) == 2
    assert {len(phones.events(no)) for no in ("演武-0001", "演武-0002")} == {1}
