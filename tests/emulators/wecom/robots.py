"""A group robot: whoever has its key writes to the group, twenty times a minute."""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from tests.emulators.wecom import cards
from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.media import MB, fits
from tests.emulators.wecom.record import Counted, Received
from tests.emulators.wecom.sending import ARTICLE
from tests.emulators.wecom.shape import items, refused_as, shape, text
from tests.emulators.wecom.shown import Shown, shown
from tests.emulators.wecom.world import Kept, World

NAMES = items(text(), 1000, 0)
FILE = shape({"media_id": text()})
CONTENTS = {
    "text": shape({"content": text(octets=2048)}, {"mentioned_list": NAMES, "mentioned_mobile_list": NAMES}),
    "markdown": shape({"content": text(octets=4096)}),
    "markdown_v2": shape({"content": text(octets=4096)}),
    "image": shape({"base64": text(), "md5": text(like="[0-9a-fA-F]{32}")}),
    "news": shape({"articles": items(ARTICLE, 8)}),
    "file": FILE,
    "voice": FILE,
    "template_card": lambda value, where: None,
}


@dataclass(eq=False)
class Robot:
    """`refusal`: the errcode that whoever writes is told; 0 while it is in its group."""

    world: World
    title: str
    key: str
    refusal: int = 0
    kept: list[Kept] = field(default_factory=list)
    counted: Counted = field(default_factory=Counted)

    @property
    def url(self) -> str:
        """The secret address that an administrator copies out of the group."""
        return f"{self.world.base}/cgi-bin/webhook/send?key={self.key}"

    @property
    def chat(self) -> list[Shown]:
        with self.world.lock:
            return [shown(one) for one in self.kept]

    def remove(self, code: int = 93000) -> None:
        """Taken out of the group: 93000; stopped: 93004; another group's: 93008."""
        with self.world.lock:
            self.refusal = code

    def restore(self) -> None:
        with self.world.lock:
            self.refusal = 0


@dataclass
class Robots:
    world: World
    all: dict[str, Robot] = field(default_factory=dict)

    def add(self, title: str) -> Robot:
        mark = hashlib.sha256(f"{self.world.seed}/{title}/{len(self.all)}".encode()).hexdigest()
        key = f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:32]}"
        self.all[key] = Robot(self.world, title, key)
        return self.all[key]

    def called(self, call: Received) -> Robot:
        found = self.all.get(call.text("key"))
        if not found or found.refusal:
            raise Refused(found.refusal if found else 93000)
        return found

    def send(self, world: World, call: Received) -> Json:
        robot, kind = self.called(call), call.body.get("msgtype")
        if kind not in CONTENTS:
            raise Refused(40008)
        with refused_as({"long": 45002}):
            shape({"msgtype": text(), kind: CONTENTS[kind]})(call.body, "")
        content = call.body[kind]
        files = self.files(robot, kind, content)
        if robot.counted.over("", world.now(), world.limits.robot, 60):
            raise Refused(45009)
        robot.counted.add("", world.now())
        robot.kept.append(Kept(world.mark(32), kind, content, world.now(), "", files))
        return good()

    def files(self, robot: Robot, kind: str, content: Json) -> list[bytes]:
        if kind == "template_card":
            if not str(content.get("card_type")).endswith("_notice"):
                raise Refused(42045)
            cards.checked(content)
        if kind == "image":
            return [picture(content)]
        return [self.world.file(content["media_id"], kind).body] if kind in {"file", "voice"} else []

    def upload(self, world: World, call: Received) -> Json:
        self.called(call)
        kind = call.text("type")
        if kind not in {"file", "voice"}:
            raise Refused(40005)
        if "media" not in call.files:
            raise Refused(41005, "media data missing")
        fits(kind, *call.files["media"])
        media = world.keep_file(kind, *call.files["media"])
        return good(type=kind, media_id=media.id, created_at=str(int(media.born)))


def picture(content: Json) -> bytes:
    try:
        body = base64.b64decode(content["base64"], validate=True)
    except binascii.Error:
        raise Refused(40058, "value: image.base64") from None
    if len(body) > 2 * MB:
        raise Refused(40009)
    if hashlib.md5(body).hexdigest() != content["md5"].lower():  # noqa: S324 - the platform's own check sum
        raise Refused(40058, "value: image.md5")
    fits("image", "image", body)
    return body
