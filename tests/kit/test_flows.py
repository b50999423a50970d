"""A bad declaration is refused when it is built, with the reason."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.cases.records import Case
from handlers.kit.flows import HOUSE, ClockSpec, Facts, Flow, Inputs, Need, NeedKind, Rel, State, Step
from handlers.kit.roles import Role
from handlers.wishes.flow import WISH

OPEN = Step("open", "提交", by=(Rel.ASKER,), to="new")
CLOSE = Step("close", "办结", by=(Rel.HOLDER,), frm=("new",), to="done")
STATES = (State("new", "新"), State("done", "完", final=True))
CASE = Case(1, "演武-0001", "deed", 1, 3, 8, "/1/2/3/5/8/", "open", 1, "", 20, 20, 20, datetime(2026, 3, 2, tzinfo=UTC))


def ends(_: Facts, inputs: Inputs) -> str:
    return "yes"


def built(**parts: Any) -> Flow:
    return Flow(**{"name": "deed", "title": "实事", "states": STATES, "steps": (OPEN, CLOSE), **parts})


def test_a_good_one_is_built() -> None:
    flow = built(clocks=(ClockSpec("time", "时限", "deed.time", rings="close"),))
    assert flow.step("close") is CLOSE
    assert flow.step("nothing") is None
    assert flow.steps_from("new") == [CLOSE]
    assert flow.clock("time").rings == "close"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "twice": ({"steps": (OPEN, CLOSE, CLOSE)}, "step close twice"),
    "from nowhere": ({"steps": (OPEN, replace(CLOSE, frm=("new", "gone")))}, "close: unknown state gone"),
    "to nowhere": ({"steps": (OPEN, replace(CLOSE, to="gone"))}, "close: unknown state gone"),
    "one end of many": (
        {"steps": (OPEN, replace(CLOSE, to={"yes": "done", "no": "gone"}, outcome=ends))},
        "close: unknown state gone",
    ),
    "no outcome": ({"steps": (OPEN, replace(CLOSE, to={"yes": "done"}))}, "close: several ends need an outcome"),
    "idle outcome": ({"steps": (OPEN, replace(CLOSE, outcome=ends))}, "close: several ends need an outcome"),
    "unknown clock": ({"steps": (OPEN, replace(CLOSE, meets=("time",)))}, "close: unknown clock time"),
    "rings nothing": (
        {"clocks": (ClockSpec("time", "时限", "x", rings="ring"),)},
        "clock time rings unknown step ring",
    ),
    "long button": ({"steps": (OPEN, replace(CLOSE, label="七个字的按钮啊"))}, "close: a button holds 6 characters"),
    "dead end": ({"states": (*STATES, State("stuck", "卡住"))}, "state stuck is a dead end"),
    "keeps what it never asks": ({"steps": (OPEN, replace(CLOSE, keeps=("value",)))}, "close"),
    "nobody fills it": ({"steps": (OPEN, replace(CLOSE, by=(Rel.REVIEWER,)))}, "close"),
}


@pytest.mark.parametrize(("parts", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_one_is_refused_with_the_reason(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match="flow deed: ") as told:
        built(**parts)
    assert reason in str(told.value)


def test_all_reasons_at_once() -> None:
    with pytest.raises(ValueError, match="flow deed: ") as told:
        built(steps=(OPEN, replace(CLOSE, frm=("gone",), meets=("time",))))
    assert "unknown state gone" in str(told.value)
    assert "unknown clock time" in str(told.value)


def test_needs_apply_by_relation_and_answers() -> None:
    need = Need("why", NeedKind.TEXT, "为什么?", by=(Rel.HOLDER,), when=lambda inputs: inputs.get("granted") == "no")
    assert need.applies({"granted": "no"}, frozenset({Rel.HOLDER, Rel.ASKER}), CASE)
    assert not need.applies({"granted": "yes"}, frozenset({Rel.HOLDER}), CASE)
    assert not need.applies({"granted": "no"}, frozenset({Rel.ASKER}), CASE)


def test_needs_may_look_at_the_case() -> None:
    need = Need("proof", NeedKind.PHOTO, "照片?", only=lambda case: case.state == "open")
    assert need.applies({}, frozenset({Rel.HOLDER}), CASE)
    assert not need.applies({}, frozenset({Rel.HOLDER}), replace(CASE, state="done"))


@pytest.mark.parametrize("step", WISH.steps, ids=lambda step: step.name)
def test_each_step_of_a_wish_can_be_taken_by_somebody(step: Step) -> None:
    personal = {Rel.ASKER, Rel.NEEDER, Rel.TYPIST, Rel.HOLDER, *HOUSE}
    assert set(step.by) & (personal | set(WISH.roles))
    assert all(isinstance(role, Role) for rel in step.by for role in WISH.roles.get(rel, ()))
    assert step.done, "a history tells it"
