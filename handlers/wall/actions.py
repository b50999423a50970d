"""The wall of a community as everybody sees it: six queries, however many cases there are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.records import Case, Text
from handlers.kit.days import day_of
from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind
from handlers.kit.words import short
from handlers.kit.worktime import SHANGHAI
from handlers.rates.records import Days
from handlers.wall.records import Involved, Listed, Part, Place, Slip, Wall
from handlers.wall.rules import (
    LATELY,
    MOST,
    MOST_OF_ALL,
    done_at,
    hangs,
    helper_of,
    is_empty,
    kind_of,
    said,
    wanted,
)

if TYPE_CHECKING:
    from storage.work import Work

_LONGEST: Final = 60


def wall(work: "Work", code: str, now: datetime, *, whole: bool = False) -> Wall | None:
    """What hangs on the wall of the community with this code; none where no community has it."""
    place = work.wall.place(code)
    return _hung(work, place, now, whole=whole) if place else None


def told(work: "Work", cases: Collection[Case], part: Part, now: datetime) -> Mapping[int, Slip]:
    """What the wall says of each of these cases in a part; nothing of what may not hang there."""
    places = {case.community_id: _place(work, case.community_id) for case in cases}
    fits = [case for case in cases if (place := places[case.community_id]) and hangs(case, part, place.prefix)]
    roles = work.sittings.known(set(), {case.seat_id for case in fits if case.seat_id}, _day(now)).seats
    found: dict[int, Slip] = {}
    for case in fits:
        seat = roles.get(case.seat_id or 0)
        place, listed = places[case.community_id], Listed(part, 1, case, seat.role if seat else None)
        slips = _slips(work, place, [listed], now)[part] if place else ()
        if slips:
            found[case.id] = slips[0]
    return found


def _place(work: "Work", community_id: int) -> Place | None:
    return work.wall.place(work.units.get(community_id).code)


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def _hung(work: "Work", place: Place, now: datetime, *, whole: bool) -> Wall:
    most = dict.fromkeys(Part, MOST_OF_ALL) if whole else MOST
    listed = work.wall.listed(place, {part: wanted(part) for part in Part}, most, now - LATELY)
    slips = _slips(work, place, listed, now)
    totals = {one.part: one.total for one in listed}
    more = {part: max(0, totals.get(part, 0) - most[part]) for part in Part}
    month = _month(now)
    return Wall(place.unit, slips, more, work.wall.figures(place, month.starts, month.ends))


def _slips(work: "Work", place: Place, listed: Sequence[Listed], now: datetime) -> Mapping[Part, Sequence[Slip]]:
    found: dict[Part, list[Slip]] = {part: [] for part in Part}
    ids = {one.case.id for one in listed}
    if not ids:
        return found
    texts, photos = work.history.texts(ids), work.wall.photos(ids)
    involved = work.wall.involved(ids, _day(now))
    for one in listed:
        case = one.case
        if hangs(case, one.part, place.prefix) and "what" in (words := _latest(texts.get(case.id, ()))):
            slip = _slip(one, words, involved.get(case.id, ()), photos.get(case.id, ()), now)
            if slip.what and (slip.thanks or one.part is not Part.THANKS):
                found[one.part].append(slip)
    return found


def _slip(
    one: Listed, words: Mapping[str, str], involved: Sequence[Involved], photos: tuple[int, ...], now: datetime
) -> Slip:
    case = one.case
    people = [each.person for each in involved]
    needer = next(person for person in people if person.id == case.needer_id)
    roles = next((each.roles for each in involved if each.person.id == case.helper_id), ())
    what = said(case, needer, people, words["what"])
    thanks = said(case, needer, people, words.get("thanks", "")) if one.part is Part.THANKS else ""
    return Slip(
        no=case.no,
        kind=kind_of(case),
        what="" if is_empty(what) else short(what, _LONGEST),
        day=day_of((_since(case) if one.part is Part.OPEN else done_at(case)).astimezone(SHANGHAI).date(), now),
        helper=helper_of(case, one.role, roles),
        waits=case.state in ("fulfilled", "finished"),
        photos=photos if one.part is Part.DONE else (),
        thanks="" if is_empty(thanks) else " ".join(thanks.split()),
    )


def _since(case: Case) -> datetime:
    return case.moved_at or case.opened_at


def _latest(texts: Sequence[Text]) -> dict[str, str]:
    return {text.key: text.text for text in texts}


def _month(now: datetime) -> Days:
    month = Period.of(PeriodKind.MONTH, now.astimezone(SHANGHAI).date())
    return Days(month.first, month.last)
