"""Anybody presses anything in any order: what is stored stays whole, what is shown stays true.

Hypothesis finds the shortest run that breaks an invariant. Each run has a database of its own.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.turns import run as run_turn
from handlers.cases.chain import first_break
from handlers.cases.records import Case
from handlers.cases.ringing import ringing
from handlers.kit.turns import Incoming, Kind, Press
from handlers.wishes.flow import WISH
from handlers.wishes.records import LIVE_STATES
from storage.work import Work
from tests.checks import text_of
from tests.databases import Databases
from tests.play import Play
from tests.scenes import claimed, connected, fulfilled, opened, submitted

ACTORS = ("王奶奶", "赵大妈", "钱阿姨", "李师傅", "张敏", "刘书记", "小吴", "周平")
TEXTS = (
    "想要个轮椅",
    "请人修一下水龙头",
    "楼道的灯坏了",
    "想有人陪我聊聊天",
    "好",
    "300",
    "我的",
    "待办",
    "接单",
    "孙长庚 3单元301",
)
who = st.sampled_from(ACTORS)
STEPS = ("cases.take", "cases.answer")
REFUSED = ("cases/not_yours", "cases/moved", "cases/unknown", "cases/choose", "front/old_button", "wishes/draft_gone")


class Undone(Exception):
    """Takes a trial back."""


class Neighbourhood(RuleBasedStateMachine):
    databases: Databases

    @initialize(begin=st.sampled_from((submitted, opened, claimed, connected, fulfilled)))
    def settle(self, begin: Callable[[Play], None]) -> None:
        self.file = self.databases.fresh("sqlite")
        self.play = Play(self.file.__enter__())
        self.kept: list[Press] = []
        self.trials = 0
        begin(self.play)

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self.play.close()
            self.file.__exit__(None, None, None)

    # what may happen

    @rule(who=who, text=st.sampled_from(TEXTS))
    def says(self, who: str, text: str) -> None:
        self.play.say(who, text)

    @rule(who=who)
    def sends_a_photo(self, who: str) -> None:
        self.play.photo(who)

    @rule(who=who, pick=st.integers(0, 50))
    def presses_what_is_offered(self, who: str, pick: int) -> None:
        self._press_one(who, pick)

    @rule(pick=st.integers(0, 50))
    def moves_a_case_on(self, pick: int) -> None:
        """Somebody takes a step that a card offers: most rules lead nowhere, this one gets runs somewhere."""
        offered = [(one, press) for one in ACTORS for press in self._newest(one, 3) if press.name in STEPS]
        offered = [(one, press) for one, press in offered if press.value != "withdraw"]
        if not offered:
            return
        one, press = offered[pick % len(offered)]
        self._push(one, press)
        card = self.play.last(one)
        if [button.text for button in card.buttons] == ["先不"]:
            self.play.photo(one) if "照片" in card.body else self.play.say(one, "好的")

    @rule(who=who, text=st.sampled_from(TEXTS[:4]))
    def asks_for_something(self, who: str, text: str) -> None:
        self.play.say(who, text)
        submit = [b.press for b in self.play.last(who).buttons if b.press and b.text == "提交"]
        if submit:
            self._push(who, submit[0])

    @rule(who=who, pick=st.integers(0, 50), offset=st.integers(-1, 1))
    def presses_an_old_button_or_anothers(self, who: str, pick: int, offset: int) -> None:
        if self.kept:
            press = self.kept[pick % len(self.kept)]
            self.play.push(who, Press(press.name, press.case, max(0, press.version + offset), press.value))

    @rule(who=who, step=st.sampled_from([step.name for step in WISH.steps]), case=st.integers(1, 3))
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
        cases = self.cases()
        events = self.play.desk.read_now(lambda work: work.history.events([case.id for case in cases]))
        for case in cases:
            lines = events[case.id]
            assert len(lines) == case.version
            assert first_break(lines) is None
            assert lines[-1].hash == case.head
            state = ""
            for line in lines:
                step = WISH.step(line.step)
                assert step
                assert line.frm == state
                assert state in step.frm or (state == "" and not step.frm)
                assert line.to in step.targets() or "@same" in step.targets()
                state = line.to
            assert state == case.state

    @invariant()
    def holders_are_where_they_belong(self) -> None:
        loads: dict[int, int] = {}
        for case in self.cases():
            held = case.state in ("claimed", "connected", "fulfilled", "closed", "unanswered")
            assert held <= (case.helper_id is not None), f"{case.state} without a holder"
            if case.state in ("review", "returned", "set_aside", "open"):
                assert case.holder is None, f"{case.state} with a holder"
            if case.state in ("claimed", "connected") and case.helper_id:
                assert case.helper_id not in (case.asker_id, case.needer_id)
                loads[case.helper_id] = loads.get(case.helper_id, 0) + 1
        assert max(loads.values(), default=0) <= 3

    @invariant()
    def clocks_fit_the_state(self) -> None:
        cases = self.cases()
        clocks = self.play.desk.read_now(lambda work: work.clocks.of([case.id for case in cases]))
        for case in cases:
            running = [clock for clock in clocks.get(case.id, ()) if clock.runs]
            assert not (running and WISH.state(case.state).final), f"{case.state} with {running}"
            if case.state == "claimed":
                assert [clock.name for clock in running] == ["connect"]
            due = [clock for clock in running if clock.due_at <= self.play.now and clock.name in ringing()[WISH.name]]
            assert all(clock.rung_at is None for clock in due), "a clock that rang has ended"

    @invariant()
    def what_is_shown_is_what_is_stored(self) -> None:
        """Every card renders within the form (checked as it is drawn) and names the present state."""
        names = {case.no: WISH.state(case.state).name for case in self.cases()}
        for one in ACTORS:
            for _, card in self.play.cards(one):
                no = card.title.split(" ")[0]
                if no in names and card.state:
                    assert card.state.startswith(names[no]), f"{one} sees {card.state}, stored is {names[no]}"

    @invariant()
    def no_card_offers_what_would_be_refused(self) -> None:
        """Press every button of the newest cards, each in a transaction that is taken back."""
        for one in ACTORS:
            for press in self._newest(one, 3):
                self._try(one, press)

    def cases(self) -> list[Case]:
        return [case for n in range(1, 9) if (case := self._case(n))]

    def _case(self, number: int) -> Case | None:
        return self.play.desk.read_now(lambda work: work.cases.get([number])).get(number)

    def _newest(self, one: str, most: int) -> list[Press]:
        return list(dict.fromkeys(b.press for _, c in self.play.cards(one)[-most:] for b in c.buttons if b.press))

    def _press_one(self, one: str, pick: int) -> None:
        offered = [b.press for b in self.play.offered(one) if b.press]
        if offered:
            self._push(one, offered[-1 - pick % len(offered)])

    def _push(self, one: str, press: Press) -> None:
        self.kept.append(press)
        cards = self.play.push(one, press)
        assert all(text_of(card) for card in cards)

    def _try(self, one: str, press: Press) -> None:
        self.trials += 1
        found: list[object] = []

        def trial(work: Work) -> None:
            answer = run_turn(
                work, Incoming("web", one, f"trial {self.trials}", Kind.PRESS, press=press), self.play.now
            )
            found.extend(b.card.args.get("code") for b in answer.bubbles if b.card)
            found.extend(["failed"] if answer.failed else [])
            raise Undone

        with pytest.raises(Undone):
            self.play.do(trial)
        assert not [code for code in found if code in REFUSED or code == "failed"], f"{one}: {press} → {found}"


def test_any_order(databases: Databases) -> None:
    class Machine(Neighbourhood):
        pass

    Machine.databases = databases
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


def test_live_states_are_those_of_the_flow() -> None:
    assert {state.key for state in WISH.states if state.live} == set(LIVE_STATES)
