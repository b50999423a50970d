"""Where points can stand before they count, what runs on them, and whose seats review them."""

from handlers.kit.flows import ClockSpec, Facts, Inputs, Rel, State
from handlers.kit.roles import Role
from handlers.merits.records import Way
from handlers.merits.rules import more_than, same_count

ROLES = {
    Rel.GROUP: (Role.GROUP_LEADER, Role.BRANCH_SECRETARY),
    Rel.COMMITTEE: (Role.COMMITTEE_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY),
    Rel.POOL: (Role.PARTY_MEMBER, Role.VOLUNTEER),
}

WAITS = {Rel.GROUP: ("first_review",), Rel.COMMITTEE: ("second_review", "final_review", "counting")}

STATES = (
    State("first_review", "初审中"),
    State("second_review", "复审中"),
    State("final_review", "等党员大会"),
    State("counting", "等第二人核票"),
    State("published", "公示中"),
    State("returned", "已退回，可以改"),
    State("effective", "已生效", final=True, live=False),
    State("declined", "没有通过", final=True, live=False),
    State("withdrawn", "已撤回", final=True, live=False),
)

CLOCKS = (
    ClockSpec("first", "初审", "merit.first", within=("first_review",), whose=Rel.GROUP),
    ClockSpec("second", "复审", "merit.second", within=("second_review",), whose=Rel.COMMITTEE),
    ClockSpec("final", "终审", "merit.final", within=("final_review",), whose=Rel.COMMITTEE),
    ClockSpec("publish", "公示", "merit.publish", rings="effect", within=("published",), until="until"),
)


def by_way(facts: Facts, _: Inputs) -> str:
    """An appeal goes to the committee, everything else begins with the group."""
    return "second_review" if facts.case.facts.get("way") == Way.APPEAL else "first_review"


def by_count(facts: Facts, inputs: Inputs) -> str:
    """Two counts that differ settle nothing; otherwise more than half of those due must agree (B8, [D])."""
    if not same_count(facts.case, inputs):
        return "final_review"
    agree, due = int(str(inputs["agree_again"])), int(str(inputs["due_again"]))
    return "published" if more_than(agree, due, facts.counts.get("majority", 50)) else "declined"


def by_proof(facts: Facts, _: Inputs) -> str:
    """What nobody objected to counts, unless its proof has counted meanwhile, or nothing counts it any more."""
    return "declined" if facts.words.get("void") else "effective"
