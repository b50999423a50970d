"""Load the demo where there is no data yet, then serve it and print its one address."""

from collections.abc import Callable

from rich.console import Console

from bot.clock import Clock
from bot.demo.place import build
from bot.demo.wishes import TOLD, Tales
from bot.desk import Desk
from bot.desk.base import Task
from bot.serve import PortTaken, check_port, serve
from bot.settings import Settings
from bot.wiring import LockedElsewhere, opened
from storage.work import Work


def run(settings: Settings, console: Console, stop: Callable[[str], None]) -> None:
    try:
        check_port(settings)
        with opened(settings, Clock()) as desk:
            loaded = load(desk)
    except PortTaken:
        stop(f"端口 {settings.port} 已经有程序在用。换一个,例如:PORT={settings.port + 1} make run")
    except LockedElsewhere:
        stop(f"数据目录 {settings.data} 正被另一个微愿用着。先停掉它,或换一个:DATA=另一个目录 make run")
    if loaded:
        console.print(f"装好了演武社区:{len(TOLD)} 个心愿,人名都是编的。")
    console.print(f"\n打开这个地址,挑一个人进去:  [bold]{settings.base}/[/]\n停下来按 Ctrl+C。", highlight=False)
    serve(settings)


def load(desk: Desk) -> bool:
    """Enter the demo, all of it or nothing; False where there are units already."""
    if desk.read_now(lambda work: bool(work.units.all())):
        return False
    now = desk.now()

    def enter(work: Work) -> None:
        tales = Tales(build(work, now), now)
        for told in TOLD:
            tales.play(work, told)

    desk.submit(Task(enter, "")).result()
    return True
