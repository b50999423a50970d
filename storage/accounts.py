"""Accounts: who writes on which channel, with their seats and open conversation, read in one query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    exists,
    insert,
    or_,
    select,
    update,
)

from handlers.kit.roles import Role
from handlers.kit.turns import Conversation
from handlers.people.records import Account, Actor, Held, Post
from handlers.people.rules import acts_for
from storage.base import Id, InsertOnce, Moment, metadata
from storage.hot import Hot
from storage.people import persons, posts, seats
from storage.units import units
from storage.vault import Vault


class account_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    person_id: Named[int | None] = Column(Id, ForeignKey("persons.id"), index=True)
    channel: Named[str]
    address: Named[str]
    last_no: Named[int] = Column(Integer, server_default="0")
    created_at: Named[datetime] = Column(Moment)
    retired_at: Named[datetime | None] = Column(Moment)
    preferred_at: Named[datetime | None] = Column(Moment)


class conversation_columns(TypedColumns):
    account_id: Named[int] = Column(Id, ForeignKey("accounts.id"), primary_key=True)
    dialog: Named[str] = Column(String)
    sealed: Named[bytes | None] = Column(LargeBinary)


accounts = Table("accounts", metadata, account_columns, UniqueConstraint("channel", "address"))
conversations = Table("conversations", metadata, conversation_columns)

_home = units.alias("home")
_place = units.alias("place")
_who = (
    select(
        accounts.c.id,
        persons.c.id,
        persons.c.root_id,
        persons.c.unit_id,
        persons.c.household_id,
        persons.c.wrapped,
        persons.c.sealed,
        _home.c.path,
        _home.c.community_id,
        conversations.c.dialog,
        conversations.c.sealed,
        posts.c.seat_id,
        posts.c.person_id,
        posts.c.starts,
        posts.c.ends,
        posts.c.leave_from,
        posts.c.leave_to,
        posts.c.stand_in_id,
        seats.c.role,
        seats.c.unit_id,
        seats.c.org_id,
        _place.c.path,
        accounts.c.channel,
    )
    .select_from(accounts)
    .outerjoin(persons, persons.c.id == accounts.c.person_id)
    .outerjoin(_home, _home.c.id == persons.c.unit_id)
    .outerjoin(conversations, conversations.c.account_id == accounts.c.id)
    .outerjoin(posts, or_(posts.c.person_id == persons.c.id, posts.c.stand_in_id == persons.c.id))
    .outerjoin(seats, seats.c.id == posts.c.seat_id)
    .outerjoin(_place, _place.c.id == seats.c.unit_id)
    .order_by(posts.c.id)
)
_by_address = _who.where(accounts.c.channel == bindparam("channel"), accounts.c.address == bindparam("address"))
_find = Hot(_by_address, returns=_who.selected_columns)
_by_id = Hot(_who.where(accounts.c.id == bindparam("account")), returns=_who.selected_columns)
_take_numbers = (
    update(accounts)
    .where(accounts.c.id == bindparam("account"))
    .values(last_no=accounts.c.last_no + bindparam("count"))
    .returning(accounts.c.last_no)
)
_count_up = Hot(_take_numbers)
_add_account = InsertOnce(
    accounts, accounts.c.id, ("channel", "address"), ("person_id", "channel", "address", "created_at")
)
_keep = Hot(
    update(conversations)
    .where(conversations.c.account_id == bindparam("account"))
    .values(dialog=bindparam("new_dialog"), sealed=bindparam("new_sealed"))
)
_begin = Hot(insert(conversations), "account_id", "dialog", "sealed")
_of_person = Hot(
    select(accounts.c.id, accounts.c.channel, accounts.c.address)
    .where(accounts.c.person_id == bindparam("person"), accounts.c.retired_at.is_(None))
    .order_by(accounts.c.preferred_at.desc().nulls_last(), accounts.c.id)
)
_reachable = Hot(
    select(accounts.c.person_id)
    .where(accounts.c.person_id.in_(bindparam("people", expanding=True)), accounts.c.retired_at.is_(None))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who an account belongs to today; no actor for somebody the house doesn't know."""

    account_id: int
    channel: str
    actor: Actor | None
    wrapped: bytes | None
    conversation: Conversation


class Accounts:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def who(self, channel: str, address: str, day: date, now: datetime) -> Caller:
        """The caller behind an address; an address never seen gets an account without a person."""
        key = {"channel": channel, "address": address}
        rows = _find.rows(self._conn, key)
        if not rows:
            _add_account(self._conn, {**key, "person_id": None, "created_at": now})
            rows = _find.rows(self._conn, key)
        return self._caller(rows, day)

    def known(self, channel: str, address: str, day: date) -> bool:
        """Whether an address is somebody's."""
        rows = _find.rows(self._conn, {"channel": channel, "address": address})
        return bool(rows) and self._caller(rows, day).actor is not None

    def caller(self, account_id: int, day: date) -> Caller | None:
        rows = _by_id.rows(self._conn, {"account": account_id})
        return self._caller(rows, day) if rows else None

    def open(self, person_id: int, channel: str, address: str, now: datetime) -> int:
        """The account at an address, made when it is first needed; one that was retired is good again."""
        values = {"person_id": person_id, "channel": channel, "address": address, "created_at": now}
        found = _add_account(self._conn, values)
        if found is None:
            where = (accounts.c.channel == channel, accounts.c.address == address)
            again = update(accounts).where(*where).values(retired_at=None).returning(accounts.c.id)
            found = self._conn.execute(again).scalar_one()
        return found

    def of_person(self, person_id: int) -> tuple[Account, ...]:
        """A person's accounts that can be reached: what was preferred last, then in the order they were opened."""
        rows = _of_person.rows(self._conn, {"person": person_id})
        return tuple(Account(id_, person_id, channel, address) for id_, channel, address in rows)

    def person_at(self, channel: str, address: str) -> int | None:
        """Whose an address is, where they can be reached there."""
        here = (accounts.c.channel == channel, accounts.c.address == address, accounts.c.retired_at.is_(None))
        return self._conn.execute(select(accounts.c.person_id).where(*here)).scalar()

    def person_of(self, account_id: int) -> int | None:
        return self._conn.execute(select(accounts.c.person_id).where(accounts.c.id == account_id)).scalar()

    def with_account(self, person_ids: set[int]) -> frozenset[int]:
        """Which of these people can be reached on some channel."""
        rows = _reachable.rows(self._conn, {"people": sorted(person_ids)})
        return frozenset(row[0] for row in rows if row[0])

    def retire(self, account_id: int, now: datetime) -> None:
        self._conn.execute(update(accounts).where(accounts.c.id == account_id).values(retired_at=now))

    def let_go(self, person_id: int, kept: Collection[str]) -> Sequence[int]:
        """Make a person's addresses nobody's, with all they had open there, but for those on the `kept` channels;
        returns the accounts."""
        theirs = (accounts.c.person_id == person_id, accounts.c.channel.not_in(kept))
        query = update(accounts).where(*theirs).values(person_id=None, preferred_at=None).returning(accounts.c.id)
        found = list(self._conn.execute(query).scalars())
        self._conn.execute(conversations.delete().where(conversations.c.account_id.in_(found)))
        return found

    def leave(self, channel: str, address: str, now: datetime) -> tuple[int, int | None] | None:
        """Nobody is at an address any more, and the next there is somebody else; (account, whose it was)."""
        here = (accounts.c.channel == channel, accounts.c.address == address)
        row = self._conn.execute(select(accounts.c.id, accounts.c.person_id).where(*here)).first()
        if row is None:
            return None
        gone = {"person_id": None, "preferred_at": None, "retired_at": now}
        self._conn.execute(update(accounts).where(*here).values(gone))
        self._conn.execute(conversations.delete().where(conversations.c.account_id == row[0]))
        return row[0], row[1]

    def belong(self, account_id: int, person_id: int) -> bool:
        """Give an account of nobody to a person; False where it is somebody's already."""
        free = (accounts.c.id == account_id, accounts.c.person_id.is_(None))
        query = update(accounts).where(*free).values(person_id=person_id, retired_at=None)
        return self._conn.execute(query).rowcount == 1

    def prefer(self, account_id: int, now: datetime) -> None:
        """Notices go to this account of its person from now on."""
        self._conn.execute(update(accounts).where(accounts.c.id == account_id).values(preferred_at=now))

    def retire_at(self, channel: str, address: str, now: datetime) -> None:
        """Nobody is reached at an address any more, as the channel says."""
        here = (accounts.c.channel == channel, accounts.c.address == address, accounts.c.retired_at.is_(None))
        self._conn.execute(update(accounts).where(*here).values(retired_at=now))

    def restore(self, channel: str, address: str) -> None:
        """An address is good again: whoever it is has let us back in."""
        here = (accounts.c.channel == channel, accounts.c.address == address, accounts.c.retired_at.is_not(None))
        self._conn.execute(update(accounts).where(*here).values(retired_at=None))

    def move(self, account_id: int, address: str) -> bool:
        """Give an account its new address; False where another account has it already."""
        mine = accounts.alias("mine")
        channel = select(mine.c.channel).where(mine.c.id == account_id).scalar_subquery()
        other = accounts.alias("other")
        taken = exists().where(other.c.channel == channel, other.c.address == address)
        query = update(accounts).where(accounts.c.id == account_id, ~taken).values(address=address)
        return self._conn.execute(query).rowcount == 1

    def take_numbers(self, account_id: int, count: int) -> int:
        """Reserve `count` message numbers under the account's lock; returns the first of them."""
        last: int = _count_up.rows(self._conn, {"account": account_id, "count": count})[0][0]
        return last - count + 1

    def keep(self, caller: Caller, conversation: Conversation) -> None:
        """Store the conversation if the turn changed it."""
        if conversation == caller.conversation:
            return
        sealed = None
        if conversation.notes and caller.wrapped:
            sealed = self._vault.seal_json(caller.wrapped, dict(conversation.notes), "conversation")
        account, dialog = caller.account_id, conversation.dialog
        if not _keep.count(self._conn, {"account": account, "new_dialog": dialog, "new_sealed": sealed}):
            _begin.many(self._conn, [{"account_id": account, "dialog": dialog, "sealed": sealed}])

    def _caller(self, rows: Any, day: date) -> Caller:
        first = rows[0]
        conversation = Conversation(first[9] or "", self._vault.open_json(first[5], first[10], "conversation"))
        if first[1] is None:
            return Caller(first[0], first[22], None, None, conversation)
        secret = self._vault.open_json(first[5], first[6], "person")
        held = tuple(
            Held(row[11], Role(row[18]), row[19], row[21], row[20] or None)
            for row in rows
            if row[11] and acts_for(Post(*row[11:18]), first[1], day)
        )
        actor = Actor(
            person_id=first[1],
            account_id=first[0],
            root_id=first[2],
            called=secret.get("called", ""),
            unit_id=first[3],
            household_id=first[4],
            unit_path=first[7] or "",
            community_id=first[8],
            seats=held,
            channel=first[22],
        )
        return Caller(first[0], first[22], actor, first[5], conversation)
