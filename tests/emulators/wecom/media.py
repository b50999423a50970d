"""Files for three days: what may come up, and what comes down."""

from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.record import Received
from tests.emulators.wecom.world import World

MB = 1024 * 1024
MOST = {"image": (10 * MB, 40009), "voice": (2 * MB, 45001), "video": (10 * MB, 40011), "file": (20 * MB, 45001)}
LEAST = 5
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
AMR = b"#!AMR\n"
FRAMES = (12, 13, 15, 17, 19, 20, 26, 31, 5)
"""Bytes of speech in a frame of AMR, by its mode; a frame is a fiftieth of a second."""
SECONDS = 60


def upload(world: World, call: Received) -> Json:
    kind = call.text("type")
    if kind not in MOST:
        raise Refused(40005)
    if "media" not in call.files:
        raise Refused(41005, "media data missing")
    name, body = call.files["media"]
    fits(kind, name, body)
    media = world.keep_file(kind, name, body)
    return good(type=kind, media_id=media.id, created_at=str(int(media.born)))


def fits(kind: str, name: str, body: bytes) -> None:
    most, code = MOST[kind]
    if not name:
        raise Refused(40004, "a file without a name")
    if len(body) <= LEAST:
        raise Refused(40006)
    if len(body) > most:
        raise Refused(code)
    if kind == "image" and not body.startswith(PICTURES):
        raise Refused(40004)
    if kind == "voice":
        if not body.startswith(AMR):
            raise Refused(40004)
        if seconds(body) > SECONDS:
            raise Refused(45007)


def seconds(amr: bytes) -> float:
    """How long this speaks. 40004 where it is no AMR."""
    at, frames = len(AMR), 0
    while at < len(amr):
        mode = amr[at] >> 3 & 15
        if mode >= len(FRAMES) and mode != 15:
            raise Refused(40004)
        at += 1 + (FRAMES[mode] if mode != 15 else 0)
        frames += 1
    return frames / 50
