"""吹哨报到, declared for tests only: a street calls departments, each with a part of its own, one in the lead.

Numbers of 南京鼓楼: signed for within the hour, contact within 24 hours, there within 3 working days.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.cases.records import Case, Holder, HolderKind, Link, LinkKind
from handlers.cases.registry import Room
from handlers.kit.flows import SAME, ClockSpec, Facts, Flow, Need, NeedKind, Option, Rel, State, Step
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Actor
from storage.work import Work

RULES = """
[whistle.sign]
value = "1 working_hours"
source = "[P] 南京鼓楼 1 小时签收"
[whistle.contact]
value = "24 hours"
source = "[P] 南京鼓楼 24 小时联系"
[whistle.arrive]
value = "3 working_days"
source = "[P] 南京鼓楼 推进哨 3 工作日报到"
"""
WHAT = Need("what", NeedKind.TEXT, "什么事?")
MARK = Need("mark", NeedKind.CHOICE, "办得怎么样?", (Option("good", "好"), Option("bad", "不好")))


def all_parts_done(facts: Facts) -> Refusal | None:
    """The join: a whistle is not rated while a part of it is under way."""
    left = facts.counts["open_parts"]
    return Refusal("whistles/parts", {"left": left}, case=facts.case.id) if left else None


def rated_by_both(facts: Facts) -> Refusal | None:
    """一事双评: both the community and the street have rated it."""
    missing = [step for step in ("rate_street", "rate_community") if not facts.doers.get(step)]
    return Refusal("whistles/unrated", {"missing": missing[0]}, case=facts.case.id) if missing else None


WHISTLE = Flow(
    name="whistle",
    title="吹哨",
    states=(State("sent", "已发哨"), State("rating", "评哨"), State("closed", "销哨", final=True)),
    roles={
        Rel.DISPATCHER: (Role.STREET_OFFICE,),
        Rel.REVIEWER: (Role.COMMUNITY_SECRETARY, Role.STREET_OFFICE),
    },
    steps=(
        Step("blow", "吹哨", (Rel.DISPATCHER,), "sent", needs=(WHAT,), done="发哨"),
        Step("join", "都到了", (Rel.DISPATCHER,), "rating", ("sent",), guards=(all_parts_done,), done="各部门都办完"),
        Step("rate_street", "街道评", (Rel.DISPATCHER,), SAME, ("rating",), (MARK,), done="街道评哨"),
        Step("rate_community", "社区评", (Rel.ASKER,), SAME, ("rating",), (MARK,), done="社区评哨"),
        Step("close", "销哨", (Rel.DISPATCHER,), "closed", ("rating",), guards=(rated_by_both,), done="销哨"),
    ),
)

PART = Flow(
    name="whistle_part",
    title="报到",
    states=(
        State("called", "待签收"),
        State("signed", "已签收"),
        State("there", "已报到"),
        State("done", "办完", final=True),
    ),
    clocks=(
        ClockSpec("sign", "签收", "whistle.sign"),
        ClockSpec("contact", "联系", "whistle.contact"),
        ClockSpec("arrive", "报到", "whistle.arrive"),
    ),
    steps=(
        Step("call", "叫到", (Rel.ASKER,), "called", needs=(WHAT,), starts=("sign", "contact", "arrive"), done="叫到"),
        Step("sign", "签收", (Rel.HOLDER,), "signed", ("called",), meets=("sign",), done="签收"),
        Step("contact", "已联系", (Rel.HOLDER,), SAME, ("signed",), meets=("contact",), done="联系"),
        Step("arrive", "到了", (Rel.HOLDER,), "there", ("signed",), meets=("arrive",), done="报到"),
        Step("finish", "办完", (Rel.HOLDER,), "done", ("there",), stops=("*",), done="办完"),
    ),
)


def whistle_facts(work: Work, cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    """How many parts are still open, and who has rated."""
    doers = work.history.doers([case.id for case in cases], ("rate_street", "rate_community"))
    found = {}
    for case in cases:
        parts = parts_of(work, case)
        open_parts = sum(not PART.state(part.state).final for part in parts)
        found[case.id] = Facts(case, actor, now, {"open_parts": open_parts}, doers.get(case.id, {}))
    return found


def part_facts(work: Work, cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    return {case.id: Facts(case, actor, now) for case in cases}


def parts_of(work: Work, case: Case) -> list[Case]:
    """The parts of a whistle, the one in the lead first."""
    links = [link for link in work.cases.links(case.id) if link.kind is LinkKind.PART and link.parent_id == case.id]
    found = work.cases.get(link.child_id for link in links)
    return [found[link.child_id] for link in sorted(links, key=lambda link: not link.lead)]


def tie(work: Work, whole: Case, part: Case, *, lead: bool) -> None:
    work.cases.link(Link(LinkKind.PART, whole.id, part.id, lead))


def seated(seat: int) -> Holder:
    return Holder(HolderKind.SEAT, seat)


ROOMS = (Room("whistles", WHISTLE, whistle_facts, {}), Room("whistles", PART, part_facts, {}))
