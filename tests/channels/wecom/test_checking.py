"""What is missing or wrong, and where in the admin console it is to be found: at start-up and by `weiyuan doctor`."""

from pathlib import Path

import httpx
import pytest

from bot.channels import opening
from bot.channels.opening import HalfSet
from bot.channels.wecom.checking import examine
from bot.settings import Settings
from tests.channels.wecom.live import Phones, settings_for
from tests.emulators.wecom import WeComApi
from tests.web.server import Running

NAMES = ("corp", "agent", "secret", "token", "key")


def told(settings: Settings, fine: bool | None) -> str:
    return "\n".join(f"{one.what}：{one.advice}" for one in examine(settings) if one.fine is fine)


@pytest.fixture
def reached(phones: Phones) -> Settings:
    """As an operator sets it, with the callback page where it is."""
    return settings_for(phones.api, public_url=phones.live.url.removesuffix("/wecom"))


def test_nothing_is_said_where_it_is_off() -> None:
    assert list(examine(Settings())) == []
    assert opening.wecom(Settings()) is None


def test_all_is_well(reached: Settings) -> None:
    found = list(examine(reached))
    assert told(reached, False) == ""
    assert [one.what.split(" http")[0] for one in found if one.fine] == [
        "企业微信 ID 和 Secret",
        "企业微信应用“微愿”，这台服务器在可信 IP 里",
        "企业微信回调",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_named(api: WeComApi, name: str) -> None:
    settings = settings_for(api).model_copy(update={f"wecom_{name}": 0 if name == "agent" else ""})
    wanted = f"WEIYUAN_WECOM_{name.upper()}"
    assert f"{wanted}：" in told(settings, False)
    assert "管理后台" in told(settings, False)
    with pytest.raises(HalfSet, match=wanted):
        opening.wecom(settings)
    assert api.calls("gettoken") == [], "nobody is asked before it is whole"


@pytest.mark.parametrize(
    ("name", "value"), [("key", "short"), ("key", "=" * 43), ("token", "with space"), ("agent", -1), ("api", "ftp://x")]
)
def test_what_can_not_be_right_is_named(api: WeComApi, name: str, value: str | int) -> None:
    settings = settings_for(api).model_copy(update={f"wecom_{name}": value})
    assert f"WEIYUAN_WECOM_{name.upper()}：" in told(settings, False)
    with pytest.raises(HalfSet, match=f"WEIYUAN_WECOM_{name.upper()}"):
        opening.wecom(settings)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("secret", "wrong", "Secret 不对"), ("corp", "ww0000000000000000", "企业 ID 不对"), ("agent", 7, "AgentId")],
)
def test_what_the_server_refuses_is_explained(api: WeComApi, name: str, value: str | int, said: str) -> None:
    found = told(settings_for(api).model_copy(update={f"wecom_{name}": value}), False)
    assert said in found
    assert f"WEIYUAN_WECOM_{name.upper()}" in found


def test_an_address_that_is_not_trusted_is_explained(api: WeComApi) -> None:
    api.trust(False)
    assert "企业可信IP" in told(settings_for(api), False)


def test_nobody_answers() -> None:
    given = {"corp": "ww1", "agent": 1, "secret": "s", "token": "abc", "key": "a" * 43, "api": "http://127.0.0.1:9"}
    settings = Settings(**{f"wecom_{name}": value for name, value in given.items()})  # type: ignore[arg-type]
    assert "连不上企业微信的服务器 http://127.0.0.1:9" in told(settings, False)
    assert "WEIYUAN_WECOM_API" in told(settings, False)


def test_the_way_back_is_tried(reached: Settings) -> None:
    other = "b" * 43
    assert "Token" in told(reached.model_copy(update={"wecom_token": "another"}), False)
    assert "EncodingAESKey" in told(reached.model_copy(update={"wecom_key": other}), False)
    elsewhere = reached.model_copy(update={"public_url": reached.public_url + "/elsewhere"})
    assert "没有开企业微信" in told(elsewhere, False)
    assert "先启动服务" in told(reached.model_copy(update={"public_url": "http://127.0.0.1:9"}), None)
    assert "WEIYUAN_PUBLIC_URL" in told(reached.model_copy(update={"public_url": ""}), False)


def test_no_secret_is_shown(reached: Settings, api: WeComApi) -> None:
    for wrong in (reached, reached.model_copy(update={"wecom_agent": 7}), reached.model_copy(update={"wecom_key": ""})):
        shown = str(list(examine(wrong)))
        for secret in (api.secret, api.token, api.key, *api.world.tokens):
            assert secret not in shown


def test_the_server_opens_it_where_it_is_set(phones: Phones, tmp_path: Path) -> None:
    phones.shut()
    for settings, status in ((settings_for(phones.api, data=tmp_path), 400), (Settings(data=tmp_path), 404)):
        server = Running(phones.desk, settings)
        try:
            assert httpx.get(f"{server.base}/wecom").status_code == status
            assert httpx.post(f"{server.base}/wecom").status_code == status
            assert phones.api.verify(f"{server.base}/wecom")[0] is (status == 400)
            if status == 400:
                phones.phones["王奶奶"].say("你好")
                phones.heard()
                phones.api.wait(lambda: [one for one in phones.phones["王奶奶"].chat if one.from_bot])
        finally:
            server.close()
    assert "王奶奶，您好" in [one.text for one in phones.phones["王奶奶"].chat if one.from_bot][-1]
