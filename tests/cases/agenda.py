"""议题上移, declared for tests only: an item is voted on at its level; unresolved, it moves up one level, never two."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.cases.actions import Move, create, take
from handlers.cases.records import Case, Link, LinkKind
from handlers.cases.registry import Room
from handlers.kit.flows import SAME, Facts, Flow, Inputs, Need, NeedKind, Rel, State, Step
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Actor
from storage.work import Work

VOTES = ("vote_for", "vote_against")
WHAT = Need("what", NeedKind.TEXT, "什么议题?")
MINUTES = Need("minutes", NeedKind.TEXT, "会议纪要")


def _resolved(facts: Facts, _: Inputs) -> str:
    """Two thirds must come; more than half of those who came carry it."""
    members, yes, came = (facts.counts[key] for key in ("members", "for", "came"))
    if came * 3 < members * 2:
        return "no_quorum"
    return "carried" if yes * 2 > came else "lost"


def once(facts: Facts) -> Refusal | None:
    voted = any(facts.actor.person_id in facts.doers.get(vote, ()) for vote in VOTES)
    return Refusal("agenda/voted", case=facts.case.id) if voted else None


def own_level(facts: Facts) -> Refusal | None:
    """A street does not decide what stands on a community's agenda."""
    here = any(seat.unit_id == facts.case.unit_id for seat in facts.actor.seats)
    return None if here else Refusal("agenda/level", case=facts.case.id)


AGENDA = Flow(
    name="agenda",
    title="议题",
    states=(
        State("raised", "提出"),
        State("voting", "表决"),
        State("unresolved", "本级没解决"),
        State("up", "已上移"),
        State("resolved", "本级解决"),
        State("closed", "已反馈", final=True),
    ),
    roles={
        Rel.REVIEWER: (Role.COMMUNITY_SECRETARY, Role.STREET_OFFICE, Role.CITY_OFFICE),
        Rel.POOL: (Role.PARTY_MEMBER, Role.VOLUNTEER),
    },
    steps=(
        Step("raise", "提议题", (Rel.ASKER, Rel.TYPIST), "raised", needs=(WHAT,), done="提出"),
        Step("list", "列入", (Rel.REVIEWER,), "voting", ("raised",), guards=(own_level,), done="列入议程"),
        Step("vote_for", "同意", (Rel.POOL,), SAME, ("voting",), guards=(once,), done="同意"),
        Step("vote_against", "不同意", (Rel.POOL,), SAME, ("voting",), guards=(once,), done="不同意"),
        Step(
            "decide",
            "计票",
            (Rel.REVIEWER,),
            {"no_quorum": SAME, "carried": "resolved", "lost": "unresolved"},
            ("voting",),
            guards=(own_level,),
            outcome=_resolved,
            done="计票",
        ),
        Step("move_up", "上移", (Rel.REVIEWER,), "up", ("unresolved",), (MINUTES,), guards=(own_level,), done="上移"),
        Step("feed_back", "反馈", (Rel.REVIEWER,), "closed", ("up", "resolved"), done="反馈"),
    ),
)


def agenda_facts(work: Work, cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    doers = work.history.doers([case.id for case in cases], VOTES)
    found = {}
    for case in cases:
        who = doers.get(case.id, {})
        yes, no = (len(who.get(vote, ())) for vote in VOTES)
        members = work.people.seated_under(AGENDA.roles[Rel.POOL], case.unit_path, now.date())
        counts = {"for": yes, "came": yes + no, "members": len({person for person, _, _ in members})}
        found[case.id] = Facts(case, actor, now, counts, who)
    return found


def raise_up(work: Work, actor: Actor, case: Case, to: int, minutes: str, now: datetime) -> Case:
    """Move an item to the level right above: two steps, one transaction, and a tie between them."""
    if work.units.get(case.unit_id).parent_id != to:
        raise Refusal("agenda/skips", {"unit": to}, case=case.id)
    take(work, actor, Move(case.id, "move_up", {"minutes": minutes}), now)
    place = work.units.get(to)
    above = replace(
        case,
        id=0,
        no="",
        unit_id=to,
        unit_path=place.path,
        community_id=place.community_id or to,
        typist_id=actor.person_id,
        opened_at=now,
    )
    news = create(work, actor, above, AGENDA.steps[0], {"what": minutes}, now)
    work.cases.link(Link(LinkKind.RAISED, case.id, news.case.id))
    return news.case


ROOM = Room("agenda", AGENDA, agenda_facts, {})
