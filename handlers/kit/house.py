"""What every room may ask of the house: the calendar, the rule book, and which channels read the message log."""

from dataclasses import dataclass

from handlers.kit.rulesets import RuleBook
from handlers.kit.worktime import Calendar


@dataclass(frozen=True)
class House:
    calendar: Calendar
    rules: RuleBook
    log_channels: frozenset[str] = frozenset({"web"})
