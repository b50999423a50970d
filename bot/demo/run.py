"""Load the demo where there is no data yet, then serve it and print its one address."""

import os
import sys
import threading
import webbrowser
from collections.abc import Callable

from rich.console import Console

from bot.clock import Clock
from bot.demo import requests as request_tales
from bot.demo import wishes as wish_tales
from bot.demo.filling import catch_up, load
from bot.demo.place import is_demo
from bot.ports import check_port
from bot.serve import held, serve
from bot.settings import Settings
from bot.wiring import LockedElsewhere, opened


def run(settings: Settings, console: Console, stop: Callable[[str], None]) -> None:
    try:
        check_port(settings)
        clock = Clock()
        with opened(settings, clock) as desk:
            loaded = load(desk)
            catch_up(desk)
            if not desk.read_now(is_demo):
                stop("这个数据目录里有真的登记，演示不能用它。换一个：make run DATA=另一个目录")
    except LockedElsewhere:
        stop(held(settings))
    if loaded:
        told = f"{len(wish_tales.TOLD)} 个心愿、{len(request_tales.TOLD)} 件诉求"
        console.print(f"装好了演武社区：{told}，人名都是编的。")
    console.print(f"\n打开这个地址，四部手机一起看：[bold]{settings.base}/[/]", highlight=False)
    console.print(f"数据在 {settings.data.resolve()}。停下来按 Ctrl+C。", soft_wrap=True, highlight=False)
    serve(settings, lambda: show(settings.base), clock)


def show(address: str) -> None:
    """Open the page, where somebody sits before a screen; a little later, when the server listens."""
    seen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if seen and sys.stdout.isatty() and not os.environ.get("CI"):
        timer = threading.Timer(1.0, webbrowser.open, (f"{address}/",))
        timer.daemon = True
        timer.start()
