"""What a text is about and what it wants: the request tree's leaves, how soon they hurry, and guesses."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.kit.roles import Role


class Urgency(StrEnum):
    """How soon a request must be settled; the hours and days themselves are rules."""

    URGENT = "urgent"
    DAY = "day"
    WEEK = "week"
    HARD = "hard"
    ORDINARY = "ordinary"


URGENCY_NAMES = {
    Urgency.URGENT: "突发",
    Urgency.DAY: "水电气热",
    Urgency.WEEK: "一般",
    Urgency.HARD: "疑难",
    Urgency.ORDINARY: "普通",
}

# The eight areas of service of a neighbourhood association (A2); there is no ninth.
AREAS = {
    1: "空间管理",
    2: "安全管理",
    3: "环境卫生",
    4: "文化体育",
    5: "政策宣传",
    6: "日常生活",
    7: "纠纷化解",
    8: "委托的其他",
}


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf of the tree. `roles` are tried in order for the first seat; `shared`: neighbours may read and join."""

    key: str
    name: str
    group: str
    area: int
    urgency: Urgency
    roles: tuple[Role, ...]
    shared: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """Category keys, best first; where it is not sure, they are what to ask about."""

    keys: tuple[str, ...]
    sure: bool

    @property
    def best(self) -> str:
        return self.keys[0]


class Intent(StrEnum):
    """What a resident wants with a message."""

    WISH = "wish"
    REQUEST = "request"
    QUESTION = "question"
    THANKS = "thanks"
    GREETING = "greeting"
    HOWTO = "howto"
    PROGRESS = "progress"
    GIVE_UP = "give_up"
    NUMBER = "number"
    NOISE = "noise"
    UNSURE = "unsure"
