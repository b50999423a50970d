"""Customer service as the server keeps it: accounts, customers, their sessions, and the inbox that is pulled."""

from dataclasses import dataclass, field

from tests.emulators.wecom.answers import Json, Refused
from tests.emulators.wecom.callbacks import Callback, Callbacks
from tests.emulators.wecom.clock import DAY
from tests.emulators.wecom.world import Kept, World

INBOX_SECONDS, TOKEN_SECONDS, WELCOME_SECONDS, WINDOW_SECONDS = 3 * DAY, 600.0, 20.0, 2 * DAY
CUSTOMER, EVENT, SERVANT = 3, 4, 5
NEW, ROBOT, QUEUE, PERSON, OVER = range(5)
REFUSED_BY_CUSTOMER = 10


@dataclass(eq=False)
class Session:
    """One customer at one account."""

    external: str
    chat: list[Kept] = field(default_factory=list)
    state: int = NEW
    servant: str = ""
    heard: float = 0.0
    """When the customer last wrote; 0: never."""
    welcomed: float = 0.0
    sent: int = 0
    """Messages since the customer last wrote."""
    refuses: int = 0
    """The fail_type that messages meet after they were accepted; 0: they arrive."""
    known: dict[str, str] = field(default_factory=dict)
    """Message ids that were given with a call."""


@dataclass(eq=False)
class Account:
    id: str
    name: str
    inbox: list[Json] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)


@dataclass(eq=False)
class Desk:
    world: World
    callbacks: Callbacks
    accounts: dict[str, Account] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Nicknames by external_userid."""
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Of a callback: which account it was about, and when."""
    welcomes: dict[str, tuple[Account, Session, float]] = field(default_factory=dict)
    scenes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Account and scene by what stands in a link."""
    emptied: set[str] = field(default_factory=set)
    """Accounts whose last page came empty though there was more."""

    def account(self, kfid: object) -> Account:
        found = self.accounts.get(str(kfid))
        if not found:
            raise Refused(95000)
        return found

    def session(self, kfid: object, external: object) -> Session:
        """40003 for somebody who never came to this account."""
        found = self.account(kfid).sessions.get(str(external))
        if not found:
            raise Refused(40003, "invalid external_userid")
        return found

    def put(self, account: Account, message: Json) -> str:
        """Into the inbox; its msgid."""
        told = {"msgid": self.world.mark(32), "send_time": int(self.world.now())} | message
        account.inbox.append(told)
        return str(told["msgid"])

    def told(self, account: Account) -> Callback:
        """The address under test hears that there is something to pull."""
        token = self.world.mark(48, "ENC")
        self.tokens[token] = (account.id, self.world.now())
        return self.callbacks.add(
            [
                *(("ToUserName", self.world.app.corp), ("CreateTime", int(self.world.now()))),
                *(("MsgType", "event"), ("Event", "kf_msg_or_event"), ("Token", token), ("OpenKfId", account.id)),
            ],
            f"kf:{account.id}",
        )

    def said(self, account: Account, session: Session, kind: str, content: Json, origin: int = CUSTOMER) -> str:
        """What a customer (or a person who serves them) wrote."""
        about = {"open_kfid": account.id, "external_userid": session.external, "origin": origin}
        return self.put(account, about | {"msgtype": kind, kind: content})

    def event(self, account: Account, session: Session, kind: str, **more: object) -> str:
        told = {"event_type": kind, "open_kfid": account.id, "external_userid": session.external}
        return self.put(account, {"origin": EVENT, "msgtype": "event", "event": told | more})

    def heard(self, session: Session) -> None:
        """The customer wrote: five more messages may be sent, and whoever had been left comes anew."""
        session.heard, session.sent = self.world.now(), 0
        if session.state == OVER:
            session.state = NEW

    def fresh(self, account: Account, start: int) -> list[tuple[int, Json]]:
        """What lies behind this place and is not older than three days, with the place behind each."""
        now = self.world.now()
        found = list(enumerate(account.inbox[start:], start + 1))
        return [(at, one) for at, one in found if now - one["send_time"] <= INBOX_SECONDS]
