"""Messages to one outside channel: order within a chat, pace, retries, addresses that are gone."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.base import AddressGone, AddressMoved, Channel, Held, Knowing, RetryLater, Uncertain
from bot.courier import noting
from bot.courier.chats import Chats
from bot.courier.together import Together
from bot.desk import Desk, Effects, StoreUnavailable
from bot.texts import Words, words
from handlers import front
from handlers.kit.cards import Card
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.deliveries import Queued
from storage.work import Work

log = structlog.get_logger()

TRIES = 10
MOST_UNCERTAIN = 1  # a repeat shows the same case number twice; a second one would be a nuisance
KEPT = timedelta(hours=24)  # how long a channel may be out of reach before its messages are given up
LEASE = timedelta(minutes=2)  # longer than any send; then another courier may try
PATIENCE = 0.25  # seconds that a round waits for its sends; a chat that hangs goes on alone
BREATH = 0.2  # seconds before what the store did not take is noted down again


class Post:
    def __init__(self, desk: Desk, channel: Channel, wake: Callable[[], None]) -> None:
        self._desk, self._channel, self._wake = desk, channel, wake
        self._knowing = channel if isinstance(channel, Knowing) else None
        self.name = channel.name
        self._drawn = Together(desk.read, self._words)
        self._ended = Together(desk.job, noting.ended)
        self._next: dict[str, float] = {}
        self.lookers: list[Callable[[int], None]] = []  # who draws cards of this channel anew
        self._chats = Chats(self._safely, wake, self._look_again)

    async def round(self) -> bool:
        """Send the first waiting message of each chat that has none under way; True where there was any, or one that
        no round has found has begun since, or could not be noted down."""
        now = self._desk.clock.now()
        waiting = await self._desk.read(lambda work: work.deliveries.queued(self._channel.name, now, 200))
        begun = self._chats.begin(waiting)
        if begun:
            await asyncio.wait(begun, timeout=PATIENCE)
        return bool(begun)

    def take(self, message: Queued) -> bool:
        """Send what was committed a moment ago; False where a round is to find it."""
        return self._chats.take(message)

    def changed(self, effects: Effects) -> None:
        """Something was committed since: what waits here may look otherwise."""
        self._chats.changed(effects)

    @property
    def overtaken(self) -> bool:
        """Whether something is being sent that has to be looked at again when it is there."""
        return self._chats.overtaken

    async def stop(self) -> None:
        """What has gone is noted down before this ends."""
        await self._chats.stop()
        await self._ended.over()

    async def _safely(self, message: Queued, found: bool) -> bool:  # as Chats calls it
        """Whether it waits no more. What can't be noted down now is tried again when its lease is over. Of what was
        not found in the store, but comes straight from its commit, nobody else knows, so it needs no lease."""
        try:
            waited = await self.paced(message.address)
            now = self._desk.clock.now()
            if found and not await self._desk.job(partial(noting.lease, message, now, now + LEASE)):
                return False
            return await self._send(message, known=not waited)
        except StoreUnavailable as error:
            log.warning("post waits for the store", error=str(error))
            await asyncio.sleep(BREATH)
        except Exception:
            log.exception("post failed", account=message.account_id, number=message.number)
        return False

    async def _send(self, message: Queued, *, known: bool) -> bool:
        """`known`: it was committed a moment ago, so it looks as it did then."""
        try:
            said = words(message.face) if known and message.face else await self._drawn.ask(message)
            if said is None:
                return False
            external_id = await self._handed_over(message, said)
        except RetryLater as wait:
            return await self._later(message, wait.after)
        except AddressMoved as moved:
            await self._desk.job(partial(noting.follow, message, self.name, moved.to, self._desk.now()))
        except AddressGone:
            await self._desk.job(partial(noting.move_on, message, self._desk.now()))
        except Held:
            return await self._end(message, "", "held")
        except Uncertain:
            return await self._in_doubt(message)
        except Exception:
            log.exception("message failed", account=message.account_id, number=message.number)
            return await self._again(message)
        else:
            return await self._end(message, external_id, "uncertain" if message.doubted else "shown")
        return False

    async def _end(self, message: Queued, external_id: str, state: str) -> bool:
        await self._noted(message, lambda: self._ended.ask((message, external_id, state)))
        return True

    async def _noted(self, message: Queued, note: Callable[[], Awaitable[object]]) -> None:
        """As often as it takes, and nothing else goes to this chat meanwhile: what has gone must not go again, and what
        must wait must not go at once."""
        pause = BREATH
        while True:
            try:
                await note()
            except StoreUnavailable as error:
                log.warning("post waits for the store", error=str(error))
            except Exception:
                log.exception("not noted down", account=message.account_id, number=message.number)
                pause = min(60.0, pause * 4)
            else:
                return
            self._chats.show_again()
            await asyncio.sleep(pause)

    async def _in_doubt(self, message: Queued) -> bool:
        """Repeated once; then a word goes in its place, from which one can ask for it. A stranger's is let go."""
        if message.doubted or message.tries < MOST_UNCERTAIN:
            return await self._again(message)
        if message.person_id is None:
            return await self._end(message, "", "uncertain")
        pause = timedelta(seconds=random.uniform(1, 2))  # noqa: S311  # jitter
        until = self._desk.clock.now() + pause
        await self._noted(message, lambda: self._desk.job(partial(noting.doubt, message, until)))
        self._wake_in(pause)
        return False

    async def _handed_over(self, message: Queued, said: Words) -> str:
        """Under a key of its own where the channel knows messages by it; a number alone comes again after a restore."""
        if self._knowing is None:
            return await self._channel.send(message.address, said)
        key = f"{message.account_id}-{message.number}-{int(message.at.timestamp() * 1000)}"
        return await self._knowing.send_once(message.address, said, key, message.number)

    async def _later(self, message: Queued, after: timedelta | None) -> bool:
        """It was surely not delivered: no try is counted. Without a word from the channel, wait about as long again."""
        now = self._desk.clock.now()
        age = now - message.at
        if age > KEPT:
            return await self._give_up(message)
        pause = after or timedelta(seconds=min(300, max(1, age.total_seconds())) * random.uniform(1, 2))  # noqa: S311  # jitter
        await self._wait(message, pause, message.tries)
        return False

    async def _again(self, message: Queued) -> bool:
        """Later, with growing pauses; in the end the message is given up so that the next can go."""
        if message.tries + 1 >= TRIES:
            return await self._give_up(message)
        pause = timedelta(seconds=min(300, 2**message.tries) * random.uniform(1, 2))  # noqa: S311  # jitter
        await self._wait(message, pause, message.tries + 1)
        return False

    async def _wait(self, message: Queued, pause: timedelta, tries: int) -> None:
        until = self._desk.clock.now() + pause
        await self._noted(message, lambda: self._desk.job(partial(noting.retry, message, until, tries)))
        self._wake_in(pause)

    def _wake_in(self, pause: timedelta) -> None:
        """What waits goes when its time has come, not at the next round that comes by itself."""
        asyncio.get_running_loop().call_later(pause.total_seconds(), self._wake)

    async def _give_up(self, message: Queued) -> bool:
        log.error("message given up", account=message.account_id, number=message.number)
        return await self._end(message, "", "dead")

    def _look_again(self, account_id: int) -> None:
        for look in self.lookers:
            look(account_id)

    def _words(self, work: Work, message: Queued) -> Words | None:
        """None where it waits no more: nothing but memory says that it does, until it is looked at here."""
        if not work.deliveries.waits(message):
            return None
        now = self._desk.clock.now()
        if message.person_id is None and (face := front.face_for_group(work, message.card, now)):
            return words(face)
        caller = work.accounts.caller(message.account_id, now.astimezone(SHANGHAI).date())
        if caller is None or caller.actor is None:
            return words(front.face_for_nobody(work, message.card))
        card = Card("people/doubt", args={"number": message.number}) if message.doubted else message.card
        return words(front.show(work, Viewer(caller.actor, caller.conversation), [card], now)[0])

    async def paced(self, address: str) -> bool:
        """Wait until this chat, and the channel as a whole, may take one more call; whether there was a wait."""
        for_chat = await self._paced(address, self._channel.pace.of(address))
        for_all = await self._paced("", self._channel.pace.all_per_second)
        return for_chat or for_all

    async def _paced(self, key: str, per_second: float) -> bool:
        """Wait until this chat, or ("") the channel as a whole, may take one more message."""
        now = asyncio.get_running_loop().time()
        due = max(now, self._next.get(key, 0))
        self._next[key] = due + 1 / per_second
        if due > now:
            await asyncio.sleep(due - now)
        return due > now
