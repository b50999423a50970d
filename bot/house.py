"""Open the house: the calendar, the shipped rules and the operator's own."""

from importlib import resources
from pathlib import Path

from handlers.kit import rulesets
from handlers.kit.house import House
from handlers.kit.worktime import china

_SHIPPED = (
    *("handlers.wishes", "handlers.requests", "handlers.summons", "handlers.invitations", "handlers.reminders"),
    "handlers.duties",
)


def open_house(own_rules: Path | None = None) -> House:
    """RuleFileError names the file and line of the first fault."""
    files = [Path(str(resources.files(package) / "rules.toml")) for package in _SHIPPED]
    shipped = len(files)
    if own_rules and own_rules.is_dir():
        files += sorted(own_rules.glob("*.toml"))
    return House(china(), rulesets.load(files, shipped))
