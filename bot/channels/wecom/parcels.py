"""What one card is on the wire: its words, the card, then its pictures and voices, in the order they are sent.

A picture here has no words of its own: what it shows is said before it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.pictures import together
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.texts import Address
from bot.channels.wecom.writing import form, gist, mark
from bot.desk import Desk
from bot.texts import Words
from bot.web.sounds import mime_of, sound

MOST_VOICE: Final = 2 * 1024 * 1024
MOST_SECONDS: Final = 60
KEPT: Final = 2 * 24 * 3600.0  # seconds; what was brought up lives for three days
MOST_KEPT: Final = 1000
_ENDINGS: Final = {"audio/amr": "amr", "audio/ogg": "ogg", "audio/webm": "webm", "audio/mpeg": "mp3"}

Body = Mapping[str, Any]


@dataclass
class Parcel:
    """A card on its way: its messages, how many have arrived, and since when the next one may have (0: it has not).

    `lost` counts the answers to the next one that did not come, `calls` all that was tried; `code` is what the card
    may be changed by. `anew`: its pictures and voices were brought up once more, as they lay there no longer.
    """

    bodies: list[Body]
    task: str
    mark: str
    gist: str
    done: int = 0
    doubt: float = 0.0
    lost: int = 0
    calls: int = 0
    code: str = ""
    anew: bool = False

    @property
    def begun(self) -> bool:
        """Whether any of it has arrived, or may have: then what is sent next must be the same again."""
        return self.done > 0 or self.doubt > 0

    @property
    def asks(self) -> bool:
        """Whether one of its messages is a card with something to press: only such can be changed later."""
        cards = [card for body in self.bodies if (card := body.get("template_card"))]
        return any(card["card_type"] != "text_notice" for card in cards)


class Packing:
    """Makes parcels; brings up each picture and voice once for all who are to see it."""

    def __init__(self, client: WeCom, desk: Desk, address: Address, now: Callable[[], float]) -> None:
        self._client, self._desk, self._address, self._now = client, desk, address, now
        self._up: OrderedDict[tuple[str, tuple[int, ...]], tuple[str, float]] = OrderedDict()

    async def pack(self, words: Words, task: str) -> Parcel:
        """Everything is brought up before anything is sent. RetryLater where that can't be done now."""
        made = form(words, self._address)
        said = list(map(text, made.texts))
        if made.card:
            said.append({"msgtype": "template_card", "template_card": {**made.card, "task_id": task}})
        shown = [*await self._pictures(words.photos), *await self._voices(words.voices)]
        return Parcel([*said, *shown], task, mark(words), gist(words))

    async def again(self, parcel: Parcel, words: Words) -> None:
        """What was brought up is not there any more: bring it up anew for what of a parcel has not arrived."""
        self._up.clear()
        parcel.bodies[parcel.done :] = (await self.pack(words, parcel.task)).bodies[parcel.done :]
        parcel.anew = True

    async def _pictures(self, photos: Sequence[int]) -> list[Body]:
        """Several photos side by side in one picture: a member may only be sent so many messages."""
        found = [data for one in photos if (data := await self._data(one))]
        if not found:
            return []
        ready = self._ready("image", tuple(photos))
        if not ready:
            picture = await asyncio.to_thread(together, found)
            ready = await self._brought("image", tuple(photos), "photo.jpg", picture)
        return [{"msgtype": "image", "image": {"media_id": ready}}]

    async def _voices(self, voices: Sequence[int]) -> list[Body]:
        return [await self._voice(one, data) for one in voices if (data := await self._data(one))]

    async def _voice(self, voice: int, data: bytes) -> Body:
        kind, name = spoken(data)
        ready = self._ready(kind, (voice,)) or await self._brought(kind, (voice,), name, data)
        return {"msgtype": kind, kind: {"media_id": ready}}

    def _ready(self, kind: str, media: tuple[int, ...]) -> str:
        media_id, ends = self._up.get((kind, media), ("", 0.0))
        return media_id if self._now() < ends else ""

    async def _brought(self, kind: str, media: tuple[int, ...], name: str, data: bytes) -> str:
        media_id = await self._client.upload(kind, name, data)
        self._up[kind, media] = (media_id, self._now() + KEPT)
        while len(self._up) > MOST_KEPT:
            self._up.popitem(last=False)
        return media_id

    async def _data(self, media_id: int) -> bytes | None:
        """None where it, or who sent it, was erased: then nobody is sent it again, whatever is still up there."""
        return await asyncio.to_thread(self._desk.read_now, lambda work: work.media.data(media_id))


def text(content: str) -> Body:
    return {"msgtype": "text", "text": {"content": content}}


def spoken(data: bytes) -> tuple[str, str]:
    """(kind, name) as which to bring up a voice: one where WeCom plays it, else a file, which every phone plays."""
    return "voice" if _plays(data) else "file", f"voice.{_ENDINGS.get(mime_of(data), 'm4a')}"


def _plays(data: bytes) -> bool:
    """Narrow-band AMR of up to a minute."""
    told = sound(data) if data.startswith(b"#!AMR\n") and len(data) <= MOST_VOICE else None
    return told is not None and told.seconds <= MOST_SECONDS
