"""What cards and pages say of points: amounts, columns, what is missing for the next star. Pure functions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from handlers.kit.scores import Item, PointSet, ScoreType, Source, hundredths, signed, spoken
from handlers.kit.spans import PeriodKind
from handlers.ledger.records import Entry, EntryState
from handlers.points.records import Total
from handlers.points.rules import next_star, star

NO_ROUNDING: Final = "不四舍五入。"
_SHORT: Final = {
    ScoreType.BASE: "基础",
    ScoreType.STAR: "五星",
    ScoreType.ASSIGNED: "赋",
    ScoreType.DEDUCTED: "扣",
}
HOW_NAMES: Final = {Source.EARNED: "居民确认", Source.APPLIED: "自己申报", Source.ENTERED: "支部记"}
_IN_PERIOD: Final = {
    None: "一个周期",
    PeriodKind.DAY: "一天",
    PeriodKind.WEEK: "一周",
    PeriodKind.HALF_MONTH: "半个月",
    PeriodKind.MONTH: "一个月",
    PeriodKind.QUARTER: "一季",
    PeriodKind.HALF_YEAR: "半年",
    PeriodKind.YEAR: "一年",
}


def cycle_called(key: str) -> str:
    """2026 → 2026 年, 2026-07 → 2026 年 7 月起."""
    year, _, month = key.partition("-")
    return f"{year} 年 {int(month)} 月起" if month else f"{year} 年"


def number(value: Fraction) -> str:
    """A worth or a factor as people write it, to the last digit that its file gives: 1/2 → 0.5."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def minus(text: str) -> str:
    """With the sign of subtraction in place of a hyphen."""
    return text.replace("-", "−")


def amount(entry: Entry) -> str:
    """+1, −3; a reset says so, for it is no number of points."""
    if entry.type is ScoreType.RESET:
        return "清零" if entry.state is EntryState.EFFECTIVE else "不清零"
    return minus(signed(entry.delta))


def columns(rules: PointSet, total: Total) -> Mapping[ScoreType, int]:
    """The columns that the set uses or that hold anything, in hundredths; resets are counted apart."""
    held = {kind: int(getattr(total, kind)) for kind in _SHORT}
    used = {item.type for item in rules.items.values()}
    return {kind: sum_ for kind, sum_ in held.items() if sum_ or kind in used}


def columns_line(rules: PointSet, total: Total) -> str:
    """基础 100，五星 +6，扣 −3; empty where there is one column only."""
    found = columns(rules, total)
    told = [
        f"{_SHORT[kind]} {spoken(sum_) if kind is ScoreType.BASE else signed(sum_)}"
        for kind, sum_ in found.items()
        if sum_ or kind is ScoreType.BASE
    ]
    return minus("，".join(told)) if len(told) > 1 else ""


def band_called(rules: PointSet, total: Total, *, long_enough: bool) -> str:
    """The star that the total reaches; none before one has served long enough."""
    found = star(rules.bands, total.all) if long_enough else None
    return found.title if found else ""


def next_line(rules: PointSet, total: Total, *, long_enough: bool) -> str:
    """What is missing for the next star, exactly; empty where the set has none, or after a reset."""
    if not rules.bands or total.resets > 0:
        return ""
    if not long_enough:
        return f"满 {rules.tenure.amount} 个月才评星。"
    above = next_star(rules.bands, total.all)
    if above is None:
        return f"已经是{rules.bands[-1].title}，最高一级。"
    return f"再有 {spoken(hundredths(above.least) - total.all)} 分是{above.title}。{NO_ROUNDING}"


def reset_line(rules: PointSet | None, entries: Sequence[Entry]) -> str:
    """Why the cycle counts nothing: the newest reset that was not taken back."""
    back = {one.reverses for one in entries}
    mine = [one for one in entries if one.type is ScoreType.RESET and one.state is EntryState.EFFECTIVE]
    found = next((one for one in mine if one.id not in back), None)
    item = rules.items.get(found.rule) if rules and found else None
    return f"本周期归零：{item.title if item else '碰了底线'}。" if found else ""


def hours_line(rules: PointSet, hours: int) -> str:
    """This cycle's hours, and how many are still owed; empty where the set counts none."""
    if rules.reach is None:
        return f"{spoken(hours)} 小时" if any(item.in_hours for item in rules.items.values()) else ""
    missing = hundredths(rules.reach) - hours
    owed = f"还差 {spoken(missing)} 小时" if missing > 0 else "够了"
    return f"{spoken(hours)} 小时，要 {number(rules.reach)} 小时，{owed}"


def worth_of(item: Item) -> str:
    """+1, −3, 清零."""
    if item.type is ScoreType.RESET:
        return "清零"
    return minus(("+" if item.worth > 0 else "") + number(item.worth))


def cap_of(item: Item) -> str:
    """一个月最多 2 分; empty where nothing holds it."""
    return f"{_IN_PERIOD[item.cap_period]}最多 {number(item.cap)} 分" if item.cap is not None else ""


def how_of(item: Item) -> str:
    return "、".join(HOW_NAMES[one] for one in item.how)


def marks_of(source: str) -> str:
    """[P] of “[P] 每次志愿 +1”: the letter that says how sure a number is."""
    mark = source.partition("]")[0]
    return f"{mark}]" if mark.startswith("[") and len(mark) == 2 else ""


def untagged(source: str) -> str:
    """A source without the mark of its kind, which is for who writes the rules: [P] 每次志愿 +1 → 每次志愿 +1."""
    return source.partition("] ")[2] if source.startswith("[") else source
