"""Photos: facts in one table, the sealed picture in another, so that lists never read pictures."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

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
    insert,
    select,
    update,
)

from handlers.kit.turns import Photo
from storage.base import Id, Moment, metadata
from storage.people import persons
from storage.vault import Vault


class media_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    case_id: Named[int | None] = Column(Id, ForeignKey("cases.id"), index=True)
    seq: Named[int | None] = Column(Integer)
    key: Named[str] = Column(String, server_default="")
    person_id: Named[int] = Column(Id, ForeignKey("persons.id"))
    sha256: Named[str]
    width: Named[int] = Column(Integer)
    height: Named[int] = Column(Integer)
    at: Named[datetime] = Column(Moment)


class blob_columns(TypedColumns):
    media_id: Named[int] = Column(Id, ForeignKey("media.id"), primary_key=True)
    sealed: Named[bytes] = Column(LargeBinary)


media = Table("media", metadata, media_columns)
media_blobs = Table("media_blobs", metadata, blob_columns)


class Media:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(self, photo: Photo, person_id: int, now: datetime) -> int:
        """Store a photo under its sender's key."""
        wrapped = self._conn.execute(select(persons.c.wrapped).where(persons.c.id == person_id)).scalar_one()
        if wrapped is None:
            raise ValueError("this person was erased")
        values = {
            "person_id": person_id,
            "sha256": hashlib.sha256(photo.data).hexdigest(),
            "width": photo.width,
            "height": photo.height,
            "at": now,
        }
        media_id = self._conn.execute(insert(media).values(values).returning(media.c.id)).scalar_one()
        sealed = self._vault.seal(wrapped, photo.data, "media")
        self._conn.execute(insert(media_blobs).values(media_id=media_id, sealed=sealed))
        return media_id

    def attach(self, media_ids: Iterable[int], case_id: int, seq: int, key: str) -> None:
        """Tie photos to the step of a case that brought them."""
        wanted = list(media_ids)
        if wanted:
            values = {"case_id": case_id, "seq": seq, "key": key}
            free = media.c.case_id.is_(None)
            self._conn.execute(update(media).where(media.c.id.in_(wanted), free).values(values))

    def facts(self, media_id: int) -> tuple[int | None, int, str, str] | None:
        """(case, sender, key, sha256) of a photo."""
        query = select(media.c.case_id, media.c.person_id, media.c.key, media.c.sha256)
        row = self._conn.execute(query.where(media.c.id == media_id)).first()
        return (row[0], row[1], row[2], row[3]) if row else None

    def sums(self, media_ids: Iterable[int]) -> Sequence[str]:
        query = select(media.c.sha256).where(media.c.id.in_(list(media_ids))).order_by(media.c.id)
        return [row[0] for row in self._conn.execute(query)]

    def fingerprints(self, case_id: int, seq: int, key: str) -> list[str] | None:
        """SHA-256 of the pictures themselves, in order; none where their sender was erased."""
        query = (
            select(persons.c.wrapped, media_blobs.c.sealed)
            .select_from(media)
            .join(persons, persons.c.id == media.c.person_id)
            .outerjoin(media_blobs, media_blobs.c.media_id == media.c.id)
            .where(media.c.case_id == case_id, media.c.seq == seq, media.c.key == key)
            .order_by(media.c.id)
        )
        rows = self._conn.execute(query).all()
        if rows and all(wrapped is None for wrapped, _ in rows):
            return None
        pictures = [self._vault.open(wrapped, sealed, "media") or b"" for wrapped, sealed in rows]
        return [hashlib.sha256(picture).hexdigest() for picture in pictures]

    def data(self, media_id: int) -> bytes | None:
        """The JPEG; none where it or its sender was erased."""
        query = (
            select(persons.c.wrapped, media_blobs.c.sealed)
            .select_from(media)
            .join(persons, persons.c.id == media.c.person_id)
            .join(media_blobs, media_blobs.c.media_id == media.c.id)
            .where(media.c.id == media_id)
        )
        row = self._conn.execute(query).first()
        return self._vault.open(row[0], row[1], "media") if row else None
