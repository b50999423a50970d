"""Clocks that act: what is due takes the step that its flow names, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, take
from handlers.cases.records import Clock
from handlers.cases.registry import room_of, rooms
from handlers.kit.events import Stepped
from handlers.kit.refusals import Refusal
from handlers.people.records import CLOCK

if TYPE_CHECKING:
    from storage.work import Work


def ringing() -> Mapping[str, tuple[str, ...]]:
    """The names of the clocks that take a step when due, by flow."""
    return {room.flow.name: tuple(clock.name for clock in room.flow.clocks if clock.rings) for room in rooms()}


def ring(work: "Work", clock: Clock, now: datetime) -> Stepped | None:
    """Let a due clock take its step; none where it was met, rung or overtaken meanwhile."""
    case = work.cases.lock(clock.case_id)  # cases are locked before their clocks, everywhere
    if case is None:
        return None
    rings = room_of(case.flow).flow.clock(clock.name).rings
    if not rings or not work.clocks.ring(clock.id, now):
        return None
    try:
        return take(work, CLOCK, Move(clock.case_id, rings), now)
    except Refusal:
        return None
