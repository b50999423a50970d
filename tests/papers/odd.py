"""Papers that try what a reader, a spreadsheet or a phone might stumble over."""

from fractions import Fraction

from handlers.kit.papers import Chart, ChartKind, Column, ColumnKind, Paper, Series, Table

HOSTILE = (
    "=1+1",
    "+8613835500001",
    "-2",
    "@SUM(A1)",
    "0355",
    "https://example.org",
    "mailto:x@example.org",
    "=cmd|' /C calc'!A0",
    "$x^2$ 到 $y$",
    "_x0041_",
    '"<b>&amp;</b>"',
    "{=1}",
)
BROKEN = "断\x00开\x0b的\ud800话\uffff完"
LONG_NAMES = tuple(f"第{n}个名字特别长的城关街道幸福里东区纺织厂家属院社区" for n in range(30))


def hostile() -> Paper:
    columns = (Column("文字"), Column("数", ColumnKind.NUMBER), Column("率", ColumnKind.SHARE))
    rows = tuple((text, text, text) for text in (*HOSTILE, BROKEN))
    bars = Chart("=1+1", ChartKind.BARS, HOSTILE, (Series("@x", tuple(range(len(HOSTILE)))),))
    return Paper(
        "=标题", f"@关于{BROKEN}", ("+第一句", "=第二句"), (Table("=表[1]:*?/\\", columns, rows, "=注"),), (bars,)
    )


def bars(labels: tuple[str, ...] = LONG_NAMES, count: int = 1) -> Chart:
    series = tuple(
        Series(f"第{one}项", tuple(Fraction((7 * at + one) % 101, 100) for at in range(len(labels))))
        for one in range(count)
    )
    return Chart("各社区的解决率", ChartKind.BARS, labels, series, share=True)


def lines(*values: tuple[int | None, ...]) -> Chart:
    labels = tuple(f"{month}月" for month in range(1, len(values[0]) + 1))
    return Chart("每月的件数", ChartKind.LINES, labels, tuple(Series(f"第{n}条", one) for n, one in enumerate(values)))


def many(rows: int) -> Paper:
    columns = (
        Column("编号"),
        Column("什么事", width=20),
        Column("件数", ColumnKind.NUMBER),
        Column("率", ColumnKind.SHARE),
        Column("社区"),
        Column("谁在办"),
        Column("现在"),
        Column("天数", ColumnKind.NUMBER),
    )
    lines = tuple(
        (f"演武-{n:05d}", "楼道的灯不亮，晚上看不见", n, Fraction(n % 7, 7), "演武社区", "李建国", "等认领", n % 30)
        for n in range(rows)
    )
    return Paper("很长的一张", "给街道", (), (Table("件", columns, lines),))
