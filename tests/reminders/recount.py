"""Which alarms must have had their turn, when, and who was told: counted again from the histories and the clocks, by
the rules as they are written and by nothing of what rang."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from handlers.cases.records import Case, Clock, Event
from storage.work import Work
from tests.cast import CAST
from tests.reminders.officehours import after, before, minute_of, not_later, rules, welcome

LADDER: Final = ("grid_member", "branch_secretary", "community_secretary", "street_office", "city_office")
HOLDER, DECIDER = "holder", "decider"
# Who is told of which clock; those that take a step when they are due are only reminded of before.
WHOSE: Final = {
    "request": {
        **{"review": DECIDER, "route": DECIDER, "judge": DECIDER},
        **{"sign": HOLDER, "contact": HOLDER, "settle": HOLDER, "redo": HOLDER, "hold": HOLDER},
    },
    "wish": {"review": DECIDER, "fulfil": HOLDER, "connect": HOLDER},
    "summons": {"talk": HOLDER},  # nobody in these lives goes further than being called
}
STEPS_ITSELF: Final = ("hold", "connect")
PROMISED: Final = {"request": ("review", "contact", "settle", "redo"), "wish": ("review", "fulfil"), "summons": ()}
NOT_UP: Final = ("parked", "finished", "fulfilled", "returned")
Deadlines = Mapping[int, Sequence[tuple[datetime, datetime]]]


class Turn(NamedTuple):
    """An alarm that has had its turn."""

    clock: int
    due: datetime
    kind: str
    tick: datetime
    told: str


@dataclass
class _Stretch:
    """A clock while it ran towards one deadline: from when, to when it was met, stopped or moved."""

    clock: Clock
    since: datetime
    due: datetime
    ended: datetime

    def runs(self, at: datetime) -> bool:
        return self.since <= at < self.ended

    def clock_runs(self, at: datetime) -> bool:
        """Whether its clock does, to whichever deadline."""
        return at < min([end for end in (self.clock.met_at, self.clock.stopped_at) if end] or [at + timedelta(1)])


@dataclass
class Recount:
    """Everything that must have been said of the cases up to a moment."""

    turns: list[Turn] = field(default_factory=list)
    climbs: list[tuple[int, datetime, str]] = field(default_factory=list)
    askers: set[str] = field(default_factory=set)
    rows: dict[tuple[datetime, int], set[int]] = field(default_factory=lambda: defaultdict(set))


def recount(work: Work, moved: Deadlines, until: datetime, ids: Mapping[str, int]) -> Recount:
    found = Recount()
    chains = list(work.history.all_chains())
    clocks = work.clocks.of([case.id for case, _ in chains])
    paths = {unit.id: unit.path for unit in work.units.all()}
    posts = [(ids[name], str(role), paths[unit]) for name, one in CAST.items() for role, unit in one.posts]
    seats = {seat.id: (str(seat.role), paths[seat.unit_id]) for seat in work.people.seats()}
    for case, events in chains:
        if case.flow in WHOSE:
            stretches = list(_stretches(clocks.get(case.id, ()), moved, until))
            _Told(case, events, stretches, posts, seats, found).count(until)
    return found


def _stretches(clocks: Sequence[Clock], moved: Deadlines, until: datetime) -> Iterator[_Stretch]:
    for clock in clocks:
        ended = min([at for at in (clock.met_at, clock.stopped_at) if at] or [until + timedelta(days=1)])
        seen = moved.get(clock.id) or [(clock.started_at, clock.due_at)]
        ends = [*(at for at, _ in seen[1:]), ended]
        for (since, due), end in zip(seen, ends, strict=True):
            yield _Stretch(clock, since, due, end)


@dataclass
class _Told:
    """One case, minute by minute."""

    case: Case
    events: Sequence[Event]
    stretches: list[_Stretch]
    posts: list[tuple[int, str, str]]
    seats: Mapping[int, tuple[str, str]]
    found: Recount
    climbed: list[tuple[_Stretch, int]] = field(default_factory=list)

    def count(self, until: datetime) -> None:
        due: dict[datetime, list[tuple[datetime, int, _Stretch, list[str]]]] = defaultdict(list)
        for stretch in self.stretches:
            if stretch.clock.name in WHOSE[self.case.flow]:
                for tick, (first, kinds) in self._ticks(stretch, until).items():
                    due[tick].append((first, stretch.clock.id, stretch, kinds))
        for tick in sorted(due):
            for _, _, stretch, kinds in sorted(due[tick], key=lambda one: one[:2]):
                for kind in kinds:
                    self._turn(stretch, kind, kinds, tick)
        self._often()

    def _ticks(self, one: _Stretch, until: datetime) -> dict[datetime, tuple[datetime, list[str]]]:
        """By minute what has its turn in it, with the moment for which the clock was looked at."""
        found: dict[datetime, tuple[datetime, list[str]]] = {}
        for at, kind in self._planned(one):
            if at < one.clock.started_at:  # taken up again late: what was said of it before is said
                continue
            tick = minute_of(max(at, one.since))
            if tick < one.ended and tick <= until:
                first, kinds = found.get(tick, (at, []))
                found[tick] = (first, [*kinds, kind])
        at_once = minute_of(one.since)
        return {tick: (one.clock.started_at if tick == at_once else at, ks) for tick, (at, ks) in found.items()}

    def _planned(self, one: _Stretch) -> list[tuple[datetime, str]]:
        book, urgent = rules("reminders"), self.case.facts.get("urgency") == "urgent"
        polite = (lambda at: at) if urgent else welcome
        length = one.due - one.clock.started_at
        lead = "hours" if length <= timedelta(hours=4) else "days" if length <= timedelta(days=2) else "weeks"
        left = before(one.due, book[f"remind.{lead}"])
        soon = left if urgent else not_later(left)
        found = [(soon, "soon")] if one.clock.started_at < soon < one.due else []
        if one.clock.name in STEPS_ITSELF:
            return found
        late, pace = polite(one.due), "urgent" if urgent else "usual"
        rungs = [(max(late, polite(after(one.due, book[f"escalate.{role}_{pace}"]))), role) for role in LADDER[1:]]
        return [*found, (late, "late"), *sorted(rungs, key=lambda rung: rung[0])]

    def _turn(self, one: _Stretch, kind: str, together: list[str], tick: datetime) -> None:
        told = self._told(one, kind, together, tick)
        self.found.turns.append(Turn(one.clock.id, one.due, kind, tick, told))
        people = self._whose(one, tick) if told == HOLDER else self._in_post(told)
        for person in people:
            self.found.rows[tick, person].add(self.case.id)
        if kind == "late" and one.clock.name in PROMISED[self.case.flow]:
            self.found.askers.add(f"late:{one.clock.id}:{one.due.isoformat()}")

    def _told(self, one: _Stretch, kind: str, together: list[str], tick: datetime) -> str:
        if kind == "late":
            return HOLDER
        if kind == "soon":
            late = "late" in together or any(other.runs(tick) and other.due <= tick for other in self.stretches)
            return "" if late else HOLDER
        if self.case.flow == "summons":
            return ""  # it lies with the street already
        reached = max((rung for other, rung in self.climbed if other.clock_runs(tick)), default=0)
        if LADDER.index(kind) <= max(reached, self._stands(one, tick)) or self._state(tick) in NOT_UP:
            return ""
        to = kind if self._in_post(kind) else ""
        if to:
            self.climbed.append((one, LADDER.index(to)))
            self.found.climbs.append((self.case.id, tick, to))
        return to

    def _stands(self, one: _Stretch, tick: datetime) -> int:
        held = self._holder(tick)
        if WHOSE[self.case.flow][one.clock.name] == HOLDER and held:
            kind, number = held.split(":")
            role = self.seats[int(number)][0] if kind == "seat" else ""
            return LADDER.index(role) if role in LADDER else 0
        return max((LADDER.index(role) for role in LADDER[1:3] if self._in_post(role)), default=3)

    def _whose(self, one: _Stretch, tick: datetime) -> list[int]:
        held = self._holder(tick)
        if WHOSE[self.case.flow][one.clock.name] == HOLDER and held:
            kind, number = held.split(":")
            return [int(number)] if kind == "person" else self._seated(int(number))
        return [*self._in_post("community_secretary"), *self._in_post("branch_secretary")]

    def _seated(self, seat: int) -> list[int]:
        return [person for person, role, path in self.posts if (role, path) == self.seats[seat]]

    def _in_post(self, role: str) -> list[int]:
        return [who for who, held, path in self.posts if held == role and self.case.unit_path.startswith(path)]

    def _at(self, tick: datetime) -> Event:
        return [event for event in self.events if event.occurred_at <= tick][-1]

    def _state(self, tick: datetime) -> str:
        return self._at(tick).to

    def _holder(self, tick: datetime) -> str:
        return str(self._at(tick).body.get("holder", ""))

    def _often(self) -> None:
        """几次没解决、几次转手: each third time the street looks."""
        most = rules("reminders")["escalate.often"]
        turned = {"reopened": 0, "handed_on": 0}
        for event in self.events:
            if event.step in ("reassign", "hand_on"):
                word = "handed_on"
            elif event.step in ("rate", "note_answer") and event.to in ("working", "connected"):
                word = "reopened"
            else:
                continue
            turned[word] += 1
            if turned[word] == most:
                self.found.climbs.append((self.case.id, event.occurred_at, "street_office"))
                for person in self._in_post("street_office"):
                    self.found.rows[minute_of(event.occurred_at), person].add(self.case.id)
