"""What customers wrote, fetched page by page: a page's turns are committed before its place is remembered.

A crash in between fetches the page again, and every turn of it is known by its number. The server keeps three days.
A message that can't be acted on is tried a few times and then passed over: those behind it are other people's.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from bot import turns
from bot.channels.base import RetryLater, Uncertain
from bot.channels.kf import NAME
from bot.channels.kf.channel import WELCOMED, Kf, batch_of
from bot.channels.kf.reading import Entered, Heard, Unsent, customer_of, meaning, msgid_of
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.errors import WeComError
from bot.channels.wecom.fetching import completed
from bot.channels.wecom.reading import Heard as Fetchable
from bot.desk import Desk, StoreUnavailable
from handlers.invitations.chatting import is_link
from storage.work import Work

log = structlog.get_logger()

PAGE: Final = 200
AMR: Final = 0  # the form in which voices are asked for
PAUSES: Final = (0.5, 1.0, 2.0, 5.0)  # seconds before another try
MOST_TRIES: Final = 3  # of one message, each with its page
MOST_FAULTY: Final = 1000  # messages whose tries are counted
_NO_TOKEN, _NO_CURSOR = 95007, 40058

Page = Mapping[str, Any]


@dataclass
class Pulling:
    """`pull` fetches one account's inbox to its end; two for the same account never run at once."""

    client: WeCom
    desk: Desk
    channel: Kf

    def __post_init__(self) -> None:
        self._one: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._faults: OrderedDict[str, int] = OrderedDict()  # how often a message failed, by its msgid

    async def pull(self, open_kfid: str, token: str = "") -> None:
        """Until there is no more. StoreUnavailable; RetryLater or WeComError where the server goes on refusing."""
        async with self._one[open_kfid]:
            cursor = await self.desk.read(lambda work: work.kf.cursor(open_kfid))
            more = True
            while more:
                page = await self._page(open_kfid, cursor, token)
                await self._act(open_kfid, page.get("msg_list") or [])
                cursor = await self._remember(open_kfid, cursor, page)
                more = bool(page.get("has_more"))

    async def _page(self, open_kfid: str, cursor: str, token: str) -> Page:
        asked: dict[str, object] = {"open_kfid": open_kfid, "limit": PAGE, "voice_format": AMR}
        asked |= {"cursor": cursor} if cursor else {}
        for pause in (*PAUSES, None):
            try:
                return await self.client.call("kf/sync_msg", {**asked, **({"token": token} if token else {})})
            except (RetryLater, Uncertain):
                if pause is None:
                    raise RetryLater from None
                await asyncio.sleep(pause)
            except WeComError as error:
                token = self._without(error, asked, token)
        raise RetryLater

    @staticmethod
    def _without(error: WeComError, asked: dict[str, object], token: str) -> str:
        """A token is good for ten minutes, a place for three days: without them it goes more slowly, from the start."""
        if error.code == _NO_TOKEN and token:
            return ""
        if error.code == _NO_CURSOR and asked.pop("cursor", ""):
            return token
        raise error

    async def _remember(self, open_kfid: str, before: str, page: Page) -> str:
        """Where to go on: further than this page where another process has read further."""
        cursor = page.get("next_cursor")
        if not isinstance(cursor, str) or not cursor or cursor == before:
            return before
        key = f"{NAME}-inbox:{open_kfid}"
        return await self.desk.write(lambda work: work.kf.read_up_to(open_kfid, cursor, before), key)

    async def _act(self, open_kfid: str, messages: Sequence[object]) -> None:
        """Each customer's in their order, customers beside each other; those that were done before are left out."""
        ids = [found for one in messages if (found := msgid_of(one))]
        known = await self.desk.read(lambda work: work.messages.known(NAME, ids)) if ids else frozenset()
        lanes: dict[str, list[object]] = {}
        for one in messages:
            if msgid_of(one) not in known:
                lanes.setdefault(customer_of(one), []).append(one)
        done = await asyncio.gather(*(self._lane(open_kfid, lane) for lane in lanes.values()), return_exceptions=True)
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed

    async def _lane(self, open_kfid: str, messages: Iterable[object]) -> None:
        """One customer's. RetryLater where one failed: what they wrote after it waits, until it is passed over."""
        for one in messages:
            if self._faults.get(msgid_of(one), 0) >= MOST_TRIES:
                continue
            try:
                await self._done(open_kfid, one)
            except StoreUnavailable:
                raise  # not the message's fault
            except Exception as error:
                self._faulty(msgid_of(one), error)

    def _faulty(self, msgid: str, error: Exception) -> None:
        tries = self._faults[msgid] = self._faults.get(msgid, 0) + 1
        self._faults.move_to_end(msgid)
        while len(self._faults) > MOST_FAULTY:
            self._faults.popitem(last=False)
        if tries < MOST_TRIES:
            log.warning("a customer's message failed", msgid=msgid, tries=tries, exc_info=error)
            raise RetryLater from error
        log.error("a customer's message is passed over", msgid=msgid, tries=tries, exc_info=error)

    async def _done(self, open_kfid: str, one: object) -> None:
        match meaning(one):
            case Heard() as heard:
                await self._hear(open_kfid, heard)
            case Entered() as entered:
                await self._enter(open_kfid, entered)
            case Unsent(address, msgid, reason):
                log.info("a message did not arrive", reason=reason)
                await self.desk.write(_not_arrived(address, batch_of(msgid)), f"{NAME}:{address}")

    async def _hear(self, open_kfid: str, heard: Heard) -> None:
        incoming = await completed(self.client, Fetchable(heard.incoming, heard.files, heard.spoken))
        now = self.desk.clock.now()

        def write(work: Work) -> None:
            work.accounts.restore(NAME, incoming.account)  # whoever writes can be reached
            if not turns.run(work, incoming, now).duplicate:
                work.kf.heard(incoming.account, open_kfid, min(now, heard.at))

        await self.desk.write(write, f"{NAME}:{incoming.account}")

    async def _enter(self, open_kfid: str, entered: Entered) -> None:
        """Whoever may be welcomed is; whoever brings an invitation sees it, as soon as something may be sent."""
        incoming, now = entered.incoming, self.desk.clock.now()
        until = min(now, entered.at) + WELCOMED

        def write(work: Work) -> None:
            fresh = not turns.run(work, incoming, now).duplicate
            if fresh and entered.code and until > now:  # told again, the code may be used up
                work.kf.may_welcome(incoming.account, open_kfid, entered.code, until)

        if entered.code or is_link(incoming.text):
            await self.desk.write(write, f"{NAME}:{incoming.account}")


def _not_arrived(address: str, batch: str) -> Any:
    return lambda work: work.kf.unsent(address, batch) if batch else 0
