"""What is under way to one channel, a chat: one message after the other, and each chat by itself."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.desk import Effects
from storage.deliveries import Queued

KNOWN = 10_000  # chats of which it is remembered what was sent last

MOMENT = 2.0  # seconds

Running = asyncio.Task[None]


@dataclass
class Chat:
    """`last`: the number of what is to go last; `more`: others wait in the store; `under_way`: what is being sent.
    `overtaken`: something newer came before all of it was there."""

    waiting: deque[Queued]
    last: int
    more: bool = False
    under_way: Queued | None = None
    overtaken: bool = False


class Chats:
    """`send` says whether a message waits no more; `found` tells it that others may have found it too. `wake` is called
    when a chat has ended in which more is to be looked for, `look_again` with an account whose cards may look otherwise
    than they did when they were sent."""

    def __init__(
        self,
        send: Callable[[Queued, bool], Awaitable[bool]],
        wake: Callable[[], None],
        look_again: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._send, self._wake, self._look_again = send, wake, look_again
        self._chats: dict[int, Chat] = {}
        self._latest: dict[int, int] = {}
        self._left: set[int] = set()
        self._tasks: set[Running] = set()
        self._unseen: set[Running] = set()
        self._over = False

    @property
    def overtaken(self) -> bool:
        """Whether there is a chat to be looked at again once all is there."""
        return any(chat.overtaken for chat in self._chats.values())

    def begin(self, found: Sequence[Queued]) -> set[Running]:
        """What is under way now and was not before the last call: the first waiting messages of chats in which nothing
        is, and what has begun by itself since."""
        free = [message for message in found if self._free(message)] if not self._over else []
        begun = {self._begin(message, more=True) for message in free}
        begun, self._unseen = begun | self._unseen, set()
        return begun

    def take(self, message: Queued) -> bool:
        """Send what was committed a moment ago, and has not to be looked for. False where it is to be: what waits
        before it in its chat is not here."""
        chat = self._chats.get(message.account_id)
        if self._over:
            return False
        if chat is None:
            if message.after or message.number <= self._latest.get(message.account_id, 0):
                return False
            self._unseen.add(self._begin(message))
            return True
        if chat.last != message.after:
            chat.more = True
            return False
        chat.waiting.append(message)
        chat.last = message.number
        return True

    def changed(self, effects: Effects) -> None:
        """What waits here and may look otherwise now has to be drawn anew; what is being sent, looked at when it is
        there: whoever draws cards anew does not see it before."""
        for chat in self._chats.values():
            under_way = (chat.under_way,) if chat.under_way else ()
            chat.overtaken |= any(effects.touches(message) for message in (*under_way, *chat.waiting))
            if chat.waiting:
                chat.waiting = deque(effects.outdated(message) for message in chat.waiting)

    def show_again(self) -> None:
        """What is being sent now counts as begun since: it waits for the store."""
        if task := asyncio.current_task():
            self._unseen.add(task)

    async def stop(self) -> None:
        """Nothing is begun any more. What is under way gets a moment to end, or nobody knows whether it has arrived."""
        self._over = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=MOMENT)
        for task in self._tasks:
            task.cancel()

    def _free(self, message: Queued) -> bool:
        """Whether its chat has nothing under way; one that has is looked at again after that."""
        chat = self._chats.get(message.account_id)
        if chat and message.number > chat.last:
            chat.more = True
        return chat is None

    def _begin(self, message: Queued, *, more: bool = False) -> Running:
        """`more`: it was found in the store, where others may wait behind it."""
        account = message.account_id
        chat = self._chats[account] = Chat(deque([message]), message.number, more, overtaken=account in self._left)
        self._left.discard(account)
        task = asyncio.create_task(self._all(chat, found=more))
        self._tasks.add(task)

        def ended(_: object) -> None:
            self._tasks.discard(task)
            self._unseen.discard(task)
            del self._chats[account]
            self._remember(account, chat.last)
            if chat.overtaken:
                self._look_again(account)
            if chat.more:
                self._left.add(account)
                self._wake()

        task.add_done_callback(ended)
        return task

    def _remember(self, account_id: int, last: int) -> None:
        """Only for as long as a commit needs to be heard of here."""
        if len(self._latest) > KNOWN:
            self._latest.clear()
        self._latest[account_id] = last

    async def _all(self, chat: Chat, *, found: bool) -> None:
        """Behind one that has to wait, the others wait in the store."""
        while chat.waiting and not self._over:
            chat.under_way = chat.waiting.popleft()
            if not await self._send(chat.under_way, found):
                chat.more = True
                return
            found = False
