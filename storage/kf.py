"""Customer service: how far each account's inbox was read, and what each customer may still be sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    delete,
    func,
    insert,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from handlers.kit.cards import Card
from storage.accounts import accounts
from storage.base import Moment, metadata, word
from storage.media import media
from storage.messages import messages

MOST: Final = 5  # messages since the customer last wrote, and for how long: page "发送消息" of 微信客服
WINDOW: Final = timedelta(hours=48)
CHANNEL: Final = "kf"
PICTURE: Final = "p"  # in the name of a message with which a picture goes; the rest of such a name has no such letter


class cursor_columns(TypedColumns):
    open_kfid: Named[str] = Column(String, primary_key=True)
    cursor: Named[str] = Column(String)


class customer_columns(TypedColumns):
    address: Named[str] = Column(String, primary_key=True)
    open_kfid: Named[str] = Column(String)
    heard_at: Named[datetime] = Column(Moment)
    sent: Named[int] = Column(Integer)


class welcome_columns(TypedColumns):
    address: Named[str] = Column(String, primary_key=True)
    open_kfid: Named[str] = Column(String)
    code: Named[str] = Column(String)
    ends_at: Named[datetime] = Column(Moment, index=True)
    tried: Named[bool] = Column(Boolean)


welcomes = Table("kf_welcomes", metadata, welcome_columns)
cursors = Table("kf_cursors", metadata, cursor_columns)
customers = Table("kf_customers", metadata, customer_columns)


@dataclass(frozen=True, slots=True)
class Customer:
    """Where a customer was last heard, and how many messages they were sent since."""

    open_kfid: str
    heard_at: datetime
    sent: int

    def left(self, now: datetime) -> int:
        """How many messages would arrive now."""
        return max(0, MOST - self.sent) if now - self.heard_at < WINDOW else 0


@dataclass(frozen=True, slots=True)
class Welcome:
    """By `code` a customer may be sent one message, beyond what is counted; `doubted`: perhaps they were already."""

    open_kfid: str
    code: str
    doubted: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that has not reached its customer. `batch` names the message that it was put into already, if any."""

    account_id: int
    number: int
    card: Card
    queued: bool
    batch: str


_card = select(
    *(messages.c.account_id, messages.c.number, messages.c.card, messages.c.case_id, messages.c.args),
    *(messages.c.state, messages.c.external_id),
).join(accounts, accounts.c.id == messages.c.account_id)


class Kf:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def cursor(self, open_kfid: str) -> str:
        """Empty where nothing was read yet."""
        return self._conn.execute(select(cursors.c.cursor).where(cursors.c.open_kfid == open_kfid)).scalar() or ""

    def read_up_to(self, open_kfid: str, cursor: str, before: str | None = None) -> str:
        """The place that is remembered then. Where it is no longer `before`, somebody else has read on: it stays."""
        new = (sqlite if self._conn.dialect.name == "sqlite" else postgresql).insert(cursors)
        mine = None if before is None else cursors.c.cursor == before
        upsert = new.on_conflict_do_update(
            index_elements=["open_kfid"], set_={"cursor": new.excluded.cursor}, where=mine
        )
        self._conn.execute(upsert.values(open_kfid=open_kfid, cursor=cursor))
        return self.cursor(open_kfid)

    def customer(self, address: str) -> Customer | None:
        here = customers.c.address == address
        row = self._conn.execute(select(customers.c.open_kfid, customers.c.heard_at, customers.c.sent).where(here))
        return next((Customer(*one) for one in row), None)

    def heard(self, address: str, open_kfid: str, at: datetime) -> None:
        """The customer wrote at this moment: five more messages may be sent."""
        self._conn.execute(delete(customers).where(customers.c.address == address))
        values = {"address": address, "open_kfid": open_kfid, "heard_at": at, "sent": 0}
        self._conn.execute(insert(customers).values(**values))

    def spend(self, address: str, number: int) -> None:
        """So many more messages are on their way."""
        here = customers.c.address == address
        self._conn.execute(update(customers).where(here).values(sent=customers.c.sent + number))

    def may_welcome(self, address: str, open_kfid: str, code: str, until: datetime) -> None:
        """They have opened the chat: whichever process sends the next message sends it as a welcome, until then."""
        self.welcomed(address)
        values = {"address": address, "open_kfid": open_kfid, "code": code, "ends_at": until, "tried": False}
        self._conn.execute(insert(welcomes).values(**values))

    def welcome(self, address: str, now: datetime) -> Welcome | None:
        """What may be used now; too late, there is none, and what was to be the welcome goes with what is sent next."""
        query = select(welcomes.c.open_kfid, welcomes.c.code, welcomes.c.tried)
        good = (welcomes.c.address == address, welcomes.c.ends_at > now)
        row = self._conn.execute(query.where(*good)).first()
        return Welcome(*row) if row else None

    def try_welcome(self, address: str, *, tried: bool) -> None:
        """Noted before it is sent, so that whoever goes on after a crash knows; taken back where surely none was."""
        self._conn.execute(update(welcomes).where(welcomes.c.address == address).values(tried=tried))

    def welcomed(self, address: str) -> None:
        """The code is used up, or good for nothing."""
        self._conn.execute(delete(welcomes).where(welcomes.c.address == address))

    def forget(self, before: datetime, most: int) -> int:
        """At most so many codes that ended before then; how many they were."""
        old = select(welcomes.c.address).where(welcomes.c.ends_at < before).limit(most)
        return self._conn.execute(delete(welcomes).where(welcomes.c.address.in_(old))).rowcount

    def waiting(self, address: str) -> Sequence[Waiting]:
        """What has not reached a customer, in the order in which it was said."""
        here = (accounts.c.channel == CHANNEL, accounts.c.address == address, messages.c.card.is_not(None))
        # Each by its own small index: a search for both words reads all that was ever said in the chat.
        found = [_card.where(*here, messages.c.state == word(state)) for state in ("queued", "held")]
        query = union_all(*found).order_by("number")
        return [
            Waiting(account, number, Card(str(card), case, args), state == "queued", batch or "")
            for account, number, card, case, args, state, batch in self._conn.execute(query)
        ]

    def had(self, account_id: int, case_id: int, photos: Collection[int]) -> frozenset[int]:
        """Of these photos those that lay there when a card about the case last took pictures along, and arrived."""
        last = select(func.max(messages.c.at)).where(
            messages.c.account_id == account_id,
            messages.c.case_id == case_id,
            messages.c.state == "shown",
            messages.c.external_id.contains(PICTURE),
        )
        query = select(media.c.id).where(media.c.id.in_(list(photos)), media.c.at <= last.scalar_subquery())
        return frozenset(self._conn.execute(query).scalars())

    def put_into(self, waiting: Collection[Waiting], batch: str) -> None:
        """Name the message that these cards go into; empty takes them out of it again."""
        self._set(waiting, external_id=batch or None)

    def arrived(self, batch: str, account_id: int) -> None:
        """All cards of a message are shown, but for those of which we were told otherwise."""
        mine = (messages.c.account_id == account_id, messages.c.external_id == batch)
        here = (*mine, messages.c.state.in_(("queued", "held")))
        self._conn.execute(update(messages).where(*here).values(state="shown", next_at=None))

    def again(self, waiting: Collection[Waiting], now: datetime) -> None:
        """Held cards are tried once more."""
        self._set(waiting, state="queued", next_at=now)

    def unsent(self, address: str, batch: str) -> int:
        """A message did not arrive: none of its cards did. How many they are."""
        mine = select(accounts.c.id).where(accounts.c.channel == CHANNEL, accounts.c.address == address)
        here = (messages.c.account_id.in_(mine), messages.c.external_id == batch)
        return self._conn.execute(update(messages).where(*here).values(state="failed", next_at=None)).rowcount

    def _set(self, waiting: Collection[Waiting], **values: object) -> None:
        numbers = [one.number for one in waiting]
        for account_id in {one.account_id for one in waiting}:
            here = (messages.c.account_id == account_id, messages.c.number.in_(numbers))
            self._conn.execute(update(messages).where(*here).values(**values))
