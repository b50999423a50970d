"""Messages on their way to an outside channel: what waits, who sends it, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from handlers.kit.cards import Card
from storage.accounts import accounts
from storage.messages import messages

_queued = messages.c.state == "queued"


@dataclass(frozen=True, slots=True)
class Queued:
    """A card that waits to be sent to an outside channel."""

    account_id: int
    number: int
    person_id: int | None
    address: str
    card: Card
    tries: int
    at: datetime


class Deliveries:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def queued(self, channel: str, now: datetime, most: int = 50) -> Sequence[Queued]:
        """The first waiting message of each chat of a channel, if its time has come."""
        earlier = messages.alias("earlier")
        blocked = exists().where(
            earlier.c.account_id == messages.c.account_id,
            earlier.c.state == "queued",
            earlier.c.number < messages.c.number,
        )
        query = (
            select(
                messages.c.account_id,
                messages.c.number,
                accounts.c.person_id,
                accounts.c.address,
                messages.c.card,
                messages.c.case_id,
                messages.c.args,
                messages.c.tries,
                messages.c.at,
            )
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(_queued, messages.c.next_at <= now, accounts.c.channel == channel, ~blocked)
            .order_by(messages.c.next_at)
            .limit(most)
        )
        return [
            Queued(account, number, person, address, Card(str(card), case_id, args), tries, at)
            for account, number, person, address, card, case_id, args, tries, at in self._conn.execute(query)
        ]

    def sent(self, message: Queued, external_id: str, state: str) -> None:
        self._set(message, state=state, external_id=external_id, next_at=None)

    def retry(self, message: Queued, until: datetime, tries: int) -> None:
        self._set(message, next_at=until, tries=tries)

    def lease(self, message: Queued, now: datetime, until: datetime) -> bool:
        """Take a queued message for sending; False where another courier was first."""
        this = (messages.c.account_id == message.account_id) & (messages.c.number == message.number)
        query = update(messages).where(this, _queued, messages.c.next_at <= now).values(next_at=until)
        return self._conn.execute(query).rowcount == 1

    def take_queued(self, account_id: int) -> Sequence[Card]:
        """Take what waits for an address that is gone; returned in order, to be sent elsewhere."""
        waiting = (messages.c.account_id == account_id) & _queued
        query = select(messages.c.card, messages.c.case_id, messages.c.args).where(waiting)
        cards = [
            Card(str(card), case, args) for card, case, args in self._conn.execute(query.order_by(messages.c.number))
        ]
        self._conn.execute(update(messages).where(waiting).values(state="moved", next_at=None))
        return cards

    def _set(self, message: Queued, **values: object) -> None:
        this = (messages.c.account_id == message.account_id) & (messages.c.number == message.number)
        self._conn.execute(update(messages).where(this).values(**values))
