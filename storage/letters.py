"""What an outside server told us and was thanked for: kept until it is acted on, its key much longer."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Named,
    Row,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    delete,
    exists,
    false,
    or_,
    select,
    true,
    update,
)

from storage.accounts import accounts
from storage.base import Id, InsertOnce, Moment, metadata
from storage.people import persons
from storage.vault import Vault


class letter_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    channel: Named[str]
    key: Named[str]
    address: Named[str] = Column(String)
    person_id: Named[int | None] = Column(Id, ForeignKey("persons.id"), index=True)
    sealed: Named[bytes | None] = Column(LargeBinary)
    tries: Named[int] = Column(Integer, server_default="0")
    arrived_at: Named[datetime] = Column(Moment)
    done_at: Named[datetime | None] = Column(Moment, index=True)


letters = Table("letters", metadata, letter_columns, UniqueConstraint("channel", "key"))
_undone = letters.c.done_at.is_(None)
Index("ix_letters_undone", letters.c.id, sqlite_where=_undone, postgresql_where=_undone)
Index(
    "ix_letters_sender",
    *(letters.c.channel, letters.c.address, letters.c.id),
    sqlite_where=_undone,
    postgresql_where=_undone,
)
KNOWN: Final = timedelta(days=90)  # how long the key of a letter that was done is kept
_earlier = letters.alias("earlier")
_keep = InsertOnce(
    letters,
    letters.c.id,
    ("channel", "key"),
    ("channel", "key", "address", "person_id", "sealed", "tries", "arrived_at"),
)
_PURPOSE = "letter"


class Letters:
    """A letter is sealed under its sender's key, or, from somebody unknown, under the house's own."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def keep(self, channel: str, key: str, address: str, text: str, now: datetime) -> int | None:
        """Store a letter; none where one with this key was there before, done or not."""
        person_id, wrapped = self._sender(channel, address)
        sealed = self._vault.seal(wrapped, text, _PURPOSE) if wrapped else self._vault.seal_shared(text, _PURPOSE)
        values = {"channel": channel, "key": key, "address": address, "person_id": person_id, "sealed": sealed}
        return _keep(self._conn, {**values, "tries": 0, "arrived_at": now})

    def waiting(
        self,
        channel: str,
        own: Collection[int],
        before: datetime | None,
        but: Collection[int],
        tries: int,
        most: int,
        mine: Collection[int] = (),
    ) -> Sequence[Row[int, str]]:
        """(id, address) of letters to be acted on, as they came: those of `own`, any that arrived `before`.

        `before` none: whenever. Without those of `but`, and those that were tried so often already. One that came
        after a letter of the same sender that another process has in hand waits until that is done, has failed, or
        was left lying; `mine` are no other process's, though they are not to be acted on now.
        """
        ours = or_(letters.c.id.in_(own), letters.c.arrived_at < before) if before else true()
        elsewhere = (
            exists().where(
                *(_earlier.c.channel == letters.c.channel, _earlier.c.address == letters.c.address),
                *(_earlier.c.id < letters.c.id, _earlier.c.done_at.is_(None), _earlier.c.tries == 0),
                *(_earlier.c.arrived_at >= before, _earlier.c.id.not_in([*own, *but, *mine])),
            )
            if before
            else false()
        )
        query = (
            select(letters.c.id, letters.c.address)
            .where(_undone, letters.c.channel == channel, letters.c.tries < tries, ours, letters.c.id.not_in(but))
            .where(~elsewhere)
            .order_by(letters.c.id)
            .limit(most)
        )
        return self._conn.execute(query).all()

    def undone(self, some: Collection[int]) -> frozenset[int]:
        """Which of these nobody has acted on yet."""
        return frozenset(self._conn.execute(select(letters.c.id).where(_undone, letters.c.id.in_(some))).scalars())

    def text(self, letter_id: int) -> str | None:
        """None where it is done, or its sender was erased."""
        query = (
            select(letters.c.person_id, letters.c.sealed, persons.c.wrapped)
            .outerjoin(persons, persons.c.id == letters.c.person_id)
            .where(letters.c.id == letter_id, _undone)
        )
        row = self._conn.execute(query).first()
        if row is None or row[1] is None:
            return None
        if row[0] is None:
            return self._vault.open_shared(row[1], _PURPOSE)
        opened = self._vault.open(row[2], row[1], _PURPOSE)
        return None if opened is None else opened.decode()

    def done(self, letter_id: int, now: datetime) -> None:
        """Acted on: its words go, its key stays, so that it is known when it comes again."""
        self._conn.execute(update(letters).where(letters.c.id == letter_id).values(done_at=now, sealed=None))

    def failed(self, letter_id: int) -> None:
        """It could not be acted on, by a fault of the program."""
        self._conn.execute(update(letters).where(letters.c.id == letter_id).values(tries=letters.c.tries + 1))

    def give_another_chance(self, channel: str) -> None:
        """To those that failed: the program may have been mended."""
        failed = (_undone, letters.c.channel == channel, letters.c.tries > 0)
        self._conn.execute(update(letters).where(*failed).values(tries=0))

    def forget(self, before: datetime, most: int) -> int:
        """The keys of at most so many letters that were done before then; how many they were."""
        old = select(letters.c.id).where(letters.c.done_at < before).limit(most)
        return self._conn.execute(delete(letters).where(letters.c.id.in_(old))).rowcount

    def _sender(self, channel: str, address: str) -> tuple[int | None, bytes | None]:
        query = (
            select(persons.c.id, persons.c.wrapped)
            .join(accounts, accounts.c.person_id == persons.c.id)
            .where(accounts.c.channel == channel, accounts.c.address == address, persons.c.wrapped.is_not(None))
        )
        row = self._conn.execute(query).first()
        return (row[0], row[1]) if row else (None, None)
