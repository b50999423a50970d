"""What every room may ask of the house: the calendar and the rule book."""

from dataclasses import dataclass

from handlers.kit.rulesets import RuleBook
from handlers.kit.worktime import Calendar


@dataclass(frozen=True)
class House:
    calendar: Calendar
    rules: RuleBook
