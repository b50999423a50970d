"""What all demo stories need: who acts, when, and a step entered as of then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.demo.picture import proof
from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.kit.worktime import SHANGHAI, Calendar
from handlers.people.records import CLOCK, Actor
from storage.work import Work

_SHOWN = ("fulfil", "finish")


class Teller:
    """Plays stories with their own dates, in working hours, and tells nobody."""

    def __init__(self, ids: dict[str, int], now: datetime) -> None:
        self._ids, self.now = ids, now

    def step(
        self, work: Work, case: Case, step: str, who: str, inputs: dict[str, str | tuple[int, ...]], at: datetime
    ) -> Case:
        actor = CLOCK if who == "clock" else self.actor(work, who)
        if step in _SHOWN:
            inputs["proof"] = (work.media.add(proof(case.no), actor.person_id, at),)
        return take(work, actor, Move(case.id, step, inputs), self.now, occurred_at=at).case

    def after(self, at: datetime, hours: float) -> datetime:
        return min(at + timedelta(hours=hours), self.now - timedelta(minutes=1))

    def morning(self, calendar: Calendar, days: int) -> datetime:
        day = (self.now - timedelta(days=days)).astimezone(SHANGHAI)
        opening = calendar.next_opening(day.replace(hour=9, minute=days % 60, second=0, microsecond=0))
        return min(opening, self.now - timedelta(hours=1))

    def actor(self, work: Work, called: str) -> Actor:
        person = work.people.get([self._ids[called]])[self._ids[called]]
        unit = work.units.get(person.unit_id or 0)
        seats = work.people.held(person.id, self.now.astimezone(SHANGHAI).date())
        return Actor(
            person.id, 0, person.root_id, called, unit.id, unit.path, unit.community_id, person.household_id, seats
        )

    @property
    def names(self) -> Sequence[str]:
        return list(self._ids)

    def person(self, called: str) -> int:
        return self._ids[called]
