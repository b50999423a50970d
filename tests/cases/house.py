"""A bare house for the kernel: the places and people of the cast, cases of flows that only tests declare."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from bot.house import open_house
from handlers.cases.actions import Move, create, take
from handlers.cases.records import Case
from handlers.cases.registry import Room, register, unregister
from handlers.kit import rulesets
from handlers.kit.events import Stepped
from handlers.kit.flows import Facts, Flow, Inputs
from handlers.kit.house import House
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI, china
from handlers.people.records import Actor, Post
from storage.work import Work
from tests.cast import CITY, Ids, settle
from tests.databases import HouseDb

FRIDAY = datetime(2022, 9, 23, 16, 30, tzinfo=SHANGHAI).astimezone(UTC)


def plain_facts(work: Work, cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    """Facts without counts, for flows whose guards need none."""
    return {case.id: Facts(case, actor, now) for case in cases}


@contextmanager
def declared(room: Room) -> Iterator[Room]:
    """A flow registered for the length of a test."""
    register(room)
    try:
        yield room
    finally:
        unregister(room.flow.name)


@contextmanager
def all_declared(*rooms: Room) -> Iterator[None]:
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(declared(room))
        yield


def with_rules(folder: Path, text: str) -> House:
    """The shipped rules and one set more."""
    head = '[set]\ncode = "tests"\ntitle = "样例"\nfrom = 2000-01-01\n\n'
    (folder / "tests.toml").write_text(head + text, "utf-8")
    return House(china(), rulesets.RuleBook((*open_house().rules.sets, *rulesets.load([folder / "tests.toml"]).sets)))


class Bench:
    """Cases of a flow, moved by the kernel's actions only; who acts is named as in the cast."""

    def __init__(self, db: HouseDb) -> None:
        self.db, self.now = db, FRIDAY
        self.ids: Ids = db.run(lambda work: settle(work, self.now))

    def seat(self, who: str, role: Role, unit: int, org: int | None = None) -> int:
        """Give somebody a post besides; returns the seat."""

        def act(work: Work) -> int:
            seat = work.people.seat(role, unit, org)
            work.people.add_post(Post(seat, self.ids[who], date(2020, 1, 1)))
            return seat

        return self.db.run(act)

    def actor(self, work: Work, who: str) -> Actor:
        person = work.people.get([self.ids[who]])[self.ids[who]]
        held = work.people.held(person.id, self.now.astimezone(SHANGHAI).date())
        return Actor(person.id, 0, CITY, person.called, person.unit_id, household_id=person.household_id, seats=held)

    def open(self, flow: Flow, who: str, unit: int, inputs: Inputs | None = None, **parts: object) -> Case:
        """A case of this flow at a unit, by the flow's first step."""
        return self.db.run(lambda work: self.opened(work, flow, who, unit, inputs, **parts))

    def opened(
        self, work: Work, flow: Flow, who: str, unit: int, inputs: Inputs | None = None, **parts: object
    ) -> Case:
        place, actor = work.units.get(unit), self.actor(work, who)
        person = actor.person_id
        fields: dict[str, object] = {
            "id": 0,
            "no": "",
            "flow": flow.name,
            "root_id": CITY,
            "community_id": place.community_id or unit,
            "unit_id": unit,
            "unit_path": place.path,
            "state": "",
            "version": 0,
            "head": "",
            "asker_id": person,
            "needer_id": person,
            "typist_id": person,
            "opened_at": self.now,
        }
        case = Case(**fields | parts)  # type: ignore[arg-type]  # the fields of a case, some named by the test
        return create(work, actor, case, flow.steps[0], inputs or {}, self.now).case

    def take(
        self, who: str, case: Case | int, step: str, version: int | None = None, /, **inputs: str | int
    ) -> Stepped:
        id_ = case if isinstance(case, int) else case.id
        return self.db.run(lambda work: take(work, self.actor(work, who), Move(id_, step, inputs, version), self.now))

    def case(self, case: Case) -> Case:
        return self.db.run(lambda work: work.cases.get([case.id])[case.id])

    def running(self, case: Case) -> dict[str, datetime]:
        """The clocks that run on a case, with when each is due."""
        found = self.db.run(lambda work: work.clocks.of([case.id]).get(case.id, ()))
        return {clock.name: clock.due_at for clock in found if clock.runs}
