"""A small flow for the kernel's own tests: opened by an asker, done by a seat, parked and taken up again."""

from handlers.cases.registry import Room
from handlers.kit.flows import RETURN, ClockSpec, Flow, Need, NeedKind, Rel, Seating, State, Step
from handlers.kit.roles import Role
from tests.cases.house import plain_facts

RULES = (
    '[deed.time]\nvalue = "5 working_days"\nsource = "[D] 样例"\n[deed.call]\nvalue = "2 hours"\nsource = "[D] 样例"\n'
)
REASON = Need("reason", NeedKind.TEXT, "为什么?")

DEED = Flow(
    name="deed",
    title="实事",
    states=(State("new", "待办"), State("doing", "在办"), State("parked", "挂账"), State("done", "办结", final=True)),
    clocks=(ClockSpec("time", "时限", "deed.time"), ClockSpec("call", "首联", "deed.call")),
    roles={Rel.REVIEWER: (Role.COMMUNITY_SECRETARY,)},
    steps=(
        Step("open", "登记", (Rel.ASKER,), "new", needs=(Need("what", NeedKind.TEXT, "什么事?"),), done="登记"),
        Step(
            "start",
            "办起来",
            (Rel.REVIEWER,),
            "doing",
            ("new",),
            seat=Seating.SEAT,
            starts=("time", "call"),
            done="办起来",
        ),
        Step("call", "联系上", (Rel.HOLDER,), "doing", ("doing",), meets=("call",), done="联系"),
        Step("park", "挂账", (Rel.HOLDER,), "parked", ("doing",), (REASON,), stops=("*",), pushes=True, done="挂账"),
        Step("resume", "接着办", (Rel.HOLDER,), RETURN, ("parked",), done="接着办"),
        Step("close", "办结", (Rel.HOLDER,), "done", ("doing",), stops=("*",), done="办结"),
    ),
)
ROOM = Room("deeds", DEED, plain_facts, {})
