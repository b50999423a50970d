"""People on ordinary WeChat who write to a customer service account."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from tests.emulators.wecom.answers import Json
from tests.emulators.wecom.callbacks import Callback
from tests.emulators.wecom.desk import (
    OVER,
    PERSON,
    REFUSED_BY_CUSTOMER,
    SERVANT,
    WINDOW_SECONDS,
    Account,
    Desk,
    Session,
)
from tests.emulators.wecom.phones import sign_in
from tests.emulators.wecom.shown import Sent, Shown, shown
from tests.emulators.wecom.world import Kept

SCENE_BYTES = 128


class Customer:
    """A phone; `chat` is what it shows with this account, oldest first."""

    def __init__(self, desk: Desk, account: Account, session: Session) -> None:
        self.desk, self.world, self.account, self.session = desk, desk.world, account, session

    @property
    def id(self) -> str:
        return self.session.external

    @property
    def chat(self) -> list[Shown]:
        with self.world.lock:
            return [shown(one) for one in self.session.chat]

    @property
    def left(self) -> int:
        """How many messages may still be sent to them now."""
        with self.world.lock:
            inside = self.session.heard and self.world.now() - self.session.heard <= WINDOW_SECONDS
            return max(0, 5 - self.session.sent) if inside else 0

    def enter(self, scene: str = "", scene_param: str = "") -> Callback:
        """The chat is opened. Whoever was not welcomed and wrote nothing for 48 hours may be welcomed within 20 s."""
        if len(scene_param.encode()) > SCENE_BYTES:
            raise ValueError("no link carries so long a scene_param")
        with self.world.lock:
            now, session = self.world.now(), self.session
            more: Json = {}
            if now - max(session.heard, session.welcomed) > WINDOW_SECONDS:
                code = more["welcome_code"] = self.world.mark(40)
                self.desk.welcomes[code] = (self.account, session, now)
            self.desk.event(self.account, session, "enter_session", scene=scene, scene_param=scene_param, **more)
            return self.desk.told(self.account)

    def scan(self, url: str) -> Callback:
        """A code on a wall, as add_contact_way made it, `scene_param` added. ValueError for another account's."""
        found = parse_qs(urlsplit(url).query)
        kfid, scene = self.desk.scenes.get(found.get("enc_scene", [""])[0], (self.account.id, ""))
        if kfid != self.account.id or not url.startswith("https://work.weixin.qq.com/kfid/"):
            raise ValueError(f"not a link to {self.account.name}: {url}")
        return self.enter(scene, found.get("scene_param", [""])[0])

    def post(self, kind: str, content: Json, files: Sequence[bytes] = ()) -> Sent:
        with self.world.lock:
            self.desk.heard(self.session)
            number = self.desk.said(self.account, self.session, kind, content)
            self.session.chat.append(Kept(number, kind, content, self.world.now(), self.id, list(files)))
            return Sent(number, self.desk.told(self.account))

    def say(self, text: str) -> Sent:
        return self.post("text", {"content": text})

    def photo(self, jpeg: bytes) -> Sent:
        return self.file("image", "image.jpg", jpeg)

    def voice(self, amr: bytes) -> Sent:
        return self.file("voice", "voice.amr", amr)

    def document(self, name: str, body: bytes) -> Sent:
        return self.file("file", name, body)

    def file(self, kind: str, name: str, body: bytes) -> Sent:
        with self.world.lock:
            media = self.world.keep_file(kind, name, body)
            return self.post(kind, {"media_id": media.id}, [body])

    def location(self, latitude: float, longitude: float, name: str = "", address: str = "") -> Sent:
        where = {"latitude": latitude, "longitude": longitude, "name": name, "address": address}
        return self.post("location", where)

    def click(self, message_id: str, item: str) -> Sent:
        """An item of a menu by its id, or by its words where it has none; as often as one likes. LookupError when the
        menu has no such item."""
        with self.world.lock:
            menu = next((one for one in self.session.chat if one.id == message_id and one.kind == "msgmenu"), None)
            for one in shown(menu).buttons if menu else ():
                if not one.url and item in {one.key, one.text}:
                    return self.post("text", {"content": one.text} | ({"menu_id": one.key} if one.key else {}))
        raise LookupError(f"no item {item!r} in message {message_id}: {[s.labels for s in self.chat if s.from_bot]}")

    def recall(self, message_id: str) -> Callback:
        """A message is taken back; the event says which."""
        with self.world.lock:
            self.session.chat = [one for one in self.session.chat if one.id != message_id]
            self.desk.event(self.account, self.session, "user_recall_msg", recall_msgid=message_id)
            return self.desk.told(self.account)

    def refuse(self, fail_type: int = REFUSED_BY_CUSTOMER) -> None:
        """From now on nothing arrives, though it is accepted: an event tells later. 0: it arrives again."""
        with self.world.lock:
            self.session.refuses = fail_type

    def served(self, userid: str) -> Callback:
        """A person of the corporation takes over: the app can't write until they end it."""
        return self.turn(PERSON, 1, userid)

    def over(self) -> Callback:
        """The session is ended; the customer's next message begins another."""
        return self.turn(OVER, 3, "")

    def turn(self, state: int, change: int, userid: str) -> Callback:
        with self.world.lock:
            before, self.session.servant, self.session.state = self.session.servant, userid, state
            about: Json = {"change_type": change, "old_servicer_userid": before, "new_servicer_userid": userid}
            self.desk.event(self.account, self.session, "session_status_change", **about)
            return self.desk.told(self.account)

    def answered(self, userid: str, text: str) -> Callback:
        """What that person writes to the customer; the app may read it."""
        with self.world.lock:
            number = self.desk.said(self.account, self.session, "text", {"content": text}, SERVANT)
            self.account.inbox[-1]["servicer_userid"] = userid
            self.session.chat.append(Kept(number, "text", {"content": text}, self.world.now(), userid))
            return self.desk.told(self.account)

    def code(self) -> str:
        """A single-use code that says who looks at a page."""
        return sign_in(self.world, {"openid": f"o{self.id[2:]}", "external_userid": self.id})
