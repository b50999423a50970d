"""Photos in: checked, turned upright, made smaller, written anew without metadata. What goes out: by the policy."""

import asyncio
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageOps
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.web.errors import said
from bot.web.site import guest_of, site_of, viewer_of
from bot.web.sounds import mime_of
from bot.web.voices import played
from handlers.cases.photos import may_see
from handlers.front import MOST_MB, MOST_PHOTOS
from handlers.kit.turns import Photo
from storage.work import Work

MOST_PIXELS = 50_000_000
SIDE = 1600
# Whichever way they come, two at a time: a picture unpacked takes a hundred times its file.
_unpacking = ThreadPoolExecutor(2, "photos")


class Unreadable(Exception):
    """Not a picture, damaged, or one that would unpack to something huge."""


async def read_photos(uploads: Sequence[UploadFile]) -> tuple[tuple[Photo, ...], str]:
    """The photos of a form, or the code of the refusal that they meet."""
    if len(uploads) > MOST_PHOTOS:
        return (), "photos/too_many"
    if any((upload.size or 0) > MOST_MB * 1024 * 1024 for upload in uploads):
        return (), "photos/too_big"
    try:
        found = [await renewed(await upload.read()) for upload in uploads]
    except Unreadable:
        return (), "photos/unreadable"
    return tuple(found), ""


async def renewed(data: bytes) -> Photo:
    """The same as `remade`, in its turn. Raises Unreadable."""
    return await asyncio.get_running_loop().run_in_executor(_unpacking, remade, data)


def remade(data: bytes) -> Photo:
    """A picture written anew as JPEG: nothing of the file but its pixels is kept."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as raw:
            if raw.width * raw.height > MOST_PIXELS:
                raise Unreadable
            raw.draft("RGB", (SIDE, SIDE))
            raw.thumbnail((SIDE, SIDE))
            image = ImageOps.exif_transpose(raw).convert("RGB")
    except Unreadable:
        raise
    except Exception as error:  # damaged files make the decoders raise nearly anything
        raise Unreadable from error
    image.info.clear()  # comments would be written again
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return Photo(out.getvalue(), image.width, image.height)


async def photo(request: Request) -> Response:
    """A photo or a voice, to those whom its case lets see it."""
    site, guest = site_of(request), await guest_of(request)
    media_id, now = int(request.path_params["media"]), site.now()

    def read(work: Work) -> bytes | None:
        viewer = viewer_of(work, guest.account_id, now) if guest else None
        return work.media.data(media_id) if viewer and may_see(work, viewer.actor, media_id) else None

    data = await site.desk.read(read) if guest else None
    if data is None:
        return said("打不开", "这张照片、这段语音不在您这里，或者已经删除。", 404)
    mime = mime_of(data)
    if mime:
        return played(request, data, mime)
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})
