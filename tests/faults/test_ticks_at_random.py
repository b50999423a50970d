"""Any order of looks, jumps of the clock either way, new cases and steps: nothing twice, nothing lost."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.jobs import fulfil, remind, sweep
from tests.databases import Databases
from tests.faults.ticking import Ticking, ticking
from tests.requests.scenes import dispatched, reported

LOOKS = {"sweep": (sweep,), "remind": (remind,), "fulfil": (fulfil,), "all": (sweep, remind, fulfil)}
act = st.one_of(
    st.tuples(st.just("look"), st.sampled_from(sorted(LOOKS))),
    st.tuples(st.just("jump"), st.sampled_from([-120, -45, 1, 17, 120, 600, 3000])),
    st.tuples(st.just("case"), st.sampled_from(["reported", "dispatched"])),
    st.tuples(st.just("step"), st.sampled_from(["已联系上", "签收", "说进展"])),
    st.tuples(st.just("courier"), st.just("")),
)


def do(town: Ticking, what: str, how: object, number: int) -> None:
    match what:
        case "look":
            town.look(*LOOKS[str(how)])
        case "jump":
            town.jump(timedelta(minutes=int(str(how))))
        case "case":
            (reported if how == "reported" else dispatched)(town.play, f"三号楼的{number}号灯坏了")
        case "step":
            offered = [one for one in town.play.offered("小吴") if one.text == how and one.press]
            if offered:
                town.play.press("小吴", str(how))
        case "courier":
            town.play.courier()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_whatever_happens_nothing_is_done_twice_or_lost(databases: Databases, kind: str) -> None:
    @settings(max_examples=12 if kind == "sqlite" else 4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(act, min_size=5, max_size=25))
    def lived(acts: list[tuple[str, object]]) -> None:
        with databases.fresh(kind) as url, ticking(url) as town:
            numbers = count(1)
            for what, how in acts:
                do(town, what, how, next(numbers))
            town.jump(max(town.latest - town.play.now, timedelta()))
            town.until(town.play.now + timedelta(hours=30))
            town.holds()

    lived()
