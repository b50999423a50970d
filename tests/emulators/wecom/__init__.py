"""A WeCom server on loopback HTTP, strict as the real one, with seeded faults and a log of every call.

`WeComApi(url)` is the server, to be used in a `with`; `staff`, `customer` and `robot` give phones and groups, each with
the `chat` it shows. What people do is posted to `url`; `handled` waits for that, `clock.move` lets time pass.
"""

from tests.emulators.wecom.api import AGENT, CORP, KFID, WeComApi
from tests.emulators.wecom.callbacks import Callback, Try
from tests.emulators.wecom.clock import Clock
from tests.emulators.wecom.customers import Customer
from tests.emulators.wecom.faults import Faults
from tests.emulators.wecom.phones import Staff
from tests.emulators.wecom.record import Limits, Outcome, Received
from tests.emulators.wecom.robots import Robot
from tests.emulators.wecom.shown import Button, Pressed, Sent, Shown

__all__ = [
    "AGENT",
    "CORP",
    "KFID",
    "Button",
    "Callback",
    "Clock",
    "Customer",
    "Faults",
    "Limits",
    "Outcome",
    "Pressed",
    "Received",
    "Robot",
    "Sent",
    "Shown",
    "Staff",
    "Try",
    "WeComApi",
]
