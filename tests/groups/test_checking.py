"""What `weiyuan doctor` says of groups: which places have one, and whether a robot's address still answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.channels.robot.checking import examine
from bot.settings import Settings
from handlers.groups import actions
from storage.work import Work
from tests.emulators.wecom import WeComApi
from tests.play import Play


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi() as found:
        yield found


def told(play: Play, settings: Settings, fine: bool | None = False) -> str:
    checks = play.do(lambda work: list(examine(work, settings)))
    return "\n".join(check.line for check in checks if check.fine is fine)


@contextmanager
def answering(what: object) -> Iterator[str]:
    """The address of a server that always says this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def tied(play: Play, address: str) -> None:
    def tie(work: Work) -> None:
        unit = next(one for one in work.units.all() if one.friendly == "演武社区")
        actions.add_robot(work, None, unit, address, play.now)

    play.do(tie)


def test_how_to_get_one_is_said_where_a_channel_is_on(play: Play) -> None:
    assert told(play, Settings(), None) == ""
    said = told(play, Settings(wecom_corp="ww1"), None)
    assert "/here" in said
    assert "/groups" in said


def test_a_robot_that_answers(play: Play, api: WeComApi) -> None:
    robot = api.robot()
    tied(play, robot.url)
    settings = Settings(wecom_api=api.base, public_url="https://wish.example.org")
    assert told(play, settings) == told(play, settings, None) == ""
    assert "演武社区的企业微信群机器人" in told(play, settings, True)
    assert robot.chat == []
    assert [call.body for call in api.calls("webhook/send")] == [{}, {}, {}], "asked, and nothing posted"


def test_a_robot_that_is_gone(play: Play) -> None:
    tied(play, "11111111-2222-3333-4444-555555555550")
    with answering({"errcode": 93000, "errmsg": "invalid webhook url"}) as base:
        said = told(play, Settings(wecom_api=base))
    assert "不能用了（93000）" in said
    assert "/groups" in said
    with answering(["a page of somebody else"]) as base:
        assert f"从这里连不上 {base}" in told(play, Settings(wecom_api=base))


def test_no_key_is_shown_and_the_address_that_was_tried_is(play: Play, api: WeComApi) -> None:
    robot = api.robot()
    tied(play, robot.url)
    said = told(play, Settings(wecom_api="http://127.0.0.1:9"))
    assert "http://127.0.0.1:9" in said
    assert robot.key not in said
    assert "WEIYUAN_PUBLIC_URL" in told(play, Settings(wecom_api="http://127.0.0.1:9"), None)
