"""Three sends in ten go wrong: nothing is lost, nothing comes three times, none too fast."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.channels.afar import waiting
from tests.channels.telegram.live import Phones
from tests.channels.telegram.sends import run
from tests.emulators.telegram import Faults


def test_what_is_sent_through_faults_arrives_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courier.run.POLL", 0.05)  # the clock that jumps wakes nobody
    found = run(120, 30, tmp_path, hurried=True)
    assert (found.lost, found.disordered, found.too_fast, found.groundless) == (0, 0, 0, 0)
    assert found.twice, "nothing was ever in doubt"
    assert found.most == 2


def test_an_outage_costs_nobody_the_one_repeat(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 in JSON to everything, as while a server restarts: what was handed on before may still arrive."""
    monkeypatch.setattr("bot.courier.run.POLL", 0.05)
    phones.say("王奶奶", "你好")
    before = len(phones.api.calls("sendMessage")), len(phones.shows("王奶奶")), len(phones.api.calls("getMe"))
    phones.api.fail(Faults(restart=1.0, only=frozenset({"sendmessage", "getme"})))
    phones.phones["王奶奶"].say("我的")

    def asked_often() -> bool:
        phones.later(timedelta(seconds=5))
        return len(phones.api.calls("getMe")) > before[2] + 3

    phones.eventually(asked_often)
    (first,) = phones.api.calls("sendMessage")[before[0] :]
    phones.api.fail(Faults())

    def sent() -> bool:
        phones.later(timedelta(seconds=5))
        return not phones.desk.read_now(waiting)

    phones.eventually(sent)
    (again,) = phones.api.calls("sendMessage")[before[0] + 1 :]
    assert again.messages
    assert len(phones.shows("王奶奶")) == before[1] + 1 + len(first.messages)


@pytest.mark.slow
def test_ten_thousand(tmp_path: Path) -> None:
    found = run(10_000, 1000, tmp_path)
    assert (found.lost, found.disordered, found.too_fast, found.groundless, found.most) == (0, 0, 0, 0, 2)
    assert found.in_doubt
