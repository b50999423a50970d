"""A Bot API server on loopback HTTP, strict as the real one, with seeded faults and a log of every call."""

from tests.emulators.telegram.api import BotApi
from tests.emulators.telegram.faults import Faults
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.phones import User
from tests.emulators.telegram.record import Limits, Outcome, Received
from tests.emulators.telegram.shown import Button, Press, Sent, Shown

__all__ = ["BotApi", "Button", "Faults", "Group", "Limits", "Outcome", "Press", "Received", "Sent", "Shown", "User"]
