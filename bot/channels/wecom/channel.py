"""Cards out, changed where WeCom allows it: once for each code that it gave, with the card or with a press on it."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

import structlog

from bot.channels.base import AddressGone, Pace, RetryLater, Uncertain
from bot.channels.wecom import NAME
from bot.channels.wecom.allowance import Allowance
from bot.channels.wecom.client import WeCom
from bot.channels.wecom.errors import Wait, WeComError
from bot.channels.wecom.parcels import Body, Packing, Parcel, text
from bot.channels.wecom.texts import texts
from bot.channels.wecom.writing import gist, mark, redrawn
from bot.desk import Desk, StoreUnavailable
from bot.texts import Words
from bot.web.inside_wecom import DOOR
from bot.web.ways import PLAIN, through
from storage.work import Work

log = structlog.get_logger()

PACE = Pace(chat_per_second=2, all_per_second=150)  # WeCom: 10,000 calls a minute; a member's share is in `allowance`
SETTLES: Final = 0.5  # seconds; a notice of the same step is written within a few hundredths
FRESH: Final = timedelta(hours=71)  # a code to change a card by works for 72
REPEATED: Final = 4 * 3600  # seconds in which WeCom knows a card that comes again by its number
LONGEST: Final = 60.0  # seconds between two tries whose answers were lost
SEEN: Final = 20_000  # pictures and voices, by member, that are not sent twice
LATELY: Final = timedelta(days=1)  # so far up nobody scrolls for a picture
UNDER_WAY: Final = 1000  # cards that wait to be tried again, with what of them has arrived
CODES: Final = 5000
MOST_NAMES: Final = 1000  # newest cards of a chat: more can't have been sent within an hour
_GONE: Final = frozenset({40003, 46004, 60011, 60111, 81013})  # no such member, or outside of what the app may see
_NO_CARD: Final = frozenset({40058, 42045, 42046, 42047, 42048, 42049, 45002})
_KNOWN_TASK, _NO_MEDIA = 42014, 40007


@dataclass(frozen=True, slots=True)
class Shown:
    """What is remembered of a card on a phone: its number, what it shows, and the code to change it by, if any.

    `since`: when it was sent, or last pressed, in seconds since 1970; `calls`: how many messages that took.
    """

    task: str
    gist: str = ""
    code: str = ""
    since: int = 0
    calls: int = 1

    def __str__(self) -> str:
        calls = f"x{self.calls}" if self.calls > 1 else ""
        return f"{self.task}|{self.gist}|{self.since}{calls}|{self.code}"

    @classmethod
    def parse(cls, external_id: str) -> "Shown":
        task, gist_, when, code = (external_id.split("|", 3) + [""] * 4)[:4]
        since, _, calls = when.partition("x")
        return cls(task, gist_, code, int(since) if since.isdecimal() else 0, int(calls) if calls.isdecimal() else 1)


class WeComChannel:
    """A `Channel` that can also bring shown cards up to date. `base`: the public address of our pages, or empty."""

    name = NAME

    def __init__(self, client: WeCom, desk: Desk, agent: int, base: str = "", pace: Pace = PACE) -> None:
        self.pace, self.settles = pace, SETTLES
        self.allowance = Allowance(time.monotonic, shared=desk.shared)
        self._client, self._desk, self._agent, self._base = client, desk, agent, base.rstrip("/")
        self._packing = Packing(client, desk, self.page, time.monotonic)
        self._under_way: OrderedDict[tuple[str, str], Parcel] = OrderedDict()
        self._codes: OrderedDict[str, Shown] = OrderedDict()
        self._seen: OrderedDict[tuple[str, int], int] = OrderedDict()

    def page(self, path: str) -> str:
        """The whole address of a page of ours; empty where nobody outside can open one."""
        return inside(self._base, path) if self._base else ""

    async def send(self, address: str, words: Words) -> str:
        """Deliver a card; the id says its number, what it shows, and by which code it can be changed.

        A lost answer is no harm: the next try is the same message, which WeCom knows again and shows once.
        """
        return await self._sent(address, words, mark(words), secrets.token_urlsafe(18))

    async def send_once(self, address: str, words: Words, key: str, number: int = 0) -> str:
        """The same under a key that outlives this process: it is the number by which WeCom knows the card.

        With its `number` in the chat, what other processes have sent there is counted too.
        """
        return await self._sent(address, words, key, key, number)

    def differs(self, external_id: str, words: Words) -> bool:
        """Whether the screen shows something else, and can be changed."""
        shown = Shown.parse(external_id)
        return bool(shown.task) and shown.gist != gist(words) and bool(self._newest(shown).code)

    async def edit(self, address: str, external_id: str, words: Words) -> str:
        """Change a card by its code, which is spent then; where WeCom won't, it stays as it is until it is pressed."""
        shown = self._newest(Shown.parse(external_id))
        if not shown.code:
            return external_id
        now = gist(words)
        change = {"userids": [address], "agentid": self._agent, "response_code": shown.code}
        try:
            card = redrawn(words, self.page)
            await self._client.call("message/update_template_card", {**change, "template_card": card})
        except WeComError as error:
            if isinstance(error, Wait):
                raise
            log.info("card stays as it is", code=error.code)
            now = shown.gist
        return str(replace(self._spent(shown), gist=now))

    async def pressed(self, task: str, code: str, userid: str) -> None:
        """A press gave a code by which its card can be changed: to be told before the press is acted on."""
        given = Shown(task, "", code, self._seconds())
        self._codes[task] = given
        while len(self._codes) > CODES:
            self._codes.popitem(last=False)
        with suppress(StoreUnavailable):  # then only this process knows it
            await self._desk.job(lambda work: _noted(work, userid, given), f"{NAME}:{userid}")

    async def _sent(self, address: str, words: Words, name: str, task: str, number: int = 0) -> str:
        if "|" in address or address.startswith("@"):
            raise AddressGone  # several people, or all of them
        words = self._unseen(address, words)
        parcel = self._under_way.pop((address, name), None)
        if parcel is None or not (parcel.begun or parcel.mark == mark(words)):
            parcel = await self._packing.pack(words, parcel.task if parcel else task)
        if number and not self.allowance.knows(address, number, len(parcel.bodies)):
            await self._learn(address, number, parcel)
        try:
            code = await self._delivered(address, parcel, words)
        except (RetryLater, Uncertain) as wait:
            self._remember((address, name), parcel)
            raise (wait if isinstance(wait, RetryLater) else _again(parcel)) from None
        self._saw(address, words)
        return str(Shown(parcel.task if parcel.asks else "", parcel.gist, code, self._seconds(), parcel.calls))

    def _unseen(self, address: str, words: Words) -> Words:
        """Without the pictures and voices that lie in this chat already: each is a message, and they can be counted."""
        since = self._seconds() - LATELY.total_seconds()
        photos = tuple(one for one in words.photos if self._seen.get((address, one), -1) < since)
        voices = tuple(one for one in words.voices if self._seen.get((address, one), -1) < since)
        return replace(words, photos=photos, voices=voices)

    def _saw(self, address: str, sent: Words) -> None:
        for one in (*sent.photos, *sent.voices):
            self._seen[address, one] = self._seconds()
            self._seen.move_to_end((address, one))
        while len(self._seen) > SEEN:
            self._seen.popitem(last=False)

    async def _learn(self, address: str, number: int, parcel: Parcel) -> None:
        """Count what stands with the cards in the database. Of this card another process may have sent all there is
        before it died, and what this one has sent of it stands nowhere yet."""
        found = await self._desk.read(lambda work: work.deliveries.names(NAME, address, MOST_NAMES))
        now, seconds = self.allowance.now(), self._seconds()
        known = [Shown.parse(one) for one in found]
        sent = [now - max(0, seconds - one.since - 1) for one in known for _ in range(one.calls)]
        self.allowance.learn(address, number, [*sent, *[now] * (len(parcel.bodies) + parcel.calls)])

    async def _delivered(self, address: str, parcel: Parcel, words: Words) -> str:
        """Every message of a card that has not arrived yet; the code to change it by."""
        while parcel.done < len(parcel.bodies):
            is_card = "template_card" in parcel.bodies[parcel.done]
            told = await self._one(address, parcel, words)
            if is_card and told:
                parcel.code = str(told.get("response_code") or "")
            parcel.done += bool(told)
            parcel.doubt, parcel.lost = 0.0, 0
        return parcel.code

    async def _one(self, address: str, parcel: Parcel, words: Words) -> Mapping[str, Any]:
        """The next message; empty where it has to be another one."""
        body, now = parcel.bodies[parcel.done], time.monotonic()
        self.allowance.take(address)
        parcel.calls += 1
        try:
            told = await self._client.call(
                "message/send", {"touser": address, "agentid": self._agent, **body, **_once(body, parcel, now)}
            )
        except Uncertain:
            parcel.doubt, parcel.lost = parcel.doubt or now, parcel.lost + 1
            raise
        except WeComError as error:
            if error.code == _NO_MEDIA and not parcel.anew:
                await self._packing.again(parcel, words)
                return {}
            return self._refused(error, parcel, words)
        if told.get("unlicenseduser"):
            log.warning("a member has no licence for messages of apps: see 接口许可 in the admin console")
        if told.get("invaliduser") or told.get("unlicenseduser"):
            raise AddressGone
        return told

    def _refused(self, error: WeComError, parcel: Parcel, words: Words) -> Mapping[str, Any]:
        """What comes of a refusal: gone, arrived before, a text instead of the card; else the refusal itself."""
        is_card = "template_card" in parcel.bodies[parcel.done]
        if error.code in _GONE:
            raise AddressGone from None
        if error.code == _KNOWN_TASK:
            return {"arrived": True}
        if error.code in _NO_CARD and is_card:
            log.error("card refused, sent as text", code=error.code, said=error.said)
            told = any(body["msgtype"] == "text" for body in parcel.bodies)
            parcel.bodies[parcel.done : parcel.done + 1] = [] if told else map(text, texts(words, self.page))
            return {}
        raise error

    def _remember(self, which: tuple[str, str], parcel: Parcel) -> None:
        self._under_way[which] = parcel
        while len(self._under_way) > UNDER_WAY:
            self._under_way.popitem(last=False)

    def _newest(self, shown: Shown) -> Shown:
        """With the code that a press gave since, and without one that is too old."""
        given = self._codes.get(shown.task)
        if given and given.since >= shown.since:
            shown = replace(shown, code=given.code, since=given.since)
        old = self._seconds() - shown.since > FRESH.total_seconds()
        return replace(shown, code="") if old else shown

    def _spent(self, shown: Shown) -> Shown:
        """Without its code; with a newer one where somebody has pressed meanwhile."""
        given = self._codes.get(shown.task)
        if given and given.code != shown.code:
            return replace(shown, code=given.code, since=given.since)
        self._codes.pop(shown.task, None)
        return replace(shown, code="")

    def _seconds(self) -> int:
        return int(self._desk.clock.now().timestamp())


def inside(base: str, page: str) -> str:
    """The address of a page as it is opened inside WeCom: by the door that asks WeCom who looks."""
    return base + (quote(page, safe="/") if page.startswith(PLAIN) else through(DOOR, page))


def _again(parcel: Parcel) -> RetryLater:
    """Soon, as a repeat does no harm; less soon each time."""
    return RetryLater(timedelta(seconds=min(LONGEST, 2.0 ** (parcel.lost - 1))))


def _once(body: Body, parcel: Parcel, now: float) -> Mapping[str, int]:
    """How WeCom knows a repeat. A card has a number of its own; other messages may rightly come twice, so they are
    only compared where the last try is in doubt, and with what was sent since then."""
    if "template_card" in body:
        return {"enable_duplicate_check": 1, "duplicate_check_interval": REPEATED}
    if not parcel.doubt:
        return {}
    since = min(REPEATED, int(now - parcel.doubt) + 60)
    return {"enable_duplicate_check": 1, "duplicate_check_interval": since}


def _noted(work: Work, userid: str, given: Shown) -> None:
    for sent in work.deliveries.named(NAME, userid, f"{given.task}|"):
        shown = replace(Shown.parse(sent.external_id), code=given.code, since=given.since)
        work.deliveries.remember(sent, str(shown))
