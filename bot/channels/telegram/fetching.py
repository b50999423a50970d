"""Files that people sent, fetched and made safe: pictures written anew, voices checked."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiohttp import ClientError

from bot.channels.telegram.reading import Heard
from bot.channels.telegram.wire import brief
from bot.web.photos import Unreadable, renewed
from bot.web.voices import MOST_BYTES, checked
from handlers.front import MOST_MB, MOST_PHOTOS
from handlers.kit.turns import Incoming, Photo, Voice

log = structlog.get_logger()

TRIES = 3
PATIENCE = 20  # seconds for one file


class Unfetched(Exception):
    """The file can't be had; `trouble` says why. No cause is chained: it would name the address, and so the token."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


async def completed(bot: Bot, heard: Heard) -> Incoming:
    """The message with what it brought, or with the trouble that this makes; its words count in any case."""
    try:
        photos = await _photos(bot, heard.files)
        voice, trouble = await _voice(bot, heard) if heard.spoken else (None, "")
    except Unfetched as failed:
        return replace(heard.incoming, trouble=failed.trouble)
    return replace(heard.incoming, photos=photos, voice=voice, trouble=trouble)


async def _photos(bot: Bot, files: Sequence[str]) -> tuple[Photo, ...]:
    if len(files) > MOST_PHOTOS:
        raise Unfetched("photos/too_many")
    return tuple(await asyncio.gather(*(_photo(bot, file) for file in files)))


async def _photo(bot: Bot, file: str) -> Photo:
    data = await fetch(bot, file, MOST_MB << 20, "photos")
    try:
        return await renewed(data)
    except Unreadable:
        raise Unfetched("photos/unreadable") from None


async def _voice(bot: Bot, heard: Heard) -> tuple[Voice | None, str]:
    if heard.size > MOST_BYTES:
        raise Unfetched("voices/too_big")
    return await asyncio.to_thread(checked, await fetch(bot, heard.spoken, MOST_BYTES, "voices"))


async def fetch(bot: Bot, file: str, most: int, kind: str) -> bytes:
    """The bytes of a file, after a few tries. Raises Unfetched."""
    for tried in range(TRIES):
        try:
            return await _fetch_once(bot, file, most, kind)
        except TelegramBadRequest as error:
            raise Unfetched(f"{kind}/{'too_big' if 'too big' in error.message else 'unreadable'}") from None
        except (AiogramError, ClientError, OSError, TimeoutError) as error:
            log.warning("file not fetched", why=brief(error))
        await asyncio.sleep(0.3 * 2**tried)
    raise Unfetched(f"{kind}/unreadable")


async def _fetch_once(bot: Bot, file: str, most: int, kind: str) -> bytes:
    found = await bot.get_file(file)
    if (found.file_size or 0) > most or not found.file_path:
        raise Unfetched(f"{kind}/too_big")
    into = _Limited(most)
    try:
        await bot.download_file(found.file_path, into, timeout=PATIENCE)
    except OverflowError:
        raise Unfetched(f"{kind}/too_big") from None
    return into.getvalue()


class _Limited(io.BytesIO):
    """Takes so many bytes and no more, whatever the other side says of itself."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: object) -> int:
        done = super().write(data)  # type: ignore[arg-type]  # the base says Buffer, which 3.11 can't name
        if self.tell() > self._most:
            raise OverflowError
        return done
