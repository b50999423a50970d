"""Points for the cast: deeds that are counted as the rooms above would count them, and sets of a test's own."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from handlers.kit.roles import Role
from handlers.kit.scores import Band, Item, PointSet, ScoreType, Source
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.actions import reverse
from handlers.ledger.records import Entry
from handlers.people.records import Post
from handlers.points.actions import count, counting
from handlers.points.records import Deed
from storage.work import Work
from tests.digests.test_desks import ruled
from tests.play import Play

STARS = tuple(
    Band(code, title, Fraction(least))
    for code, title, least in (("three", "三星", "90"), ("four", "四星", "95"), ("five", "五星", "96"))
)


def item(code: str, title: str, kind: ScoreType, worth: str, *how: Source, **more: object) -> Item:
    made = Item(code, title, kind, Fraction(worth), how or (Source.ENTERED,), f"[D] {title}")
    return replace(made, **more)  # type: ignore[arg-type]


STARRED = PointSet(
    code="starred",
    title="评星的一套",
    source="[D] 测试",
    who=(Role.PARTY_MEMBER, Role.VOLUNTEER),
    initial=Fraction(90),
    items={
        one.code: one
        for one in (
            item("served", "居民确认的事", ScoreType.STAR, "1", Source.EARNED),
            item("hour", "志愿服务时长", ScoreType.STAR, "0.5", Source.APPLIED, unit="小时"),
            item(
                *("talk", "宣讲", ScoreType.BASE, "1.5", Source.APPLIED),
                cap=Fraction(2),
                cap_period=PeriodKind.MONTH,
                open="每月两次客户待定",
            ),
            item("idle", "不接派单", ScoreType.ASSIGNED, "-2"),
            item("missed", "缺席", ScoreType.DEDUCTED, "-3"),
            item("line", "碰了底线", ScoreType.RESET, "0"),
        )
    },
    bands=STARS,
    floor=Fraction(0),
    classes={"service": Fraction("1.5")},
    late=Fraction("0.5"),
    reach=Fraction(20),
    open=("星级的分数线客户待定",),
)


def hold(play: Play, rules: PointSet = STARRED) -> None:
    """This set counts everywhere, from before any cycle."""
    play.desk.house = replace(play.desk.house, points={**play.desk.house.points, rules.code: rules})
    ruled(play, {"points.sets": rules.code})


def counted(play: Play, who: str, code: str, source: str, **more: object) -> Entry:
    """Something counted for somebody, today where no other day is said."""
    day = more.pop("day", play.now.astimezone(SHANGHAI).date())
    assert isinstance(day, date)
    deed = replace(Deed(code, source, day), **more)  # type: ignore[arg-type]

    def act(work: Work) -> Entry | None:
        found = counting(work, play.ids[who], day)
        assert found, f"no set counts for {who}"
        return count(work, found, deed, play.now)

    entry = play.do(act)
    assert entry, f"{source} was counted before"
    return entry


def taken_back(play: Play, entry: Entry) -> Entry:
    found = play.do(lambda work: reverse(work, entry.id, play.ids["刘书记"], play.now))
    assert found
    return found


def seat(play: Play, who: str, role: Role, unit: int, org: int | None = None) -> None:
    """Another post for somebody, since 2020."""
    play.do(lambda work: work.people.add_post(Post(work.people.seat(role, unit, org), play.ids[who], date(2020, 1, 1))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
