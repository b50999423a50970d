"""The micro-wish: 点单 → 审核 → 公示抢单 → 认领 → 对接 → 圆梦 → 评单 → 销号. The whole mechanism on one page."""

from handlers.kit.flows import (
    SAME,
    ClockSpec,
    Facts,
    Flow,
    Inputs,
    Need,
    NeedKind,
    Option,
    Rel,
    Seating,
    State,
    Step,
    Tell,
)
from handlers.kit.roles import Role
from handlers.wishes import guards
from handlers.wishes.records import KIND_NAMES, WishKind

NEWS = "wishes/news"
ASKED = "wishes/asked"
SATISFACTION = (Option("good", "满意"), Option("fair", "基本满意"), Option("bad", "不满意"))


def _kind(_: Facts, inputs: Inputs) -> str:
    return "set_aside" if inputs["kind"] == WishKind.FACILITY else "review"


def _granted(_: Facts, inputs: Inputs) -> str:
    return str(inputs["granted"])


def _said_yes(inputs: Inputs) -> bool:
    return inputs.get("granted") == "yes"


def _said_no(inputs: Inputs) -> bool:
    return inputs.get("granted") == "no"


WHAT = Need("what", NeedKind.TEXT, "想要什么?用一两句话写下来就行。")
KIND = Need("kind", NeedKind.CHOICE, "这是哪一类?", tuple(Option(k, n) for k, n in KIND_NAMES.items()))
VALUE = Need("value", NeedKind.MONEY, "大概要多少钱?写个数就行。", optional=True)
PHOTOS = Need("photos", NeedKind.PHOTO, "发一张照片。", optional=True)
REASON = Need("reason", NeedKind.TEXT, "为什么?写一句话,对方会看到。", most=200)
ANSWER = (
    Need("granted", NeedKind.CHOICE, "这个心愿实现了吗?", (Option("yes", "已实现"), Option("no", "没有"))),
    Need("satisfied", NeedKind.CHOICE, "满意吗?", SATISFACTION, when=_said_yes),
    Need("thanks", NeedKind.TEXT, "想对帮忙的人说句话吗?", optional=True, when=_said_yes, most=200),
    Need("missing", NeedKind.TEXT, "还差什么?说一句,好让帮忙的人知道。", optional=True, when=_said_no, most=200),
)
ANSWERED = {"yes": "closed", "no": "connected"}
TOLD_ANSWER = (Tell("holder", NEWS), Tell("reviewer", NEWS))

WISH = Flow(
    name="wish",
    title="微心愿",
    roles={
        Rel.REVIEWER: (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY),
        Rel.DISPATCHER: (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY),
        Rel.SECOND: (Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY),
        Rel.POOL: (Role.PARTY_MEMBER, Role.VOLUNTEER),
    },
    states=(
        State("review", "待审核"),
        State("returned", "已退回,可以改"),
        State("set_aside", "转诉求,待受理", live=False),
        State("open", "公示中,等人接"),
        State("claimed", "已认领,待对接"),
        State("connected", "已对接,在办"),
        State("fulfilled", "已圆梦,待评单"),
        State("closed", "已销号", final=True, live=False),
        State("unanswered", "未回应,已结束", final=True, live=False),
        State("withdrawn", "已撤回", final=True, live=False),
    ),
    clocks=(
        ClockSpec("review", "审核", "wish.review", within=("review",)),
        ClockSpec("connect", "对接", "wish.connect", rings="release"),
        ClockSpec("fulfil", "圆梦", "wish.fulfil", within=("connected",)),
        ClockSpec("rate", "评单", "wish.rate", rings="ask_again"),
        ClockSpec("answer", "再问后评单", "wish.answer", rings="close_unanswered"),
    ),
    steps=(
        Step(
            "submit",
            "提交",
            by=(Rel.ASKER, Rel.TYPIST),
            to={"review": "review", "set_aside": "set_aside"},
            outcome=_kind,
            needs=(WHAT, KIND, VALUE, PHOTOS),
            keeps=("kind", "value", "photos"),
            starts=("review",),
            tells=(Tell("reviewer", NEWS), Tell("asker", NEWS)),
            done="提了心愿",
        ),
        Step(
            "amend",
            "改好再提",
            by=(Rel.ASKER, Rel.TYPIST),
            frm=("returned",),
            to="review",
            needs=(WHAT,),
            starts=("review",),
            tells=(Tell("reviewer", NEWS),),
            done="改好了再提",
            rank=1,
        ),
        Step(
            "approve",
            "通过公示",
            by=(Rel.REVIEWER,),
            frm=("review",),
            to="open",
            meets=("review",),
            tells=(Tell("asker", NEWS), Tell("best", NEWS), Tell("pool", NEWS, after="wish.pool_after")),
            done="审核通过,公示等人接",
            rank=1,
        ),
        Step(
            "send_back",
            "退回",
            by=(Rel.REVIEWER,),
            frm=("review",),
            to="returned",
            needs=(REASON,),
            meets=("review",),
            tells=(Tell("asker", NEWS),),
            counts="sent_back",
            done="退回请改",
            rank=6,
        ),
        Step(
            "set_aside",
            "转诉求",
            by=(Rel.REVIEWER,),
            frm=("review", "open"),
            to="set_aside",
            needs=(REASON,),
            meets=("review",),
            tells=(Tell("asker", NEWS),),
            done="认为是诉求,转去受理",
            rank=7,
        ),
        Step(
            "take_back",
            "还是心愿",
            by=(Rel.REVIEWER,),
            frm=("set_aside",),
            to="review",
            guards=(guards.no_other_live,),
            starts=("review",),
            tells=(Tell("asker", NEWS),),
            done="改回心愿,重新审核",
            rank=5,
        ),
        Step(
            "claim",
            "我来接",
            by=(Rel.POOL,),
            frm=("open",),
            to="claimed",
            guards=(guards.not_own, guards.not_in_household, guards.claim_limit),
            seat=Seating.ACTOR,
            starts=("connect",),
            tells=(Tell("asker", NEWS), Tell("reviewer", NEWS)),
            done="认领",
            rank=1,
        ),
        Step(
            "dispatch",
            "派给",
            by=(Rel.DISPATCHER,),
            frm=("open",),
            to="claimed",
            needs=(Need("person", NeedKind.PERSON, "派给谁?"),),
            seat=Seating.CHOSEN,
            starts=("connect",),
            tells=(Tell("holder", NEWS), Tell("asker", NEWS)),
            done="派单",
            rank=2,
        ),
        Step(
            "give_back",
            "接不了",
            by=(Rel.HOLDER,),
            frm=("claimed", "connected"),
            to="open",
            needs=(REASON,),
            seat=Seating.CLEAR,
            stops=("connect", "fulfil"),
            lifts=1,
            counts="given_back",
            tells=(Tell("asker", NEWS), Tell("reviewer", NEWS), Tell("pool", NEWS)),
            done="退回认领",
            rank=8,
        ),
        Step(
            "release",
            "到时放回",
            by=(Rel.CLOCK,),
            frm=("claimed",),
            to="open",
            seat=Seating.CLEAR,
            stops=("connect",),
            lifts=1,
            counts="released",
            tells=(Tell("left", NEWS), Tell("asker", NEWS), Tell("reviewer", NEWS), Tell("pool", NEWS)),
            done="到时没有对接,放回等人接",
        ),
        Step(
            "connect",
            "已联系上",
            by=(Rel.HOLDER,),
            frm=("claimed",),
            to="connected",
            meets=("connect",),
            starts=("fulfil",),
            tells=(Tell("asker", NEWS),),
            done="联系上了",
            rank=1,
        ),
        Step(
            "fulfil",
            "圆梦了",
            by=(Rel.HOLDER,),
            frm=("connected",),
            to="fulfilled",
            needs=(
                Need("proof", NeedKind.PHOTO, "发一张圆梦的照片吧。请不要拍到脸和门牌。"),
                Need("note", NeedKind.TEXT, "想说一句经过吗?", optional=True, most=200),
            ),
            keeps=("proof",),
            meets=("fulfil",),
            starts=("rate",),
            tells=(Tell("asker", ASKED), Tell("caller", NEWS), Tell("reviewer", NEWS)),
            done="圆了心愿",
            rank=1,
        ),
        Step(
            "rate",
            "评一评",
            by=(Rel.ASKER,),
            frm=("fulfilled",),
            to=ANSWERED,
            outcome=_granted,
            needs=ANSWER,
            guards=(guards.not_typist, guards.not_helper),
            keeps=("granted", "satisfied"),
            stops=("*",),
            starts=("fulfil",),
            counts="answered",
            tells=TOLD_ANSWER,
            done="评单",
            rank=1,
        ),
        Step(
            "note_answer",
            "代记回音",
            by=(Rel.SECOND,),
            frm=("fulfilled",),
            to=ANSWERED,
            outcome=_granted,
            needs=ANSWER,
            guards=(guards.asker_has_no_phone, guards.not_typist, guards.not_helper),
            keeps=("granted", "satisfied"),
            stops=("*",),
            starts=("fulfil",),
            counts="answered",
            tells=TOLD_ANSWER,
            done="打电话问过,代记评单",
            rank=1,
        ),
        Step(
            "ask_again",
            "再问一次",
            by=(Rel.CLOCK,),
            frm=("fulfilled",),
            to=SAME,
            stops=("rate",),
            starts=("answer",),
            counts="asked_again",
            tells=(Tell("asker", ASKED), Tell("caller", NEWS)),
            done="没有回音,再问一次",
        ),
        Step(
            "close_unanswered",
            "未回应结束",
            by=(Rel.CLOCK,),
            frm=("fulfilled",),
            to="unanswered",
            stops=("*",),
            tells=(Tell("asker", NEWS), Tell("holder", NEWS)),
            done="两次都没有回音,记为未回应",
        ),
        Step(
            "withdraw",
            "撤回",
            by=(Rel.ASKER, Rel.TYPIST),
            frm=("review", "returned", "set_aside", "open", "claimed", "connected"),
            to="withdrawn",
            stops=("*",),
            tells=(Tell("holder", NEWS), Tell("reviewer", NEWS)),
            done="撤回",
            rank=9,
        ),
    ),
)
