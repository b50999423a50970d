"""Voices in: told from pictures by their bytes, checked for kind, size, length. Voices out: as players ask for them."""

import asyncio
import re
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.web.sounds import mime_of, sound
from handlers.kit.turns import Voice

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_SECONDS: Final = 60
_HEAD: Final = 64
ENDINGS: Final = {
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
}
_RANGE = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")


async def parted(uploads: Sequence[UploadFile]) -> tuple[list[UploadFile], list[UploadFile]]:
    """(pictures, recordings) by what they begin with; a recording of a kind that we don't know says so itself."""
    pictures: list[UploadFile] = []
    recordings: list[UploadFile] = []
    for upload in uploads:
        head = await upload.read(_HEAD)
        await upload.seek(0)
        spoken = bool(mime_of(head)) or (upload.content_type or "").startswith("audio/")
        (recordings if spoken else pictures).append(upload)
    return pictures, recordings


async def read_voice(recordings: Sequence[UploadFile]) -> tuple[Voice | None, str]:
    """The voice of a form, or the code of the refusal that it meets."""
    if not recordings:
        return None, ""
    if len(recordings) > 1:
        return None, "voices/too_many"
    if (recordings[0].size or 0) > MOST_BYTES:
        return None, "voices/too_big"
    return await asyncio.to_thread(checked, await recordings[0].read())


def checked(data: bytes) -> tuple[Voice | None, str]:
    """A recording as a voice, whatever channel brought it, or the code of the refusal that it meets."""
    found = sound(data) if len(data) <= MOST_BYTES else None
    if len(data) > MOST_BYTES:
        return None, "voices/too_big"
    if found is None:
        return None, "voices/unreadable"
    if found.seconds > MOST_SECONDS:
        return None, "voices/too_long"
    return Voice(data, found.seconds), ""


def played(request: Request, data: bytes, mime: str) -> Response:
    """A recording whole, or the part that a player asks for: some play nothing from a server that can't give parts.

    It goes by a name with its ending: what a browser can't play (AMR, say) can be downloaded and opened elsewhere.
    """
    headers = {
        "Cache-Control": "private, max-age=600",
        "Content-Disposition": f'inline; filename="voice.{ENDINGS.get(mime, "bin")}"',
        "Accept-Ranges": "bytes",
    }
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return Response(data, media_type=mime, headers=headers)
    first, last = _part(asked[1], asked[2], len(data))
    if first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], 206, headers, mime)


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last byte: 0-1, 500- to the end, -500 the last so many."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
