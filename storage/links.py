"""Codes by which a person ties a second channel to themselves, and how often somebody guessed at one."""

from collections import Counter
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    delete,
    exists,
    insert,
    select,
    update,
)

from storage.accounts import accounts
from storage.base import Id, Moment, metadata


class link_code_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    mark: Named[str] = Column(String, index=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    expires_at: Named[datetime] = Column(Moment, index=True)
    spent_at: Named[datetime | None] = Column(Moment)


class link_try_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    account_id: Named[int] = Column(Id, ForeignKey("accounts.id"), index=True)
    at: Named[datetime] = Column(Moment)


PLACES: Final = "web.code"  # accounts of nobody, one for each place from which codes are typed: they only count misses
link_codes = Table("link_codes", metadata, link_code_columns)
link_tries = Table("link_tries", metadata, link_try_columns)
Index("ix_link_tries_at", link_tries.c.at)


class Links:
    """Codes are stored as marks only; a code still good is one that is neither spent nor too old."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def issue(self, mark: str, person_id: int, now: datetime, until: datetime) -> bool:
        """A code in place of all that this person had; False where somebody else's is the same."""
        self.withdraw(person_id, now)
        good = (link_codes.c.mark == mark, link_codes.c.spent_at.is_(None), link_codes.c.expires_at > now)
        if self._conn.execute(select(link_codes.c.id).where(*good)).first():
            return False
        self._conn.execute(insert(link_codes).values(mark=mark, person_id=person_id, expires_at=until))
        return True

    def spend(self, mark: str, now: datetime) -> int | None:
        """Use a code up: whose it was, once."""
        good = (link_codes.c.mark == mark, link_codes.c.spent_at.is_(None), link_codes.c.expires_at > now)
        query = update(link_codes).where(*good).values(spent_at=now).returning(link_codes.c.person_id)
        return self._conn.execute(query).scalar()

    def withdraw(self, person_id: int, now: datetime) -> None:
        """No code of this person is good any more."""
        mine = (link_codes.c.person_id == person_id, link_codes.c.spent_at.is_(None))
        self._conn.execute(update(link_codes).where(*mine).values(spent_at=now))

    def missed(self, account_id: int, now: datetime) -> None:
        self._conn.execute(insert(link_tries).values(account_id=account_id, at=now))

    def misses(self, since: datetime) -> dict[int, int]:
        """How often each account guessed wrong."""
        query = select(link_tries.c.account_id).where(link_tries.c.at > since)
        return Counter(self._conn.execute(query).scalars())  # to group them, SQLite would read all that are old too

    def forget(self, before: datetime, most: int) -> int:
        """At most so many codes that ended before then, and as many wrong guesses and places of them; how many."""
        codes = select(link_codes.c.id).where(link_codes.c.expires_at < before).limit(most)
        tries = select(link_tries.c.id).where(link_tries.c.at < before).limit(most)
        gone = self._conn.execute(delete(link_codes).where(link_codes.c.id.in_(codes))).rowcount
        gone += self._conn.execute(delete(link_tries).where(link_tries.c.id.in_(tries))).rowcount
        guessed = exists().where(link_tries.c.account_id == accounts.c.id)
        idle = (accounts.c.channel == PLACES, accounts.c.created_at < before, ~guessed)
        places = select(accounts.c.id).where(*idle).limit(most)
        return gone + self._conn.execute(delete(accounts).where(accounts.c.id.in_(places))).rowcount
