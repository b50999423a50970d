"""Point sets as files: one set a file, in TOML. Amounts are written as texts ("1", "0.5", "-3"), never as floats."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from handlers.kit.roles import Role
from handlers.kit.rulesets import RuleFileError
from handlers.kit.scores import HUNDRED, Band, Item, PointSet, Review, ScoreType, Source
from handlers.kit.spans import PeriodKind, Span, SpanKind

T = TypeVar("T")
_AMOUNT = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_CYCLES = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)


def load_sets(files: Iterable[Path]) -> Mapping[str, PointSet]:
    """By code; RuleFileError names the file and the fault."""
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
    except KeyError as error:
        raise RuleFileError(f"{file.name}：缺 {error.args[0]}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise RuleFileError(f"{file.name}：{error}") from error


def _set(tree: Mapping[str, Any]) -> PointSet:
    head, award, hours = tree["set"], tree.get("award", {}), tree.get("hours", {})
    items = {code: _item(code, one) for code, one in tree.get("item", {}).items()}
    bands = tuple(Band(code, one["title"], _amount(one["least"])) for code, one in tree.get("band", {}).items())
    return PointSet(
        code=head["code"],
        title=head["title"],
        source=head["source"],
        who=tuple(Role(role) for role in head["who"]),
        initial=_amount(head["initial"]),
        items=items,
        bands=tuple(sorted(bands, key=lambda band: band.least)),
        floor=_maybe(_amount, head.get("floor")),
        cycle=_cycle(head.get("cycle", "year")),
        first_month=_month(head.get("first_month", 1)),
        review=Review(head.get("review", "applied")),
        published=Span.parse(head.get("published", "5 working_days")),
        tenure=_tenure(head.get("tenure", "12 months")),
        classes={kind: _fraction(times) for kind, times in award.get("classes", {}).items()},
        late=_fraction(award.get("late", "1")),
        reach=_maybe(_amount, hours.get("reach")),
        least_rate=_maybe(_fraction, hours.get("least_rate")),
        share=_fraction(head.get("share", "0.5")),
        open=tuple(head.get("open", ())),
    )


def _item(code: str, one: Mapping[str, Any]) -> Item:
    found = Item(
        code=code,
        title=one["title"],
        type=ScoreType(one["type"]),
        worth=_fraction(one["worth"]),
        how=tuple(Source(how) for how in one["how"]),
        source=one["source"],
        unit=one.get("unit", "次"),
        cap=_maybe(_amount, one.get("cap")),
        cap_period=_maybe(PeriodKind, one.get("cap_period")),
        open=one.get("open", ""),
    )
    if found.type in (ScoreType.ASSIGNED, ScoreType.DEDUCTED) and found.worth > 0:
        raise ValueError(f"{code} 是扣分，worth 要写成负的")
    return found


def _fraction(text: object) -> Fraction:
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise ValueError(f'{text!r} 不是数，要写成文字，例如 "0.5"')
    return Fraction(text)


def _amount(text: object) -> Fraction:
    """Points to the hundredth: a ledger counts no finer."""
    found = _fraction(text)
    if (found * HUNDRED).denominator != 1:
        raise ValueError(f"{text!r} 最多两位小数")
    return found


def _maybe(read: Callable[[Any], T], text: object) -> T | None:
    return None if text is None else read(text)


def _cycle(text: str) -> PeriodKind:
    kind = PeriodKind(text)
    if kind not in _CYCLES:
        raise ValueError(f"cycle 不能是 {text}")
    return kind


def _month(number: object) -> int:
    if not isinstance(number, int) or not 1 <= number <= 12:
        raise ValueError("first_month 要写 1 到 12")
    return number


def _tenure(text: str) -> Span:
    span = Span.parse(text)
    if span.kind is not SpanKind.MONTHS:
        raise ValueError("tenure 要写成月，例如 12 months")
    return span
