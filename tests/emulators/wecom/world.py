"""What the server knows: people, what they see, tokens, cards, files, customers; one lock over all of it."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.emulators.wecom.answers import Json, Refused
from tests.emulators.wecom.clock import DAY, Clock
from tests.emulators.wecom.crypto import Seal
from tests.emulators.wecom.faults import Faults
from tests.emulators.wecom.record import Counted, Limits

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
TOKEN_SECONDS, MEDIA_SECONDS, RESPONSE_SECONDS, CODE_SECONDS = 7200.0, 3 * DAY, 3 * DAY, 300.0


@dataclass(eq=False)
class Kept:
    """A message in somebody's chat as it is now; `sender` is empty where the app, the account or a robot speaks."""

    id: str
    kind: str
    content: Json
    at: float
    sender: str = ""
    files: list[bytes] = field(default_factory=list)
    replaced: str = ""
    """What stands in place of a card's buttons once they were pressed."""
    updates: int = 0


@dataclass(eq=False)
class Person:
    id: str
    name: str
    visible: bool = True
    """Whether the app may be seen by them at all."""
    licensed: bool = True
    chat: list[Kept] = field(default_factory=list)


@dataclass(eq=False)
class Secret:
    """What a token was given for, and when."""

    secret: str
    born: float
    revoked: bool = False


@dataclass(eq=False)
class Media:
    id: str
    kind: str
    name: str
    body: bytes
    born: float


@dataclass(eq=False)
class ResponseCode:
    """Good for one change of the card with this task, for whoever has it."""

    task: str
    born: float
    used: bool = False


@dataclass(eq=False)
class SignIn:
    """A single-use code of the page that says who looks."""

    who: Json
    born: float
    used: bool = False


@dataclass(frozen=True)
class App:
    """What the operator enters in the settings of the product, and the server knows too."""

    corp: str
    agent: int
    secret: str
    kf_secret: str
    seal: Seal


class World:
    def __init__(self, app: App, seed: int, faults: Faults, clock: Clock, speed: float) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.app, self.seed, self.clock, self.speed = app, seed, clock, speed
        self.random = random.Random(seed)  # noqa: S311 - ids of a play, not secrets
        self.faults = faults.seeded(seed)
        self.base = ""
        self.tokens: dict[str, Secret] = {}
        self.people: dict[str, Person] = {}
        self.media: dict[str, Media] = {}
        self.tasks: dict[str, list[tuple[str, Kept]]] = {}
        """Cards by task: who has which."""
        self.codes: dict[str, ResponseCode] = {}
        self.signing_in: dict[str, SignIn] = {}
        self.menu: Json | None = None
        self.trusted, self.kf_by_app, self.limits = True, True, Limits()
        self.one_token = True
        """Whether gettoken gives the same token until it ends; if not, a new one ends the old one."""
        self.calls, self.to_members = Counted(), Counted()
        self.dropped: list[tuple[str, Json]] = []
        """What members were not shown: sent too often, or the same once more."""
        self.recent: dict[str, float] = {}
        self.listeners: list[Callable[[], None]] = []

    def now(self) -> float:
        return self.clock.now()

    def mark(self, length: int, start: str = "") -> str:
        return start + "".join(self.random.choices(LETTERS, k=length))

    def digits(self) -> str:
        """A MsgId: 64 bits, as the server's are."""
        return str(self.random.randrange(10**18, 9 * 10**18))

    def changed(self) -> None:
        """Whoever waits for something looks again; to be called with the lock held."""
        self.lock.notify_all()
        for listener in self.listeners:
            listener()

    def person(self, userid: str) -> Person:
        """60111 when nobody is called that, 60011 when the app may not see them."""
        found = self.people.get(userid)
        if not found:
            raise Refused(60111)
        if not found.visible:
            raise Refused(60011)
        return found

    def file(self, media_id: object, kind: str = "") -> Media:
        """40007 when it is unknown, older than three days, or of another kind."""
        found = self.media.get(str(media_id))
        if not found or self.now() - found.born > MEDIA_SECONDS or (kind and found.kind != kind):
            raise Refused(40007)
        return found

    def keep_file(self, kind: str, name: str, body: bytes) -> Media:
        media = Media(self.mark(64, "3"), kind, name, body, self.now())
        self.media[media.id] = media
        return media

    def response_code(self, task: str) -> str:
        code = self.mark(72)
        self.codes[code] = ResponseCode(task, self.now())
        return code
