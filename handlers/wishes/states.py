"""Where a wish can stand, what runs on it, and whose seats count before it."""

from handlers.kit.flows import ClockSpec, Facts, Inputs, Rel, State
from handlers.kit.roles import Role
from handlers.wishes.records import WishKind

ROLES = {
    Rel.REVIEWER: (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY),
    Rel.DISPATCHER: (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY),
    Rel.SECOND: (Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY),
    Rel.POOL: (Role.PARTY_MEMBER, Role.VOLUNTEER),
    Rel.ABOVE: (Role.STREET_OFFICE, Role.CITY_OFFICE),
}

WAITS = {
    Rel.REVIEWER: ("review", "open"),
    Rel.HOLDER: ("claimed", "connected"),
    Rel.SECOND: ("fulfilled",),
}

STATES = (
    State("review", "待审核"),
    State("returned", "已退回，可以改"),
    State("set_aside", "已转诉求", final=True, live=False),
    State("open", "公示中，等人接"),
    State("claimed", "已认领，待对接"),
    State("connected", "已对接，在办"),
    State("fulfilled", "已圆梦，待评单"),
    State("closed", "已销号", final=True, live=False),
    State("unanswered", "未回应，已结束", final=True, live=False),
    State("withdrawn", "已撤回", final=True, live=False),
)

CLOCKS = (
    ClockSpec("review", "审核", "wish.review", within=("review",), whose=Rel.REVIEWER, promised=True),
    ClockSpec("connect", "对接", "wish.connect", rings="release", whose=Rel.HOLDER),
    ClockSpec("fulfil", "圆梦", "wish.fulfil", within=("connected",), whose=Rel.HOLDER, promised=True),
    ClockSpec("rate", "评单", "wish.rate", rings="ask_again"),
    ClockSpec("answer", "再问后评单", "wish.answer", rings="close_unanswered"),
)


def by_kind(_: Facts, inputs: Inputs) -> str:
    """What belongs to everybody is a request, not a wish (B2: 公共设施转诉求)."""
    return "set_aside" if inputs["kind"] == WishKind.FACILITY else "review"


def by_answer(_: Facts, inputs: Inputs) -> str:
    return str(inputs["granted"])
