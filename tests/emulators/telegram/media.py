"""Pictures, voices and files: what the server makes of them, and where they can be fetched."""

from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.emulators.telegram.answers import Json, Refused, bad
from tests.emulators.telegram.params import Params

MB = 1024 * 1024
DOWNLOAD, UPLOAD, PHOTO, VOICE = 20 * MB, 50 * MB, 10 * MB, 1 * MB
SIDES = (90, 320, 800, 1280)


@dataclass
class File:
    id: str
    unique: str
    body: bytes
    path: str
    what: str
    shown: Json = field(default_factory=dict)
    """How it is told of in a message, for when it is sent again by its id."""
    asked: bool = False

    def json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique, "file_size": len(self.body)}


class Files:
    def __init__(self, seed: int) -> None:
        self.seed, self.kept, self.numbers = seed, dict[str, File](), count()

    def add(self, body: bytes, what: str, ending: str) -> File:
        number = next(self.numbers)
        mark = sha256(f"{self.seed}/{number}".encode()).hexdigest()
        file = File(f"AgACAgIAAxkB{mark[:52]}", f"AQAD{sha256(body).hexdigest()[:12]}", body, "", what)
        file.path = f"{what}/file_{number}.{ending}"
        self.kept[file.id] = file
        return file

    def find(self, file_id: str) -> File:
        if file_id not in self.kept:
            raise bad("wrong file identifier/HTTP URL specified")
        return self.kept[file_id]

    def at(self, path: str) -> File | None:
        return next((one for one in self.kept.values() if one.path == path and one.asked), None)

    def photo(self, body: bytes) -> list[Json]:
        """A picture in its sizes, smallest first, as the server draws it anew: nothing but the picture is left."""
        if len(body) > PHOTO:
            raise bad(f"file of size {len(body)} bytes is too big for a photo; the maximum size is {PHOTO} bytes")
        sizes = [self.drawn(image) for image in scaled(body)]
        for one in sizes:
            self.kept[one["file_id"]].shown = {"photo": sizes}
        return sizes

    def drawn(self, image: Image.Image) -> Json:
        kept = BytesIO()
        image.save(kept, "JPEG", quality=87)
        file = self.add(kept.getvalue(), "photos", "jpg")
        return file.json() | {"width": image.width, "height": image.height}

    def voice(self, body: bytes, seconds: int) -> Json:
        """A voice, or, when it is none or too long for one, a file."""
        if not body.startswith(b"OggS") or len(body) > VOICE:
            return self.document(body, "voice.ogg")
        file = self.add(body, "voice", "oga")
        file.shown = {"voice": file.json() | {"duration": seconds, "mime_type": "audio/ogg"}}
        return file.shown

    def document(self, body: bytes, name: str) -> Json:
        file = self.add(body, "documents", name.rpartition(".")[2])
        file.shown = {"document": file.json() | {"file_name": name}}
        return file.shown

    def sent(self, params: Params, given: str, what: str) -> File | tuple[str, bytes]:
        """What a call means by a file: one kept here, or one that came with it."""
        name = given.removeprefix("attach://") if given.startswith("attach://") else what
        if name in params.files:
            upload = params.files[name]
            if len(upload.body) > UPLOAD:
                raise Refused(413, "Request Entity Too Large")
            if not upload.body:
                raise bad("file must be non-empty")
            return upload.name, upload.body
        if not given:
            raise bad(f"there is no {what} in the request")
        if "://" in given:
            raise bad("failed to get HTTP URL content")
        return self.find(given)


def scaled(body: bytes) -> list[Image.Image]:
    try:
        image = Image.open(BytesIO(body)).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    long, short = max(image.size), min(image.size)
    if sum(image.size) > 10_000 or long > 20 * short:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    found = []
    for side in [*(one for one in SIDES if one < long), min(long, SIDES[-1])][: len(SIDES)]:
        smaller = image.copy()
        smaller.thumbnail((side, side))
        found.append(smaller)
    return found


def media_list(params: Params) -> list[Json]:
    """The parts of an album. 400 when it is no list of them."""
    if not params.has("media"):
        raise bad('parameter "media" is required')
    found: Any = params.parsed("media", "media")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise bad("expected an Array of InputMedia")
    if len(found) > 10:
        raise bad("too many messages to send as an album")
    if len(found) < 2:
        raise bad("an album must include 2-10 items")
    kinds = {str(one.get("type")) for one in found}
    if (alone := kinds - {"photo", "video"}) and len(kinds) > 1:
        raise bad(f"{min(alone)} can't be mixed with other media types")
    return found
