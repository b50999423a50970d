"""What arrived, when, and what became of it."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.emulators.wecom.answers import Json


@dataclass(frozen=True)
class Outcome:
    """`delivered`: it had its effect; `answered`: the answer left whole. `status` is 0 where the line was cut."""

    status: int
    code: int
    delivered: bool
    answered: bool
    fault: str = ""
    answer: Json = field(default_factory=dict)


@dataclass
class Received:
    """One call; `path` as in `message/send`, `at` in seconds of the server's clock; no outcome while it is open."""

    path: str
    query: dict[str, str]
    body: Json
    at: float
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)
    outcome: Outcome | None = None
    secret: str = ""
    """Whose token it came with: `app`, `kf`, or nobody's."""

    @property
    def who(self) -> str:
        """Whom it is for, as far as the call says so."""
        named = self.body.get("userids")
        several = "|".join(map(str, named)) if isinstance(named, list) else ""
        return str(self.body.get("touser") or several or self.query.get("key") or "")

    def text(self, name: str) -> str:
        return self.query.get(name, "")


@dataclass(frozen=True)
class Limits:
    """How many a minute: messages to a member (and an hour), calls of one path, messages by a robot, pulls of an inbox
    without the token of a callback."""

    member: int = 30
    member_hour: int = 1000
    path: int = 10_000
    robot: int = 20
    tokenless: int = 30


UNLIMITED = Limits(*[10**9] * 5)


@dataclass
class Counted:
    """How often something happened of late."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def over(self, key: str, now: float, most: int, span: float) -> bool:
        """Whether `most` are reached within the last `span` seconds."""
        times = self.times[key]
        return len(times) - bisect_right(times, now - span) >= most

    def add(self, key: str, now: float) -> None:
        insort(self.times[key], now)
