"""The whole of it: a WeCom server that tests start, fill with people, and ask what it saw."""

import asyncio
from urllib.parse import urlencode

from tests.emulators.serving import Emulator
from tests.emulators.wecom.answers import Json
from tests.emulators.wecom.callbacks import Callback, Forged, Try
from tests.emulators.wecom.clock import Clock
from tests.emulators.wecom.crypto import Seal, xml
from tests.emulators.wecom.customers import Customer
from tests.emulators.wecom.desk import Account, Session
from tests.emulators.wecom.faults import Faults
from tests.emulators.wecom.phones import Staff
from tests.emulators.wecom.record import UNLIMITED, Limits, Received
from tests.emulators.wecom.robots import Robot
from tests.emulators.wecom.server import Server
from tests.emulators.wecom.world import App, Person, World

CORP, AGENT = "wwe1a2b3c4d5e6f708", 1000002
SECRET = "emulated-secret_of-the-app-0123456789abcdef"  # noqa: S105 - it opens nothing
KF_SECRET = "emulated-secret_of-the-desk-0123456789abcd"  # noqa: S105 - nor does this
TOKEN, KEY = "QDG6eKtoken", "kWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
KFID = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw"


class WeComApi(Emulator[Server]):
    """`url` is the address under test; without one, what people do is told to nobody. `speed` divides the five seconds
    that an answer to a callback may take. `clock` moves every limit that is about time. `limits`: how much may come in
    a minute; None: as much as one likes."""

    def __init__(  # noqa: PLR0913 - each is a line of the settings
        self,
        url: str = "",
        *,
        corp: str = CORP,
        agent: int = AGENT,
        secret: str = SECRET,
        kf_secret: str = KF_SECRET,
        token: str = TOKEN,
        key: str = KEY,
        seed: int = 1,
        faults: Faults | None = None,
        clock: Clock | None = None,
        limits: Limits | None = Limits(),  # noqa: B008 - it can't be changed
        speed: float = 1.0,
    ) -> None:
        self.corp, self.agent, self.secret, self.kf_secret = corp, agent, secret, kf_secret
        self.token, self.key, self.clock = token, key, clock or Clock()
        app = App(corp, agent, secret, kf_secret, Seal(token, key, corp))
        self.world = World(app, seed, faults or Faults(), self.clock, speed)
        self.limit(limits)
        self.server = Server(self.world)
        self.server.callbacks.url = url
        self.account()

    @property
    def base(self) -> str:
        return self.world.base

    @property
    def log(self) -> list[Received]:
        with self.world.lock:
            return list(self.server.log)

    def calls(self, path: str) -> list[Received]:
        """Calls of one path as in `message/send`."""
        return [one for one in self.log if one.path == path]

    @property
    def callbacks(self) -> list[Callback]:
        with self.world.lock:
            return list(self.server.callbacks.told)

    @property
    def slowest(self) -> float:
        """Seconds of the slowest answer to a callback."""
        with self.world.lock:
            return max((one.seconds for told in self.server.callbacks.told for one in told.tries), default=0.0)

    @property
    def dropped(self) -> list[tuple[str, Json]]:
        """Userid and body of what members were not shown, though the caller was told it was."""
        with self.world.lock:
            return list(self.world.dropped)

    def listen(self, url: str) -> None:
        """From now on callbacks go there."""
        with self.world.lock:
            self.server.callbacks.url = url
            self.world.changed()

    def fail(self, faults: Faults) -> None:
        """From now on these go wrong."""
        with self.world.lock:
            self.world.faults = faults.seeded(self.world.seed)

    def limit(self, limits: Limits | None) -> None:
        with self.world.lock:
            self.world.limits = limits or UNLIMITED

    def trust(self, trusted: bool) -> None:
        """Whether the caller's address is on the app's list; every call with a token is told 60020 when not."""
        with self.world.lock:
            self.world.trusted = trusted

    def kf_by_app(self, allowed: bool) -> None:
        """Whether the app's own token opens customer service, or only that of its own secret (48002)."""
        with self.world.lock:
            self.world.kf_by_app = allowed

    def revoke_tokens(self) -> None:
        """Every token that was given is told 40014 from now on."""
        with self.world.lock:
            for one in self.world.tokens.values():
                one.revoked = True

    def new_tokens(self) -> None:
        """From now on every gettoken gives a new token and ends the one before."""
        with self.world.lock:
            self.world.one_token = False

    def staff(self, userid: str, name: str = "", *, visible: bool = True, licensed: bool = True) -> Staff:
        """A person of the corporation; `visible`: whether the app may reach them."""
        with self.world.lock:
            person = self.world.people[userid] = Person(userid, name or userid, visible, licensed)
            return Staff(self.world, self.server.callbacks, person)

    def account(self, open_kfid: str = KFID, name: str = "微愿") -> Account:
        """One more customer service account; the first is there from the beginning."""
        with self.world.lock:
            return self.server.desk.accounts.setdefault(open_kfid, Account(open_kfid, name))

    def customer(self, external_userid: str, nickname: str = "", open_kfid: str = KFID) -> Customer:
        """Somebody on ordinary WeChat who found this account; they have written nothing yet."""
        with self.world.lock:
            desk = self.server.desk
            account = desk.accounts[open_kfid]
            desk.names[external_userid] = nickname or external_userid
            session = account.sessions.setdefault(external_userid, Session(external_userid))
            return Customer(desk, account, session)

    def robot(self, title: str = "网格群") -> Robot:
        """A robot in a group; whoever knows its `url` writes there."""
        with self.world.lock:
            return self.server.robots.add(title)

    def verify(self, url: str = "", token: str = "") -> tuple[bool, Try]:
        """The check of an address: whether it answered exactly the words that were sealed, within a second. `token`:
        another than the right one, to sign with."""
        if url:
            self.listen(url)
        return asyncio.run_coroutine_threadsafe(self._verify(token), self.server.loop).result(10)

    async def _verify(self, token: str) -> tuple[bool, Try]:
        seal, words = Seal(token or self.token, self.key, self.corp), self.world.digits()
        stamp, nonce = str(int(self.world.now())), self.world.digits()[:10]
        sealed = seal.encrypt(words.encode())
        query = {"msg_signature": seal.sign(stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce}
        told = await self.server.callbacks.get(urlencode(query | {"echostr": sealed}))
        return told.status == 200 and told.body == words and told.seconds <= 1.0, told

    def again(self, callback: Callback, lines: int = 1) -> Callback:
        """The same callback once more, by so many lines at the same moment."""
        number = next(self.server.callbacks.numbers)
        twin = Callback(number, callback.content, callback.fields, callback.queue, at_once=lines)
        return self.server.callbacks.put(twin)

    def forge(  # noqa: PLR0913 - each is a way to lie
        self,
        sender: str,
        text: str = "您好",
        *,
        signature: str | None = None,
        token: str | None = None,
        key: str | None = None,
        corp: str | None = None,
        doctype: bool = False,
        inner_doctype: bool = False,
        body: str | None = None,
        content: str | None = None,
        age: float = 0.0,
    ) -> Callback:
        """A post that the server never made: another signature, token, key or corporation, a DOCTYPE in front of the
        outer or inner XML, any body, any inner XML, an old timestamp. With none of these it is an honest message that
        nobody's phone shows."""
        stamp = int(self.world.now() - age)
        inside = content or xml(
            [
                *(("ToUserName", self.corp), ("FromUserName", sender), ("CreateTime", stamp), ("MsgType", "text")),
                *(("Content", text), ("MsgId", int(self.world.digits())), ("AgentID", self.agent)),
            ]
        )
        if inner_doctype:
            inside = '<!DOCTYPE xml [<!ENTITY a "b">]>' + inside
        seal = Seal(token or self.token, key or self.key, corp or self.corp)
        forged = Forged(signature, seal, body, doctype, age)
        number = next(self.server.callbacks.numbers)
        return self.server.callbacks.put(Callback(number, inside, {"FromUserName": sender}, f"forged:{number}", forged))

    def handled(self, seconds: float = 10) -> None:
        """Until the address under test has taken all that it was told, or it was given up."""
        self.wait(lambda: self.server.callbacks.idle, seconds)
