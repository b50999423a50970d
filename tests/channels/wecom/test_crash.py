"""What was thanked for is acted on, once, whatever ends the process in between."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.channels.wecom import NAME
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.crypto import Seal
from bot.channels.wecom.postbox import LEFT, TRIES
from bot.channels.wecom.running import Running
from storage.letters import letters
from storage.media import media
from storage.messages import inbox
from storage.work import Work
from tests.channels.afar import picture, undone
from tests.channels.wecom.live import MEMBERS, Phones
from tests.emulators.wecom import WeComApi
from tests.emulators.wecom.crypto import Pairs, xml


def received(work: Work) -> list[str]:
    return list(work.conn.execute(select(inbox.c.message_id).order_by(inbox.c.id)).scalars())


def kept(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).select_from(media)).scalar_one())


def sealed(work: Work) -> list[bytes | None]:
    return list(work.conn.execute(select(letters.c.sealed)).scalars())


def put(work: Work, address: str, text: str, now: datetime) -> None:
    work.letters.keep(NAME, address, address, text, now)


def senders(work: Work) -> list[int | None]:
    return list(work.conn.execute(select(letters.c.person_id).order_by(letters.c.id)).scalars())


def test_what_was_stored_is_done_by_the_next_process(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first file never comes: the process ends while its letter is under way, with others behind it."""
    with monkeypatch.context() as hanging:
        hanging.setattr(WeCom, "download", _never)
        phone = phones.phones["王奶奶"]
        phone.photo(picture())
        for n in range(3):
            phone.say(f"我的 {n}")
        phones.phones["张敏"].say("我的")
        phones.api.handled()
        phones.eventually(lambda: phones.desk.read_now(undone) == 4, "only the other's letter is done")
        assert all(one.taken for one in phones.api.callbacks)
        phones.shut()
    assert phones.desk.read_now(kept) == 0
    phones.open()
    phones.heard()
    assert phones.desk.read_now(kept) == 1
    numbers = [one.content.split("<MsgId>")[1].split("<")[0] for one in phones.api.callbacks]
    assert phones.desk.read_now(received) == [f"m{numbers[4]}", *(f"m{one}" for one in numbers[:4])]
    assert len(phones.shows("王奶奶")) == 4
    assert phones.desk.read_now(sealed) == [None] * 5, "what is done keeps no words"


async def _never(self: WeCom, media_id: str) -> bytes:
    await asyncio.Event().wait()
    return b""


def test_what_waits_is_sealed_under_its_senders_key(phones: Phones) -> None:
    phones.shut()
    said = "<xml><Event>一句只有自己知道的话</Event></xml>"
    for address in (MEMBERS["王奶奶"], "stranger"):
        phones.do(partial(put, address=address, text=said, now=phones.now))
    stored = phones.desk.read_now(sealed)
    assert all(one and said.encode() not in one for one in stored)
    texts = phones.desk.read_now(lambda work: [work.letters.text(n) for n in (1, 2)])
    assert texts == [said, said]
    whose = phones.desk.read_now(senders)
    assert whose == [phones.ids["王奶奶"], None]
    phones.open()
    phones.heard()


def test_a_letter_that_trips_the_program_waits_for_a_better_one(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others go on meanwhile; it is tried a few times, then at the next start."""
    with monkeypatch.context() as broken, capture_logs() as logs:
        broken.setattr(Running, "_turn", _trips)
        phones.phones["王奶奶"].say("我的")
        phones.api.handled()
        for n in range(5):
            phones.clock.move(LEFT + timedelta(seconds=1))
            phones.phones["张敏"].event("subscribe", ("EventKey", str(n)))
            phones.api.handled()
            phones.eventually(lambda: phones.desk.read_now(undone) == 1, "what others say is done meanwhile")
        assert phones.desk.read_now(received) == []
        phones.shut()
    assert [one["event"] for one in logs].count("letter failed") == TRIES
    phones.open()
    phones.heard()
    assert len(phones.desk.read_now(received)) == 1
    assert len(phones.shows("王奶奶")) == 1


def _trips(self: Running, work: Work, letter: int, incoming: object) -> None:
    raise KeyError("a fault of the program")


def about_customers(api: WeComApi, n: int) -> str:
    pairs: Pairs = [("ToUserName", api.corp), ("CreateTime", 1_700_000_000), ("MsgType", "event")]
    return xml([*pairs, ("Event", "kf_msg_or_event"), ("Token", f"t{n}"), ("OpenKfId", "wk1")])


def failed(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).where(letters.c.tries > 0)).scalar_one())


def test_customer_service_is_told_in_order_and_again_after_a_crash(phones: Phones) -> None:
    told: list[tuple[str, str]] = []

    async def fails(open_kfid: str, token: str) -> None:
        raise KeyError("not fetched")

    async def fetch(open_kfid: str, token: str) -> None:
        told.append((open_kfid, token))

    phones.live.running.customers = fails
    with capture_logs() as logs:
        for n in range(3):
            phones.api.forge("", content=about_customers(phones.api, n))
            phones.api.handled()
        phones.eventually(lambda: phones.desk.read_now(failed) == 3)
    assert {one["event"] for one in logs} == {"letter failed"}
    phones.live.running.customers = fetch
    phones.clock.move(LEFT + timedelta(seconds=1))
    phones.phones["王奶奶"].enter()
    phones.heard()
    assert told == [("wk1", f"t{n}") for n in range(3)]


@pytest.mark.slow
def test_a_killed_server_does_what_it_had_thanked_for(tmp_path: Path) -> None:
    """The real command, killed right after its answer; started again, it answers on the phone."""
    with WeComApi(limits=None) as api:
        phone = api.staff("somebody")
        port, settings = free_port(), environment(api, tmp_path)
        url = f"http://127.0.0.1:{port}/wecom"
        for life in range(2):
            server = serve(settings | {"WEIYUAN_PORT": str(port)}, url)
            try:
                if life == 0:
                    post_and_kill(api, url, server)
                    assert [one for one in phone.chat if one.from_bot] == []
                else:
                    api.wait(lambda: [one for one in phone.chat if one.from_bot], 20)
            finally:
                server.kill()
                server.wait()
        assert ["还不认识您" in one.text for one in phone.chat if one.from_bot] == [True]


def post_and_kill(api: WeComApi, url: str, server: "subprocess.Popen[bytes]") -> None:
    """Faster than any phone: dead in the moment in which the answer is there, before a turn can be sent."""
    seal = Seal(api.token, api.key, api.corp)
    content = (
        "<xml><FromUserName>somebody</FromUserName><MsgType>text</MsgType><Content>您好</Content><MsgId>7</MsgId></xml>"
    )
    encrypted = seal.seal(content.encode())
    query = {"msg_signature": seal.signature("1", "2", encrypted), "timestamp": "1", "nonce": "2"}
    api.trust(False)  # or the answer might be on the phone before the signal arrives
    told = httpx.post(url, params=query, content=f"<xml><Encrypt>{encrypted}</Encrypt></xml>", timeout=5)
    os.kill(server.pid, signal.SIGKILL)
    api.trust(True)
    assert (told.status_code, told.content) == (200, b"")


def environment(api: WeComApi, folder: Path) -> dict[str, str]:
    given = {"CORP": api.corp, "AGENT": str(api.agent), "SECRET": api.secret, "TOKEN": api.token, "KEY": api.key}
    found = {f"WEIYUAN_WECOM_{name}": value for name, value in given.items()}
    return {**os.environ, **found, "WEIYUAN_WECOM_API": api.base, "WEIYUAN_DATA": str(folder / "data")}


def serve(settings: dict[str, str], url: str) -> "subprocess.Popen[bytes]":
    server = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve"], env=settings, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        try:
            if httpx.get(url, timeout=1).status_code == 400:
                return server
        except httpx.HTTPError:
            time.sleep(0.1)
    server.kill()
    raise AssertionError("the server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
