"""并案 and its undoing: cases about the same thing follow one of them."""

from handlers.kit.flows import RETURN, SAME, Rel, Step, Tell
from handlers.requests import guards, needs
from handlers.requests.names import NEWS, OFFICE, UNDER_WAY, WAITING

MERGING = (
    Step(
        "merge",
        "并案",
        by=(*OFFICE, Rel.LINKED),
        frm=("review", "dispatching", "pool", *UNDER_WAY),
        to="merged",
        guards=(guards.has_others,),
        needs=(needs.INTO,),
        checks=(guards.not_into_itself,),
        keeps=("into",),
        pushes=True,
        stops=("*",),
        tells=(Tell("asker", NEWS), Tell("holder", NEWS)),
        done="并入同一件事",
        rank=7,
    ),
    Step(
        "joined",
        "又有一户",
        by=(Rel.LINKED,),
        frm=(*WAITING, "finished"),
        to=SAME,
        needs=(needs.JOINERS,),
        keeps=("joiners",),
        counts="joined",
        tells=(Tell("holder", NEWS),),
        done="又有一户也遇到",
    ),
    Step(
        "parted",
        "少了一户",
        by=(Rel.LINKED,),
        frm=(*WAITING, "finished", "merged"),
        to=SAME,
        needs=(needs.JOINERS,),
        keeps=("joiners",),
        done="有一户不再等这一件",
    ),
    Step(
        "quit",
        "不等了",
        by=(Rel.ASKER, Rel.LINKED),
        frm=("merged",),
        guards=(guards.still_waits,),
        to="withdrawn",
        drops=True,
        done="不等了",
        rank=9,
    ),
    Step(
        "unmerge",
        "拆开",
        by=OFFICE,
        frm=("merged",),
        to=RETURN,
        needs=(needs.REASON,),
        tells=(Tell("asker", NEWS), Tell("holder", NEWS)),
        done="拆开，单独办",
        rank=7,
    ),
)
