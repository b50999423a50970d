"""What every room may ask of the house: the calendar, the rule book, the sets of point rules, which channels read
the message log, and where its pages are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.kit.rulesets import RuleBook
from handlers.kit.scores import PointSet
from handlers.kit.worktime import Calendar


@dataclass(frozen=True)
class House:
    """`base` is the public address of the pages, without a slash at its end; empty where nobody outside opens them.
    `chats` are the channels that are on beside the pages."""

    calendar: Calendar
    rules: RuleBook
    log_channels: frozenset[str] = frozenset({"web"})
    points: Mapping[str, PointSet] = field(default_factory=dict)
    base: str = ""
    chats: tuple[str, ...] = ()

    def opens(self, channel: str) -> bool:
        """Whether a button on this channel can open a page."""
        return bool(self.base) or channel in self.log_channels
