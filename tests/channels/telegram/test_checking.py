"""What `weiyuan doctor` says of Telegram: each setting by its name, the bot, and which way updates come."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.channels.telegram.checking import examine
from bot.channels.telegram.hook import PATH
from bot.settings import Settings
from tests.channels.telegram.live import settings_for
from tests.emulators.telegram import BotApi

HTTPS = "https://wish.example.org"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as found:
        yield found


def told(settings: Settings, fine: bool | None = False) -> str:
    return "\n".join(f"{one.what}：{one.advice}" for one in examine(settings) if one.fine is fine)


def test_nothing_is_said_where_it_is_off() -> None:
    assert list(examine(Settings())) == []


def test_all_is_well(api: BotApi, tmp_path: Path) -> None:
    settings = settings_for(api, public_url=HTTPS, data=tmp_path)
    with serving(settings):
        assert told(settings) == told(settings, None) == ""
        assert told(settings, True).splitlines() == ["Telegram 机器人 @weiyuan_bot：", "Telegram 更新由服务自己去取："]


def test_nobody_fetches_updates_while_no_server_runs(api: BotApi, tmp_path: Path) -> None:
    settings = settings_for(api, public_url=HTTPS, data=tmp_path)
    assert told(settings, True) == "Telegram 机器人 @weiyuan_bot："
    assert "服务没有在跑" in told(settings, None)
    with serving(settings):
        pass
    assert "服务没有在跑" in told(settings, None), "a server that was killed leaves its socket behind"


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """A server's end of the line for commands."""
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(settings.socket_file))
        line.listen()
        yield


@pytest.mark.parametrize("name", ["webhook", "secret", "api"])
def test_the_token_that_is_missing_is_named(name: str) -> None:
    said = told(Settings(**{f"telegram_{name}": HTTPS}))  # type: ignore[arg-type]
    assert "WEIYUAN_TELEGRAM_TOKEN：没有设" in said
    assert f"WEIYUAN_TELEGRAM_{name.upper()}" in said


@pytest.mark.parametrize(
    ("name", "value"), [("token", "123:abc"), ("webhook", "http://x.org"), ("secret", "a b"), ("api", "x.org")]
)
def test_what_can_not_be_right_is_named_and_nobody_is_asked(api: BotApi, name: str, value: str) -> None:
    settings = settings_for(api).model_copy(update={f"telegram_{name}": value})
    assert f"WEIYUAN_TELEGRAM_{name.upper()}：" in told(settings)
    assert "应当是：" in told(settings)
    assert api.calls("getMe") == []


def test_a_token_that_is_not_known(api: BotApi) -> None:
    other = api.token.partition(":")[0] + ":" + "x" * 35
    said = told(settings_for(api).model_copy(update={"telegram_token": other}))
    assert "WEIYUAN_TELEGRAM_TOKEN：" in said
    assert other not in said


def test_the_address_that_was_tried_is_named(api: BotApi) -> None:
    said = told(settings_for(api).model_copy(update={"telegram_api": "http://127.0.0.1:9"}))
    assert "http://127.0.0.1:9" in said
    assert "WEIYUAN_TELEGRAM_API" in said


def test_pages_want_a_public_address(api: BotApi) -> None:
    assert "WEIYUAN_PUBLIC_URL 没有设：" in told(settings_for(api), None)
    said = told(settings_for(api, public_url="http://wish.example.org"), None)
    assert "WEIYUAN_PUBLIC_URL 现在是 http://wish.example.org，不是 https://：" in said
    assert "没有设" not in said


def test_where_updates_are_sent_is_compared(api: BotApi) -> None:
    settings = settings_for(api, public_url=HTTPS, telegram_webhook=f"{HTTPS}/")
    said = told(settings, None)
    assert "WEIYUAN_TELEGRAM_WEBHOOK" in said
    assert f"{HTTPS}{PATH}" in said
