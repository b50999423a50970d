"""Where a request can stand, what runs on it, and whose seats count before it."""

from handlers.cases.records import Case
from handlers.kit.flows import ClockSpec, Facts, Inputs, Rel, State
from handlers.kit.roles import Role
from handlers.routing.categories import passes_community
from handlers.routing.records import Urgency

KINDS = tuple(str(urgency) for urgency in Urgency)

ROLES = {
    Rel.REVIEWER: (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY),
    Rel.DISPATCHER: (Role.STREET_OFFICE, Role.CITY_OFFICE),
    Rel.SECOND: (Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY),
    Rel.POOL: (Role.GRID_MEMBER, Role.PARTY_MEMBER, Role.VOLUNTEER),
}

WAITS = {
    Rel.REVIEWER: ("review", "dispatching", "returning"),
    Rel.DISPATCHER: ("review", "dispatching", "returning", "finished"),
    Rel.HOLDER: ("assigned", "signed", "working"),
    Rel.SECOND: ("finished",),
}

STATES = (
    State("review", "待受理"),
    State("dispatching", "待派单"),
    State("pool", "等人接单"),
    State("assigned", "待签收"),
    State("signed", "已签收，待联系"),
    State("working", "办理中"),
    State("returning", "退单待定"),
    State("parked", "已挂账"),
    State("finished", "办好了，待评单"),
    State("closed", "已销号", final=True, live=False),
    State("concluded", "书面答复，已结束", final=True, live=False),
    State("unanswered", "未回应，已结束", final=True, live=False),
    State("answered", "已当场答复", final=True, live=False),
    State("declined", "未受理", final=True, live=False),
    State("merged", "并入另一件", final=True, live=False),
    State("to_wish", "已转心愿", final=True, live=False),
    State("withdrawn", "已撤回", final=True, live=False),
)

CLOCKS = (
    ClockSpec(
        "review", "受理", "request.review_{urgency}", within=("review",), kinds=KINDS, whose=Rel.REVIEWER, promised=True
    ),
    ClockSpec("sign", "签收", "request.sign", whose=Rel.HOLDER),
    ClockSpec("route", "派单", "request.route", within=("dispatching",), whose=Rel.REVIEWER),
    ClockSpec(
        "contact", "首次联系", "request.contact_{urgency}", kinds=KINDS, goes_on=True, whose=Rel.HOLDER, promised=True
    ),
    ClockSpec(
        *("settle", "办结", "request.settle_{urgency}"),
        until="due",
        kinds=KINDS,
        goes_on=True,
        whose=Rel.HOLDER,
        promised=True,
    ),
    ClockSpec(
        "redo", "再办", "request.redo_{urgency}", within=("working",), kinds=KINDS, whose=Rel.HOLDER, promised=True
    ),
    ClockSpec("judge", "定退单", "request.judge", whose=Rel.REVIEWER),
    ClockSpec("hold", "接单后联系", "request.hold", rings="release", whose=Rel.HOLDER),
    ClockSpec("claim", "等人接", "request.claim", rings="unclaimed"),
    ClockSpec("park", "挂账", "request.park", rings="unpark", until="until", opens=True),
    ClockSpec("rate", "评单", "request.rate", rings="ask_again"),
    ClockSpec("answer", "再问后评单", "request.answer", rings="close_unanswered"),
)


def by_answer(_: Facts, inputs: Inputs) -> str:
    return str(inputs["granted"])


def is_urgent(case: Case) -> bool:
    return case.facts.get("urgency") == Urgency.URGENT


_SHUT = (Rel.REVIEWER, Rel.SECOND, Rel.POOL, Rel.NEIGHBOUR)


def shut(case: Case, rel: Rel) -> bool:
    """A complaint about those who lead a community goes past them, to the office above."""
    return rel in _SHUT and is_above(case)


def is_above(case: Case) -> bool:
    return passes_community(str(case.facts.get("category", "other")))
