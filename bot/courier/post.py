"""Messages to one outside channel: order within a chat, pace, retries, addresses that are gone."""

import asyncio
import random
from datetime import timedelta

import structlog

from bot.channels.base import AddressGone, Channel, RetryLater, Uncertain
from bot.courier.deliver import tell_person
from bot.desk import Desk
from bot.texts import Words, words
from handlers import front
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.messages import Queued
from storage.work import Work

log = structlog.get_logger()

TRIES = 10
MOST_UNCERTAIN = 1  # a repeat shows the same case number twice; a loss leaves somebody waiting


class Post:
    def __init__(self, desk: Desk, channel: Channel) -> None:
        self._desk, self._channel = desk, channel
        self._next_chat: dict[str, float] = {}

    async def round(self) -> bool:
        """Send the first waiting message of each chat; True where there was any."""
        now = self._desk.clock.now()
        waiting = await self._desk.read(lambda work: work.messages.queued(self._channel.name, now, 50))
        for message in waiting:
            await self._paced(message.address)
            await self._send(message)
        return bool(waiting)

    async def _send(self, message: Queued) -> None:
        try:
            said = await self._desk.read(lambda work: self._words(work, message))
            external_id = await self._channel.send(message.address, said)
        except RetryLater as wait:
            await self._again(message, wait.after)
        except AddressGone:
            await self._desk.job(lambda work: self._move_on(work, message))
        except Uncertain:
            if message.tries >= MOST_UNCERTAIN:
                await self._desk.job(lambda work: work.messages.sent(message, "", "uncertain"))
            else:
                await self._again(message, None)
        except Exception:
            log.exception("message failed", account=message.account_id, number=message.number)
            await self._again(message, None)
        else:
            await self._desk.job(lambda work: work.messages.sent(message, external_id, "shown"))

    async def _again(self, message: Queued, after: timedelta | None) -> None:
        """Later, with growing pauses; in the end the message is given up so that the next can go."""
        if message.tries + 1 >= TRIES:
            log.error("message given up", account=message.account_id, number=message.number)
            await self._desk.job(lambda work: work.messages.sent(message, "", "dead"))
            return
        pause = after or timedelta(seconds=min(300, 2**message.tries) * random.uniform(1, 2))  # noqa: S311  # jitter
        until = self._desk.clock.now() + pause
        await self._desk.job(lambda work: work.messages.retry(message, until))

    def _move_on(self, work: Work, message: Queued) -> None:
        """Retire the address; what waited there goes to the person's next channel."""
        now = self._desk.clock.now()
        work.accounts.retire(message.account_id, now)
        cards = work.messages.take_queued(message.account_id)
        if message.person_id:
            for card in cards:
                tell_person(work, message.person_id, card, now)

    def _words(self, work: Work, message: Queued) -> Words:
        now = self._desk.clock.now()
        caller = work.accounts.caller(message.account_id, now.astimezone(SHANGHAI).date())
        if caller is None or caller.actor is None:
            return words(front.face_for_nobody(message.card))
        return words(front.show(work, Viewer(caller.actor, caller.conversation), [message.card], now)[0])

    async def _paced(self, address: str) -> None:
        """Wait until this chat and the channel as a whole may take one more message."""
        loop, pace = asyncio.get_running_loop(), self._channel.pace
        now = loop.time()
        due = max(now, self._next_chat.get(address, 0), self._next_chat.get("", 0))
        self._next_chat[address] = due + 1 / pace.chat_per_second
        self._next_chat[""] = due + 1 / pace.all_per_second
        await asyncio.sleep(due - now)
