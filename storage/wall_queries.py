"""The statements of the wall: which cases hang in a part, and who had to do with them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, column, exists, func, literal, or_, select, table, union, union_all

from handlers.units.records import Level
from handlers.wall.records import Part, Place, Wanted
from storage.cases import CASE, cases
from storage.history import case_events, case_texts
from storage.people import PERSON, persons, posts, seats
from storage.units import units

done_at: Final = func.coalesce(cases.c.closed_at, cases.c.moved_at)
_ORDERS: Final[Mapping[Part, Sequence[Any]]] = {
    Part.OPEN: (cases.c.priority.desc(), cases.c.id),
    Part.DONE: (done_at.desc(), cases.c.id.desc()),
    Part.THANKS: (done_at.desc(), cases.c.id.desc()),
}
# Whoever was erased has no words left to hang up.
asked_by_somebody = exists().where(persons.c.id == cases.c.needer_id, persons.c.wrapped.is_not(None))
# Thanks hang where the office has looked at the matter: it has put up a photo of it, beside which it has read them.
_wall_photos = table("wall_photos", column("case_id"), column("taken_off_at"))
_looked_at = exists().where(_wall_photos.c.case_id == cases.c.id, _wall_photos.c.taken_off_at.is_(None))
_thanked = exists().where(case_texts.c.case_id == cases.c.id, case_texts.c.key == "thanks") & _looked_at

place_of_code = select(
    units.c.id,
    units.c.code,
    units.c.name,
    units.c.level,
    units.c.parent_id,
    units.c.root_id,
    units.c.path,
    units.c.community_id,
    units.c.prefix,
).where(units.c.level == str(Level.COMMUNITY))


def listed(
    place: Place, wanted: Mapping[Part, Sequence[Wanted]], most: Mapping[Part, int], since: datetime
) -> Select[Any]:
    """The first cases of each part with how many there are, and the role of the seat that holds each."""
    parts = [_part(place, part, some, most[part], since) for part, some in wanted.items()]
    found = union_all(*(select(one.subquery()) for one in parts)).subquery("found")
    held = and_(cases.c.holder_kind == "seat", seats.c.id == cases.c.holder_id)
    return (
        select(found.c.part, found.c.total, seats.c.role, *CASE)
        .join_from(found, cases, cases.c.id == found.c.id)
        .outerjoin(seats, held)
        .order_by(found.c.part, found.c.place)
    )


def involved(case_ids: Collection[int], day: date) -> Select[Any]:
    """Whoever asked, needs, typed, holds or ever moved these cases, a row for each role they have on a day."""
    ties = _ties(case_ids)
    in_post = and_(
        posts.c.person_id == persons.c.id,
        posts.c.starts <= day,
        or_(posts.c.ends.is_(None), posts.c.ends >= day),
    )
    return (
        select(ties.c.case_id, seats.c.role, *PERSON)
        .join_from(ties, persons, persons.c.id == ties.c.person_id)
        .outerjoin(posts, in_post)
        .outerjoin(seats, seats.c.id == posts.c.seat_id)
    )


def _part(place: Place, part: Part, wanted: Sequence[Wanted], most: int, since: datetime) -> Select[Any]:
    order = _ORDERS[part]
    query = (
        select(
            literal(str(part)).label("part"),
            cases.c.id.label("id"),
            func.count().over().label("total"),
            func.row_number().over(order_by=order).label("place"),
        )
        .where(cases.c.community_id == place.unit.id, among(wanted), numbered(place), asked_by_somebody)
        .order_by(*order)
        .limit(most)
    )
    if part is not Part.OPEN:
        query = query.where(done_at >= since)
    return query.where(_thanked) if part is Part.THANKS else query


def among(wanted: Sequence[Wanted]) -> ColumnElement[bool]:
    return or_(*(_one_of(one) for one in wanted))


def _one_of(one: Wanted) -> ColumnElement[bool]:
    here = and_(cases.c.flow == one.flow, cases.c.state.in_(one.states))
    return here if one.categories is None else and_(here, cases.c.category.in_(one.categories))


def numbered(place: Place) -> ColumnElement[bool]:
    """Numbered by the community itself: what went past it has a number of the office above."""
    return cases.c.no.startswith(f"{place.prefix}-", autoescape=True)


def _ties(case_ids: Collection[int]) -> Any:
    ids = list(case_ids)
    here = cases.c.id.in_(ids)
    by_hand = and_(here, cases.c.holder_kind == "person")
    by_seat = and_(posts.c.seat_id == cases.c.holder_id, cases.c.holder_kind == "seat")
    own = (cases.c.asker_id, cases.c.needer_id, cases.c.typist_id)
    return union(
        *(select(cases.c.id.label("case_id"), who.label("person_id")).where(here) for who in own),
        select(cases.c.id, cases.c.holder_id).where(by_hand),
        select(cases.c.id, posts.c.person_id).join(posts, by_seat).where(here),
        select(case_events.c.case_id, case_events.c.actor_id).where(case_events.c.case_id.in_(ids)),
    ).subquery("ties")
