"""Whom a case may be given to, by name: the filled seats around it, the nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.cases.seen import Known
from handlers.kit.flows import NeedKind
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Sitting
from handlers.units.records import friendly
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str


def seats_to_give(work: Work, cases: Sequence[Case], now: datetime) -> Sequence[Choice]:
    """The seats that the rooms offer for these cases, asked once a community; none twice."""
    found: dict[int, None] = {}
    for case in {(case.flow, case.community_id): case for case in reversed(cases)}.values():
        room = room_of(case.flow)
        need = next((n for step in room.flow.steps for n in step.needs if n.kind is NeedKind.SEAT), None)
        if need and room.choices:
            held = [case.seat_id] if case.seat_id else []
            found |= dict.fromkeys([*(int(option.key) for option in room.choices(work, case, need, now)), *held])
    return named(work, list(found), now)


def named(work: Work, seats: Sequence[int], now: datetime) -> Sequence[Choice]:
    known = work.sittings.known((), seats, now.astimezone(SHANGHAI).date())
    return [Choice(str(seat), seat_name(known, seat)) for seat in seats if known.sitting(seat)]


def seat_name(known: Known, seat_id: int) -> str:
    """小吴（二号网格的网格员）"""
    return f"{known.sitting(seat_id)}（{post_name(known.seats[seat_id])}）"


def post_name(seat: Sitting) -> str:
    """A seat by its place and role, no word twice: 二号网格的网格员, 演武社区书记, 英雄南路街道."""
    place, role = friendly(seat.place), ROLE_NAMES[seat.role]
    if place.endswith(role) or seat.role is Role.CITY_OFFICE:
        return place
    return f"{place}{role.removeprefix('社区')}" if place.endswith("社区") else f"{place}的{role}"
