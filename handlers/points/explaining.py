"""Why an entry is what it is: a pure function of the set, the entry and what took it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handlers.kit.days import day_of
from handlers.kit.scores import HUNDRED, Item, PointSet, ScoreType, Source, spoken
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.records import Entry, EntryState
from handlers.points.rules import worth
from handlers.points.says import amount, number, untagged
from handlers.wishes.records import KIND_NAMES

_CLASSES: Final = {**{str(kind): name for kind, name in KIND_NAMES.items()}, "request": "诉求"}
_CAPPED_IN: Final = {
    None: "本周期",
    PeriodKind.DAY: "当天",
    PeriodKind.WEEK: "这一周",
    PeriodKind.HALF_MONTH: "这半个月",
    PeriodKind.MONTH: "当月",
    PeriodKind.QUARTER: "这一季",
    PeriodKind.HALF_YEAR: "这半年",
    PeriodKind.YEAR: "这一年",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """An entry in words. `lines` say how it came about, in order; `source` and `open` are the set's own words."""

    entry: Entry
    title: str
    amount: str
    lines: Sequence[str]
    source: str = ""
    open: str = ""
    corrected: bool = False

    @property
    def is_reset(self) -> bool:
        return self.entry.type is ScoreType.RESET


def explain(rules: PointSet | None, entry: Entry, around: Sequence[Entry], now: datetime) -> Explained:
    """`around` are the entries of the same balance: there stands what took it back, or what it takes back."""
    item = rules.items.get(entry.rule) if rules else None
    back = next((one for one in around if one.reverses == entry.id), None)
    if entry.state is EntryState.REVERSAL:
        lines = [_taking_back(entry, around, now)]
    else:
        lines = list(_came_about(rules, item, entry, now))
        lines += [f"已更正：{_effective(back, now)}收回了这一笔。"] if back else []
    title = item.title if item else "以前的规则"
    told = f"更正：{title}" if entry.state is EntryState.REVERSAL else title
    known = (untagged(item.source), item.open) if item else ("", "")
    return Explained(entry, told, amount(entry), tuple(lines), *known, corrected=back is not None)


def _taking_back(entry: Entry, around: Sequence[Entry], now: datetime) -> str:
    wrong = next((one for one in around if one.id == entry.reverses), None)
    return f"这是更正：{_effective(wrong, now)}记的那一笔收回了。" if wrong else "这是更正：前面记的一笔收回了。"


def _came_about(rules: PointSet | None, item: Item | None, entry: Entry, now: datetime) -> Iterator[str]:
    if rules is None or item is None:
        yield "照当时的规则算的，那一条现在没有了。"
    elif item.type is ScoreType.RESET:
        yield "碰了底线，这个周期的总分归零。"
    else:
        yield _by_worth(item, entry)
        if "kind" in entry.facts and Source.EARNED in item.how:
            yield from _by_class(rules, entry)
        yield from _by_cap(rules, item, entry)
    at = entry.at.astimezone(SHANGHAI).date()
    if at != entry.occurred_on:
        yield f"{day_of(entry.occurred_on, now)}的事，{day_of(at, now)}记上生效。"
    else:
        yield f"{day_of(at, now)}记上生效。"


def _by_worth(item: Item, entry: Entry) -> str:
    """一次 1 分; with how many where it is not one."""
    quantity = int(entry.facts.get("quantity", HUNDRED))
    verb = "扣" if item.worth < 0 else "记"
    said = f"一{item.unit}{verb} {number(abs(item.worth))} 分"
    return f"{said}，这次 {spoken(quantity)} {item.unit}。" if quantity != HUNDRED else f"{said}。"


def _by_class(rules: PointSet, entry: Entry) -> Iterator[str]:
    kind = str(entry.facts["kind"])
    yield f"分类是{_CLASSES.get(kind, '别的')}，乘 {number(rules.classes[kind]) if kind in rules.classes else 1}。"
    yield f"比说好的晚，乘 {number(rules.late)}。" if entry.facts.get("late") else "按时办好，不打折。"


def _by_cap(rules: PointSet, item: Item, entry: Entry) -> Iterator[str]:
    """Said only where the cap cut something off."""
    raw = worth(rules, item.code, entry.facts) or 0
    if item.cap is None or raw <= entry.delta:
        return
    rest = f"只算 {spoken(entry.delta)} 分" if entry.delta else "不再加分"
    yield f"{_CAPPED_IN[item.cap_period]}封顶 {number(item.cap)} 分，这次{rest}。"


def _effective(entry: Entry | None, now: datetime) -> str:
    return day_of(entry.at.astimezone(SHANGHAI).date(), now) if entry else ""
