"""Cards out to customers: as many as WeChat lets through, several in one message, a repeat shown once."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from bot.channels.base import AddressGone, Held, Pace, RetryLater, Uncertain
from bot.channels.kf import NAME
from bot.channels.kf.parcels import Parcel, gathers, plan
from bot.channels.kf.writing import Body
from bot.channels.pictures import together
from bot.channels.wecom.client import TooBig, WeCom
from bot.channels.wecom.errors import Wait, WeComError
from bot.channels.wecom.parcels import spoken
from bot.desk import Desk
from bot.texts import Words
from storage.kf import MOST, Welcome
from storage.work import Work

log = structlog.get_logger()

PACE = Pace(chat_per_second=2, all_per_second=100)  # WeCom: 10,000 calls a minute
GATHER: Final = 1.0  # seconds without another photo or voice, and those that came are answered
MOST_GATHERED: Final = 5  # such waits for one answer
WELCOMED: Final = timedelta(seconds=18)  # the code of a welcome works for 20
_FULL: Final = frozenset({95001, 95002, 95018})  # five since they wrote, 48 hours ago, somebody else serves them
_GONE: Final = frozenset({40003, 95003})  # no such customer


class Kf:
    """A `Channel`. `base`: the public address of our pages, or empty.

    Which cards go, and in what form, is decided when they leave: others that wait go in the same message.
    """

    name = NAME

    def __init__(self, client: WeCom, desk: Desk, base: str = "", pace: Pace = PACE) -> None:
        self.pace, self.gather = pace, GATHER
        self._client, self._desk, self._base = client, desk, base.rstrip("/")

    def page(self, path: str) -> str:
        """The whole address of a page of ours; empty where nobody outside can open one."""
        return self._base + path if self._base else ""

    async def send(self, address: str, words: Words) -> str:
        """Deliver what waits, beginning with this card. Held where it would be one message too many.

        A lost answer is no harm: the next try has the same number, by which WeCom knows it again.
        """
        parcel, welcome = await self._planned(address)
        try:
            await self._delivered(address, parcel, welcome)
        except Uncertain:
            raise RetryLater from None
        except Wait:
            raise
        except WeComError as error:
            await self._refused(address, parcel, error)
        await self._arrived(address, parcel)
        return parcel.batch

    async def _planned(self, address: str) -> tuple[Parcel, Welcome | None]:
        """Photos sent together come one by one: they are answered once no more do."""
        last, waits = 0, MOST_GATHERED
        key = f"{NAME}:{address}"
        while isinstance(
            found := await self._desk.job(partial(self._plan, address, last if waits else None), key), int
        ):
            last, waits = found, waits - 1
            await asyncio.sleep(self.gather)
        parcel, welcome = found
        if parcel is None:
            raise Held
        return parcel, welcome

    def _plan(self, address: str, after: int | None, work: Work) -> int | tuple[Parcel | None, Welcome | None]:
        """A number: what was said last, of which more may come than what had come by then (`after`)."""
        now = self._desk.clock.now()
        welcome = work.kf.welcome(address, now)
        if after is not None and not welcome and (newest := gathers(work, address)) > after:
            return newest
        parcel = plan(work, address, now, self.page, welcome.open_kfid if welcome else "")
        if parcel and welcome:
            work.kf.try_welcome(address, tried=True)
        return parcel, welcome

    async def _delivered(self, address: str, parcel: Parcel, welcome: Welcome | None) -> None:
        if welcome:
            await self._welcomed(address, parcel.bodies[0], welcome)
            return
        parts = await self._media(parcel)
        parts |= {str(n): body for n, body in enumerate(parcel.bodies, parcel.begins)}
        for part, body in parts.items():
            whom = {"touser": address, "open_kfid": parcel.open_kfid, "msgid": f"{parcel.batch}-{part}"}
            await self._client.call("kf/send_msg", {**whom, **body})

    async def _welcomed(self, address: str, body: Body, welcome: Welcome) -> None:
        try:
            await self._client.call("kf/send_msg_on_event", {"code": welcome.code, **body})
        except RetryLater:  # surely not done
            if not welcome.doubted:
                await self._desk.job(lambda work: work.kf.try_welcome(address, tried=False), f"{NAME}:{address}")
            raise
        except WeComError as error:
            if not welcome.doubted:
                await self._desk.job(lambda work: work.kf.welcomed(address), f"{NAME}:{address}")
                raise
            log.info("welcome refused on a repeat: it has arrived", code=error.code)

    async def _media(self, parcel: Parcel) -> dict[str, Body]:
        """What goes before the words, by the parts' names: all photos side by side, for each message is one of five,
        and a voice. Nothing where they were erased."""
        found: dict[str, Body | None] = {}
        photos = [data for one in parcel.photos if (data := await self._data(one))]
        if photos:
            found["p"] = await self._brought("image", "photo.jpg", await asyncio.to_thread(together, photos))
        for one in parcel.voices:
            if data := await self._data(one):
                found["v"] = await self._brought(*spoken(data), data)
        return {part: body for part, body in found.items() if body}

    async def _brought(self, kind: str, name: str, data: bytes) -> Body | None:
        """None where it is refused: its card goes alone."""
        try:
            return {"msgtype": kind, kind: {"media_id": await self._client.upload(kind, name, data)}}
        except (TooBig, WeComError) as error:
            if isinstance(error, Wait):
                raise
            log.error("file refused, its card goes alone", kind=kind, why=str(error))
            return None

    async def _data(self, media_id: int) -> bytes | None:
        return await self._desk.read(lambda work: work.media.data(media_id))

    async def _refused(self, address: str, parcel: Parcel, error: WeComError) -> None:
        """Raises what a refusal comes to."""

        def write(work: Work) -> None:
            rows = [one for one in work.kf.waiting(address) if one.batch == parcel.batch]
            work.kf.put_into(rows, "")
            if error.code in _FULL:
                work.kf.spend(address, MOST)

        await self._desk.job(write, f"{NAME}:{address}")
        if error.code in _GONE:
            raise AddressGone from None
        if error.code in _FULL:
            raise Held from None
        raise error

    async def _arrived(self, address: str, parcel: Parcel) -> None:
        def write(work: Work) -> None:
            work.kf.welcomed(address)
            work.kf.arrived(parcel.batch, parcel.account_id)
            work.kf.again(parcel.more, self._desk.clock.now())

        await self._desk.job(write, f"{NAME}:{address}")


def batch_of(msgid: str) -> str:
    """The message that one of its parts belongs to."""
    return msgid.rpartition("-")[0]
