"""Run the server: one process over one data folder."""

from collections.abc import Callable
from types import FrameType

import uvicorn

from bot import interpreter
from bot.clock import Clock
from bot.demo.place import is_demo
from bot.ports import check_port
from bot.sender import stands_apart
from bot.settings import Settings
from bot.web.app import App, make_app
from bot.wiring import opened


def serve(settings: Settings, ready: Callable[[], None] = lambda: None, clock: Clock | None = None) -> None:
    """Until it is stopped; `ready` is called once all is open. Raises PortTaken, LockedElsewhere, Explained."""
    check_port(settings)
    with opened(settings, clock) as desk:
        if settings.demo and not desk.read_now(is_demo):
            raise RealData
        app = make_app(settings, desk, apart=stands_apart(settings))
        ready()
        interpreter.settled()
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        Server(config, app).run()


class RealData(Exception):
    """The demo's doors stand open: they are not put before a real register."""


class Server(uvicorn.Server):
    """Ends the open lines of news before it waits for all connections: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.stop_lines()
        super().handle_exit(sig, frame)


def held(settings: Settings) -> str:
    return (
        f"数据目录 {settings.data} 正被另一个微愿用着。先停掉它，"
        "或换一个：WEIYUAN_DATA=另一个目录 weiyuan serve，演示用 make run DATA=另一个目录"
    )


def where(settings: Settings) -> list[str]:
    """Where it listens and where the data lies: what commands in another window need to be told too."""
    outside = [f"对外地址：{settings.base}/"] if settings.public_url else []
    data = f"数据在 {settings.data.resolve()}。停下来按 Ctrl+C。"
    return [f"微愿开着：{settings.here}/", *outside, data]
