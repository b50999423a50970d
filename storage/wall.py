"""The wall's table and queries: the cases of its parts in one statement, who had to do with them, photos put up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    Table,
    TypedColumns,
    and_,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from handlers.cases.records import Case
from handlers.kit.roles import Role
from handlers.rates.rules import ABOVE
from handlers.units.records import Level, Unit
from handlers.wall.records import Figures, Involved, Listed, Part, Place, Shown, Wanted
from handlers.wall.rules import NOT_COUNTED, PROOFS, STATES
from storage.base import Id, Moment, metadata
from storage.cases import CASE, case_of, cases
from storage.media import media
from storage.people import People, persons
from storage.units import units
from storage.vault import Vault
from storage.wall_queries import among, asked_by_somebody, done_at, involved, listed, numbered, place_of_code


class wall_photo_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"), index=True)
    media_id: Named[int] = Column(Id, ForeignKey("media.id"))
    shown_by: Named[int] = Column(Id, ForeignKey("persons.id"))
    shown_at: Named[datetime] = Column(Moment)
    taken_off_by: Named[int | None] = Column(Id)
    taken_off_at: Named[datetime | None] = Column(Moment)


wall_photos = Table("wall_photos", metadata, wall_photo_columns)
_live = wall_photos.c.taken_off_at.is_(None)
Index("uq_wall_photos_live", wall_photos.c.media_id, unique=True, sqlite_where=_live, postgresql_where=_live)

# Photos of whoever was erased lie under a key that is gone.
_sent_by_somebody = exists().where(persons.c.id == media.c.person_id, persons.c.wrapped.is_not(None))
_is_proof = and_(media.c.key.in_(PROOFS), media.c.kind == "photo")


class Walls:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._people = conn, People(conn, vault)

    def place(self, code: str) -> Place | None:
        """The community with this code; none where it is no community's."""
        row = self._conn.execute(place_of_code.where(units.c.code == code)).first()
        if row is None:
            return None
        id_, code, name, level, parent, root, path, community, prefix = row
        return Place(Unit(id_, code, name, Level(level), parent, root, path, community), prefix or "")

    def listed(
        self, place: Place, wanted: Mapping[Part, Sequence[Wanted]], most: Mapping[Part, int], since: datetime
    ) -> Sequence[Listed]:
        """The first cases of each part, with how many there are; what was done, as far back as `since`."""
        query = listed(place, wanted, most, since)
        return [
            Listed(Part(part), total, case_of(values), Role(role) if role else None)
            for part, total, role, *values in self._conn.execute(query)
        ]

    def involved(self, case_ids: Collection[int], day: date) -> Mapping[int, Sequence[Involved]]:
        """By case whoever asked, needs, typed, holds or ever moved it, with the roles they have on a day."""
        return self._by_case(self._conn.execute(involved(case_ids, day)).all())

    def figures(self, place: Place, starts: datetime, ends: datetime) -> Figures:
        """How many cases were asked and done from `starts` to before `ends`; none about who leads the community."""
        asked = and_(cases.c.opened_at >= starts, cases.c.opened_at < ends, cases.c.state.not_in(NOT_COUNTED))
        over = sorted({state for states in STATES[Part.DONE].values() for state in states})
        done = and_(cases.c.state.in_(over), done_at >= starts, done_at < ends)
        query = select(func.count(case((asked, 1))), func.count(case((done, 1)))).where(
            cases.c.community_id == place.unit.id,
            cases.c.flow.in_(list(STATES[Part.DONE])),
            or_(cases.c.category.is_(None), cases.c.category.not_in(sorted(ABOVE))),
            numbered(place),
        )
        return Figures(*self._conn.execute(query).one())

    def photos(self, case_ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
        """By case the photos that were put up and whose senders are still known."""
        query = (
            select(wall_photos.c.case_id, wall_photos.c.media_id)
            .join(media, media.c.id == wall_photos.c.media_id)
            .where(wall_photos.c.case_id.in_(list(case_ids)), _live, _is_proof, _sent_by_somebody)
            .order_by(wall_photos.c.media_id)
        )
        found: dict[int, tuple[int, ...]] = {}
        for case_id, media_id in self._conn.execute(query):
            found[case_id] = (*found.get(case_id, ()), media_id)
        return found

    def shown(self, community_id: int, media_id: int) -> Case | None:
        """The case of a photo that was put up in a community; none where it hangs there not."""
        query = (
            select(*CASE)
            .join(wall_photos, wall_photos.c.case_id == cases.c.id)
            .join(media, and_(media.c.id == wall_photos.c.media_id, media.c.case_id == cases.c.id))
            .where(wall_photos.c.media_id == media_id, _live, _is_proof, cases.c.community_id == community_id)
            .where(asked_by_somebody, _sent_by_somebody)
        )
        row = self._conn.execute(query).first()
        return case_of(row) if row else None

    def proofs(self, place: Place, wanted: Sequence[Wanted], since: datetime, most: int) -> Sequence[Shown]:
        """Every proof photo of what was done since then, those of the newest cases first, as it hangs or does not."""
        hangs = and_(wall_photos.c.media_id == media.c.id, _live)
        query = (
            select(media.c.case_id, media.c.id, wall_photos.c.shown_by, wall_photos.c.shown_at)
            .join(cases, cases.c.id == media.c.case_id)
            .outerjoin(wall_photos, hangs)
            .where(cases.c.community_id == place.unit.id, among(wanted), numbered(place), done_at >= since)
            .where(_is_proof, asked_by_somebody, _sent_by_somebody)
            .order_by(done_at.desc(), cases.c.id.desc(), media.c.id)
            .limit(most)
        )
        return [Shown(case_id or 0, *rest) for case_id, *rest in self._rows(query)]

    def show(self, case_id: int, media_id: int, by: int, now: datetime) -> None:
        """Put a photo up; the row of the case is locked, so it hangs there once."""
        there = select(wall_photos.c.id).where(wall_photos.c.media_id == media_id, _live)
        if self._conn.execute(there).first() is None:
            values = {"case_id": case_id, "media_id": media_id, "shown_by": by, "shown_at": now}
            self._conn.execute(insert(wall_photos).values(values))

    def take_off(self, media_id: int, by: int, now: datetime) -> None:
        values = {"taken_off_by": by, "taken_off_at": now}
        self._conn.execute(update(wall_photos).where(wall_photos.c.media_id == media_id, _live).values(values))

    def _rows(self, query: Any) -> Sequence[Any]:
        return self._conn.execute(query).all()

    def _by_case(self, rows: Iterable[Any]) -> Mapping[int, Sequence[Involved]]:
        """Each person is opened once, however many cases and posts they have."""
        people: dict[int, Any] = {}
        roles: dict[int, set[Role]] = {}
        found: dict[int, dict[int, None]] = {}
        for case_id, role, *person in rows:
            if person[0] not in people:
                people[person[0]] = self._people.person_of(*person)
            roles.setdefault(person[0], set()).update({Role(role)} if role else ())
            found.setdefault(case_id, {})[person[0]] = None
        return {
            case_id: [Involved(people[id_], tuple(sorted(roles[id_]))) for id_ in ids] for case_id, ids in found.items()
        }
