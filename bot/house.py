"""Open the house: the calendar, the shipped rules and the operator's own."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from handlers.kit import rulesets
from handlers.kit.house import House
from handlers.kit.rulesets import RuleFileError
from handlers.kit.worktime import Calendar, china, moved_days

_SHIPPED = (
    *("handlers.wishes", "handlers.requests", "handlers.summons", "handlers.invitations", "handlers.reminders"),
    "handlers.duties",
)


def open_house(own_rules: Path | None = None) -> House:
    """RuleFileError names the file and line of the first fault. Beside rules, the folder may hold the calendars of
    years that were published later than this program."""
    files = [Path(str(resources.files(package) / "rules.toml")) for package in _SHIPPED]
    shipped, calendar = len(files), china()
    if own_rules and own_rules.is_dir():
        files += sorted(own_rules.glob("*.toml"))
        calendar = _with(calendar, sorted(own_rules.glob("*.json")))
    return House(calendar, rulesets.load(files, shipped))


def _with(calendar: Calendar, files: Sequence[Path]) -> Calendar:
    moved = dict(calendar.moved)
    for file in files:
        try:
            moved.update(moved_days(file.read_text("utf-8")))
        except ValueError as error:
            raise RuleFileError(f"{file.name}：读不出放假安排：{error}") from error
    return Calendar(moved)
