"""Web sessions and single-use sign-in links. Only hashes of their secrets are stored."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Named, String, Table, TypedColumns, insert, select, update

from storage.accounts import accounts
from storage.base import Id, Moment, metadata


class session_columns(TypedColumns):
    secret: Named[str] = Column(String, primary_key=True)
    account_id: Named[int] = Column(Id, ForeignKey("accounts.id"), index=True)
    created_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime] = Column(Moment, index=True)


class link_columns(TypedColumns):
    secret: Named[str] = Column(String, primary_key=True)
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"), index=True)
    expires_at: Named[datetime] = Column(Moment, index=True)
    spent_at: Named[datetime | None] = Column(Moment)


web_sessions = Table("web_sessions", metadata, session_columns)
enter_links = Table("enter_links", metadata, link_columns)


class Sessions:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def open(self, secret: str, account_id: int, now: datetime, until: datetime) -> None:
        values = {"secret": _hash(secret), "account_id": account_id, "created_at": now, "expires_at": until}
        self._conn.execute(insert(web_sessions).values(values))

    def account(self, secret: str, now: datetime) -> tuple[int, str] | None:
        """(id, address) of the account that a session still good belongs to."""
        query = (
            select(accounts.c.id, accounts.c.address)
            .join(web_sessions, web_sessions.c.account_id == accounts.c.id)
            .where(web_sessions.c.secret == _hash(secret), web_sessions.c.expires_at > now)
        )
        row = self._conn.execute(query).first()
        return (row[0], row[1]) if row else None

    def close(self, secret: str) -> None:
        self._conn.execute(web_sessions.delete().where(web_sessions.c.secret == _hash(secret)))

    def shut_out(self, person_id: int, now: datetime) -> None:
        """End every session of a person and void the links that would open another."""
        theirs = select(accounts.c.id).where(accounts.c.person_id == person_id)
        self._conn.execute(web_sessions.delete().where(web_sessions.c.account_id.in_(theirs)))
        waiting = (enter_links.c.person_id == person_id, enter_links.c.spent_at.is_(None))
        self._conn.execute(update(enter_links).where(*waiting).values(spent_at=now))

    def invite(self, secret: str, person_id: int, until: datetime) -> None:
        values = {"secret": _hash(secret), "person_id": person_id, "expires_at": until}
        self._conn.execute(insert(enter_links).values(values))

    def invited(self, secret: str, now: datetime) -> int | None:
        """The person a link still good would sign in; looking does not spend it."""
        query = select(enter_links.c.person_id).where(
            enter_links.c.secret == _hash(secret), enter_links.c.spent_at.is_(None), enter_links.c.expires_at > now
        )
        return self._conn.execute(query).scalar()

    def spend(self, secret: str, now: datetime) -> int | None:
        """Use a link up: the person it signs in, once."""
        good = (
            enter_links.c.secret == _hash(secret),
            enter_links.c.spent_at.is_(None),
            enter_links.c.expires_at > now,
        )
        query = update(enter_links).where(*good).values(spent_at=now).returning(enter_links.c.person_id)
        return self._conn.execute(query).scalar()

    def forget(self, before: datetime, most: int) -> int:
        """At most so many sessions that ended before then, and as many links; how many they were."""
        gone = 0
        for table in (web_sessions, enter_links):
            old = select(table.c.secret).where(table.c.expires_at < before).limit(most)
            gone += self._conn.execute(table.delete().where(table.c.secret.in_(old))).rowcount
        return gone


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
