"""积分申报: 初审（党小组）→ 复审（支委会）→ 终审（党员大会）→ 核票 → 公示 → 生效."""

from handlers.kit.flows import SAME, Check, Flow, Guard, Need, Rel, Step, Tell
from handlers.merits import guards
from handlers.merits.needs import (
    AGREE,
    AGREE_AGAIN,
    DUE,
    DUE_AGAIN,
    ENTERED,
    GROUNDS,
    OBJECTION,
    PHOTOS,
    PRESENT,
    PRESENT_AGAIN,
    REASON,
    UNTIL,
    WHO,
    WORDS,
)
from handlers.merits.rules import ours
from handlers.merits.states import CLOCKS, ROLES, STATES, by_count, by_proof, by_way

NEWS, BATCH = "merits/news", "merits/batch"
_MEMBER, _TYPIST, _JOINER = Tell("member", NEWS), Tell("proposer", NEWS), Tell("joiner", NEWS)
# One card for all that waits: only who had nothing waiting before is told.
_GROUP, _COMMITTEE = Tell("group_once", BATCH), Tell("committee_once", BATCH)
_OWN: tuple[Guard, ...] = (guards.not_own,)
_ADDS_UP: tuple[Check, ...] = (guards.counts_add_up,)


def _opens(
    name: str, label: str, by: tuple[Rel, ...], needs: tuple[Need, ...], tells: tuple[Tell, ...], done: str
) -> Step:
    return Step(
        name, label, by, "first_review", needs=needs, keeps=_kept(needs), starts=("first",), tells=tells, done=done
    )


def _kept(needs: tuple[Need, ...]) -> tuple[str, ...]:
    return ("photos",) if PHOTOS in needs else ()


def _back(name: str, rel: Rel, frm: str, clock: str, more: tuple[Guard, ...] = ()) -> Step:
    return Step(
        name,
        "退回",
        by=(rel,),
        frm=(frm,),
        to="returned",
        needs=(REASON,),
        guards=(*_OWN, *more),
        meets=(clock,),
        counts="sent_back",
        tells=(_TYPIST,),
        done="退回请改",
        rank=6,
    )


def _no(name: str, rel: Rel, frm: str, clock: str, more: tuple[Guard, ...] = ()) -> Step:
    return Step(
        name,
        "不通过",
        by=(rel,),
        frm=(frm,),
        to="declined",
        needs=(REASON,),
        guards=(*_OWN, *more),
        meets=(clock,),
        tells=(_MEMBER, _TYPIST, _JOINER),
        done="没有通过",
        rank=7,
    )


MERIT = Flow(
    name="merit",
    title="积分申报",
    roles=ROLES,
    states=STATES,
    clocks=CLOCKS,
    neighbours=True,
    ours=ours,
    steps=(
        _opens("apply", "申报积分", (Rel.ASKER,), (WORDS, PHOTOS), (_GROUP,), "申报了积分"),
        _opens("propose", "记分", (Rel.GROUP, Rel.COMMITTEE), (ENTERED,), (_GROUP, _MEMBER), "提出记分"),
        _opens("award", "居民评了", (Rel.CLOCK,), (), (_GROUP, _MEMBER), "居民评了，报上来审"),
        Step(
            "appeal",
            "申诉",
            by=(Rel.ASKER,),
            to="second_review",
            needs=(GROUNDS,),
            starts=("second",),
            tells=(_COMMITTEE,),
            done="对这一条分有异议",
        ),
        Step(
            "amend",
            "改好再报",
            by=(Rel.ASKER, Rel.TYPIST),
            frm=("returned",),
            to={"first_review": "first_review", "second_review": "second_review"},
            outcome=by_way,
            needs=(WORDS, PHOTOS),
            keeps=("photos",),
            starts=("first", "second"),
            tells=(_GROUP, _COMMITTEE),
            done="改好了再报",
            rank=1,
        ),
        Step(
            "pass_first",
            "初审通过",
            by=(Rel.GROUP,),
            frm=("first_review",),
            to="second_review",
            guards=_OWN,
            stamps="first",
            meets=("first",),
            starts=("second",),
            tells=(_COMMITTEE,),
            done="初审通过",
            rank=1,
        ),
        _back("return_first", Rel.GROUP, "first_review", "first"),
        _no("decline_first", Rel.GROUP, "first_review", "first"),
        Step(
            "pass_second",
            "复审通过",
            by=(Rel.COMMITTEE,),
            frm=("second_review",),
            to="final_review",
            guards=(*_OWN, guards.not_first),
            stamps="second",
            meets=("second",),
            starts=("final",),
            tells=(_COMMITTEE,),
            done="复审通过，等党员大会",
            rank=1,
        ),
        _back("return_second", Rel.COMMITTEE, "second_review", "second", (guards.not_first,)),
        _no("decline_second", Rel.COMMITTEE, "second_review", "second", (guards.not_first,)),
        Step(
            "count",
            "大会记票",
            by=(Rel.COMMITTEE,),
            frm=("final_review",),
            to="counting",
            needs=(DUE, PRESENT, AGREE),
            guards=_OWN,
            checks=(*_ADDS_UP, guards.quorum),
            keeps=("due", "present", "agree"),
            stamps="counted",
            tells=(_COMMITTEE,),
            done="党员大会审过，记了票",
            rank=1,
        ),
        Step(
            "recount",
            "我来核票",
            by=(Rel.COMMITTEE,),
            frm=("counting",),
            to={"published": "published", "declined": "declined", "final_review": "final_review"},
            outcome=by_count,
            needs=(DUE_AGAIN, PRESENT_AGAIN, AGREE_AGAIN),
            guards=(*_OWN, guards.not_counter),
            checks=_ADDS_UP,
            counts={"published": "agreed", "declined": "outvoted", "final_review": "differed"},
            stamps="recounted",
            meets=("final",),
            starts=("publish", "final"),
            tells=(_MEMBER, _TYPIST, _JOINER, Tell("counters", NEWS)),
            done="第二个人核了票",
            rank=1,
        ),
        Step(
            "set_term",
            "定公示期",
            by=(Rel.LINKED,),
            frm=("published",),
            to=SAME,
            needs=(UNTIL,),
            keeps=("until",),
            retimes=("publish",),
            done="开始公示",
        ),
        Step(
            "object",
            "有异议",
            by=(Rel.POOL, Rel.NEIGHBOUR),
            frm=("published",),
            to="second_review",
            needs=(OBJECTION,),
            guards=(guards.not_members, guards.not_objected),
            counts="objected",
            stamps="objected",
            stops=("publish",),
            starts=("second",),
            tells=(_MEMBER, _TYPIST, _COMMITTEE),
            done="公示时提了异议",
            rank=5,
        ),
        Step(
            "hear",
            "记下是谁",
            by=(Rel.LINKED,),
            frm=("second_review",),
            to=SAME,
            needs=(WHO,),
            keeps=("joiners",),
            done="记下了是谁提的，只有审的人看得到",
        ),
        Step(
            "effect",
            "生效",
            by=(Rel.CLOCK,),
            frm=("published",),
            to={"effective": "effective", "declined": "declined"},
            outcome=by_proof,
            stops=("*",),
            tells=(_MEMBER, _TYPIST, _JOINER),
            done="公示到期",
        ),
        Step(
            "withdraw",
            "撤回",
            by=(Rel.ASKER, Rel.TYPIST),
            frm=("first_review", "second_review", "final_review", "returned"),
            to="withdrawn",
            stops=("*",),
            tells=(_MEMBER, _JOINER),
            done="撤回",
            rank=9,
        ),
    ),
)
