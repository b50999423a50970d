"""A community's requests and wishes, each with a life of its own: some are handled in time, some late, some never.

Time is walked from event to event, and each step is taken as a card would take it. What is noted beside is only what
the tables forget: when a deadline was moved.
"""

import heapq
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from handlers import front
from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.cases.rules import offers, relations
from handlers.kit.flows import Inputs, Need, NeedKind, Step
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person, Post
from handlers.requests.actions import submit as report
from handlers.requests.records import Report
from handlers.routing.records import Urgency
from handlers.wishes.actions import submit as wish
from handlers.wishes.records import Wanted, WishKind
from scheduler.agenda import next_moment
from storage.work import Work
from tests.cast import BLOCK_1, BLOCK_2, BLOCK_3, CITY, EAST_GRID, GRID_2
from tests.play import SNAP, Play

HOMES: Final = (BLOCK_1, BLOCK_2, BLOCK_3, EAST_GRID)
KINDS: Final = ("lamp", "water", "noise", "poor", "other")
# How likely each step is where it may be taken; what is not named is not done.
COMMON: Final = {
    **{"dispatch": 10, "open": 5, "assign": 2, "claim": 6, "sign": 5, "contact": 10, "finish": 10, "rate": 10},
    **{"approve": 10, "connect": 10, "fulfil": 10, "note_answer": 3, "amend": 8},
    **{"send_back": 2, "uphold": 5, "overrule": 4, "give_back": 1, "ask_longer": 2, "grant": 8, "deny": 2, "extend": 3},
    **{"park": 1, "unpark": 3, "reassign": 1, "hand_on": 2, "progress": 2, "supervise": 3, "take_away": 1},
    **{"answer": 1, "decline": 1, "withdraw": 1, "conclude": 2, "nudge": 1},
}
# Hours between two steps of a life: handled in time, late, and as good as never.
PACES: Final = ((0.3, 1, 3, 8, 20), (6, 20, 50, 100, 200), (100, 300, 700))
MOST_STEPS: Final = 16
HALF_A_MINUTE: Final = timedelta(seconds=30)


@dataclass
class Life:
    """One case: how fast it goes, and who asked."""

    case_id: int
    pace: int
    steps: int = 0


@dataclass
class Year:
    """Lives over the neighbourhood. `moved` holds by clock when it was seen with which deadline."""

    play: Play
    chance: Random
    residents: list[int] = field(default_factory=list)
    moved: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def live(self, cases: int, until: datetime) -> None:
        """So many cases, entered at random moments up to `until`, each lived as long as it lasts."""
        self.play.do(self._settle)
        self.play.ring()
        span, start = until - self.play.now, self.play.now
        entries = [start + span * 0.97 * self.chance.random() for _ in range(cases)]
        agenda: list[tuple[datetime, int, Life | None]] = [(at, n, None) for n, at in enumerate(entries)]
        heapq.heapify(agenda)
        number = cases
        while agenda and agenda[0][0] < until:
            at, _, life = heapq.heappop(agenda)
            self._walk(at)
            life = self._step(life) if life else self._enter()
            if life and life.steps < MOST_STEPS:
                number += 1
                heapq.heappush(agenda, (self._next(life), number, life))
        self._tick()
        self.play.until(until)

    def _walk(self, at: datetime) -> None:
        """Steps are taken in the middle of a minute, ticks come at its beginning: never both at one moment."""
        self._tick()
        at -= timedelta(seconds=at.second, microseconds=at.microsecond)
        self.play.until(at + HALF_A_MINUTE)
        if not self.play.now.second:
            self.play.later(HALF_A_MINUTE)

    def _tick(self) -> None:
        """What a step has left to be done comes with the next minute."""
        if self.play.now.second and self.play.desk.read_now(lambda work: next_moment(work, self.play.now)):
            self.play.later(HALF_A_MINUTE)
            self.play.ring()

    def _next(self, life: Life) -> datetime:
        hours = self.chance.choice(PACES[life.pace]) * self.chance.uniform(0.5, 1.5)
        return self.play.now + timedelta(hours=hours)

    def _settle(self, work: Work) -> None:
        for n in range(40):
            home = HOMES[n % len(HOMES)]
            person = Person(0, CITY, f"邻居{n}", f"邻居{n}", f"1390000{n:04}", "1单元", None, home)
            self.residents.append(work.people.add(person, code=f"R{n}"))
            if n % 5:  # every fifth has no phone
                work.accounts.open(self.residents[-1], "web", f"r{n}", self.play.now)
        operator = work.people.add(Person(0, CITY, "系统管理员", "管理员", "", "", None, None), code="OP")
        work.people.add_post(Post(work.people.seat(Role.OPERATOR, CITY), operator, date(2020, 1, 1)))

    def _enter(self) -> Life:
        pace = self.chance.choices((0, 1, 2), (6, 4, 2))[0]
        who, kind = self.chance.choice(self.residents), self.chance.random()

        def act(work: Work) -> int:
            free = kind < 0.2 and not work.wishes.live(who)
            case = self._wish(work, who) if free else self._request(work, who)
            front.react(work)
            self._note(work, case.id)
            return case.id

        return Life(self.play.do(act), pace)

    def _wish(self, work: Work, who: int) -> Case:
        wanted = Wanted("想要一把轮椅", WishKind.THING, 200, who)
        return wish(work, self._actor(work, who), wanted, self.play.now).case

    def _request(self, work: Work, who: int) -> Case:
        home = work.people.get([who])[who].unit_id or GRID_2
        urgency = str(self.chance.choice(list(Urgency)))
        no = f"N{len(self.moved)}-{self.chance.randrange(10**9)}"
        what = Report("有件事", self.chance.choice(KINDS), urgency, home, who, who, source="12345", external_no=no)
        return report(work, self._actor(work, who), what, self.play.now).case

    def _step(self, life: Life) -> Life | None:
        """The next step of a life; none where it is over."""

        def act(work: Work) -> bool:
            case = work.cases.get([life.case_id])[life.case_id]
            self._note(work, case.id)
            if case.closed_at:
                return False
            self._some_step(work, case)
            front.react(work)
            self._note(work, case.id)
            return True

        life.steps += 1
        with suppress(Refusal):
            return life if self.play.do(act) else None
        return life

    def _some_step(self, work: Work, case: Case) -> None:
        flow, now = room_of(case.flow).flow, self.play.now
        for person in self._around(work, case):
            actor = self._actor(work, person)
            steps = offers(flow, room_of(case.flow).facts(work, [case], actor, now)[case.id])
            known = [one for one in steps if one.name in COMMON]
            if known and self.chance.random() < max(COMMON[one.name] for one in known) / 10:
                one = self.chance.choices(known, [COMMON[one.name] for one in known])[0]
                take(work, actor, Move(case.id, one.name, self._inputs(work, case, actor, one)), now)
                self.done[one.name] = self.done.get(one.name, 0) + 1
                return

    def _around(self, work: Work, case: Case) -> list[int]:
        """Whoever might do something: the office, who asked, who has it, somebody who helps."""
        helper = self.chance.choice(("李师傅", "张敏", "何叔", "周平"))
        office = [self.play.ids[name] for name in ("刘书记", "陈书记", "马主任", "冯书记", helper)]
        holds = work.sittings.of(case.seat_id, self.play.now.date()) if case.seat_id else [case.helper_id or 0]
        found = [one for one in (case.asker_id, *holds, *office) if one]
        return self.chance.sample(list(dict.fromkeys(found)), len(set(found)))

    def _actor(self, work: Work, person: int) -> Actor:
        day = self.play.now.astimezone(SHANGHAI).date()
        home = work.people.get([person])[person].unit_id
        unit = work.units.get(home) if home else None
        seats = work.people.held(person, day)
        if unit is None:
            return Actor(person, 0, CITY, "", seats=seats)
        return Actor(person, 0, CITY, "", unit.id, unit.path, unit.community_id, None, seats)

    def _note(self, work: Work, case_id: int) -> None:
        for clock in work.clocks.of([case_id]).get(case_id, ()):
            seen = self.moved.setdefault(clock.id, [])
            if not seen or seen[-1][1] != clock.due_at:
                seen.append((self.play.now if seen else clock.started_at, clock.due_at))

    def _inputs(self, work: Work, case: Case, actor: Actor, step: Step) -> Inputs:
        inputs: dict[str, str | int | tuple[int, ...]] = {}
        rels = relations(room_of(case.flow).flow, case, actor)
        for need in step.needs:
            if need.applies(inputs, rels, case) and not need.optional:
                inputs[need.key] = self._input(work, case, need)
        return inputs

    def _input(self, work: Work, case: Case, need: Need) -> str | int | tuple[int, ...]:
        match need.kind:
            case NeedKind.TEXT:
                return "说一句"
            case NeedKind.PHOTO:
                return (work.media.add(SNAP, case.needer_id, self.play.now),)
            case NeedKind.DATE:
                return self._day(work, case).isoformat()[:10]
            case NeedKind.CHOICE:
                return self.chance.choice(need.options).key
        room = room_of(case.flow)
        options = room.choices(work, case, need, self.play.now) if room.choices else ()
        if not options:
            raise Refusal("cases/choose")
        return int(self.chance.choice(options).key)

    def _day(self, work: Work, case: Case) -> datetime:
        """A day after what is due now, or soon."""
        dues = [clock.due_at for clock in work.clocks.of([case.id]).get(case.id, ()) if clock.runs]
        first = max([*dues, self.play.now]).astimezone(SHANGHAI)
        return datetime.combine(first.date(), time(), SHANGHAI) + timedelta(days=self.chance.randrange(1, 9))
