"""Files that members sent, fetched and made safe: pictures written anew, voices checked. They are kept for 3 days."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import structlog

from bot.channels.base import RetryLater
from bot.channels.wecom.client import TooBig, WeCom
from bot.channels.wecom.errors import WeComError
from bot.channels.wecom.reading import Heard
from bot.web.photos import Unreadable, renewed
from bot.web.voices import checked
from handlers.front import MOST_MB
from handlers.kit.turns import Incoming, Photo, Voice

log = structlog.get_logger()

PAUSES: Final = (0.3, 1.0, 3.0)  # seconds before another try: whoever sent it waits for an answer


class Unfetched(Exception):
    """The file can't be had; `trouble` is the code of the refusal that this makes."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


async def completed(client: WeCom, heard: Heard) -> Incoming:
    """The message with what it brought, or with the trouble that this makes."""
    try:
        photos = await _photos(client, heard.files)
        voice, trouble = await _voice(client, heard.spoken) if heard.spoken else (None, "")
    except Unfetched as failed:
        return replace(heard.incoming, trouble=failed.trouble)
    return replace(heard.incoming, photos=photos, voice=voice, trouble=trouble)


async def _photos(client: WeCom, files: Sequence[str]) -> tuple[Photo, ...]:
    return tuple([await _photo(client, file) for file in files])


async def _photo(client: WeCom, file: str) -> Photo:
    data = await fetched(client, file, "photos")
    if len(data) > MOST_MB << 20:
        raise Unfetched("photos/too_big")
    try:
        return await renewed(data)
    except Unreadable:
        raise Unfetched("photos/unreadable") from None


async def _voice(client: WeCom, spoken: str) -> tuple[Voice | None, str]:
    """WeCom records AMR: kept as it came, to be listened to or downloaded; nothing here turns it into another kind."""
    return await asyncio.to_thread(checked, await fetched(client, spoken, "voices"))


async def fetched(client: WeCom, media_id: str, kind: str) -> bytes:
    """The bytes of a file, after a few tries. `kind`: photos or voices. Raises Unfetched."""
    for pause in (*PAUSES, None):
        try:
            return await client.download(media_id)
        except TooBig:
            raise Unfetched(f"{kind}/too_big") from None
        except RetryLater as error:
            log.warning("file not fetched yet", why=type(error).__name__)
        except WeComError as error:
            log.warning("file not fetched", code=error.code)
            break
        if pause is not None:
            await asyncio.sleep(pause)
    raise Unfetched(f"{kind}/unreadable")
