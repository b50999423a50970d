"""Photos and voices: facts in one table, what was sent sealed in another, so that lists never read pictures."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
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

from handlers.kit.turns import Photo, Voice
from storage.base import Id, Moment, metadata
from storage.people import persons
from storage.vault import Vault


class media_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    case_id: Named[int | None] = Column(Id, ForeignKey("cases.id"), index=True)
    seq: Named[int | None] = Column(Integer)
    key: Named[str] = Column(String, server_default="")
    kind: Named[str] = Column(String, server_default="photo")
    seconds: Named[int] = Column(Integer, server_default="0")
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
        return self._add(photo.data, person_id, {"width": photo.width, "height": photo.height, "at": now})

    def add_voice(self, voice: Voice, person_id: int, now: datetime) -> int:
        """Store a spoken message under its sender's key, just as it came."""
        values = {"kind": "voice", "seconds": voice.seconds, "width": 0, "height": 0, "at": now}
        return self._add(voice.data, person_id, values)

    def _add(self, data: bytes, person_id: int, values: Mapping[str, object]) -> int:
        wrapped = self._conn.execute(select(persons.c.wrapped).where(persons.c.id == person_id)).scalar_one()
        if wrapped is None:
            raise ValueError("this person was erased")
        known = {**values, "person_id": person_id, "sha256": hashlib.sha256(data).hexdigest()}
        media_id = self._conn.execute(insert(media).values(known).returning(media.c.id)).scalar_one()
        sealed = self._vault.seal(wrapped, data, "media")
        self._conn.execute(insert(media_blobs).values(media_id=media_id, sealed=sealed))
        return media_id

    def attach(self, media_ids: Iterable[int], case_id: int, seq: int, key: str) -> None:
        """Tie photos or voices to the step of a case that brought them."""
        wanted = list(media_ids)
        if wanted:
            values = {"case_id": case_id, "seq": seq, "key": key}
            free = media.c.case_id.is_(None)
            self._conn.execute(update(media).where(media.c.id.in_(wanted), free).values(values))

    def facts(self, media_id: int) -> tuple[int | None, int, str, str] | None:
        """(case, sender, key, sha256) of a photo or voice."""
        query = select(media.c.case_id, media.c.person_id, media.c.key, media.c.sha256)
        row = self._conn.execute(query.where(media.c.id == media_id)).first()
        return (row[0], row[1], row[2], row[3]) if row else None

    def voices(self, media_ids: Iterable[int]) -> Mapping[int, int]:
        """Those that are voices, with how many seconds each lasts (0: nobody knows)."""
        query = select(media.c.id, media.c.seconds).where(media.c.id.in_(list(media_ids)), media.c.kind == "voice")
        return {row[0]: row[1] for row in self._conn.execute(query)}

    def sums(self, media_ids: Iterable[int]) -> Sequence[str]:
        query = select(media.c.sha256).where(media.c.id.in_(list(media_ids))).order_by(media.c.id)
        return [row[0] for row in self._conn.execute(query)]

    def fingerprints(self, case_id: int, seq: int, key: str) -> list[str] | None:
        """SHA-256 of what was sent itself, in order; none where its sender was erased."""
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
        sent = [self._vault.open(wrapped, sealed, "media") or b"" for wrapped, sealed in rows]
        return [hashlib.sha256(one).hexdigest() for one in sent]

    def data(self, media_id: int) -> bytes | None:
        """The JPEG or the recording; none where it or its sender was erased."""
        query = (
            select(persons.c.wrapped, media_blobs.c.sealed)
            .select_from(media)
            .join(persons, persons.c.id == media.c.person_id)
            .join(media_blobs, media_blobs.c.media_id == media.c.id)
            .where(media.c.id == media_id)
        )
        row = self._conn.execute(query).first()
        return self._vault.open(row[0], row[1], "media") if row else None
