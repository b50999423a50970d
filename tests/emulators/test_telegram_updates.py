"""How the bot is told: long polls, webhooks, their conflicts, what comes twice, late or past another."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.emulators.scene import Wire
from tests.emulators.telegram import BotApi, Faults, User
from tests.emulators.telegram.polling import OTHER


def ids(told: dict[str, Any]) -> list[int]:
    assert told["ok"], told
    return [one["update_id"] for one in told["result"]]


def test_an_update_comes_until_it_is_confirmed(wire: Wire, wang: User) -> None:
    sent = [wang.say(f"第{at}句").update_id for at in range(5)]
    assert ids(wire.call("getUpdates")) == sent == list(range(sent[0], sent[0] + 5))
    assert ids(wire.call("getUpdates", limit=2)) == sent[:2]
    assert ids(wire.call("getUpdates", offset=sent[2])) == sent[2:]
    assert ids(wire.call("getUpdates")) == sent[2:]
    assert ids(wire.call("getUpdates", offset=-1)) == sent[4:]
    assert ids(wire.call("getUpdates", limit=0)) == sent[4:]
    assert ids(wire.call("getUpdates", offset=sent[4] + 1)) == []


def test_a_long_poll_returns_as_soon_as_something_comes(wire: Wire, wang: User) -> None:
    begun = time.monotonic()
    threading.Timer(0.1, lambda: wang.say("您好")).start()
    assert len(ids(wire.call("getUpdates", timeout=10))) == 1
    assert 0.05 < time.monotonic() - begun < 5


def test_a_long_poll_ends_empty_in_its_time(wire: Wire) -> None:
    begun = time.monotonic()
    assert ids(wire.call("getUpdates", timeout=1)) == []
    assert time.monotonic() - begun >= 0.9


def test_a_second_poll_ends_the_first(api: BotApi, wire: Wire, wang: User) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(wire.call, "getUpdates", timeout=20)
        api.wait(lambda: api.server.polling.waiting)
        second = pool.submit(wire.call, "getUpdates", timeout=20)
        told = first.result(10)
        assert (told["error_code"], told["description"]) == (409, f"Conflict: {OTHER}")
        sent = wang.say("您好")
        assert ids(second.result(10)) == [sent.update_id]


def test_a_webhook_and_polls_exclude_each_other(api: BotApi, wire: Wire) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(wire.call, "getUpdates", timeout=20)
        api.wait(lambda: api.server.polling.waiting)
        assert wire.call("setWebhook", url="https://a.cn/hook")["ok"]
        assert first.result(10)["description"] == "Conflict: terminated by setWebhook request"
    told = wire.call("getUpdates")
    assert told["error_code"] == 409
    assert told["description"].startswith("Conflict: can't use getUpdates method while webhook is active; use delete")
    assert wire.call("deleteWebhook")["ok"]
    assert ids(wire.call("getUpdates")) == []


def test_only_what_was_asked_for_is_told(api: BotApi, wire: Wire, wang: User) -> None:
    wire.call("getUpdates", allowed_updates='["callback_query"]')
    assert wang.say("您好").update is None
    card = wire.sent("选", reply_markup='{"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}')
    press = wang.press(card["message_id"], "是")
    assert ids(wire.call("getUpdates")) == [press.update_id]
    wire.call("getUpdates", offset=press.update_id + 1, allowed_updates="[]")
    assert wang.say("您好").update


def test_an_update_comes_again_though_it_was_confirmed(api: BotApi, wire: Wire, wang: User) -> None:
    sent = wang.say("您好").update_id
    assert ids(wire.call("getUpdates")) == [sent]
    api.repeat(sent)
    assert ids(wire.call("getUpdates", offset=sent + 1)) == [sent]
    assert ids(wire.call("getUpdates", offset=sent + 1)) == []
    api.handled()
    forged = api.deliver({"update_id": 7, "message": {"text": "forged"}})
    assert wire.call("getUpdates")["result"] == [{"update_id": 7, "message": {"text": "forged"}}] == [forged.body]


def test_an_old_press_is_not_told(wire: Wire, wang: User) -> None:
    card = wire.sent("选", reply_markup='{"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}')
    press = wang.press(card["message_id"], "是")
    assert press.update
    press.update.born -= 151
    kept = wang.say("还在")
    kept.update.born -= 151 if kept.update else 0  # type: ignore[union-attr]
    assert ids(wire.call("getUpdates")) == [kept.update_id]


class Hook(BaseHTTPRequestHandler):
    """A bot's own address: keeps what comes and answers as it is told to."""

    came: list[tuple[float, str | None, dict[str, Any]]]
    answers: list[int]
    later, body = "", b""
    """When it asks to be tried again, and what it answers with."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.came.append((time.monotonic(), self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.send_header("Content-Length", str(len(self.body)))
        if self.later:
            self.send_header("Retry-After", self.later)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def hook() -> Iterator[tuple[type[Hook], str]]:
    kind = type("Kept", (Hook,), {"came": [], "answers": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield kind, f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_a_webhook_is_tried_until_it_takes_each_in_order(hook: tuple[type[Hook], str]) -> None:
    kind, url = hook
    kind.answers += [500, 503, 404, 200]
    with BotApi(speed=20) as api:
        wire, wang, li = Wire(api), api.user(1001, "王奶奶"), api.user(1002, "李叔")
        assert wire.call("setWebhook", url=url, secret_token="aB_-9")["ok"]  # noqa: S106
        first, second = wang.say("一"), wang.say("二")
        api.handled()
        other = li.say("三")
        api.handled()
        assert [body["update_id"] for _, _, body in kind.came] == [first.update_id] * 4 + [
            second.update_id,
            other.update_id,
        ]
        assert {secret for _, secret, _ in kind.came} == {"aB_-9"}
        at = [one[0] for one in kind.came]
        assert at[2] - at[1] > 0.09
        assert at[3] - at[2] > 0.19
        delays = [api.server.webhook.delay(tries) for tries in range(9)]
        assert delays[:6] == [0, 2, 4, 8, 16, 32]
        assert all(60 <= one <= 120 for one in delays[6:])
        info = wire.call("getWebhookInfo")["result"]
        assert info["url"] == url
        assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
        wire.client.close()


def test_one_person_who_cannot_be_told_of_holds_up_nobody_else(hook: tuple[type[Hook], str]) -> None:
    kind, url = hook
    kind.answers += [500] * 3
    with BotApi(speed=1) as api:
        wire, wang, li = Wire(api), api.user(1001, "王奶奶"), api.user(1002, "李叔")
        stuck = wang.say("毒")
        assert wire.call("setWebhook", url=url)["ok"]
        api.wait(lambda: len(kind.came) == 2)
        kind.answers.clear()
        later = li.say("好")
        api.wait(lambda: later.update not in api.world.updates.pending)
        assert stuck.update in api.world.updates.pending
        wire.client.close()


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "http://a.cn"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://a.cn:9999/"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://a.cn", "secret_token": "密"}, "secret token contains unallowed characters"),
        ({"url": "https://a.cn", "secret_token": "x" * 257}, "secret token contains unallowed characters"),
    ],
)
def test_addresses_that_are_refused(wire: Wire, params: dict[str, str], why: str) -> None:
    assert wire.no("setWebhook", **params) == f"Bad Request: {why}"


def test_a_webhook_can_bring_one_update_twice(hook: tuple[type[Hook], str]) -> None:
    kind, url = hook
    with BotApi(faults=Faults(repeated=0.5)) as api:
        wire, wang = Wire(api), api.user(1001, "王奶奶")
        assert wire.call("setWebhook", url=url)["ok"]
        sent = [wang.say(f"第{at}句").update_id for at in range(20)]
        api.handled()
        api.wait(lambda: len(kind.came) > 20)
        came = [body["update_id"] for _, _, body in kind.came]
        assert sorted(set(came)) == sent
        wire.client.close()


def test_a_webhook_that_asks_for_time_gets_it(hook: tuple[type[Hook], str]) -> None:
    kind, url = hook
    kind.answers, kind.later = [429], "30"
    with BotApi(speed=100) as api:
        wire, wang = Wire(api), api.user(1001, "王奶奶")
        assert wire.call("setWebhook", url=url)["ok"]
        wang.say("您好")
        api.handled()
        assert kind.came[1][0] - kind.came[0][0] > 0.29
        wire.client.close()


def test_a_call_in_the_answer_of_a_webhook_is_done(hook: tuple[type[Hook], str]) -> None:
    kind, url = hook
    kind.body = b'{"method": "sendMessage", "chat_id": 1001, "text": "hello"}'
    with BotApi() as api:
        wire, wang = Wire(api), api.user(1001, "王奶奶")
        assert wire.call("setWebhook", url=url)["ok"]
        wang.say("您好")
        api.handled()
        assert [one.params["text"] for one in api.calls("sendMessage")] == ["hello"]
        wire.client.close()
