"""What goes wrong goes wrong by the seed, and each call is logged with what became of it."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.emulators.wecom import Faults, WeComApi
from tests.emulators.wecom_scene import Line


def attempts(seed: int, people: list[str], rounds: int) -> dict[str, list[str]]:
    """Which fault each call to each of these people met."""
    with WeComApi(seed=seed, limits=None) as api:
        line = Line(api)
        api.fail(Faults.sharing(0.6, delay=0))
        for one in people:
            api.staff(one)
        for one in people * rounds:
            try:
                body = {"touser": one, "agentid": api.agent, "msgtype": "text", "text": {"content": "一"}}
                line.client.post("message/send", params={"access_token": line.token}, json=body)
            except httpx.TransportError:
                continue
        line.client.close()
        return {
            one: [c.outcome.fault for c in api.calls("message/send") if c.outcome and c.who == one] for one in people
        }


def test_the_same_seed_brings_the_same_faults_in_any_order() -> None:
    forth, back = attempts(7, ["a", "b", "c"], 20), attempts(7, ["c", "b", "a"], 20)
    assert forth == back
    assert forth != attempts(8, ["a", "b", "c"], 20)
    assert set(Counter(fault for faults in forth.values() for fault in faults)) == {"", *Faults.calls}


def meets(fault: str) -> tuple[int | None, int, bool, int]:
    """HTTP status (None: the line is cut), errcode, whether it was delivered, what the phone shows."""
    shares: dict[str, Any] = {fault: 1.0}
    with WeComApi() as api:
        line, wang = Line(api), api.staff("wang")
        api.fail(Faults(**shares))
        status: int | None = None
        try:
            body = {"touser": "wang", "agentid": api.agent, "msgtype": "text", "text": {"content": "一"}}
            status = line.client.post("message/send", params={"access_token": line.token}, json=body).status_code
        except httpx.TransportError:
            pass
        line.client.close()
        outcome = api.log[-1].outcome
        assert outcome
        assert outcome.fault == fault
        assert outcome.status == (status or 0)
        return status, outcome.code, outcome.delivered, len(wang.chat)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("too_many", (200, 45009, False, 0)),
        ("busy", (200, -1, False, 0)),
        ("server_error", (500, 500, False, 0)),
        ("lost_before", (None, 0, False, 0)),
        ("lost_after", (None, 0, True, 1)),
        ("slow", (200, 0, True, 1)),
    ],
)
def test_what_each_fault_does(fault: str, expected: tuple[int | None, int, bool, int]) -> None:
    assert meets(fault) == expected


def test_a_gateway_gives_up_before_or_after() -> None:
    with WeComApi() as api:
        line, wang = Line(api), api.staff("wang")
        api.fail(Faults(bad_gateway=1))
        query = {"access_token": line.token}
        body = {"touser": "wang", "agentid": api.agent, "msgtype": "text", "text": {"content": "一"}}
        answers = [line.client.post("message/send", params=query, json=body) for _ in range(12)]
        line.client.close()
        assert {(one.status_code, one.headers["content-type"][:9]) for one in answers} == {(502, "text/html")}
        delivered = [one.outcome.delivered for one in api.calls("message/send") if one.outcome]
        assert {*delivered} == {True, False}
        assert sum(delivered) == len(wang.chat)


def test_faults_can_be_kept_to_some_calls_and_ended(wecom: WeComApi, line: Line) -> None:
    wecom.fail(Faults(busy=1, only=frozenset({"message/send"})))
    assert line.asked("agent/get", agentid=wecom.agent)["errcode"] == 0
    assert line.text()["errcode"] == -1
    wecom.fail(Faults())
    assert line.text()["errcode"] == 0
    assert [(one.path, one.secret) for one in wecom.log] == [
        *(("gettoken", ""), ("agent/get", "app"), ("message/send", ""), ("message/send", "app")),
    ]


def test_what_the_emulator_could_not_do_is_raised_at_the_end() -> None:
    with pytest.raises(ExceptionGroup), WeComApi() as api:
        api.server.broken.append(ValueError("played"))


def test_waiting_has_an_end(wecom: WeComApi) -> None:
    with pytest.raises(TimeoutError):
        wecom.wait(lambda: False, seconds=0.05)
