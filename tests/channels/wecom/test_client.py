"""One token for all callers, and errors that say whether anything was done."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom import client as ours
from bot.channels.wecom.client import TooBig, WeCom
from bot.channels.wecom.errors import NotTrusted, OperatorNeeded, Wait, WeComError
from tests.emulators.wecom import Faults, WeComApi

BODY = {"msgtype": "text", "text": {"content": "您好"}, "touser": "li"}


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi() as found:
        found.staff("li")
        yield found


@pytest.fixture
async def client(api: WeComApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WeCom]:
    monkeypatch.setattr(ours, "PAUSES", (0.001, 0.001, 0.001))
    found = WeCom(api.corp, api.secret, api.base)
    yield found
    await found.close()


def said(api: WeComApi) -> dict[str, object]:
    return {**BODY, "agentid": api.agent}


async def test_many_callers_share_one_token(api: WeComApi, client: WeCom) -> None:
    await asyncio.gather(*(client.call("user/get", query={"userid": "li"}) for _ in range(20)))
    assert (len(api.calls("gettoken")), len(api.calls("user/get"))) == (1, 20)


@pytest.mark.parametrize("how", ["revoked", "expired"])
async def test_a_token_that_ended_is_renewed_once_for_all(api: WeComApi, client: WeCom, how: str) -> None:
    await client.call("message/send", said(api))
    if how == "revoked":
        api.revoke_tokens()
    else:
        api.clock.move(7300)
    await asyncio.gather(*(client.call("message/send", said(api)) for _ in range(10)))
    assert len(api.calls("gettoken")) == 2


async def test_a_token_is_renewed_before_it_ends(api: WeComApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client is given the same token; who comes late has it for the rest of its time only."""
    early = WeCom(api.corp, api.secret, api.base)
    await early.call("message/send", said(api))
    api.clock.move(7190)
    late = WeCom(api.corp, api.secret, api.base)
    await late.call("message/send", said(api))
    left = late._ends - asyncio.get_running_loop().time()
    assert 0 < left < 10, "not before it began, and not when it has ended"
    await early.close()
    await late.close()


async def test_busy_is_tried_three_times_more_and_then_put_off(api: WeComApi, client: WeCom) -> None:
    api.fail(Faults(busy=1, only=frozenset({"message/send"})))
    with pytest.raises(RetryLater) as refused:
        await client.call("message/send", said(api))
    assert isinstance(refused.value, Wait)
    assert refused.value.code == -1
    assert len(api.calls("message/send")) == 4


async def test_too_often_waits_longer_each_time(api: WeComApi, client: WeCom) -> None:
    api.fail(Faults(too_many=1, only=frozenset({"message/send"})))
    waits = []
    for _ in range(9):
        with pytest.raises(Wait) as refused:
            await client.call("message/send", said(api))
        waits.append(refused.value.after)
    assert waits == [timedelta(seconds=n) for n in (1, 2, 4, 8, 16, 32, 60, 60, 60)]
    api.fail(Faults())
    await client.call("message/send", said(api))
    api.fail(Faults(too_many=1))
    with pytest.raises(Wait) as refused:
        await client.call("message/send", said(api))
    assert refused.value.after == timedelta(seconds=1)


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "bad_gateway", "server_error"])
async def test_what_is_not_the_servers_answer_is_in_doubt(api: WeComApi, client: WeCom, fault: str) -> None:
    await client.call("message/send", said(api))
    api.fail(Faults(**{fault: 1.0}))  # type: ignore[arg-type]
    with pytest.raises(Uncertain):
        await client.call("message/send", said(api))


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "bad_gateway", "busy", "too_many"])
async def test_what_is_lost_before_the_message_leaves_no_doubt(api: WeComApi, client: WeCom, fault: str) -> None:
    api.fail(Faults(**{fault: 1.0}, only=frozenset({"gettoken", "media/upload", "media/get"})))  # type: ignore[arg-type]
    with pytest.raises(RetryLater):
        await client.call("message/send", said(api))
    api.fail(Faults())
    media_id = await client.upload("file", "list.txt", b"one, two")
    api.fail(Faults(**{fault: 1.0}))  # type: ignore[arg-type]
    with pytest.raises(RetryLater):
        await client.upload("file", "list.txt", b"one, two")
    with pytest.raises(RetryLater):
        await client.download(media_id)


async def test_where_nobody_listens_nothing_was_done() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        client = WeCom("corp", "secret", f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(RetryLater):
            await client.call("message/send", {})
        await client.close()


async def test_an_address_that_is_not_trusted_is_told_once_until_it_works(api: WeComApi, client: WeCom) -> None:
    api.trust(False)
    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(NotTrusted) as refused:
                await client.call("message/send", said(api))
    assert refused.value.address == "127.0.0.1"
    assert isinstance(refused.value, RetryLater), "nothing is lost until somebody has set it right"
    (told,) = logs
    assert "127.0.0.1" in told["advice"]
    assert "企业可信IP" in told["advice"]
    api.trust(True)
    await client.call("message/send", said(api))
    api.trust(False)
    with capture_logs() as logs, pytest.raises(NotTrusted):
        await client.call("message/send", said(api))
    assert len(logs) == 1


async def test_wrong_settings_name_the_page_where_they_are(api: WeComApi) -> None:
    for corp, secret in (("ww0", api.secret), (api.corp, "wrong")):
        client = WeCom(corp, secret, api.base)
        with pytest.raises(OperatorNeeded, match=r"4\d{4}") as refused:
            await client.call("message/send", said(api))
        assert "管理后台" in refused.value.advice
        await client.close()


async def test_a_refusal_has_its_code(api: WeComApi, client: WeCom) -> None:
    with pytest.raises(WeComError) as refused:
        await client.call("message/send", {**said(api), "touser": "nobody"})
    assert refused.value.code == 81013
    assert not isinstance(refused.value, RetryLater)


@pytest.mark.parametrize("fault", ["lost_before", "bad_gateway", "busy", "too_many", ""])
async def test_no_token_and_no_secret_gets_out(
    api: WeComApi, client: WeCom, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    await client.call("message/send", said(api))
    token = api.calls("message/send")[-1].query["access_token"]
    api.fail(Faults(**{fault: 1.0}) if fault else Faults())  # type: ignore[arg-type]
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs, pytest.raises((RetryLater, Uncertain, WeComError)) as failed:
        await client.call("message/send", {**said(api), "touser": "nobody"})
    told = "".join(traceback.format_exception(failed.value)) + repr(logs) + caplog.text
    seen: BaseException | None = failed.value
    while seen:
        told += repr(seen) + repr(vars(seen))
        seen = seen.__context__
    for secret in (token, api.secret):
        assert secret not in told


async def test_a_file_goes_up_and_comes_down_as_it_was(api: WeComApi, client: WeCom) -> None:
    data = bytes(range(256)) * 40
    media_id = await client.upload("file", "voice.m4a", data)
    assert await client.download(media_id) == data
    (call,) = api.calls("media/upload")
    assert call.files["media"] == ("voice.m4a", data)
    api.revoke_tokens()
    assert await client.download(media_id) == data
    with pytest.raises(WeComError) as refused:
        await client.download("3never")
    assert refused.value.code == 40007


async def test_too_big_a_file_goes_neither_up_nor_down(
    api: WeComApi, client: WeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = await client.upload("file", "big.bin", b"x" * 2000)
    monkeypatch.setattr(ours, "MOST_BYTES", 1999)
    with pytest.raises(TooBig):
        await client.download(media_id)
    with pytest.raises(TooBig):
        await client.upload("file", "big.bin", b"x" * 2000)
    assert len(api.calls("media/upload")) == 1


async def test_half_characters_do_not_stop_a_call(api: WeComApi, client: WeCom) -> None:
    await client.call("message/send", {**said(api), "text": {"content": "半\ud83d个 𠮷 👩‍👩‍👧"}})
    assert api.calls("message/send")[-1].body["text"]["content"] == "半?个 𠮷 👩‍👩‍👧"
