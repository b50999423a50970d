"""Pictures that were sent together, until they are one message: what each said, sealed under its sender's key."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Named,
    Row,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    delete,
    select,
)

from storage.base import Id, InsertOnce, Moment, metadata


class album_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    channel: Named[str]
    address: Named[str]
    album: Named[str] = Column(String)
    message_id: Named[str]
    sealed: Named[bytes] = Column(LargeBinary)
    at: Named[datetime] = Column(Moment)


albums = Table("albums", metadata, album_columns, UniqueConstraint("channel", "message_id"))
_keep = InsertOnce(
    albums,
    albums.c.id,
    ("channel", "message_id"),
    ("channel", "address", "album", "message_id", "sealed", "at"),
)


class Albums:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def keep(
        self, channel: str, address: str, album: str, message_id: str, sealed: bytes | None, now: datetime
    ) -> None:
        """Store one picture's message, once."""
        values = {"channel": channel, "address": address, "album": album, "message_id": message_id}
        _keep(self._conn, {**values, "sealed": sealed, "at": now})

    def of(self, channel: str, address: str, album: str) -> Sequence[bytes]:
        """What is kept of an album, as it came."""
        where = (albums.c.channel == channel, albums.c.address == address, albums.c.album == album)
        return list(self._conn.execute(select(albums.c.sealed).where(*where).order_by(albums.c.id)).scalars())

    def waiting(self, channel: str) -> Sequence[Row[str, str]]:
        """(address, album) of all that is not one message yet."""
        query = select(albums.c.address, albums.c.album).where(albums.c.channel == channel).distinct()
        return self._conn.execute(query).all()

    def drop(self, channel: str, address: str, message_ids: Iterable[str]) -> None:
        where = (albums.c.channel == channel, albums.c.address == address)
        self._conn.execute(delete(albums).where(*where, albums.c.message_id.in_(list(message_ids))))
