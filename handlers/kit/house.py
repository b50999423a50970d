"""What every room may ask of the house: the calendar, the rule book, the sets of point rules, and which channels read
the message log."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.kit.rulesets import RuleBook
from handlers.kit.scores import PointSet
from handlers.kit.worktime import Calendar


@dataclass(frozen=True)
class House:
    calendar: Calendar
    rules: RuleBook
    log_channels: frozenset[str] = frozenset({"web"})
    points: Mapping[str, PointSet] = field(default_factory=dict)
