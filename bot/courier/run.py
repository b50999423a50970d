"""The courier's rounds: woken after each commit that has news, and every few seconds in case a hint was lost."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.channels.base import Channel, Redrawing
from bot.courier.deliver import deliver
from bot.courier.post import Post
from bot.courier.redraw import Redraw
from bot.desk import Desk, Effects, StoreUnavailable
from handlers.kit.notices import Notice
from storage.deliveries import Queued
from storage.work import Work

log = structlog.get_logger()

POLL = 5.0
MOST = 50  # notices of a round
TRIES = 8


class Courier:
    """`tells`: notices are delivered here as well, and not by another."""

    def __init__(self, desk: Desk, channels: Mapping[str, Channel] | None = None, *, tells: bool = True) -> None:
        self._desk, self._tells = desk, tells
        self._woken = asyncio.Event()
        self._seeking = True
        self._sought = 0.0
        self._loop = asyncio.get_running_loop()
        self._posts = {channel.name: Post(desk, channel, self._seek) for channel in (channels or {}).values()}
        posts = zip(self._posts.values(), (channels or {}).values(), strict=True)
        self.redraws = [Redraw(desk, channel, post) for post, channel in posts if isinstance(channel, Redrawing)]
        desk.listeners.append(self._hear)

    async def run(self) -> None:
        """Until cancelled."""
        redrawing = [asyncio.create_task(redraw.run()) for redraw in self.redraws]
        try:
            while True:
                self._woken.clear()  # whatever woke us until now is found by this round
                if not await self._safe_round(seeking=self._seeks()):
                    await self._rest()
        finally:
            self._desk.listeners.remove(self._hear)
            for task in redrawing:
                task.cancel()
            await asyncio.gather(*(post.stop() for post in self._posts.values()))

    async def _safe_round(self, *, seeking: bool) -> bool:
        try:
            return await self.round(seeking=seeking)
        except StoreUnavailable as error:
            log.warning("courier waits for the store", error=str(error))
        except Exception:  # whatever it is: no fault may end all deliveries
            log.exception("courier's round failed")
        return False

    async def round(self, *, seeking: bool = True) -> bool:
        """Everything that is due now; True where there may be more. `seeking`: messages, too, are looked for."""
        posts = self._posts.values() if seeking else ()
        told, *sent = await asyncio.gather(self._notices(), *(post.round() for post in posts))
        self._seeking |= any(sent)
        return told or any(sent)

    def _seeks(self) -> bool:
        """Whether messages are to be looked for: where not all are at hand already, and from time to time."""
        now = self._loop.time()
        if not self._seeking and now - self._sought < POLL:
            return False
        self._seeking, self._sought = False, now
        return True

    async def _notices(self) -> bool:
        """Beside the sends: an answer does not wait until others are told."""
        if not self._tells:
            return False
        now = self._desk.clock.now()
        notices = await self._desk.read(lambda work: work.outbox.due(now, MOST))
        if notices:
            await asyncio.gather(*(self._one(notice) for notice in notices))
        return bool(notices)

    async def _one(self, notice: Notice) -> None:
        """Deliver one; a notice that can't be delivered blocks nobody else."""
        now = self._desk.clock.now()
        try:
            await self._desk.job(lambda work: deliver(work, notice, now), key=f"notice:{notice.id}")
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("notice failed", key=notice.key, tries=notice.tries)
            await self._desk.job(lambda work: self._put_off(work, notice), key=f"notice:{notice.id}")

    def _put_off(self, work: Work, notice: Notice) -> None:
        if notice.tries + 1 >= TRIES:
            work.outbox.claim(notice, "dead")
            return
        wait = timedelta(seconds=2**notice.tries * random.uniform(1, 2))  # noqa: S311  # jitter, not a secret
        work.outbox.put_off(notice, self._desk.clock.now() + wait, notice.tries + 1)

    def _hear(self, effects: Effects) -> None:
        self._loop.call_soon_threadsafe(self._take, effects)

    def _take(self, effects: Effects) -> None:
        for post in self._posts.values():
            post.changed(effects)
        taken = [self._taken(channel, message) for channel, message in effects.fresh]
        if effects.due or not all(taken):
            self._seek()
        if effects.told:
            self._woken.set()
        for redraw in self.redraws:
            redraw.hear(effects)

    def _taken(self, channel: str, message: Queued) -> bool:
        """What is for a channel of another process is nothing to be woken by."""
        return channel not in self._posts or self._posts[channel].take(message)

    def _seek(self) -> None:
        self._seeking = True
        self._woken.set()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), POLL)
