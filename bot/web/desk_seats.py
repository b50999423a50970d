"""Whom a case may be given to, by name: the filled seats around it, the nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.cases.seen import Known
from handlers.kit.flows import NeedKind
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.worktime import SHANGHAI
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
    """小吴（二号网格 网格员）"""
    seat = known.seats[seat_id]
    return f"{known.sitting(seat_id)}（{friendly(seat.place)} {ROLE_NAMES[seat.role]}）"
