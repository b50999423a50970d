"""Pictures sent together: kept as they come, one message once no more of them do."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram import Bot

from bot import turns
from bot.channels.telegram import NAME
from bot.channels.telegram.fetching import completed
from bot.channels.telegram.reading import Heard
from bot.desk import Desk
from handlers.kit.turns import Incoming, Kind
from handlers.kit.worktime import SHANGHAI
from storage.work import Work

WAIT = 1.0  # seconds after the last picture


@dataclass(frozen=True, slots=True)
class Whole:
    """An album of somebody from which nothing more has come for a while."""

    address: str
    album: str


class Albums:
    """Each picture is stored before it is acknowledged; `ready` is told when an album may be closed."""

    def __init__(self, desk: Desk, bot: Bot, ready: Callable[[Whole], object], wait: float = WAIT) -> None:
        self._desk, self._bot, self._ready, self._wait = desk, bot, ready, wait
        self._timers: dict[Whole, asyncio.TimerHandle] = {}

    async def keep(self, heard: Heard) -> bool:
        """Store one picture of an album; False where its sender is nobody we know: nothing of theirs is stored."""
        now = self._desk.clock.now()
        incoming = heard.incoming
        known = await self._desk.write(lambda work: _kept(work, heard, now), f"{NAME}:{incoming.account}")
        if known:
            self.later(Whole(incoming.account, heard.album))
        return known

    async def close_all(self, address: str) -> None:
        """Whatever waits of somebody, before their next message is heard."""
        for whole in [one for one in self._timers if one.address == address]:
            await self.close(whole)

    async def close(self, whole: Whole) -> None:
        """Make one message of the pictures; twice is no more than once."""
        timer = self._timers.pop(whole, None)
        if timer:
            timer.cancel()
        while not await self._closed(whole):
            pass

    async def _closed(self, whole: Whole) -> bool:
        """False where another process was first with some of the pictures: the rest is then a message of its own."""
        day = self._desk.clock.now()
        heard = await self._desk.read(lambda work: _waiting(work, whole, day))
        if not heard:
            return True
        incoming = await completed(self._bot, _together(heard))
        return await self._desk.write(lambda work: self._turn(work, whole, incoming), f"{NAME}:{whole.address}")

    async def resume(self) -> None:
        """What waited when the last process ended."""
        for address, album in await self._desk.read(lambda work: work.albums.waiting(NAME)):
            self.later(Whole(address, album))

    def stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def later(self, whole: Whole) -> None:
        timer = self._timers.get(whole)
        if timer:
            timer.cancel()
        self._timers[whole] = asyncio.get_running_loop().call_later(self._wait, self._ready, whole)

    def _turn(self, work: Work, whole: Whole, incoming: Incoming) -> bool:
        """Nothing is dropped that was in no turn."""
        pieces = [incoming.message_id, *incoming.parts]
        heard = [one for one in pieces if work.messages.known(NAME, [one])]
        if not heard:
            turns.run(work, incoming, self._desk.clock.now())
        work.albums.drop(NAME, whole.address, heard or pieces)
        return not heard


def _kept(work: Work, heard: Heard, now: datetime) -> bool:
    incoming = heard.incoming
    caller = work.accounts.who(NAME, incoming.account, now.astimezone(SHANGHAI).date(), now)
    if caller.wrapped is None:
        return False
    if not work.messages.known(NAME, [incoming.message_id]):
        row = (incoming.account, heard.album, incoming.message_id)
        work.albums.keep(NAME, *row, work.vault.seal(caller.wrapped, _frozen(heard), "album"), now)
    return True


def _waiting(work: Work, whole: Whole, now: datetime) -> Sequence[Heard]:
    caller = work.accounts.who(NAME, whole.address, now.astimezone(SHANGHAI).date(), now)
    if caller.wrapped is None:
        return []
    rows = work.albums.of(NAME, whole.address, whole.album)
    found = [_thawed(work.vault.open_text(caller.wrapped, sealed, "album")) for sealed in rows]
    return sorted(found, key=lambda one: int(one.incoming.message_id.rpartition(":")[2]))


def _together(heard: Sequence[Heard]) -> Heard:
    """One message: the number of the first, the words of all, every picture."""
    first, *rest = heard
    text = "\n".join(one.incoming.text for one in heard if one.incoming.text)
    parts = tuple(one.incoming.message_id for one in rest)
    files = tuple(file for one in heard for file in one.files)
    return replace(first, incoming=replace(first.incoming, text=text, parts=parts), files=files)


def _frozen(heard: Heard) -> str:
    one = heard.incoming
    fields = {"account": one.account, "id": one.message_id, "text": one.text, "forwarded": one.forwarded}
    return json.dumps({**fields, "files": heard.files}, ensure_ascii=False)


def _thawed(text: str) -> Heard:
    told = json.loads(text)
    incoming = Incoming(NAME, told["account"], told["id"], Kind.PHOTO, told["text"], forwarded=told["forwarded"])
    return Heard(incoming, tuple(told["files"]))
