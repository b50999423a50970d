"""Rule sets of other places, shipped as samples: shown, and adopted by copying one into the data folder. Sets of point
rules are shown beside them, and adopted by a rule that names one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from bot.settings import Settings
from handlers.kit.pointsets import load_sets
from handlers.kit.rulesets import RuleBook, RuleSet, load
from handlers.kit.scores import PointSet

_SHIPPED = ("handlers.requests",)
_POINTS = """# 积分用哪一套：从这天起的下一个周期换。几套用顿号隔开，按岗位取第一套合用的。
[set]
code = "points-{code}"
title = "积分用{title}"
from = {starts}
units = [{units}]

[points.sets]
value = "{code}"
source = "写上谁定的、哪天定的"
"""


class NoSample(Exception):
    """There is no sample of this code."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A rule set that can be adopted, and the file it lies in."""

    rules: RuleSet
    file: Path


def samples() -> list[Sample]:
    found: list[Sample] = []
    for package in _SHIPPED:
        folder = Path(str(resources.files(package) / "samples"))
        found += [Sample(load([file]).sets[0], file) for file in sorted(folder.glob("*.toml"))]
    return found


def point_sets(settings: Settings) -> list[PointSet]:
    """The sets of point rules, those of the data folder as well. RuleFileError names the first fault."""
    from bot.house import point_set_files  # noqa: PLC0415  # as below

    return sorted(load_sets(point_set_files(settings.data / "rules")).values(), key=lambda one: one.code)


def listed(settings: Settings) -> Iterator[tuple[tuple[str, str], Sequence[str]]]:
    """(code, title) and the lines of each that can be adopted, with their sources and what these leave open."""
    for one in samples():
        lines = [f"{key} = {rule.value}    {rule.source}" for key, rule in one.rules.rules.items()]
        yield (one.rules.code, one.rules.title), lines
    for points in point_sets(settings):
        yield (points.code, f"{points.title}（积分规则）"), (points.source, *points.pending)


def adopt(settings: Settings, code: str, units: tuple[str, ...], starts: date) -> Path:
    """Copy a sample into the data folder's rules, in force from a day, for some units (none: everywhere); of a set of
    point rules, the rule that names it.

    Raises NoSample, FileExistsError.
    """
    units_text = ", ".join(f'"{unit}"' for unit in units)
    sample = next((one for one in samples() if one.rules.code == code), None)
    if sample is None:
        rules = next((one for one in point_sets(settings) if one.code == code), None)
        if rules is None:
            raise NoSample(code)
        text = _POINTS.format(code=code, title=rules.title, starts=starts, units=units_text)
    else:
        text = _adapted(sample.file.read_text("utf-8"), units_text, starts)
    folder = settings.data / "rules"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{code}-{starts.isoformat()}.toml"
    with target.open("x", encoding="utf-8") as out:
        out.write(text)
    return target


def book(settings: Settings) -> RuleBook:
    """All rules as they are in force with the operator's own. RuleFileError names the first fault."""
    from bot.house import open_house  # noqa: PLC0415  # only a check needs the whole house

    return open_house(settings.data / "rules").rules


def _adapted(text: str, units: str, starts: date) -> str:
    lines = []
    for line in text.splitlines():
        if line.startswith("from = "):
            lines.append(f"from = {starts.isoformat()}")
        elif line.startswith("units = "):
            lines.append(f"units = [{units}]")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
