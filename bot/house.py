"""Open the house: the calendar, the shipped rules and the operator's own."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from handlers.duties.rules import duty
from handlers.kit import rulesets
from handlers.kit.climbing import RUNGS
from handlers.kit.house import House
from handlers.kit.pointsets import load_sets
from handlers.kit.rulesets import RuleFileError, RuleSet, Value
from handlers.kit.worktime import Calendar, china, moved_days
from handlers.people import channels
from handlers.points.rules import set_codes

_SHIPPED = (
    *("handlers.wishes", "handlers.requests", "handlers.summons", "handlers.invitations", "handlers.reminders"),
    *("handlers.duties", "handlers.points", "handlers.merits", "handlers.people"),
)


def open_house(own_rules: Path | None = None, base: str = "", chats: tuple[str, ...] = ()) -> House:
    """`base`: the public address of the pages, if there is one; `chats`: the channels that are on beside them.

    RuleFileError names the file and line of the first fault. Beside rules, the folder may hold the calendars of years
    that were published later than this program.
    """
    files = [Path(str(resources.files(package) / "rules.toml")) for package in _SHIPPED]
    shipped, calendar = len(files), china()
    if own_rules and own_rules.is_dir():
        files += sorted(own_rules.glob("*.toml"))
        calendar = _with(calendar, sorted(own_rules.glob("*.json")))
    rules, points = rulesets.load(files, shipped), load_sets(point_set_files(own_rules))
    for file, one in zip(files, rules.sets, strict=True):
        _readable(file, one, tuple(points))
    return House(calendar, rules, points=points, base=base.rstrip("/"), chats=chats)


def point_set_files(own_rules: Path | None) -> Sequence[Path]:
    """The shipped sets of point rules, and the operator's own."""
    shipped = sorted(Path(str(resources.files("handlers.points") / "sets")).glob("*.toml"))
    own = sorted((own_rules / "points").glob("*.toml")) if own_rules else []
    return [*shipped, *own]


def _readable(file: Path, one: RuleSet, points: Sequence[str]) -> None:
    """What is read only at its hour must not fail only then: at three in the night nobody is there to mend it."""
    for key, rule in one.rules.items():
        if why := _wrong(key, rule.value) or (_wrong_sets(rule.value, points) if key == "points.sets" else ""):
            raise RuleFileError(f"{file.name} 的 [{key}]：{why}")


def _wrong(key: str, value: Value) -> str:
    """What is wrong with a value; empty where nothing is."""
    if key.startswith("duty."):
        try:
            duty(key, str(value))
        except ValueError as error:
            return f"{error}"
    if key.startswith("quiet.") and not _is_hour(value):
        return f"{value} 不是钟点，要写成 2130 这样：晚上九点半"
    if key == channels.KEY:
        return channels.wrong(value)
    if key == "escalate.often_to" and value not in RUNGS:
        return f"{value} 不是能报到的一级，能写 {'、'.join(RUNGS)}"
    return ""


def _wrong_sets(value: Value, points: Sequence[str]) -> str:
    codes = set_codes(str(value))
    strange = [code for code in codes if code not in points]
    if codes and not strange:
        return ""
    fault = f"没有 {'、'.join(strange)} 这套积分规则" if strange else "没有写是哪一套积分规则"
    return f"{fault}，能写的有 {'、'.join(points)}"


def _is_hour(value: Value) -> bool:
    return isinstance(value, int) and 0 <= value // 100 < 24 and 0 <= value % 100 < 60


def _with(calendar: Calendar, files: Sequence[Path]) -> Calendar:
    moved = dict(calendar.moved)
    for file in files:
        try:
            moved.update(moved_days(file.read_text("utf-8")))
        except ValueError as error:
            raise RuleFileError(f"{file.name}：读不出放假安排：{error}") from error
    return Calendar(moved)
