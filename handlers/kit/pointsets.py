"""Point sets as files: one set a file, in TOML. Amounts are written as texts ("1", "0.5", "-3"), never as floats.

A fault is told as people write it: which file, which place ([item.volunteer] worth), what to write instead.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

from handlers.kit.roles import Role
from handlers.kit.rulesets import RuleFileError
from handlers.kit.scores import HUNDRED, Band, Item, PointSet, Review, ScoreType, Source
from handlers.kit.spans import PeriodKind, Span, SpanKind

E = TypeVar("E", bound=StrEnum)
CLASSES: Final = ("thing", "service", "company", "request")
_AMOUNT = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CYCLES: Final = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
_OFF: Final = (ScoreType.ASSIGNED, ScoreType.DEDUCTED)
_SET: Final = (
    *("code", "title", "source", "who", "initial", "floor", "cycle", "first_month", "review", "published"),
    *("tenure", "share", "open"),
)
_ITEM: Final = ("title", "type", "worth", "how", "source", "unit", "cap", "cap_period", "open")


class _Fault(Exception):
    """What is wrong at a place of a file, and what to write instead."""


class _Part:
    """One table of a file; `place` is how people find it."""

    def __init__(self, place: str, tree: object, known: Sequence[str]) -> None:
        if not isinstance(tree, Mapping):
            raise _Fault(f"{place} 要写成一组，一行一个“名字 = 值”")
        self._place, self._tree = place, tree
        for key in tree:
            if key not in known:
                raise _Fault(f"{place} 里没有 {key} 这一项，能写的有 {'、'.join(known)}")

    def has(self, key: str) -> bool:
        return key in self._tree

    def at(self, key: str, why: str) -> _Fault:
        return _Fault(f"{self._place} 的 {key} {why}")

    def value(self, key: str) -> Any:
        if key not in self._tree:
            raise _Fault(f"{self._place} 缺 {key}，请补上")
        return self._tree[key]

    def text(self, key: str) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.at(key, "要写成文字，不能空着")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.value(key)
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.at(key, '要写成一列文字，例如 ["一句", "又一句"]')
        return tuple(value)

    def number(self, key: str) -> Fraction:
        value = self.value(key)
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            raise self.at(key, f'写的 {value!r} 不行，要写成带引号的数，例如 "0.5"')
        return Fraction(value)

    def amount(self, key: str) -> Fraction:
        """Points to the hundredth: a ledger counts no finer."""
        found = self.number(key)
        if (found * HUNDRED).denominator != 1:
            raise self.at(key, f'写的 "{self.value(key)}" 太细，最多两位小数')
        return found

    def share(self, key: str) -> Fraction:
        found = self.number(key)
        if not 0 <= found <= 1:
            raise self.at(key, '要在 0 和 1 之间，例如 "0.5" 是一半')
        return found

    def word(self, key: str, kind: type[E], allowed: Sequence[E] = ()) -> E:
        return self._one(key, self.value(key), kind, allowed or tuple(kind))

    def words(self, key: str, kind: type[E]) -> tuple[E, ...]:
        value = self.value(key)
        if not isinstance(value, list) or not value:
            raise self.at(key, f'要写成一列，至少一个，例如 ["{next(iter(kind))}"]')
        found = tuple(self._one(key, one, kind, tuple(kind)) for one in value)
        if len(set(found)) < len(found):
            raise self.at(key, "有写了两遍的，去掉一个")
        return found

    def span(self, key: str, kinds: Sequence[SpanKind], example: str) -> Span:
        try:
            found = Span.parse(self.text(key))
        except ValueError:
            found = None
        if found is None or found.kind not in kinds:
            raise self.at(key, f'写的不对，要像这样："{example}"')
        return found

    def _one(self, key: str, value: object, kind: type[E], allowed: Sequence[E]) -> E:
        if value not in allowed:
            raise self.at(key, f"不能写 {value!r}，能写的有 {'、'.join(allowed)}")
        return kind(str(value))


def load_sets(files: Iterable[Path]) -> Mapping[str, PointSet]:
    """By code; RuleFileError names the file, the place and what to write instead."""
    found: dict[str, PointSet] = {}
    for file in files:
        one = _read(file)
        if one.code in found:
            raise RuleFileError(f"{file.name}：有两套积分规则的 code 都是 {one.code}，请改其中一个")
        found[one.code] = one
    return found


def _read(file: Path) -> PointSet:
    try:
        tree = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleFileError(f"{file.name}：写法有误：{error}") from error
    try:
        return _set(tree)
    except _Fault as fault:
        raise RuleFileError(f"{file.name}：{fault}") from fault


def _set(tree: Mapping[str, Any]) -> PointSet:
    groups = _Part("文件", tree, ("set", "award", "hours", "item", "band"))
    head = _Part("[set]", groups.value("set"), _SET)
    award = _Part("[award]", tree.get("award", {}), ("classes", "late"))
    hours = _Part("[hours]", tree.get("hours", {}), ("reach", "least_rate"))
    if not (initial := head.amount("initial")) >= 0:
        raise head.at("initial", "不能是负的")
    return PointSet(
        code=_code(head),
        title=head.text("title"),
        source=head.text("source"),
        who=head.words("who", Role),
        initial=initial,
        items=_items(tree.get("item", {})),
        bands=_bands(tree.get("band", {})),
        floor=_floor(head, initial),
        cycle=head.word("cycle", PeriodKind, _CYCLES) if head.has("cycle") else PeriodKind.YEAR,
        first_month=_month(head),
        review=head.word("review", Review) if head.has("review") else Review.APPLIED,
        published=_published(head),
        tenure=_tenure(head),
        classes=_classes(award),
        late=_times(award, "late") if award.has("late") else Fraction(1),
        reach=_reach(hours),
        least_rate=hours.share("least_rate") if hours.has("least_rate") else None,
        share=head.share("share") if head.has("share") else Fraction(1, 2),
        open=head.texts("open") if head.has("open") else (),
    )


def _code(head: _Part) -> str:
    code = head.text("code")
    if not _CODE.fullmatch(code):
        raise head.at("code", f"写的 {code!r} 不行，用小写字母、数字和下划线，例如 huaning")
    return code


def _items(tree: object) -> Mapping[str, Item]:
    if not isinstance(tree, Mapping) or not tree:
        raise _Fault("文件里要有至少一条 [item.名字]，例如 [item.volunteer]")
    return {code: _item(code, one) for code, one in tree.items()}


def _item(code: str, one: object) -> Item:
    part = _Part(f"[item.{code}]", one, _ITEM)
    if not _CODE.fullmatch(code):
        raise _Fault(f"[item.{code}] 的名字要用小写字母、数字和下划线，例如 [item.volunteer]")
    type_ = part.word("type", ScoreType)
    return Item(
        code=code,
        title=part.text("title"),
        type=type_,
        worth=_worth(part, type_),
        how=part.words("how", Source),
        source=part.text("source"),
        unit=part.text("unit") if part.has("unit") else "次",
        cap=_cap(part) if part.has("cap") else None,
        cap_period=_cap_period(part) if part.has("cap_period") else None,
        open=part.text("open") if part.has("open") else "",
    )


def _worth(part: _Part, type_: ScoreType) -> Fraction:
    worth = part.number("worth")
    if type_ is ScoreType.RESET and worth:
        raise part.at("worth", '要写 "0"：清零不算多少分')
    if type_ in _OFF and worth > 0:
        raise part.at("worth", f'要写成负的，例如 "-{part.value("worth")}"：这一条是扣分')
    if type_ not in (*_OFF, ScoreType.RESET) and worth < 0:
        raise part.at("worth", '不能是负的；要扣分，把 type 写成 "deducted" 或 "assigned"')
    return worth


def _cap(part: _Part) -> Fraction:
    cap = part.amount("cap")
    if part.number("worth") <= 0:
        raise part.at("cap", "去掉：只有加分的才封顶")
    if cap <= 0:
        raise part.at("cap", '要比 0 大，例如 "12"')
    return cap


def _cap_period(part: _Part) -> PeriodKind:
    if not part.has("cap"):
        raise part.at("cap_period", "要和 cap 一起写：先写最多多少分")
    return part.word("cap_period", PeriodKind)


def _bands(tree: object) -> tuple[Band, ...]:
    """As they are written: from the lowest up, so that a line in the wrong place is seen."""
    if not isinstance(tree, Mapping):
        raise _Fault("[band] 要一级写一组，例如 [band.star_1]")
    found = [_band(code, one) for code, one in tree.items()]
    for lower, higher in pairwise(found):
        if higher.least <= lower.least:
            raise _Fault(f"[band.{higher.code}] 的 least 要比 [band.{lower.code}] 的大，从低到高写")
    return tuple(found)


def _band(code: str, one: object) -> Band:
    part = _Part(f"[band.{code}]", one, ("title", "least"))
    return Band(code, part.text("title"), part.amount("least"))


def _floor(head: _Part, initial: Fraction) -> Fraction | None:
    if not head.has("floor"):
        return None
    floor = head.amount("floor")
    if floor > initial:
        raise head.at("floor", "不能比 initial 大：总分最低到这里")
    return floor


def _month(head: _Part) -> int:
    month = head.value("first_month") if head.has("first_month") else 1
    if not isinstance(month, int) or isinstance(month, bool) or not 1 <= month <= 12:
        raise head.at("first_month", "要写 1 到 12，不带引号")
    return month


def _published(head: _Part) -> Span:
    if not head.has("published"):
        return Span.parse("5 working_days")
    return head.span("published", (SpanKind.DAYS, SpanKind.WORKING_DAYS), "5 working_days")


def _tenure(head: _Part) -> Span:
    return head.span("tenure", (SpanKind.MONTHS,), "12 months") if head.has("tenure") else Span.parse("12 months")


def _classes(award: _Part) -> Mapping[str, Fraction]:
    classes = _Part("[award] 的 classes", award.value("classes"), CLASSES) if award.has("classes") else None
    return {kind: _times(classes, kind) for kind in CLASSES if classes.has(kind)} if classes else {}


def _times(part: _Part, key: str) -> Fraction:
    """A factor: what it makes of a point may not be below nothing."""
    found = part.number(key)
    if found < 0:
        raise part.at(key, '是倍数，不能是负的，例如 "0.5"')
    return found


def _reach(hours: _Part) -> Fraction | None:
    if not hours.has("reach"):
        if hours.has("least_rate"):
            raise hours.at("least_rate", "要和 reach 一起写：先写一个周期要满多少小时")
        return None
    reach = hours.amount("reach")
    if reach <= 0:
        raise hours.at("reach", '要比 0 大，例如 "50"')
    return reach
