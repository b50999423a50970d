"""Anybody presses anything in any order, wishes and requests together: what is stored stays whole, what is shown true.

Hypothesis finds the shortest run that breaks an invariant. Each run has a database of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from handlers.cases.chain import first_break
from handlers.cases.records import LinkKind
from handlers.cases.registry import room_of, rooms
from handlers.cases.ringing import ringing
from handlers.kit.flows import RETURN, SAME, Step
from handlers.kit.speech import plainly
from handlers.kit.turns import Press
from handlers.requests.records import BUSY_STATES
from handlers.requests.records import LIVE_STATES as REQUESTS
from handlers.wishes.records import LIVE_STATES
from tests.conversations.oracle import may_call, may_know
from tests.conversations.street import ACTORS, Street
from tests.databases import Databases

TEXTS = (
    "想要个轮椅",
    "请人修一下水龙头",
    "楼道的灯坏了",
    "3号楼门口路灯不亮",
    "家里停水了",
    "想有人陪我聊聊天",
    "好",
    "300",
    "我的",
    "待办",
    "接单",
    "演武-0001",
    "孙长庚 3单元301",
)
who = st.sampled_from(ACTORS)
STEPS = ("cases.take", "cases.answer")
ENDING = ("withdraw", "leave", "quit", "decline", "answer", "conclude")
ALL_STEPS = sorted({step.name for room in rooms() for step in room.flow.steps})
HELD = {
    "wish": ("claimed", "connected", "fulfilled", "closed", "unanswered"),
    "request": (
        "assigned",
        "signed",
        "working",
        "finished",
        "closed",
        "unanswered",
        "concluded",
        "returning",
        "parked",
    ),
}
FREE = {"wish": ("review", "returned", "set_aside", "open"), "request": ("dispatching", "pool")}


class Neighbourhood(Street):
    # what may happen

    @rule(who=who, text=st.sampled_from(TEXTS))
    def says(self, who: str, text: str) -> None:
        self.play.say(who, text)

    @rule(who=who)
    def sends_a_photo(self, who: str) -> None:
        self.play.photo(who)

    @rule(who=who, pick=st.integers(0, 50))
    def presses_what_is_offered(self, who: str, pick: int) -> None:
        offered = [b.press for b in self.play.offered(who) if b.press]
        if offered:
            self._push(who, offered[-1 - pick % len(offered)])

    @rule(pick=st.integers(0, 200), answers=st.lists(st.integers(0, 4), min_size=4, max_size=4))
    def moves_a_case_on(self, pick: int, answers: list[int]) -> None:
        """Somebody takes a step that is open to them, to its end: this rule gets runs somewhere."""
        open_ = [one for one in self._open_steps() if one[2] not in ENDING]
        if open_:
            self._through(*open_[pick % len(open_)], answers)

    @rule(kind=st.integers(0, 40), pick=st.integers(0, 40))
    def goes_a_by_way(self, kind: int, pick: int) -> None:
        """The same with every step as likely as any other, so that rare ones have their turn."""
        found = self._open_steps()
        names = sorted({step for _, _, step in found})
        if names:
            open_ = [one for one in found if one[2] == names[kind % len(names)]]
            self._through(*open_[pick % len(open_)], [pick] * 4)

    @rule(who=who, text=st.sampled_from(TEXTS[:6]), joins=st.booleans())
    def asks_for_something(self, who: str, text: str, joins: bool) -> None:
        self.play.say(who, text)
        for label in (
            "提交",
            "要反映的事",
            *(("我也遇到", "①我也遇到") if joins else ("不是这件", "都不是", "是新的事")),
        ):
            found = [b.press for b in self.play.last(who).buttons if b.press and b.text == label]
            if found:
                self._push(who, found[0])

    @rule(who=who, pick=st.integers(0, 50), offset=st.integers(-1, 1))
    def presses_an_old_button_or_anothers(self, who: str, pick: int, offset: int) -> None:
        if self.kept:
            press = self.kept[pick % len(self.kept)]
            self.play.push(who, Press(press.name, press.case, max(0, press.version + offset), press.value))

    @rule(who=who, step=st.sampled_from(ALL_STEPS), case=st.integers(1, 4))
    def presses_a_step_never_offered(self, who: str, step: str, case: int) -> None:
        version = {one.id: one.version for one in self.cases()}.get(case, 1)
        self.play.push(who, Press("cases.take", case, version, step))

    @rule()
    def post_goes_round(self) -> None:
        self.play.courier()

    @rule(hours=st.sampled_from((5, 24, 24 * 4, 24 * 8)))
    def time_passes(self, hours: int) -> None:
        self.play.later(timedelta(hours=hours))
        self.play.ring()

    # what must always hold

    @invariant()
    def histories_are_whole(self) -> None:
        for case, lines in self._told():
            assert len(lines) == case.version
            assert first_break(lines) is None
            assert lines[-1].hash == case.head
            state, flow = "", room_of(case.flow).flow
            for line in lines:
                step = flow.step(line.step)
                assert step
                assert line.frm == state
                assert state in step.frm or (state == "" and not step.frm)
                assert line.to in step.targets() or {SAME, RETURN} & set(step.targets())
                state = line.to
            assert state == case.state

    @invariant()
    def holder_and_counters_follow_the_history(self) -> None:
        for case, lines in self._told():
            said = [line.body for line in lines]
            holder = f"{case.holder.kind}:{case.holder.id}" if case.holder else ""
            assert said[-1]["holder"] == holder
            assert _latest(said, "counts") == dict(case.counts)
            asked = [body["asker"] for body in said if "asker" in body]
            assert (asked or [said[0]["case"]["asker"]])[-1] == case.asker_id  # type: ignore[index]  # of the first event
            back = Counter(line.to for line in lines if line.step in ("rate", "note_answer"))
            if case.flow == "request":
                assert back["working"] == case.counts.get("reopened", 0), "reopened is never lost"

    @invariant()
    def holders_are_where_they_belong(self) -> None:
        loads: Counter[tuple[str, int]] = Counter()
        for case in self.cases():
            assert (case.state in HELD[case.flow]) <= (case.holder is not None), f"{case.state} without a holder"
            assert (case.state in FREE[case.flow]) <= (case.holder is None), f"{case.state} with a holder"
            if case.helper_id and case.state in ("claimed", "connected", *BUSY_STATES):
                assert case.helper_id not in (case.asker_id, case.needer_id)
                loads[case.flow, case.helper_id] += 1
        assert max((count for (flow, _), count in loads.items() if flow == "wish"), default=0) <= 3

    @invariant()
    def one_live_wish_a_person(self) -> None:
        live = Counter(c.needer_id for c in self.cases() if c.flow == "wish" and c.state in LIVE_STATES)
        assert max(live.values(), default=0) <= 1

    @invariant()
    def what_is_merged_follows_one_that_is_not(self) -> None:
        cases = {case.id: case for case in self.cases()}
        into: Counter[int] = Counter()
        for link in self._links():
            if link.kind is LinkKind.MERGED:
                into[link.child_id] += 1
                assert cases[link.parent_id].state != "merged"
        assert {c.id for c in cases.values() if c.state == "merged"} == set(into)
        assert max(into.values(), default=0) <= 1

    @invariant()
    def clocks_fit_the_state(self) -> None:
        cases = self.cases()
        clocks = self.play.desk.read_now(lambda work: work.clocks.of([case.id for case in cases]))
        for case in cases:
            running = [clock for clock in clocks.get(case.id, ()) if clock.runs]
            names = [clock.name for clock in running]
            assert len(set(names)) == len(names), f"{names} in {case.state}"
            assert not (running and room_of(case.flow).flow.state(case.state).final), f"{case.state} with {names}"
            if case.state == "claimed":
                assert names == ["connect"]
            rings = ringing()[case.flow]
            due = [clock for clock in running if clock.due_at <= self.play.now and clock.name in rings]
            assert all(clock.rung_at is None for clock in due), "a clock that rang has ended"

    @invariant()
    def nobody_sees_whom_to_call_without_a_right(self) -> None:
        versions = tuple(case.version for case in self.cases())
        if self.looked == (versions, self.play.now.date()):
            return  # nothing has moved that anybody could see
        self.looked = (versions, self.play.now.date())
        for one in ACTORS:
            actor, seen = self._seen_by(one)
            for known in seen:
                case, facts = known.case, known.facts
                assert not facts["phone"] or may_call(actor, case), f"{one} sees the phone of {case.no} {case.state}"
                assert not facts["door"] or may_call(actor, case), f"{one} sees the door of {case.no} {case.state}"
                assert may_know(actor, case), f"{one} sees {case.no}, {case.state} of {case.facts.get('category')}"

    @invariant()
    def what_is_shown_is_what_is_stored(self) -> None:
        """Every card renders within the form (checked as it is drawn) and names the present state."""
        names = {case.no: room_of(case.flow).flow.state(case.state).name for case in self.cases()}
        for one in ACTORS:
            for _, card in self.play.cards(one):
                no = card.title.split(" ")[0]
                if no in names and card.state:
                    told = (names[no], plainly(names[no]))  # who is no staff of it reads plainer words
                    assert card.state.startswith(told), f"{one} sees {card.state}, stored is {names[no]}"

    @invariant()
    def no_card_offers_what_would_be_refused(self) -> None:
        """Press every button of the newest cards, each in a transaction that is taken back."""
        versions = tuple(case.version for case in self.cases())
        for one in ACTORS:
            presses = self._newest(one, 2)
            if self.tried.get(one) == (presses, versions, self.play.now.date()):
                continue
            for press in presses:
                self._try(one, press)
            self.tried[one] = (presses, versions, self.play.now.date())


def _latest(bodies: Sequence[Mapping[str, object]], key: str) -> object:
    return [body[key] for body in bodies if key in body][-1]


def test_any_order(databases: Databases) -> None:
    _wander(databases, 12)


@pytest.mark.slow
def test_any_order_for_long(databases: Databases) -> None:
    _wander(databases, 200)


def _wander(databases: Databases, examples: int) -> None:
    class Machine(Neighbourhood):
        pass

    Machine.databases = databases
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


@pytest.mark.parametrize("flow", ["wish", "request"])
def test_live_states_are_those_of_the_flow(flow: str) -> None:
    live = {"wish": LIVE_STATES, "request": REQUESTS}[flow]
    assert {state.key for state in room_of(flow).flow.states if state.live} == set(live)


def test_steps_have_names_of_their_own() -> None:
    for room in rooms():
        assert all(isinstance(step, Step) and step.done for step in room.flow.steps if step.name != "submit")
