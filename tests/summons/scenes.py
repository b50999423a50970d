"""How far a summons has come when a conversation begins."""

from collections.abc import Sequence
from datetime import date

from handlers import front
from handlers.summons.actions import summon
from storage.work import Work
from tests.cast import YANWU
from tests.play import Play

WINTER = (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
AGREED = "楼道堆物三次没清，每周巡一次"


def called(play: Play, unit: int = YANWU, months: Sequence[date] = WINTER) -> str:
    """Three red months; returns the number of the summons, empty where it was there already."""

    def act(work: Work) -> str:
        news = summon(work, work.units.get(unit), months, play.now)
        front.react(work)
        return news.case.no if news else ""

    no = play.do(act)
    play.courier()
    return no


def talked(play: Play) -> None:
    called(play)
    play.script(("马主任", "[谈过了]"), ("马主任", AGREED), ("马主任", "3月20日"))


def reported(play: Play) -> None:
    talked(play)
    play.script(("刘书记", "[改好了]"), ("刘书记", "[跳过]"), ("刘书记", "楼道清完了"))
