"""Messages on their way to an outside channel: what waits, who sends it, what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, null, select, update

from handlers.kit.cards import Card, Face
from storage.accounts import accounts
from storage.base import Moment, word
from storage.hot import Hot
from storage.messages import messages
from storage.people import persons

_queued = messages.c.state == word("queued")
LATE = 60  # numbers of a chat
_DOUBT = "?"  # in the place of the channel's id, while something waits that may have been shown twice already
_earlier = messages.alias("earlier")
_blocked = exists().where(
    _earlier.c.account_id == messages.c.account_id,
    _earlier.c.state == word("queued"),
    _earlier.c.number < messages.c.number,
)
_now = bindparam("now", type_=Moment)
# Behind a function: SQLite would begin with everybody who is on the channel, and few of them wait for anything.
_channel = func.coalesce(accounts.c.channel, accounts.c.channel)
_first = (
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
    .where(_queued, messages.c.next_at <= _now, _channel == bindparam("channel"), ~_blocked)
    .order_by(messages.c.next_at)
    .limit(bindparam("most"))
)
_waiting = Hot(_first, returns=_first.selected_columns)
_this = (messages.c.account_id == bindparam("account")) & (messages.c.number == bindparam("nth"))
_until = bindparam("until", type_=Moment)
_lease = Hot(update(messages).where(_this, _queued, messages.c.next_at <= _now).values(next_at=_until))
_retry = Hot(update(messages).where(_this).values(next_at=_until, tries=bindparam("tried")))
_known_as: BindParameter[str] = bindparam("external")
_ended = Hot(
    update(messages).where(_this, _queued).values(state=bindparam("to"), external_id=_known_as, next_at=null())
)
_remember = Hot(update(messages).where(_this, messages.c.state == "shown").values(external_id=_known_as))
_on_screen = (
    select(messages.c.account_id, messages.c.number, accounts.c.address, messages.c.external_id)
    .join(accounts, accounts.c.id == messages.c.account_id)
    .where(messages.c.state == "shown", messages.c.external_id.is_not(None))
    .where(_channel == bindparam("channel"), accounts.c.retired_at.is_(None))
)


def _newest(column: Any, *by: Any, among: Sequence[Any] = ()) -> Hot:
    """The newest few, for each of `by`, of the cards on screens whose column is one of those wanted; built once."""
    nth = func.row_number().over(partition_by=by, order_by=messages.c.number.desc())
    ranked = _on_screen.add_columns(nth).where(column.in_(bindparam("wanted", expanding=True)), *among).subquery()
    return Hot(select(ranked).where(ranked.c[4] <= bindparam("most")))


# A chat of years is not read for its newest few: they are among the last of its numbers, what its owner said included.
_late = messages.c.number > accounts.c.last_no - LATE
_newest_of_chats = _newest(messages.c.account_id, messages.c.account_id, among=[_late])
_newest_of_cases = _newest(messages.c.case_id, messages.c.account_id, messages.c.case_id)
_last_waiting = Hot(select(func.max(messages.c.number)).where(messages.c.account_id == bindparam("account"), _queued))
_still_waits = Hot(select(messages.c.number).where(_this, _queued))
_externals = Hot(
    select(messages.c.number, messages.c.external_id).where(
        messages.c.account_id == bindparam("account"),
        messages.c.number.in_(bindparam("numbers", expanding=True)),
        messages.c.state == "shown",
    )
)


@dataclass(frozen=True, slots=True)
class Queued:
    """A card that waits to be sent to an outside channel. `doubted`: nobody knows of two tries whether they arrived.
    `after`: the number of what waited before it in its chat when it was written, 0 for nothing. `face`: what it looks
    like to its reader at that moment, where that is known."""

    account_id: int
    number: int
    person_id: int | None
    address: str
    card: Card
    tries: int
    at: datetime
    doubted: bool = False
    after: int = 0
    face: Face | None = field(default=None, compare=False)


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
        key = {"channel": channel, "now": now, "most": most}
        return [
            Queued(account, number, person, address, Card(str(card), case_id, args), tries, at, known_as == _DOUBT)
            for account, number, person, address, card, case_id, args, tries, at, known_as in _waiting.rows(
                self._conn, key
            )
        ]

    def last_waiting(self, account_id: int) -> int:
        """The number of the last message that waits in a chat, 0 where none does."""
        return int(_last_waiting.rows(self._conn, {"account": account_id})[0][0] or 0)

    def waits(self, message: Queued) -> bool:
        """Whether it is still to be sent: it may have been taken to another channel, or its chat forgotten."""
        return bool(_still_waits.rows(self._conn, _named(message)))

    def sent(self, message: Queued, external_id: str, state: str) -> None:
        """What became of it; its channel may have told us already that it did not arrive."""
        _ended.count(self._conn, {**_named(message), "to": state, "external": external_id})

    def retry(self, message: Queued, until: datetime, tries: int) -> None:
        _retry.count(self._conn, {**_named(message), "until": until, "tried": tries})

    def doubt(self, message: Queued, until: datetime) -> None:
        """From now on it is only said that something may not have arrived: the card itself is not sent a third time."""
        values = {"next_at": until, "tries": message.tries + 1, "external_id": _DOUBT}
        self._conn.execute(update(messages).where(_this).values(values), _named(message))

    def lease(self, message: Queued, now: datetime, until: datetime) -> bool:
        """Take a queued message for sending; False where another courier was first."""
        return _lease.count(self._conn, {**_named(message), "now": now, "until": until}) == 1

    def redrawn(self, channel: str, accounts_: Collection[int], cases: Collection[int], most: int) -> Sequence[Sent]:
        """Cards on a channel that may look otherwise now: the newest few of each of these accounts, if they are among
        its last 60 messages, and in each chat the newest few of each of these cases."""
        found: dict[tuple[int, int], Sent] = {}
        for query, wanted in ((_newest_of_chats, accounts_), (_newest_of_cases, cases)):
            if not wanted:
                continue
            for row in query.rows(self._conn, {"channel": channel, "wanted": list(wanted), "most": most}):
                found[row[0], row[1]] = Sent(row[0], row[1], row[2], str(row[3]))
        return [found[key] for key in sorted(found)]

    def externals(self, account_id: int, numbers: Collection[int]) -> Mapping[int, str]:
        """What those of these cards that are shown are known by on their channel."""
        rows = _externals.rows(self._conn, {"account": account_id, "numbers": list(numbers)})
        return {number: external for number, external in rows if external}

    def named(self, channel: str, address: str, begin: str) -> Sequence[Sent]:
        """Cards shown at an address whose name on its channel begins so."""
        query = (
            select(messages.c.account_id, messages.c.number, accounts.c.address, messages.c.external_id)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(accounts.c.channel == channel, accounts.c.address == address, messages.c.state == "shown")
            .where(messages.c.external_id.startswith(begin, autoescape=True))
        )
        return [Sent(row[0], row[1], row[2], str(row[3])) for row in self._conn.execute(query)]

    def names(self, channel: str, address: str, most: int) -> Sequence[str]:
        """What the newest of the messages at an address are known by on their channel, the newest first."""
        query = (
            select(messages.c.external_id)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(accounts.c.channel == channel, accounts.c.address == address, messages.c.external_id.is_not(None))
            .order_by(messages.c.number.desc())
            .limit(most)
        )
        return [str(one) for one in self._conn.execute(query).scalars()]

    def unreached(self, case_id: int, person_id: int) -> bool:
        """Whether the newest card about a case that a person was to get waits or was lost on its way to them, or
        every address that they had is gone."""
        theirs = exists().where(accounts.c.person_id == persons.c.id)
        here = (persons.c.id == person_id, persons.c.wrapped.is_not(None))
        gone = select(persons.c.id).where(*here, theirs, ~theirs.where(accounts.c.retired_at.is_(None)))
        if self._conn.execute(gone).scalar() is not None:
            return True
        query = (
            select(messages.c.state)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .where(messages.c.case_id == case_id, accounts.c.person_id == person_id)
            .where(messages.c.state.in_(("held", "failed", "dead", "shown")), messages.c.card.is_not(None))
            .order_by(messages.c.at.desc(), messages.c.number.desc())
            .limit(1)
        )
        return self._conn.execute(query).scalar() not in (None, "shown")

    def remember(self, sent: Sent, external_id: str) -> None:
        """What a shown card is known by on its channel from now on."""
        _remember.count(self._conn, {**_named(sent), "external": external_id})

    def take_queued(self, account_id: int) -> Sequence[Card]:
        """Take what waits for an address that is gone; returned in order, to be sent elsewhere."""
        waiting = (messages.c.account_id == account_id) & _queued
        query = select(messages.c.card, messages.c.case_id, messages.c.args).where(waiting)
        cards = [
            Card(str(card), case, args) for card, case, args in self._conn.execute(query.order_by(messages.c.number))
        ]
        self._conn.execute(update(messages).where(waiting).values(state="moved", next_at=None))
        return cards


def _named(message: Queued | Sent) -> dict[str, object]:
    return {"account": message.account_id, "nth": message.number}
