"""Calls of customer service: pulling the inbox, sending, welcoming, accounts, links and names."""

from collections.abc import Callable

from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.desk import (
    NEW,
    OVER,
    PERSON,
    QUEUE,
    ROBOT,
    TOKEN_SECONDS,
    WELCOME_SECONDS,
    WINDOW_SECONDS,
    Account,
    Desk,
    Session,
)
from tests.emulators.wecom.record import Counted, Received
from tests.emulators.wecom.shape import Check, Wrong, items, number, one_of, refused_as, shape, text, whole
from tests.emulators.wecom.world import Kept

MOST_MESSAGES, MOST_ITEMS, MOST_NAMES = 5, 10, 100
LONG = {"long": 45002}
FILE = shape({"media_id": text()})
ITEMS: dict[str, Check] = {
    "click": shape({"content": text(octets=128)}, {"id": text(octets=128)}),
    "view": shape({"url": text(octets=2048, like=r"https?://\S+"), "content": text(octets=1024)}),
    "miniprogram": shape({"appid": text(octets=32), "pagepath": text(octets=1024), "content": text(octets=1024)}),
    "text": shape({"content": text(octets=256)}, {"no_newline": one_of(0, 1)}),
}


def item(value: object, where: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in ITEMS:
        raise Wrong("kind", f"{where}.type")
    shape({"type": text(), str(kind): ITEMS[str(kind)]})(value, where)


MENU = shape({"list": items(item, MOST_ITEMS)}, {"head_content": text(octets=1024), "tail_content": text(octets=1024)})
CONTENTS: dict[str, Check] = {
    "text": shape({"content": text(octets=2048)}, {"menu_id": text(octets=128)}),
    "image": FILE,
    "voice": FILE,
    "video": FILE,
    "file": FILE,
    "link": shape(
        {"title": text(octets=128), "url": text(octets=2048), "thumb_media_id": text()}, {"desc": text(octets=512)}
    ),
    "msgmenu": MENU,
    "location": shape({"latitude": number, "longitude": number}, {"name": text(), "address": text()}),
}
MESSAGE_ID = text(octets=32, like=r"[0-9a-zA-Z_\-]*", least=0)
TRANSITIONS = {NEW: {ROBOT, QUEUE, PERSON, OVER}, ROBOT: {QUEUE, PERSON, OVER}, QUEUE: {PERSON, OVER}, PERSON: {OVER}}


class Service:
    def __init__(self, desk: Desk) -> None:
        self.desk, self.world, self.tokenless = desk, desk.world, Counted()

    def calls(self) -> dict[str, tuple[str, Callable[[Received], Json]]]:
        """By path: the HTTP method and what is done."""
        return {
            "kf/sync_msg": ("POST", self.sync),
            "kf/send_msg": ("POST", self.send),
            "kf/send_msg_on_event": ("POST", self.welcome),
            "kf/account/list": ("*", self.accounts),
            "kf/add_contact_way": ("POST", self.contact_way),
            "kf/customer/batchget": ("POST", self.names),
            "kf/service_state/get": ("POST", self.state),
            "kf/service_state/trans": ("POST", self.transfer),
        }

    def sync(self, call: Received) -> Json:
        body = call.body
        with refused_as({}):
            shape(
                {},
                {
                    **{"cursor": text(octets=64, least=0), "token": text(octets=128, least=0)},
                    **{"limit": whole(0, 1000), "voice_format": one_of(0, 1), "open_kfid": text()},
                },
            )(body, "")
        account = self.pulled(body)
        start = self.place(account, body.get("cursor", ""))
        if self.emptied(account, start):
            return good(next_cursor=self.cursor(account, start), has_more=1, msg_list=[])
        return self.page(account, start, body.get("limit") or 1000)

    def pulled(self, body: Json) -> Account:
        """Which inbox: that of the token, or the one named. Without a token only so often."""
        kfid, token = body.get("open_kfid"), body.get("token")
        if token:
            known, born = self.desk.tokens.get(token, ("", 0.0))
            if not known or self.world.now() - born > TOKEN_SECONDS or kfid not in (None, known):
                raise Refused(95007)
            return self.desk.account(known)
        if not kfid:
            raise Refused(40058, "missing: open_kfid")
        if self.tokenless.over(kfid, self.world.now(), self.world.limits.tokenless, 60):
            raise Refused(45009)
        self.tokenless.add(kfid, self.world.now())
        return self.desk.account(kfid)

    def emptied(self, account: Account, start: int) -> bool:
        """Whether this page comes empty though there is more; never twice in a row."""
        if not self.desk.fresh(account, start) or account.id in self.desk.emptied:
            self.desk.emptied.discard(account.id)
            return False
        if empty := self.world.faults.happens("empty", f"sync:{account.id}"):
            self.desk.emptied.add(account.id)
        return empty

    def page(self, account: Account, start: int, limit: int) -> Json:
        if self.world.faults.happens("overlapping", f"sync:{account.id}"):
            start = max(0, start - 1)
        found = self.desk.fresh(account, start)
        page = found[:limit]
        end = page[-1][0] if page else len(account.inbox)
        more = int(len(found) > len(page))
        return good(next_cursor=self.cursor(account, end), has_more=more, msg_list=[one for _, one in page])

    def cursor(self, account: Account, at: int) -> str:
        return f"4gw7MepFLfgF2VC5{account.id[-4:]}{at:x}"

    def place(self, account: Account, cursor: str) -> int:
        opening = self.cursor(account, 0)[:-1]
        if not cursor:
            return 0
        try:
            if not cursor.startswith(opening):
                raise ValueError
            return int(cursor.removeprefix(opening), 16)
        except ValueError:
            raise Refused(40058, "invalid cursor") from None

    def checked(self, body: Json, **must: Check) -> Json:
        kind = body.get("msgtype")
        if kind not in CONTENTS:
            raise Refused(40008)
        menu = body.get("msgmenu")
        if isinstance(menu, dict) and isinstance(menu.get("list"), list) and len(menu["list"]) > MOST_ITEMS:
            raise Refused(95008)
        with refused_as(LONG | {"kind": 95009}):
            shape({"msgtype": text(), kind: CONTENTS[kind], **must}, {"msgid": MESSAGE_ID})(body, "")
        content: Json = body[kind]
        return content

    def send(self, call: Received) -> Json:
        body = call.body
        content = self.checked(body, touser=text(), open_kfid=text())
        account = self.desk.account(body["open_kfid"])
        session = self.desk.session(account.id, body["touser"])
        files = self.files(body["msgtype"], content)
        if (given := body.get("msgid")) and given in session.known:
            return good(msgid=given)
        self.allowed(session)
        session.sent += 1
        return good(msgid=self.put(account, session, body, files))

    def allowed(self, session: Session) -> None:
        """Five messages within 48 hours of what the customer last wrote, while no person serves them."""
        if not session.heard or self.world.now() - session.heard > WINDOW_SECONDS:
            raise Refused(95002)
        if session.sent >= MOST_MESSAGES:
            raise Refused(95001)
        if session.state not in (NEW, ROBOT):
            raise Refused(95018)

    def put(self, account: Account, session: Session, body: Json, files: list[bytes]) -> str:
        """Onto the phone, or nowhere: that is told later, by an event."""
        message, kind = body.get("msgid") or self.world.mark(32), body["msgtype"]
        session.known[message] = kind
        if session.refuses:
            self.desk.event(account, session, "msg_send_fail", fail_msgid=message, fail_type=session.refuses)
            self.desk.told(account)
        else:
            session.chat.append(Kept(message, kind, body[kind], self.world.now(), "", files))
        return str(message)

    def files(self, kind: str, content: Json) -> list[bytes]:
        if kind == "link":
            self.world.file(content["thumb_media_id"], "image")
        return [self.world.file(content["media_id"], kind).body] if "media_id" in content else []

    def welcome(self, call: Received) -> Json:
        body = call.body
        if body.get("msgtype") not in ("text", "msgmenu"):
            raise Refused(40008)
        self.checked(body, code=text())
        account, session, born = self.desk.welcomes.get(body["code"], (None, None, 0.0))
        if not account or not session or self.world.now() - born > WELCOME_SECONDS:
            raise Refused(40029)
        del self.desk.welcomes[body["code"]]
        session.welcomed = self.world.now()
        return good(msgid=self.put(account, session, body, []))

    def accounts(self, call: Received) -> Json:
        found = [
            {"open_kfid": one.id, "name": one.name, "avatar": f"{self.world.base}/avatar.png", "manage_privilege": True}
            for one in self.desk.accounts.values()
        ]
        start, limit = int(call.body.get("offset", 0)), int(call.body.get("limit", 100))
        return good(account_list=found[start : start + limit])

    def contact_way(self, call: Received) -> Json:
        with refused_as({}):
            shape({"open_kfid": text()}, {"scene": text(octets=32, like=r"[0-9a-zA-Z_\-]*", least=0)})(call.body, "")
        account, scene = self.desk.account(call.body["open_kfid"]), call.body.get("scene", "")
        mark = self.world.mark(20, "ENC")
        self.desk.scenes[mark] = (account.id, scene)
        base = f"https://work.weixin.qq.com/kfid/kfc{account.id[-16:].lower()}"
        return good(url=f"{base}?enc_scene={mark}" if scene else base)

    def names(self, call: Received) -> Json:
        with refused_as({}):
            shape({"external_userid_list": items(text(), MOST_NAMES)}, {"need_enter_session_context": one_of(0, 1)})(
                call.body, ""
            )
        asked = list(dict.fromkeys(call.body["external_userid_list"]))
        known = [
            {"external_userid": one, "nickname": self.desk.names[one], "avatar": "", "gender": 0}
            for one in asked
            if one in self.desk.names
        ]
        return good(customer_list=known, invalid_external_userid=[one for one in asked if one not in self.desk.names])

    def state(self, call: Received) -> Json:
        with refused_as({}):
            shape({"open_kfid": text(), "external_userid": text()})(call.body, "")
        session = self.desk.session(call.body["open_kfid"], call.body["external_userid"])
        return good(service_state=session.state, servicer_userid=session.servant)

    def transfer(self, call: Received) -> Json:
        must = {"open_kfid": text(), "external_userid": text(), "service_state": whole(0, 4)}
        with refused_as({}):
            shape(must, {"servicer_userid": text()})(call.body, "")
        session = self.desk.session(call.body["open_kfid"], call.body["external_userid"])
        wanted = call.body["service_state"]
        if wanted not in TRANSITIONS.get(session.state, set()):
            raise Refused(95016)
        session.state, session.servant = wanted, call.body.get("servicer_userid", "")
        return good()
