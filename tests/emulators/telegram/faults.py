"""What can go wrong between a bot and the Bot API."""

from dataclasses import dataclass
from typing import ClassVar

from tests.emulators.drawn import Drawn


@dataclass(frozen=True)
class Faults(Drawn):
    """Before a call has its effect: `too_many` (429), `server_error` (500), `lost_before` (the line is cut); after it:
    `lost_after` (the line is cut). `bad_gateway` (502 in HTML) and `restart` (500 in JSON) come before or after, and
    nobody can tell which; `slow` answers late by `delay` seconds. Updates come twice (`repeated`) or past one of
    another queue (`reordered`); a webhook's answer gets lost (`unheard`): then it is told again what it has. `only`:
    methods in small letters."""

    calls: ClassVar = ("too_many", "server_error", "bad_gateway", "restart", "slow", "lost_before", "lost_after")

    too_many: float = 0
    server_error: float = 0
    bad_gateway: float = 0
    restart: float = 0
    slow: float = 0
    lost_before: float = 0
    lost_after: float = 0
    repeated: float = 0
    reordered: float = 0
    unheard: float = 0
    retry_after: int = 1
