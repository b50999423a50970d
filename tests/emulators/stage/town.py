"""The demo's neighbourhood, some of it on Telegram and in WeCom, whose servers are played on this machine."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import uvicorn

from bot.channels.wecom.hook import PATH
from bot.demo.filling import load
from bot.desk import Desk
from bot.desk.base import Task
from bot.ports import check_port
from bot.settings import Settings
from bot.web.app import make_app
from bot.wiring import opened
from storage.work import Work
from tests.emulators.stage.pages import PREFIX, Frames, pages
from tests.emulators.stage.phones import Phone, Telegram, WeCom
from tests.emulators.telegram import BotApi, Limits
from tests.emulators.wecom import WeComApi

# Persons of the demo by their number, as the stage of the web shows them.
WANG, LI, ZHANG, LIU = 1, 8, 10, 15
ON_TELEGRAM: Final = {WANG: 1001, LI: 1008}
IN_WECOM: Final = {LIU: "liuhui"}
NAMES: Final = {WANG: "王奶奶", LI: "李师傅", LIU: "刘书记"}


@dataclass(frozen=True)
class Town:
    """`base` is the address of the server, `phones` are by the name in their address."""

    base: str
    phones: Mapping[str, Phone]

    @property
    def stage(self) -> str:
        return self.base + PREFIX


@contextmanager
def town(port: int = 0) -> Iterator[Town]:
    """A town in a folder of its own, gone with everything in it at the end. `port`: 0 for any that is free. Raises
    PortTaken."""
    with (
        TemporaryDirectory(prefix="weiyuan-") as folder,
        BotApi(limits=Limits()) as telegram,
        WeComApi() as wecom,
        opened(settings := _settings(Path(folder), port or _free_port(), telegram, wecom)) as desk,
    ):
        load(desk)
        desk.submit(Task(partial(_move, desk), "")).result()
        users = {who: telegram.user(number, NAMES[who]) for who, number in ON_TELEGRAM.items()}
        staff = {who: wecom.staff(userid, NAMES[who]) for who, userid in IN_WECOM.items()}
        phones: dict[str, Phone] = {"wang": Telegram(users[WANG]), "liu": WeCom(staff[LIU]), "li": Telegram(users[LI])}
        with _served(settings, desk, phones) as base:
            wecom.listen(base + PATH)
            for user in users.values():
                user.start()
            for member in staff.values():
                member.enter()
            yield Town(base, phones)


def _settings(folder: Path, port: int, telegram: BotApi, wecom: WeComApi) -> Settings:
    return Settings(
        data=folder,
        port=port,
        demo=True,
        telegram_token=telegram.token,
        telegram_api=telegram.base,
        wecom_corp=wecom.corp,
        wecom_agent=wecom.agent,
        wecom_secret=wecom.secret,
        wecom_token=wecom.token,
        wecom_key=wecom.key,
        wecom_api=wecom.base,
    )


def _move(desk: Desk, work: Work) -> None:
    """What is for these people comes to their new phones from now on."""
    now = desk.now()
    for channel, addresses in (("telegram", ON_TELEGRAM), ("wecom", IN_WECOM)):
        for person, address in addresses.items():
            work.accounts.prefer(work.accounts.open(person, channel, str(address), now), now)


def _frames(phones: Mapping[str, Phone]) -> Frames:
    ours = {f"{one.name} · {one.channel}": f"{PREFIX}/{key}" for key, one in phones.items()}
    return {**ours, "张敏 · 网页": f"/as/{ZHANG}/chat"}


@contextmanager
def _served(settings: Settings, desk: Desk, phones: Mapping[str, Phone]) -> Iterator[str]:
    check_port(settings)
    app = make_app(settings, desk)
    beside = _Beside(app, pages(phones, _frames(phones)))
    config = uvicorn.Config(beside, port=settings.port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{settings.port}"
    finally:
        app.stop_lines()
        server.should_exit = True
        thread.join(10)


class _Beside:
    """The pages of these phones below one prefix, all else as it is served to everybody."""

    def __init__(self, app: Any, pages: Any) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        ours = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{PREFIX}/")
        await (self._pages if ours else self._app)(scope, receive, send)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
