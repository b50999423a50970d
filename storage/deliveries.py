"""Messages on their way to an outside channel: what waits, who sends it, what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update

from handlers.kit.cards import Card
from storage.accounts import accounts
from storage.messages import messages

_queued = messages.c.state == "queued"
_DOUBT = "?"  # in the place of the channel's id, while something waits that may have been shown twice already


@dataclass(frozen=True, slots=True)
class Queued:
    """A card that waits to be sent to an outside channel. `doubted`: nobody knows of two tries whether they arrived."""

    account_id: int
    number: int
    person_id: int | None
    address: str
    card: Card
    tries: int
    at: datetime
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A card that is on somebody's screen, and what their channel calls it."""

    account_id: int
    number: int
    address: str
    external_id: str


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
                messages.c.external_id,
            )
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(_queued, messages.c.next_at <= now, accounts.c.channel == channel, ~blocked)
            .order_by(messages.c.next_at)
            .limit(most)
        )
        return [
            Queued(account, number, person, address, Card(str(card), case_id, args), tries, at, known_as == _DOUBT)
            for account, number, person, address, card, case_id, args, tries, at, known_as in self._conn.execute(query)
        ]

    def sent(self, message: Queued, external_id: str, state: str) -> None:
        self._set(message, state=state, external_id=external_id, next_at=None)

    def retry(self, message: Queued, until: datetime, tries: int) -> None:
        self._set(message, next_at=until, tries=tries)

    def doubt(self, message: Queued, until: datetime) -> None:
        """From now on it is only said that something may not have arrived: the card itself is not sent a third time."""
        self._set(message, next_at=until, tries=message.tries + 1, external_id=_DOUBT)

    def lease(self, message: Queued, now: datetime, until: datetime) -> bool:
        """Take a queued message for sending; False where another courier was first."""
        this = (messages.c.account_id == message.account_id) & (messages.c.number == message.number)
        query = update(messages).where(this, _queued, messages.c.next_at <= now).values(next_at=until)
        return self._conn.execute(query).rowcount == 1

    def redrawn(self, channel: str, accounts_: Collection[int], cases: Collection[int], most: int) -> Sequence[Sent]:
        """Cards on a channel that may look otherwise now: the newest few of each of these accounts, and of each chat
        those that show one of these cases."""
        about = (messages.c.state == "shown") & messages.c.external_id.is_not(None) & (accounts.c.channel == channel)
        nth = func.row_number().over(partition_by=messages.c.account_id, order_by=messages.c.number.desc())
        query = (
            select(messages.c.account_id, messages.c.number, accounts.c.address, messages.c.external_id, nth)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(about, accounts.c.retired_at.is_(None))
        )
        found: dict[tuple[int, int], Sent] = {}
        for where in (messages.c.account_id.in_(list(accounts_)), messages.c.case_id.in_(list(cases))):
            ranked = query.where(where).subquery()
            for row in self._conn.execute(select(ranked).where(ranked.c[4] <= most)):
                found[row[0], row[1]] = Sent(row[0], row[1], row[2], str(row[3]))
        return [found[key] for key in sorted(found)]

    def external(self, account_id: int, number: int) -> str:
        """What a card that is shown is known by on its channel; empty for any other."""
        this = (messages.c.account_id == account_id, messages.c.number == number, messages.c.state == "shown")
        return self._conn.execute(select(messages.c.external_id).where(*this)).scalar() or ""

    def named(self, channel: str, address: str, begin: str) -> Sequence[Sent]:
        """Cards shown at an address whose name on its channel begins so."""
        query = (
            select(messages.c.account_id, messages.c.number, accounts.c.address, messages.c.external_id)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(accounts.c.channel == channel, accounts.c.address == address, messages.c.state == "shown")
            .where(messages.c.external_id.startswith(begin, autoescape=True))
        )
        return [Sent(row[0], row[1], row[2], str(row[3])) for row in self._conn.execute(query)]

    def remember(self, sent: Sent, external_id: str) -> None:
        """What a shown card is known by on its channel from now on."""
        this = (messages.c.account_id == sent.account_id) & (messages.c.number == sent.number)
        self._conn.execute(update(messages).where(this, messages.c.state == "shown").values(external_id=external_id))

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
