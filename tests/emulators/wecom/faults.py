"""What can go wrong between us and WeCom."""

from dataclasses import dataclass
from typing import ClassVar

from tests.emulators.drawn import Drawn


@dataclass(frozen=True)
class Faults(Drawn):
    """Before a call has its effect: `too_many` (errcode 45009), `busy` (errcode -1), `server_error` (HTTP 500),
    `lost_before` (the line is cut); after it: `lost_after` (the line is cut). `bad_gateway` (HTTP 502 in HTML) comes
    before or after, and nobody can tell which; `slow` answers late by `delay` seconds. Callbacks come twice at once
    (`repeated`), after the next one of the same person (`reordered`), never (`unheard`), or again because the answer to
    them was lost (`unheeded`). Pages of kf/sync_msg come empty though there is more (`empty`), or begin with what the
    last one ended with (`overlapping`). `only`: paths as in `message/send`."""

    calls: ClassVar = ("too_many", "busy", "server_error", "bad_gateway", "slow", "lost_before", "lost_after")

    too_many: float = 0
    busy: float = 0
    server_error: float = 0
    bad_gateway: float = 0
    slow: float = 0
    lost_before: float = 0
    lost_after: float = 0
    repeated: float = 0
    reordered: float = 0
    unheard: float = 0
    unheeded: float = 0
    empty: float = 0
    overlapping: float = 0
