"""Three calls in ten go wrong: every card arrives, once, in its order, and none is sent that WeCom would drop."""

import re
from pathlib import Path

import pytest

from bot.channels.wecom import client
from bot.channels.wecom.allowance import Limit
from tests.channels.wecom.out import couriered, eventually, outgoing, waiting
from tests.emulators.wecom import Faults, WeComApi

MARK = re.compile(r"M\d{3}")
PEOPLE, EACH = 10, 4


@pytest.mark.parametrize("base", ["https://wei.example", ""], ids=["cards", "texts"])
async def test_what_is_sent_through_faults_arrives_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setattr(client, "PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr("bot.courier.run.POLL", 0.1)
    with WeComApi(faults=Faults.sharing(0.3, delay=0.02)) as api:
        async with outgoing(tmp_path, api, base) as out:
            out.channel.allowance.limits = (Limit(28, 60),)
            people = [out.person(f"p{n}") for n in range(PEOPLE)]
            for n in range(PEOPLE * EACH):
                out.tell(people[n % PEOPLE][0], f"M{n:03}")
            async with couriered(out):
                await eventually(lambda: not out.town.read(waiting), "messages still wait")
        told = [[mark for one in phone.chat for mark in MARK.findall(one.text)[:1]] for _, phone in people]
        assert told == [[f"M{n:03}" for n in range(at, PEOPLE * EACH, PEOPLE)] for at in range(PEOPLE)]
        assert {state for state, _ in out.states()} == {"shown"}
        met = {call.outcome.fault for call in api.log if call.outcome and call.outcome.fault}
        assert met >= {"lost_after", "lost_before", "bad_gateway"}
