"""An extension: asked by the holder, decided by somebody else, and the clock runs longer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from handlers.cases.records import Case
from handlers.cases.registry import Room
from handlers.kit.flows import SAME, Need, NeedKind, Rel, Step
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from tests.cases.deed import DEED, REASON, RULES
from tests.cases.house import Bench, declared, plain_facts, with_rules
from tests.cast import YANWU
from tests.databases import HouseDb

UNTIL = Need("until", NeedKind.DATE, "延到哪天?")
EXTENDS = (
    Step("ask_longer", "申请延期", (Rel.HOLDER,), SAME, ("doing",), (UNTIL, REASON), asks="time", done="申请延期"),
    Step("grant", "同意延期", (Rel.DISPATCHER,), SAME, ("doing",), grants="time", done="同意延期"),
    Step("deny", "不同意", (Rel.DISPATCHER,), SAME, ("doing",), denies="time", done="不同意延期"),
)
FLOW = replace(
    DEED,
    steps=(*DEED.steps, *EXTENDS),
    roles={**DEED.roles, Rel.DISPATCHER: (Role.STREET_OFFICE, Role.COMMUNITY_SECRETARY)},
)


@pytest.fixture
def bench(database_url: str, tmp_path: Path) -> Iterator[Bench]:
    db = HouseDb(database_url, with_rules(tmp_path, RULES))
    with declared(Room("deeds", FLOW, plain_facts, {})):
        yield Bench(db)
    db.close()


@pytest.fixture
def deed(bench: Bench) -> Case:
    """In the hands of 刘书记 since Friday 16:30; due on the fifth working day."""
    case = bench.open(FLOW, "王奶奶", YANWU, {"what": "楼道的灯"})
    bench.take("刘书记", case, "start")
    assert bench.running(case)["time"] == _evening("2022-09-30")
    return case


def _evening(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=SHANGHAI)


def test_granted_the_clock_runs_longer_and_the_case_stays(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "ask_longer", until="2022-10-12", reason="等配件")
    assert bench.running(deed)["time"] == _evening("2022-09-30"), "asking alone moves nothing"
    assert bench.take("马主任", deed, "grant").case.state == "doing"
    assert bench.running(deed)["time"] == _evening("2022-10-12")


def test_denied_nothing_moves(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "ask_longer", until="2022-10-12", reason="等配件")
    bench.take("马主任", deed, "deny")
    assert bench.running(deed)["time"] == _evening("2022-09-30")
    with pytest.raises(Refusal, match="cases/nothing_asked"):
        bench.take("马主任", deed, "grant")


def test_nobody_decides_their_own(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "ask_longer", until="2022-10-12", reason="等配件")
    with pytest.raises(Refusal, match="cases/own_petition"):
        bench.take("刘书记", deed, "grant")


@pytest.mark.parametrize(("until", "code"), [("2022-09-30", "later_date"), ("下周", "date")])
def test_a_date_that_makes_no_sense(bench: Bench, deed: Case, until: str, code: str) -> None:
    with pytest.raises(Refusal, match=f"cases/{code}"):
        bench.take("刘书记", deed, "ask_longer", until=until, reason="等配件")


def test_one_petition_at_a_time(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "ask_longer", until="2022-10-12", reason="等配件")
    with pytest.raises(Refusal, match="cases/asked_already"):
        bench.take("刘书记", deed, "ask_longer", until="2022-10-13", reason="还是等配件")
