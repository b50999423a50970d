"""What goes wrong goes wrong by the seed, each call is logged with what became of it, and haste is seen."""

import time
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.emulators.scene import Wire
from tests.emulators.telegram import BotApi, Faults, Limits, User


def attempts(seed: int, people: list[int], rounds: int) -> dict[int, list[str]]:
    """Which fault each call to each of these people met."""
    with BotApi(seed=seed, faults=Faults.sharing(0.6, delay=0)) as api:
        wire = Wire(api)
        for one in people:
            api.user(one, "王奶奶")
        for chat in people * rounds:
            try:
                wire.client.post("sendMessage", data={"chat_id": chat, "text": "您好"})
            except httpx.TransportError:
                continue
        wire.client.close()
        return {one: [c.outcome.fault for c in api.log if c.outcome and c.chat == str(one)] for one in people}


def test_the_same_seed_brings_the_same_faults_in_any_order() -> None:
    forth, back = attempts(7, [1, 2, 3], 20), attempts(7, [3, 2, 1], 20)
    assert forth == back
    assert forth != attempts(8, [1, 2, 3], 20)
    seen = Counter(fault for faults in forth.values() for fault in faults)
    assert set(seen) == {"", *Faults.calls}


def meets(fault: str) -> tuple[int | None, bool, int]:
    """The status that a caller sees (None: the line is cut), whether it was delivered, what the phone shows."""
    shares: dict[str, Any] = {fault: 1.0, "retry_after": 3, "delay": 0.1}
    with BotApi(faults=Faults(**shares)) as api:
        wang, wire = api.user(1001, "王奶奶"), Wire(api)
        try:
            answer = wire.client.post("sendMessage", data={"chat_id": 1001, "text": "您好"})
            status = answer.status_code
            if fault == "too_many":
                assert answer.headers["Retry-After"] == "3"
                assert answer.json()["parameters"] == {"retry_after": 3}
        except httpx.TransportError:
            status = None
        wire.client.close()
        outcome = api.log[0].outcome
        assert outcome
        assert outcome.fault == fault
        assert outcome.status == (status or 0)
        assert outcome.answered == (status not in {None, 502})
        return status, outcome.delivered, len(wang.chat)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("too_many", (429, False, 0)),
        ("server_error", (500, False, 0)),
        ("lost_before", (None, False, 0)),
        ("lost_after", (None, True, 1)),
        ("slow", (200, True, 1)),
    ],
)
def test_what_each_fault_does(fault: str, expected: tuple[int | None, bool, int]) -> None:
    assert meets(fault) == expected


@pytest.mark.parametrize(("fault", "told"), [("bad_gateway", (502, "text/html")), ("restart", (500, "applicati"))])
def test_a_server_gives_up_before_or_after(fault: str, told: tuple[int, str]) -> None:
    shares: dict[str, Any] = {fault: 1.0}
    with BotApi(faults=Faults(**shares)) as api:
        wang, wire = api.user(1001, "王奶奶"), Wire(api)
        answers = [wire.client.post("sendMessage", data={"chat_id": 1001, "text": f"{at}"}) for at in range(12)]
        wire.client.close()
        assert {(one.status_code, one.headers["content-type"][:9]) for one in answers} == {told}
        delivered = [one.outcome.delivered for one in api.log if one.outcome]
        assert {*delivered} == {True, False}
        assert sum(delivered) == len(wang.chat)


def test_faults_can_be_kept_to_some_methods_and_ended() -> None:
    with BotApi(faults=Faults(server_error=1, only=frozenset({"sendmessage"}))) as api:
        wire = Wire(api)
        api.user(1001, "王奶奶")
        assert wire.call("getMe")["ok"]
        assert wire.no("sendMessage", chat_id=1001, text="您好") == "Internal Server Error"
        api.fail(Faults())
        wire.sent("您好")
        wire.client.close()


def test_updates_pass_each_other_between_queues_and_never_within_one(wire: Wire) -> None:
    api = wire.api
    api.fail(Faults(reordered=0.5))
    people = [api.user(number, "王奶奶") for number in (1, 2, 3)]
    said = [one.say(f"{at}") for at in range(20) for one in people]
    came = [one["message"] for one in wire.call("getUpdates")["result"]]
    assert [one["message_id"] for one in came] != [one.message_id for one in said]
    for one in people:
        assert [m["text"] for m in came if m["chat"]["id"] == one.id] == [str(at) for at in range(20)]
    numbers = [one["update_id"] for one in wire.call("getUpdates")["result"]]
    assert numbers == sorted(numbers)


def test_confirmed_updates_come_again_when_told_to(wire: Wire, wang: User) -> None:
    wire.api.fail(Faults(repeated=1))
    sent = wang.say("您好").update_id
    offset = 0
    came = []
    for _ in range(3):
        came += [one["update_id"] for one in wire.call("getUpdates", offset=offset)["result"]]
        offset = sent + 1
    assert came == [sent, sent]


def test_haste_is_refused_and_told_how_long_to_wait() -> None:
    with BotApi(limits=Limits(chat=(1, 1.0), group=(2, 60.0), overall=(5, 1.0))) as api:
        wire, wang = Wire(api), api.user(1001, "王奶奶")
        group = api.group(-100200, "群", [wang])
        wire.sent("一")
        told = wire.call("sendMessage", chat_id=1001, text="二")
        assert told["description"] == "Too Many Requests: retry after 1"
        assert told["parameters"] == {"retry_after": 1}
        time.sleep(1)
        wire.sent("二")
        assert api.too_fast(Limits(chat=(1, 1.0))) == []
        api.limit(None)
        wire.sent("三")
        assert [one.params["text"] for one in api.too_fast()] == ["三"]
        wire.sent("一", chat=group.id)
        wire.sent("二", chat=group.id)
        assert [one.params["text"] for one in api.too_fast(Limits(chat=(9, 1), group=(1, 60)))] == ["二"]
        wire.client.close()


def test_a_group_is_sent_twenty_a_minute() -> None:
    with BotApi(limits=Limits(chat=(100, 1.0), overall=(1000, 1.0))) as api:
        wire, group = Wire(api), api.group(-100200, "群", [api.user(1001, "王奶奶")])
        for at in range(20):
            wire.sent(f"{at}", chat=group.id)
        told = wire.call("sendMessage", chat_id=group.id, text="二十一")
        assert 50 < told["parameters"]["retry_after"] <= 60
        assert len(group.chat) == 20
        wire.client.close()
