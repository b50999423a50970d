"""People of the corporation: what they say, press and see in the app's chat."""

import copy
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.emulators.wecom.answers import Json
from tests.emulators.wecom.callbacks import Callback, Callbacks
from tests.emulators.wecom.crypto import Pairs
from tests.emulators.wecom.picking import picked
from tests.emulators.wecom.shown import Button, Pressed, Sent, Shown, buttons, shown
from tests.emulators.wecom.world import Kept, Person, SignIn, World

Picks = Mapping[str, Sequence[str]]
"""Chosen options by question key."""


class Staff:
    """A phone; `chat` is what it shows in the app, oldest first."""

    def __init__(self, world: World, callbacks: Callbacks, person: Person) -> None:
        self.world, self.callbacks, self.person = world, callbacks, person

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def chat(self) -> list[Shown]:
        with self.world.lock:
            return [shown(one) for one in self.person.chat]

    @property
    def menu(self) -> list[Button]:
        """What the menu below the chat offers, those of its branches too."""
        with self.world.lock:
            rows = (self.world.menu or {}).get("button", [])
        leaves = [leaf for one in rows for leaf in one.get("sub_button") or [one]]
        return [Button(one["name"], one.get("key", ""), one.get("url", "")) for one in leaves]

    def tell(self, pairs: Pairs) -> Callback:
        opening: Pairs = [("ToUserName", self.world.app.corp), ("FromUserName", self.id)]
        opening.append(("CreateTime", int(self.world.now())))
        return self.callbacks.add([*opening, *pairs, ("AgentID", self.world.app.agent)], self.id)

    def event(self, name: str, *more: tuple[str, object]) -> Callback:
        return self.tell([("MsgType", "event"), ("Event", name), *more])

    def post(self, kind: str, content: Json, pairs: Pairs, files: Sequence[bytes] = ()) -> Sent:
        with self.world.lock:
            number = self.world.digits()
            self.person.chat.append(Kept(number, kind, content, self.world.now(), self.id, list(files)))
            return Sent(number, self.tell([("MsgType", kind), *pairs, ("MsgId", int(number))]))

    def say(self, text: str) -> Sent:
        return self.post("text", {"content": text}, [("Content", text)])

    def photo(self, jpeg: bytes) -> Sent:
        with self.world.lock:
            media = self.world.keep_file("image", "image.jpg", jpeg)
            pairs: Pairs = [("PicUrl", f"{self.world.base}/pic/{media.id}"), ("MediaId", media.id)]
            return self.post("image", {"media_id": media.id}, pairs, [jpeg])

    def voice(self, amr: bytes) -> Sent:
        with self.world.lock:
            media = self.world.keep_file("voice", "voice.amr", amr)
            pairs: Pairs = [("MediaId", media.id), ("Format", "amr")]
            return self.post("voice", {"media_id": media.id}, pairs, [amr])

    def video(self, mp4: bytes) -> Sent:
        with self.world.lock:
            media = self.world.keep_file("video", "video.mp4", mp4)
            pairs: Pairs = [("MediaId", media.id), ("ThumbMediaId", media.id)]
            return self.post("video", {"media_id": media.id}, pairs, [mp4])

    def link(self, title: str, url: str, description: str = "") -> Sent:
        pairs: Pairs = [("Title", title), ("Description", description), ("Url", url), ("PicUrl", "")]
        return self.post("link", {"title": title, "description": description, "url": url}, pairs)

    def location(self, latitude: float, longitude: float, label: str = "") -> Sent:
        content = {"latitude": latitude, "longitude": longitude, "title": label}
        pairs: Pairs = [("Location_X", latitude), ("Location_Y", longitude), ("Scale", 16), ("Label", label)]
        return self.post("location", content, [*pairs, ("AppType", "wxwork")])

    def enter(self) -> Callback:
        """The app is opened; told at most once an hour, as often as you like here."""
        return self.event("enter_agent", ("EventKey", ""))

    def follow(self) -> Callback:
        """Somebody let them see the app."""
        self.person.visible = True
        return self.event("subscribe")

    def unfollow(self) -> Callback:
        self.person.visible = False
        return self.event("unsubscribe")

    def choose(self, label: str) -> Callback:
        """A button of the menu. LookupError when there is none that says this."""
        for one in self.menu:
            if one.text == label:
                name = "view" if one.url else "click"
                return self.event(name, ("EventKey", one.url or one.key))
        raise LookupError(f"no {label!r} in the menu: {[one.text for one in self.menu]}")

    def press(self, message_id: str, key: str, picks: Picks | None = None) -> Pressed:
        """A button of a card by its key, with what is chosen above it; where nothing is said, what the card itself
        has chosen. LookupError when it can't be pressed (any more)."""
        with self.world.lock:
            kept = self.message(message_id)
            if kept.kind != "template_card" or key not in {one.key for one in buttons(kept) if one.key}:
                raise LookupError(f"nothing to press with key {key!r} on {shown(kept).labels}, {kept.replaced!r}")
            hidden = any(one.menu and one.key == key for one in buttons(kept))
            chosen = [] if hidden else picked(kept.content, picks or {})
            code = self.world.response_code(kept.content["task_id"])
            return Pressed("", self.pressed(kept.content, key, code, chosen, hidden), code)

    def pressed(self, card: Json, key: str, code: str, chosen: list[tuple[str, list[str]]], hidden: bool) -> Callback:
        pairs: Pairs = [("EventKey", key), ("TaskId", card["task_id"]), ("CardType", card["card_type"])]
        pairs.append(("ResponseCode", code))
        if chosen:
            of: Pairs = [
                ("SelectedItem", [("QuestionKey", question), ("OptionIds", [("OptionId", one) for one in options])])
                for question, options in chosen
            ]
            pairs.append(("SelectedItems", of))
        return self.event("template_card_menu_event" if hidden else "template_card_event", *pairs)

    def message(self, message_id: str) -> Kept:
        for one in self.person.chat:
            if one.id == message_id:
                return one
        raise LookupError(f"no message {message_id} on the phone of {self.id}")

    def authorize(self, url: str) -> str:
        """The page of a link to the sign-in, opened in the app: where it leads, with a code. ValueError when the link
        is not one that works for this app."""
        found = {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}
        app = self.world.app
        wanted = {"appid": app.corp, "response_type": "code"}
        wrong = {name: found.get(name) for name, value in wanted.items() if found.get(name) != value}
        if wrong or found.get("scope") not in {"snsapi_base", "snsapi_privateinfo"} or "redirect_uri" not in found:
            raise ValueError(f"no link to a sign-in: {url}")
        if urlsplit(url).fragment != "wechat_redirect":
            raise ValueError(f"the link does not end in #wechat_redirect: {url}")
        back = found["redirect_uri"]
        return f"{back}{'&' if '?' in back else '?'}" + urlencode(
            {"code": self.code(), "state": found.get("state", "")}
        )

    def code(self) -> str:
        """A single-use code that says who looks, good for five minutes."""
        return sign_in(self.world, {"userid": self.id})


def sign_in(world: World, who: Json) -> str:
    with world.lock:
        code = world.mark(43)
        world.signing_in[code] = SignIn(copy.deepcopy(who), world.now())
        return code
