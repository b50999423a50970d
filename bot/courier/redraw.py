"""Cards already on an outside channel are brought up to date: a wish that was claimed loses its button everywhere.

Nothing depends on it: a press on a card that was not redrawn is checked as any other. So what waits lives in memory.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.base import AddressGone, AddressMoved, Redrawing, RetryLater, Sparing, Uncertain
from bot.courier.post import Post
from bot.courier.together import Together
from bot.desk import Desk, Effects
from bot.shown import shown
from bot.texts import Words, words
from handlers import front
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.deliveries import Sent
from storage.work import Work

log = structlog.get_logger()

Found = tuple[Words, str]

NEWEST = 6  # cards of a chat that are looked at after each turn in it: a question answered, a draft that became a wish
TRIES = 4
LONGEST = timedelta(seconds=60)


class Redraw:
    def __init__(self, desk: Desk, channel: Redrawing, post: Post) -> None:
        self._desk, self._channel, self._post, self._name = desk, channel, post, post.name
        self._drawn = Together(desk.read, self._now)
        self._changed = Together(desk.job, _remember)
        self._cases: set[int] = set()
        self._accounts: set[int] = set()
        self._woken = asyncio.Event()
        self._looking = False
        self._chats: dict[int, asyncio.Task[None]] = {}
        post.lookers.append(self.look)

    def look(self, account_id: int) -> None:
        """At the newest cards of a chat."""
        self._accounts.add(account_id)
        self._woken.set()

    def hear(self, effects: Effects) -> None:
        self._cases |= effects.cases
        self._accounts |= effects.accounts - effects.still
        if self._cases or self._accounts:
            self._woken.set()

    @property
    def idle(self) -> bool:
        return not (self._chats or self._woken.is_set() or self._looking or self._post.overtaken)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                self._looking = True
                try:
                    await self._round()
                except Exception:  # the cards catch up when their case moves again
                    log.exception("cards not redrawn")
                self._looking = False
        finally:
            for task in self._chats.values():
                task.cancel()

    async def _round(self) -> None:
        """Each chat goes at its own pace; one that is still being redrawn is looked at again afterwards."""
        cases, self._cases = self._cases, set()
        accounts, self._accounts = self._accounts, set()
        cards = await self._desk.read(lambda work: work.deliveries.redrawn(self._name, accounts, cases, NEWEST))
        chats: dict[int, list[Sent]] = {}
        for card in cards:
            chats.setdefault(card.account_id, []).append(card)
        for account_id, sent in chats.items():
            before = self._chats.get(account_id)
            task = self._chats[account_id] = asyncio.create_task(self._chat(account_id, sent, before))
            task.add_done_callback(partial(self._ended, account_id))

    def _ended(self, account_id: int, done: "asyncio.Task[None]") -> None:
        if self._chats.get(account_id) is done:
            del self._chats[account_id]

    async def _chat(self, account_id: int, sent: list[Sent], before: "asyncio.Task[None] | None") -> None:
        if before:
            await asyncio.wait([before])
        try:
            if isinstance(self._channel, Sparing):
                await asyncio.sleep(self._channel.settles)
            found = await self._read(account_id, sent)
            fresh = True
            for card in reversed(sent):
                fresh = await self._card(account_id, card, found.get(card.number), fresh=fresh)
        except AddressGone:
            pass  # found out again, and acted on, by the next message
        except Exception:
            log.exception("card not redrawn", account=account_id)

    async def _card(self, account_id: int, card: Sent, found: Found | None, *, fresh: bool) -> bool:
        """As it is when its turn comes, so that a case that moves often is redrawn once: read again unless `fresh`,
        which says that nothing was waited for since it was. Whether that is still so."""
        for tried in range(TRIES):
            if found is None or not self._channel.differs(found[1], found[0]):
                return fresh
            waited = await self._post.paced(card.address)
            if waited or not fresh:
                found = (await self._read(account_id, [card])).get(card.number)
            fresh = False
            if found is None or not self._channel.differs(found[1], found[0]):
                return fresh
            try:
                await self._edit(card, *found)
            except (RetryLater, Uncertain) as wait:
                after = wait.after if isinstance(wait, RetryLater) and wait.after else timedelta(seconds=2**tried)
                await asyncio.sleep(min(after, LONGEST).total_seconds())
            except AddressMoved:
                return fresh
            else:
                return fresh
        return fresh

    async def _read(self, account_id: int, sent: Sequence[Sent]) -> Mapping[int, Found]:
        return await self._drawn.ask((account_id, [card.number for card in sent]))

    async def _edit(self, card: Sent, words: Words, external_id: str) -> None:
        new = await self._channel.edit(card.address, external_id, words)
        await self._changed.ask((card, new))

    def _now(self, work: Work, wanted: tuple[int, Sequence[int]]) -> Mapping[int, Found]:
        """What these cards of a chat show now, drawn together, and what each is known by."""
        (account_id, numbers), now = wanted, self._desk.clock.now()
        caller = work.accounts.caller(account_id, now.astimezone(SHANGHAI).date())
        known = work.deliveries.externals(account_id, numbers)
        if caller is None or not known:
            return {}
        bubbles = [one for one in work.messages.some(account_id, known) if one.card]
        if caller.actor is None:
            faces = [(one.number, front.face_for_group(work, one.card, now)) for one in bubbles if one.card]
            return {number: (words(face), known[number]) for number, face in faces if face}
        cards = shown(work, Viewer(caller.actor, caller.conversation), bubbles, now)
        return {one.number: (told, known[one.number]) for one, told in zip(bubbles, cards, strict=True)}


def _remember(work: Work, changed: tuple[Sent, str]) -> None:
    work.deliveries.remember(*changed)
