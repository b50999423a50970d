"""The directory's table and queries: entries with all their versions, and who is on duty over a place."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Named, String, Table, TypedColumns, insert, select, update

from handlers.directory.records import Draft, Duty, Entry
from handlers.kit.roles import STAFF, Role
from handlers.people.records import Post
from handlers.people.rules import addressee, in_force
from storage.base import Id, Moment, metadata
from storage.people import persons, posts, seats
from storage.units import org_units, units


class entry_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    first_id: Named[int | None] = Column(Id, index=True)
    community_id: Named[int] = Column(Id, ForeignKey("units.id"), index=True)
    title: Named[str]
    words: Named[str]
    answer: Named[str]
    phone: Named[str] = Column(String, server_default="")
    updated_by: Named[int] = Column(Id, ForeignKey(persons.c.id))
    updated_at: Named[datetime] = Column(Moment)
    retired_at: Named[datetime | None] = Column(Moment)
    retired_by: Named[int | None] = Column(Id)


directory_entries = Table("directory_entries", metadata, entry_columns)

_entry = select(
    directory_entries.c.id,
    directory_entries.c.first_id,
    directory_entries.c.community_id,
    directory_entries.c.title,
    directory_entries.c.words,
    directory_entries.c.answer,
    directory_entries.c.phone,
    directory_entries.c.updated_by,
    directory_entries.c.updated_at,
    directory_entries.c.retired_at,
).order_by(directory_entries.c.id)
_post = (posts.c.seat_id, posts.c.person_id, posts.c.starts, posts.c.ends)


class Directory:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def of(self, community_id: int) -> Sequence[Entry]:
        """The entries of a community as they are now, the oldest subject first."""
        here = _entry.where(directory_entries.c.community_id == community_id, directory_entries.c.retired_at.is_(None))
        return sorted((_entry_of(row) for row in self._conn.execute(here)), key=lambda entry: entry.key)

    def versions(self, keys: Iterable[int]) -> Sequence[Entry]:
        """Every version of these entries, the oldest first, those that were retired too."""
        wanted = list(keys)
        mine = directory_entries.c.id.in_(wanted) | directory_entries.c.first_id.in_(wanted)
        return [_entry_of(row) for row in self._conn.execute(_entry.where(mine))]

    def add(self, community_id: int, draft: Draft, by: int, now: datetime, key: int | None = None) -> int:
        """A new entry, or under the `key` of another its new version; returns the key."""
        values = {
            "first_id": key,
            "community_id": community_id,
            "title": draft.title,
            "words": " ".join(draft.words),
            "answer": draft.answer,
            "phone": draft.phone,
            "updated_by": by,
            "updated_at": now,
        }
        id_ = self._conn.execute(insert(directory_entries).values(values).returning(directory_entries.c.id))
        return key or id_.scalar_one()

    def retire(self, entry_id: int, by: int, now: datetime) -> bool:
        """False where this version was retired before."""
        live = (directory_entries.c.id == entry_id) & directory_entries.c.retired_at.is_(None)
        values = {"retired_at": now, "retired_by": by}
        return self._conn.execute(update(directory_entries).where(live).values(values)).rowcount == 1

    def on_duty(self, roles: Iterable[Role], line: Sequence[int], day: date) -> Sequence[Duty]:
        """Whom to turn to at any of these units on a day; a branch that covers other units only is left out."""
        query = (
            select(
                *_post,
                posts.c.leave_from,
                posts.c.leave_to,
                posts.c.stand_in_id,
                seats.c.role,
                units.c.path,
                seats.c.org_id,
            )
            .join(seats, seats.c.id == posts.c.seat_id)
            .join(units, units.c.id == seats.c.unit_id)
            .where(seats.c.role.in_([str(role) for role in roles]), units.c.id.in_(line))
            .order_by(posts.c.id)
        )
        rows = self._conn.execute(query).all()
        elsewhere = self._elsewhere({row[9] for row in rows if row[9]}, line)
        found: dict[tuple[int, str], Duty] = {}
        for row in rows:
            post, role, path = Post(*row[:7]), row[7], row[8]
            person_id = addressee(post, day)
            if person_id and row[9] not in elsewhere:
                duty = Duty(person_id, Role(role), path, person_id == post.person_id)
                found.setdefault((person_id, role), duty)
        return list(found.values())

    def officers(self, person_ids: Iterable[int], day: date) -> frozenset[int]:
        """Those of these people who hold an office of their own on a day."""
        query = (
            select(*_post)
            .join(seats, seats.c.id == posts.c.seat_id)
            .where(posts.c.person_id.in_(list(person_ids)), seats.c.role.in_([str(role) for role in STAFF]))
        )
        return frozenset(row[1] for row in self._conn.execute(query) if in_force(Post(*row), day))

    def _elsewhere(self, org_ids: set[int], line: Sequence[int]) -> set[int]:
        """The organisations that cover units, but none of these."""
        if not org_ids:
            return set()
        query = select(org_units.c.org_id, org_units.c.unit_id).where(org_units.c.org_id.in_(org_ids))
        rows = self._conn.execute(query).all()
        return {org for org, _ in rows} - {org for org, unit in rows if unit in line}


def _entry_of(row: Sequence[Any]) -> Entry:
    id_, first, community, title, words, *rest = row
    return Entry(id_, first or id_, community, title, tuple(words.split()), *rest)
