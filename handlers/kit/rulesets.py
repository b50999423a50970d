"""Numbers with their sources: versioned rule sets in TOML, in force from a day, for a subtree of units.

[set]
code = "weiyuan"
title = "微愿默认"
from = 2020-01-01
units = []                 # unit codes; empty: everywhere

[wish.connect]
value = "7 days"           # a span, a whole number or a text
source = "[P] 认领后 7 天内对接"
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from handlers.kit.explained import Explained
from handlers.kit.spans import Span

Value: TypeAlias = int | str
KEPT = 10_000  # answers that are kept; beyond that they are looked up anew


class RuleFileError(Explained):
    """A rule file that can't be read; says which file, which line and what to do."""


@dataclass(frozen=True, slots=True)
class Rule:
    value: Value
    source: str


@dataclass(frozen=True)
class RuleSet:
    code: str
    title: str
    starts: date
    units: tuple[str, ...]
    rules: Mapping[str, Rule]


@dataclass(frozen=True)
class RuleBook:
    """All rule sets; a later one in force outweighs an earlier, one for a smaller place a general one."""

    sets: tuple[RuleSet, ...]

    @cached_property
    def local(self) -> bool:
        """Whether any set holds for some places only."""
        return any(one.units for one in self.sets)

    def places(self, key: str) -> frozenset[str]:
        """The codes of the units where a rule may be another than above them."""
        return frozenset(code for one in self.sets if key in one.rules for code in one.units)

    @cached_property
    def _found(self) -> dict[tuple[str, date, tuple[str, ...]], Rule]:
        """What was looked up before: a turn asks for the same few rules again and again."""
        return {}

    def rule(self, key: str, day: date, unit_codes: tuple[str, ...] = ()) -> Rule:
        """`unit_codes` go from the root down to the place of the case. KeyError: no set knows the key."""
        asked = (key, day, unit_codes if self.local else ())
        found = self._found.get(asked)
        if found is None:
            if len(self._found) >= KEPT:
                self._found.clear()
            found = self._found[asked] = self._best(*asked)
        return found

    def _best(self, key: str, day: date, unit_codes: tuple[str, ...]) -> Rule:
        best: tuple[int, date] | None = None
        found: Rule | None = None
        for one in self.sets:
            depth = _depth(one, unit_codes)
            if key not in one.rules or one.starts > day or depth is None:
                continue
            if best is None or (depth, one.starts) >= best:
                best, found = (depth, one.starts), one.rules[key]
        if found is None:
            raise KeyError(key)
        return found

    def number(self, key: str, day: date, unit_codes: tuple[str, ...] = ()) -> int:
        return int(self.rule(key, day, unit_codes).value)

    def span(self, key: str, day: date, unit_codes: tuple[str, ...] = ()) -> Span:
        return Span.parse(str(self.rule(key, day, unit_codes).value))


def _depth(one: RuleSet, unit_codes: tuple[str, ...]) -> int | None:
    if not one.units:
        return 0
    depths = [n for n, code in enumerate(unit_codes, 1) if code in one.units]
    return max(depths, default=None)


def load(files: Iterable[Path], shipped: int = 0) -> RuleBook:
    """Read rule files; RuleFileError names file and line of the first fault.

    The first `shipped` of them say which rules there are and what kind of value each has.
    """
    files = list(files)
    sets = tuple(_read(file) for file in files)
    known = {key: rule for one in sets[:shipped] for key, rule in one.rules.items()}
    for file, one in zip(files[shipped:], sets[shipped:], strict=True):
        _fits(file, one, known)
    codes = [(s.code, s.starts) for s in sets]
    if len(set(codes)) < len(codes):
        raise RuleFileError("两个规则文件的 code 和 from 都相同，请改其中一个的生效日期")
    return RuleBook(sets)


def _read(file: Path) -> RuleSet:
    text = file.read_text("utf-8")
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{file.name}：写法有误：{error}") from error
    head = tree.pop("set", None)
    if not isinstance(head, dict) or not {"code", "title", "from"} <= head.keys():
        raise RuleFileError(f"{file.name} 第 1 行：开头要有 [set]，写明 code、title、from")
    if type(head["from"]) is not date:  # a datetime is a date too
        raise _fault(file, text, "from", "from 要写成日期，例如 2026-01-01")
    rules: dict[str, Rule] = {}
    for group, entries in tree.items():
        if not isinstance(entries, dict):
            raise _fault(file, text, group, f"{group} 要写在一组里，例如 [wish.connect]")
        for name, entry in entries.items():
            rules[f"{group}.{name}"] = _rule(file, text, f"{group}.{name}", entry)
    units = head.get("units", [])
    if not isinstance(units, list) or not all(isinstance(code, str) for code in units):
        raise _fault(file, text, "units", 'units 要写成一列编码，例如 ["140403003001"]')
    return RuleSet(head["code"], head["title"], head["from"], tuple(units), rules)


def _fits(file: Path, own: RuleSet, known: Mapping[str, Rule]) -> None:
    """An operator's rule must be one that is read, with a value of the shipped one's kind."""
    text = file.read_text("utf-8")
    for key, rule in own.rules.items() if known else ():
        if key not in known:
            raise _fault(file, text, f"[{key}]", f"没有 {key} 这条规则，看看是不是写错了")
        if _kind(rule.value) != _kind(known[key].value):
            raise _fault(file, text, f"[{key}]", f"{key} 的 value 要像这样：{known[key].value!r}")


def _kind(value: Value) -> str:
    if isinstance(value, int):
        return "number"
    try:
        Span.parse(value)
    except ValueError:
        return "text"
    return "span"


def _rule(file: Path, text: str, key: str, entry: object) -> Rule:
    if not isinstance(entry, dict) or "value" not in entry or not entry.get("source"):
        raise _fault(file, text, f"[{key}]", f"{key} 要写 value 和 source（出处）")
    value = entry["value"]
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _fault(file, text, f"[{key}]", f"{key} 的 value 只能是整数或文字")
    if isinstance(value, str) and (value[:1].isdigit() or value.startswith("end_of")):
        try:
            Span.parse(value)
        except ValueError as error:
            hint = f"{key} 的时长写法不对：{value!r}，例如 7 days、5 working_days"
            raise _fault(file, text, f"[{key}]", hint) from error
    return Rule(value, str(entry["source"]))


def _fault(file: Path, text: str, mark: str, why: str) -> RuleFileError:
    """`mark` begins the line to name; a rule written inside its group's table is found by its own name."""
    lines = [line.strip() for line in text.splitlines()]
    marks = (mark, mark.strip("[]").split(".")[-1])
    found = (n for one in marks for n, line in enumerate(lines, 1) if line.startswith(one))
    return RuleFileError(f"{file.name} 第 {next(found, 1)} 行：{why}")
