"""Months of requests lived at random through the real flow, with every by-way: whoever may do something, does it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random

from handlers import front
from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.cases.rules import offers, relations
from handlers.kit.flows import Inputs, Need, NeedKind, Step
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.requests.actions import submit
from handlers.requests.flow import REQUEST
from handlers.requests.records import LIVE_STATES, Report
from handlers.routing.records import Urgency
from storage.work import Work
from tests.cast import CAST
from tests.play import SNAP, Play

PEOPLE = [name for name, one in CAST.items() if one.account]
KINDS = ("lamp", "water", "noise", "poor", "conduct", "other")
SPANS = (timedelta(minutes=20), timedelta(minutes=90), timedelta(hours=5), timedelta(days=1), timedelta(days=4))
RARE = (
    *("withdraw", "answer", "decline", "leave", "nudge", "add", "shoot", "progress", "quit"),
    *("merge", "classify", "reassign", "hand_on", "unmerge", "go_up"),
)
WANTED = (
    *("dispatch", "claim", "contact", "finish", "rate", "note_answer", "grant", "ask_longer"),
    *("send_back", "uphold", "overrule", "conclude", "give_back"),
)


class Life:
    """Chance decides; the flow says what may be done."""

    def __init__(self, play: Play, chance: Random) -> None:
        self.play, self.chance, self.orders = play, chance, 0

    def live(self, rounds: int) -> None:
        for _ in range(rounds):
            {0: self.report, 1: self.past, 2: self.wait}.get(self.chance.randrange(18), self.step)()

    def wait(self) -> None:
        self.play.later(self.chance.choice(SPANS) + timedelta(seconds=self.chance.randrange(600)))
        for _ in range(3):
            self.play.ring()

    def report(self) -> None:
        self._do(lambda work: self._submit(work, None))

    def past(self) -> None:
        """Something from a ledger of old: entered with its own dates, as far as they go."""
        at = self.play.now - timedelta(days=self.chance.randrange(2, 60), minutes=self.chance.randrange(600))

        def act(work: Work) -> None:
            case, then = self._submit(work, at), at
            for _ in range(self.chance.randrange(5)):
                then = min(then + self.chance.choice(SPANS), self.play.now)
                self._some_step(work, case.id, then)

        self._do(act)

    def step(self) -> None:
        def act(work: Work) -> None:
            if found := self._some(work, (*LIVE_STATES, "merged")):
                self._some_step(work, self.chance.choice(found), None)

        self._do(act)

    def _some(self, work: Work, states: tuple[str, ...]) -> list[int]:
        return [case.id for case, _ in work.history.all_chains() if case.state in states]

    def _do(self, act: Callable[[Work], object]) -> None:
        def turn(work: Work) -> None:
            act(work)
            front.react(work)

        self.play.later(timedelta(seconds=1))
        with suppress(Refusal):
            self.play.do(turn)

    def _submit(self, work: Work, at: datetime | None) -> Case:
        who, self.orders = self.chance.choice([*PEOPLE, *["孙大爷"] * 3]), self.orders + 1
        due = (at or self.play.now) + timedelta(days=self.chance.randrange(9)) if self.chance.random() < 0.1 else None
        report = Report(
            what="有件事",
            category=self.chance.choice(KINDS),
            urgency=str(self.chance.choice(list(Urgency))),
            unit_id=CAST[who].home or 3,
            asker_id=self.play.ids[who],
            typist_id=self.play.ids[self.chance.choice(PEOPLE)],
            source="12345",
            external_no=f"N{self.orders}",
            due=due,
            rebound_of=self.chance.choice([None, None, None, *self._some(work, ("closed", "concluded"))[:1]]),
        )
        return submit(
            work, self._actor(work, self.chance.choice(PEOPLE), typing=report.typist_id), report, self.play.now, at=at
        ).case

    def _actor(self, work: Work, who: str, typing: int = 0) -> Actor:
        name = next((name for name, id_ in self.play.ids.items() if id_ == typing), who)
        actor = work.accounts.who("web", name, self.play.now.astimezone(SHANGHAI).date(), self.play.now).actor
        assert actor
        return actor

    def _some_step(self, work: Work, case_id: int, at: datetime | None) -> None:
        case, now = work.cases.get([case_id])[case_id], self.play.now
        for who in self.chance.sample(PEOPLE, len(PEOPLE)):
            actor = self._actor(work, who)
            steps = offers(REQUEST, room_of("request").facts(work, [case], actor, now)[case_id])
            weights = [1 if one.name in RARE else 12 if one.name in WANTED else 4 for one in steps]
            if steps and self.chance.random() < sum(weights) / 16:
                one = self.chance.choices(steps, weights)[0]
                take(work, actor, Move(case_id, one.name, self._inputs(work, case, actor, one)), now, occurred_at=at)
                return

    def _inputs(self, work: Work, case: Case, actor: Actor, step: Step) -> Inputs:
        inputs: dict[str, str | int | tuple[int, ...]] = {}
        rels = relations(REQUEST, case, actor)
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
        room = room_of("request")
        options = room.choices(work, case, need, self.play.now) if room.choices else ()
        if not options:
            raise Refusal("cases/choose")
        return int(self.chance.choice(options).key)

    def _day(self, work: Work, case: Case) -> datetime:
        """A day after what is due now, or soon."""
        dues = [clock.due_at for clock in work.clocks.of([case.id]).get(case.id, ()) if clock.runs]
        first = max([*dues, self.play.now]).astimezone(SHANGHAI)
        return datetime.combine(first.date(), time(), SHANGHAI) + timedelta(days=self.chance.randrange(1, 9))
