"""A case that the house itself has opened: nobody asked for it, nobody needs it, and yet everything holds."""

from collections.abc import Iterator

import pytest

from bot.commands.check import verify
from bot.web.desk_rows import draw
from handlers.cases.actions import create
from handlers.cases.look import look
from handlers.cases.policy import EVERYTHING, See
from handlers.cases.records import Case
from handlers.cases.registry import Room
from handlers.cases.story import story
from handlers.kit.flows import Flow, Need, NeedKind, Rel, State, Step
from handlers.kit.roles import Role
from handlers.lists.watch import remit_of
from handlers.people.records import CLOCK
from storage.work import Work
from tests.cases.house import Bench, declared, plain_facts
from tests.cast import CITY, YANWU
from tests.databases import HouseDb

SAID = "三号井盖响"
WHAT = Need("how", NeedKind.TEXT, "怎么样了？")
ROUND = Flow(
    name="round",
    title="巡查",
    roles={Rel.DISPATCHER: (Role.COMMUNITY_SECRETARY,), Rel.REVIEWER: (Role.STREET_OFFICE,)},
    states=(State("due", "等巡查"), State("done", "巡查过", final=True)),
    steps=(
        Step("open", "开", (Rel.CLOCK,), "due", done="到日子了"),
        Step("go", "去过了", (Rel.DISPATCHER,), "done", ("due",), (WHAT,), done="去过了"),
    ),
)
SEES = {Rel.DISPATCHER: EVERYTHING, Rel.REVIEWER: frozenset({See.MASKED, See.REASONS, See.HISTORY})}
ROOM = Room("rounds", ROUND, plain_facts, SEES, about=lambda case: "这个月的巡查")


@pytest.fixture
def bench(house_db: HouseDb) -> Iterator[Bench]:
    with declared(ROOM):
        yield Bench(house_db)


@pytest.fixture
def gone(bench: Bench) -> Case:
    """Opened by the house, then told by 刘书记."""

    def act(work: Work) -> Case:
        place = work.units.get(YANWU)
        case = Case(0, "", ROUND.name, CITY, YANWU, YANWU, place.path, "", 0, "", 0, 0, 0, bench.now)
        return create(work, CLOCK, case, ROUND.steps[0], {}, bench.now).case

    return bench.take("刘书记", bench.db.run(act), "go", how=SAID).case


def test_it_is_seen_and_told(bench: Bench, gone: Case) -> None:
    with bench.db.work() as work:
        for who in ("刘书记", "马主任"):
            actor = bench.actor(work, who)
            facts = look(work, actor, [gone.id], bench.now)[gone.id].facts
            assert (facts["what"], facts["mine"], facts["typist"]) == ("这个月的巡查", False, "")
            opened, went = story(work, actor, gone, bench.now)
            assert (opened.who, went.why) == ("自动", (f"“{SAID}”",))
            remit = remit_of(actor)
            assert remit
            standing = list(work.cases.standing([gone.id]).values())
            assert [row.what for row in draw(work, actor, remit, standing, bench.now).rows] == ["这个月的巡查"]


def test_what_was_said_lies_under_the_key_of_who_said_it(bench: Bench, gone: Case) -> None:
    with bench.db.work() as work:
        assert [text.text for text in work.history.texts([gone.id])[gone.id]] == [SAID]
        assert verify(work).findings == ()
        work.people.erase(bench.ids["刘书记"])
        assert work.history.texts([gone.id]) == {}
        assert verify(work).findings == ()
