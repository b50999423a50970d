"""Papers as offices get them: a street's monthly ranking, a branch secretary's week. `python -m tests.papers.samples
FOLDER` writes their files, to be looked at."""

import sys
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from bot.papers.rendering import Form, rendered
from handlers.kit.papers import Cell, Chart, ChartKind, Column, ColumnKind, Paper, Series, Table
from handlers.kit.worktime import SHANGHAI

_NAMES = (
    "演武", "英雄中路", "紫坊", "五一", "东大街", "西街", "长钢南区", "延安南路", "太行东街", "八一", "淮海厂第二",
    "站前路", "城北", "解放西路", "石子河", "漳泽湖畔新村", "南垂", "府后西街", "常青", "捉马", "瓦窑沟", "清华",
    "化工厂家属院", "针漳", "马坊头", "邱村", "友谊小区北", "长兴中路", "惠丰厂", "紫金东街",
)  # fmt: skip
COMMUNITIES = tuple(f"{name}社区" for name in _NAMES)
MONTHS = ("去年11月", "去年12月", *(f"{month}月" for month in range(1, 11)))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def ranking() -> Paper:
    rows = tuple(_ranked(place, name) for place, name in enumerate(COMMUNITIES, 1))
    columns = (
        Column("名次", ColumnKind.NUMBER, 4),
        Column("社区", ColumnKind.TEXT, 10),
        Column("派下来的", ColumnKind.NUMBER, 5),
        Column("按时联系率", ColumnKind.SHARE, 6),
        Column("解决率", ColumnKind.SHARE, 6),
        Column("满意率", ColumnKind.SHARE, 6),
        Column("比上月", ColumnKind.SHARE, 6),
        Column("最后更新", ColumnKind.MOMENT, 11),
    )
    note = "没有派下来的件，率写作空的，不排名次。市级核定不算的件已经去掉。"
    solved = tuple(row[4] if isinstance(row[4], Fraction) else None for row in rows)
    trend = tuple(Fraction(880 + (n * 37) % 90, 1000) for n in range(12))
    heard = tuple(Fraction(930 + (n * 23) % 60, 1000) for n in range(11))
    return Paper(
        "英雄街道 10月 三率排名",
        "给街道办；10月1日至10月31日的件；11月1日 08:00 做出来",
        (
            "化工厂家属院社区的解决率最低，只有 74.4%，比上月低 3.1 个百分点。",
            "演武社区连着三个月第一。",
            "还有 4 件差两天到期，分别在捉马、瓦窑沟和清华社区，先打电话问问，再看要不要街道来协调。",
        ),
        (Table("三率排名", columns, rows, note),),
        (
            Chart("10月各社区的解决率", ChartKind.BARS, COMMUNITIES, (Series("解决率", solved),), share=True),
            Chart(
                "一年来的三率",
                ChartKind.LINES,
                MONTHS,
                (Series("解决率", trend), Series("按时联系率", (*heard, None))),
                share=True,
            ),
        ),
    )


def _ranked(place: int, name: str) -> tuple[Cell, ...]:
    whole = 0 if name == "南垂社区" else 40 + (place * 17) % 50
    solved = whole - place * whole // 130
    change = Fraction((place * 13) % 60 - 30, 1000)
    contacted, content = share(whole - place % 4, whole), share(solved - place % 5, whole)
    made = NOON - timedelta(minutes=53 * place)
    return (place, name, whole, contacted, share(solved, whole), content, change if whole else None, made)


def week() -> Paper:
    columns = (
        Column("编号", ColumnKind.TEXT, 6),
        Column("什么事", ColumnKind.TEXT, 16),
        Column("谁在办", ColumnKind.TEXT, 4),
        Column("哪天提的", ColumnKind.DAY, 6),
        Column("哪天到期", ColumnKind.MOMENT, 10),
        Column("等了几天", ColumnKind.NUMBER, 4),
    )
    told = (
        "3号楼2单元的灯不亮，晚上上楼看不见", "想找人陪着去医院复查", "下水道返味", "楼道里停着电动车",
        "想学用手机挂号", "单元门关不上", "纱窗破了，想找人换一扇，自己够不着", "楼前的树挡了一楼的窗户",
    )  # fmt: skip
    rows = tuple(
        (
            f"演武-{412 + n:04d}",
            what,
            ("李建国", "张敏", "马骏")[n % 3],
            date(2026, 11, 9 + n),
            NOON + timedelta(days=n),
            11 - n,
        )
        for n, what in enumerate(told)
    )
    lead = ("演武-0412 今天 18:00 到期，李建国还没有联系上人。", "这周办好 5 件，3 位居民写了谢谢。")
    counts = Chart(
        "这周每天的件数",
        ChartKind.BARS,
        ("周一", "周二", "周三", "周四", "周五"),
        (Series("提的", (3, 1, 0, 2, 2)), Series("办好的", (1, 1, 2, 1, None))),
    )
    about = "给第一支部书记刘芳；11月16日至11月20日；周五 12:00 做出来"
    return Paper("第一支部这一周", about, lead, (Table("手上的件", columns, rows, "按到期先后排。"),), (counts,))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, paper in (("ranking", ranking()), ("week", week())):
        for form in Form:
            (folder / f"{name}.{form}").write_bytes(rendered(paper, form))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
