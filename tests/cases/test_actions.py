"""The kernel's acts on a real database: versions, seats, frames, history, clocks, petitions, links."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.cases.actions import Move, create, take
from handlers.cases.chain import commit, first_break
from handlers.cases.records import Case, HolderKind, Link, LinkKind, Petition
from handlers.kit.flows import Flow, Rel, Seating
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import china
from storage.work import Work
from tests.cases.deed import DEED, ROOM, RULES
from tests.cases.house import Bench, declared, with_rules
from tests.cast import BLOCK_3, YANWU
from tests.databases import HouseDb


@pytest.fixture
def bench(database_url: str, tmp_path: Path) -> Iterator[Bench]:
    db = HouseDb(database_url, with_rules(tmp_path, RULES))
    with declared(ROOM):
        yield Bench(db)
    db.close()


@pytest.fixture
def deed(bench: Bench) -> Case:
    return bench.open(DEED, "王奶奶", BLOCK_3, {"what": "楼道灯坏了"})


def test_opening_gives_a_number_and_a_first_line(bench: Bench, deed: Case) -> None:
    assert (deed.no, deed.state, deed.version) == ("演武-0001", "new", 1)
    assert bench.case(deed) == deed
    (event,) = bench.db.run(lambda work: work.history.events([deed.id])[deed.id])
    (text,) = bench.db.run(lambda work: work.history.texts([deed.id])[deed.id])
    assert event.hash == deed.head
    assert event.body["texts"] == {"what": commit("楼道灯坏了", text.salt)}
    assert "楼道灯" not in str(event.body)


def test_a_stale_version_is_refused(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "start", 1)
    with pytest.raises(Refusal, match="cases/moved"):
        bench.take("刘书记", deed, "call", 1)
    assert bench.take("刘书记", deed, "call").case.version == 3


def test_seats_hold_what_their_people_do(bench: Bench, deed: Case) -> None:
    held = bench.take("刘书记", deed, "start").case
    assert held.holder
    assert held.holder.kind is HolderKind.SEAT
    with pytest.raises(Refusal, match="cases/not_yours"):
        bench.take("冯书记", deed, "close")
    bench.seat("冯书记", Role.COMMUNITY_SECRETARY, YANWU)
    assert bench.take("冯书记", deed, "close").case.state == "done"


def test_parked_and_taken_up_again_with_the_time_that_was_left(bench: Bench, deed: Case) -> None:
    """What was left of a clock that counts working days is office time; what is parked on a weekend loses none."""
    bench.take("刘书记", deed, "start")
    before, running = bench.case(deed), bench.running(deed)
    bench.now += timedelta(hours=1)
    left = {"time": china().working_time(bench.now, running["time"]), "call": running["call"] - bench.now}
    bench.take("刘书记", deed, "park", reason="等配件")
    assert (bench.case(deed).state, bench.running(deed)) == ("parked", {})
    bench.now += timedelta(days=30)
    after = bench.take("刘书记", deed, "resume").case
    assert (after.state, after.holder) == ("doing", before.holder)
    again = bench.running(deed)
    assert {"time": china().working_time(bench.now, again["time"]), "call": again["call"] - bench.now} == left
    bench.take("刘书记", deed, "park", reason="又等")
    bench.take("刘书记", deed, "resume")
    assert bench.running(deed) == again


def test_nothing_parked_returns_nowhere(bench: Bench, deed: Case) -> None:
    with pytest.raises(Refusal, match="cases/moved"):
        bench.take("刘书记", deed, "resume")


def test_meeting_a_clock_and_closing_all(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "start")
    bench.take("刘书记", deed, "call")
    assert list(bench.running(deed)) == ["time"]
    bench.take("刘书记", deed, "close")
    assert bench.running(deed) == {}
    assert bench.case(deed).closed_at == bench.now


def test_inputs_that_lack_or_are_too_many(bench: Bench, deed: Case) -> None:
    bench.take("刘书记", deed, "start")
    with pytest.raises(Refusal, match="cases/needs"):
        bench.take("刘书记", deed, "park")
    bench.take("刘书记", deed, "park", reason="等配件", holder=99, state="done")
    assert bench.case(deed).state == "parked"


def test_history_is_whole(bench: Bench, deed: Case) -> None:
    for step in ("start", "call", "close"):
        bench.take("刘书记", deed, step)
    case = bench.case(deed)
    events = bench.db.run(lambda work: work.history.events([deed.id])[deed.id])
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert first_break(events) is None
    assert (events[-1].hash, events[-1].to, case.version) == (case.head, case.state, 4)
    assert [event.seat_id is not None for event in events] == [False, True, True, True]


def test_what_happened_earlier_runs_from_then(bench: Bench, deed: Case) -> None:
    def act(work: Work) -> None:
        news = take(
            work,
            bench.actor(work, "刘书记"),
            Move(deed.id, "start"),
            bench.now,
            occurred_at=bench.now - timedelta(days=1),
        )
        assert news.quiet

    bench.db.run(act)
    assert bench.running(deed)["call"] == bench.now - timedelta(days=1) + timedelta(hours=2)
    event = bench.db.run(lambda work: work.history.events([deed.id])[deed.id][-1])
    assert event.recorded_at - event.occurred_at == timedelta(days=1)


def test_a_creating_step_seats_its_holder(bench: Bench) -> None:
    seated = _variant("seated", seat=Seating.ACTOR)
    with declared(replace(ROOM, flow=seated)):
        case = bench.open(seated, "王奶奶", BLOCK_3, {"what": "x"})
        assert case.helper_id == bench.ids["王奶奶"]
        assert bench.case(case).holder == case.holder, "what is stored is what was answered"


def test_a_creating_step_asks_who_may(bench: Bench) -> None:
    official = _variant("official", by=(Rel.REVIEWER,))
    with declared(replace(ROOM, flow=official)):
        assert bench.open(official, "刘书记", BLOCK_3, {"what": "x"}).state == "new"
        with pytest.raises(Refusal, match="cases/not_yours"):
            bench.open(official, "王奶奶", BLOCK_3, {"what": "x"})


def test_a_creating_step_asks_its_guards(bench: Bench) -> None:
    closed = _variant("closed", guards=(lambda facts: Refusal("cases/nobody"),))
    with declared(replace(ROOM, flow=closed)), pytest.raises(Refusal, match="cases/nobody"):
        bench.open(closed, "王奶奶", BLOCK_3, {"what": "x"})


def _variant(name: str, **changes: object) -> Flow:
    first, *rest = DEED.steps
    return replace(DEED, name=name, steps=(replace(first, **changes), *rest))  # type: ignore[arg-type]


def test_imported_twice_is_one_case(bench: Bench) -> None:
    bench.open(DEED, "王奶奶", BLOCK_3, {"what": "x"}, source="12345", external_no="A-1")
    with pytest.raises(Exception, match=r"(?i)unique"):
        bench.open(DEED, "王奶奶", BLOCK_3, {"what": "x"}, source="12345", external_no="A-1")


def test_petitions_are_decided_once(bench: Bench, deed: Case) -> None:
    until = bench.now.date() + timedelta(days=10)
    asked = Petition(0, deed.id, "extend", bench.ids["刘书记"], bench.now, until)
    id_ = bench.db.run(lambda work: work.cases.ask(asked))
    assert bench.db.run(lambda work: work.cases.decide(id_, bench.ids["马主任"], bench.now, True))
    assert not bench.db.run(lambda work: work.cases.decide(id_, bench.ids["马主任"], bench.now, False))
    (found,) = bench.db.run(lambda work: work.cases.petitions(deed.id))
    assert (found.until, found.granted, found.decided_by) == (until, True, bench.ids["马主任"])


def test_links_are_seen_from_both_ends(bench: Bench, deed: Case) -> None:
    parts = [bench.open(DEED, "王奶奶", BLOCK_3, {"what": "x"}) for _ in range(2)]
    links = [Link(LinkKind.PART, deed.id, part.id, lead=n == 0) for n, part in enumerate(parts)]
    with bench.db.work() as work:
        for link in links:
            work.cases.link(link)
    assert bench.db.run(lambda work: work.cases.links(deed.id)) == links
    assert bench.db.run(lambda work: work.cases.links(parts[1].id)) == links[1:]
    bench.db.run(lambda work: work.cases.unlink(links[0]))
    assert bench.db.run(lambda work: work.cases.links(deed.id)) == links[1:]


def test_news_of_quiet_steps_tell_nobody(bench: Bench) -> None:
    def act(work: Work) -> bool:
        case = bench.opened(work, DEED, "王奶奶", BLOCK_3, {"what": "x"})
        actor = bench.actor(work, "王奶奶")
        return create(
            work, actor, replace(case, id=0, no=""), DEED.steps[0], {"what": "y"}, bench.now, quiet=True
        ).quiet

    assert bench.db.run(act)
