"""The scenes that the stage can jump to: who holds the four phones, and what has been said until then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final, TypeAlias

from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI, Calendar

Lines: TypeAlias = Sequence[tuple[str, str]]
USUAL: Final = ("王奶奶", "刘书记", "李师傅", "小赵")
WISH: Final = "想要个轮椅，带老伴出去走走"
_CLOSING: Final = time(16, 30)


@dataclass(frozen=True, slots=True)
class Scene:
    """`script` is played from `back` before its moment on; `start` says what to do first, `tries` what one could write.

    `pages` are where a phone begins that does not begin in its chat. `month_end`: on the last working day of a month.
    """

    key: str
    title: str
    start: str
    phones: tuple[str, ...] = USUAL
    script: Lines = ()
    back: timedelta = timedelta(minutes=20)
    tries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    month_end: bool = False

    def moment(self, now: datetime, calendar: Calendar) -> datetime:
        """When the scene plays: now, or at the next end of a month."""
        return _month_end(now, calendar) if self.month_end else now


_POSTED: Lines = (("王奶奶", WISH), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
_BRANCH: Lines = (("王奶奶", "2号楼前面的树枝断了挡着路"), ("王奶奶", "[提交]"))

SCENES: Final = (
    Scene(
        "wish",
        "新的心愿",
        "从王奶奶开始：按一下她手机下面的那句话。",
        tries={"王奶奶": (WISH,)},
    ),
    Scene(
        "request",
        "一件诉求",
        "哪里坏了，也写一句话。从王奶奶开始，派给小赵，办好了再问她。",
        tries={"王奶奶": ("2号楼后面的井盖坏了",)},
    ),
    Scene(
        "race",
        "两个人抢单",
        "李师傅和张敏都看到了这个心愿。随便哪个先按“我来接”，看看另一个的手机。",
        phones=("王奶奶", "李师傅", "张敏", "刘书记"),
        script=_POSTED,
    ),
    Scene(
        "returned",
        "退单",
        "小赵说这件不归他管。刘书记来定：退得对，还是请他接着办。",
        script=(
            *(("王奶奶", "2号楼下面的烧烤店油烟大，窗户不敢开"), ("王奶奶", "[提交]"), ("刘书记", "[派小赵]")),
            *(("小赵", "[退单]"), ("小赵", "[不归我管]"), ("小赵", "油烟归城管，我进不了店里查"), ("小赵", "[跳过]")),
        ),
        back=timedelta(hours=1),
    ),
    Scene(
        "late",
        "过期的一件",
        "小赵手上的这件过期了。先看他的手机，再看刘书记的工作台。",
        script=(*_BRANCH, ("刘书记", "[派小赵]"), ("小赵", "[已联系上]"), ("", "9 days"), ("小赵", "@")),
        back=timedelta(days=9, minutes=20),
        pages={"刘书记": "/desk?tab=watch"},
    ),
    Scene(
        "month",
        "月底",
        "月底了：刘书记看三率，居民看公开墙，每个数都能点开。",
        script=(("李师傅", "我的"), ("小赵", "待办")),
        pages={"刘书记": "/rates", "王奶奶": "/wall/{code}"},
        month_end=True,
    ),
)


def scene(key: str) -> Scene:
    """The scene of a name, the first one where there is none."""
    return next((one for one in SCENES if one.key == key), SCENES[0])


def _month_end(now: datetime, calendar: Calendar) -> datetime:
    """The next last working day of a month, shortly before closing."""
    month = Period.of(PeriodKind.MONTH, now.astimezone(SHANGHAI).date())
    while True:
        day = month.last
        while not calendar.works(day):
            day -= timedelta(days=1)
        found = datetime.combine(day, _CLOSING, SHANGHAI)
        if found > now:
            return found
        month = Period.of(PeriodKind.MONTH, month.last + timedelta(days=1))
