"""Load the demo where there is no data yet, then serve it and print its one address."""

from collections.abc import Callable

from rich.console import Console

from bot.clock import Clock
from bot.demo import directory, wall
from bot.demo import requests as request_tales
from bot.demo import wishes as wish_tales
from bot.demo.place import build
from bot.demo.requests import REVIEWER, Requests
from bot.demo.wishes import Tales
from bot.desk import Desk
from bot.desk.base import Task
from bot.serve import PortTaken, check_port, held, serve
from bot.settings import Settings
from bot.wiring import LockedElsewhere, opened
from storage.work import Work


def run(settings: Settings, console: Console, stop: Callable[[str], None]) -> None:
    try:
        check_port(settings)
        with opened(settings, Clock()) as desk:
            loaded = load(desk)
    except PortTaken as error:
        stop(str(error))
    except LockedElsewhere:
        stop(held(settings))
    if loaded:
        told = f"{len(wish_tales.TOLD)} 个心愿、{len(request_tales.TOLD)} 件诉求"
        console.print(f"装好了演武社区：{told}，人名都是编的。")
    console.print(f"\n打开这个地址，挑一个人进去：[bold]{settings.base}/[/]", highlight=False)
    console.print(f"数据在 {settings.data.resolve()}。停下来按 Ctrl+C。", soft_wrap=True, highlight=False)
    serve(settings)


def load(desk: Desk) -> bool:
    """Enter the demo, all of it or nothing; False where there are units already."""
    if desk.read_now(lambda work: bool(work.units.all())):
        return False
    now = desk.now()

    def enter(work: Work) -> None:
        ids = build(work, now)
        wishes, asked = Tales(ids, now), Requests(ids, now)
        for told in wish_tales.TOLD:
            wish = wishes.play(work, told)
            if wish.state == "set_aside":
                asked.go_on(work, wish, told.helper, told.words)
        for one in request_tales.TOLD:
            asked.play(work, one)
        secretary = asked.actor(work, REVIEWER)
        directory.enter(work, secretary.community_id or 0, secretary.person_id, now)
        wall.hang(work, secretary, now)

    desk.submit(Task(enter, "")).result()
    return True
